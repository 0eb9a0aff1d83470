package ui

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/takeback"
	"partner-import/importer/row"
	"partner-import/importer/undo"
)

// A takePage shows what would be taken back, what is, or what was.
type takePage struct {
	State   takeback.State
	Restore bool
	Number  int // of partners that would be changed
	Lines   []takeLine
	Wrong   string // the number that was typed is another one
	Trouble string
	Done    int // partners, of Of
	Of      int
	Share   int // percent
	Open    int // partners that are not as they should be
	Report  bool
	Minutes time.Duration // that it takes
}

// A takeLine counts partners.
type takeLine struct {
	Sign, Tone string
	N          int
	Text       string
}

// take returns the job of an import, nil if there is none.
func (s *Server) take(id string) *takeback.Take {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.takes[id]
}

// isTaking reports whether something is being taken back.
func (s *Server) isTaking() bool {
	for _, t := range s.takes {
		if t.View().State.IsActive() {
			return true
		}
	}
	return false
}

// showTake shows what would be taken back, and finds that out first. It begins anew if
// somebody asks for the other direction.
func (s *Server) showTake(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	t, restore := s.take(im.ID), r.FormValue("restore") != ""
	if t != nil && !t.View().State.IsActive() && (r.URL.Query().Has("restore") || r.URL.Query().Has("again")) && (t.View().Restore != restore || t.View().State == takeback.Ended) {
		t = nil
	}
	if t == nil {
		job, err := s.takeJob(im, restore)
		switch {
		case errors.As(err, new(errNoKey)):
			goTo(w, r, "/key?next=/i/"+im.ID+"/takeback")
			return
		case err != nil:
			s.refuse(w, r, im, 5, err)
			return
		}
		job.Options.MaxOutage = patience
		t = takeback.Look(job)
		s.keepTake(im, t)
	}
	s.renderTake(w, r, im, t, "")
}

func (s *Server) keepTake(im *desk.Import, t *takeback.Take) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takes[im.ID] = t
}

// doTake begins, if the number that was typed is that of the plan.
func (s *Server) doTake(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	t := s.take(im.ID)
	if t == nil || t.View().State != takeback.Planned {
		goTo(w, r, "/i/"+im.ID+"/takeback")
		return
	}
	v := t.View()
	typed, err := strconv.Atoi(strings.NewReplacer(",", "", ".", "", " ", "", "\u00a0", "", "\u202f", "", "’", "").Replace(r.PostFormValue("number")))
	if want := v.Plan.Now + v.Plan.Unasked; err != nil || typed != want {
		s.renderTake(w, r, im, t, s.speaker(r).Say("That is not %d. Type it to agree.", want))
		return
	}
	job, err := s.takeJob(im, v.Restore)
	if err != nil {
		s.refuse(w, r, im, 5, err)
		return
	}
	job.Saved = func(summary *undo.Summary) { s.taken(im, summary) }
	s.keepTake(im, takeback.Do(job, typed))
	goTo(w, r, "/i/"+im.ID+"/takeback")
}

// stopTake ends it softly.
func (s *Server) stopTake(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if t := s.take(im.ID); t != nil {
		t.Stop()
	}
	goTo(w, r, "/i/"+im.ID+"/takeback")
}

// taken writes on the desk what was taken back.
func (s *Server) taken(im *desk.Import, summary *undo.Summary) {
	im.Undone = summary.Counts[row.Archived]
	s.stalePlan(im)
	_ = im.Save() // the journal knows it
}

// takeJob says what is taken back, and from which account.
func (s *Server) takeJob(im *desk.Import, restore bool) (takeback.Job, error) {
	account, err := s.connect()
	if err != nil {
		return takeback.Job{}, err
	}
	s.mu.Lock()
	busy := s.isTaking()
	s.mu.Unlock()
	partners, can := account.Partners.(undo.Partners)
	switch {
	case busy || !s.queue.IsIdle():
		return takeback.Job{}, errSaid{Text: "Another import is under way. Wait until it ended, or pause it."}
	case account.Sandbox != im.Sandbox || !can:
		return takeback.Job{}, errSaid{Text: "This import went into another account. Connect that one first."}
	}
	places, common := s.outputsFor(im, account), s.options.ImporterOptions
	o := undo.Options{
		Restore: restore, Rate: common.Rate, Workers: common.Workers, MaxAttempts: common.MaxAttempts, Settle: common.Settle, MaxOutage: common.MaxOutage,
		Journal: places.Journal, Fingerprint: account.Fingerprint, Target: account.Target, Version: s.options.Version, Call: s.call,
	}
	if im.IsElsewhere() && !account.Sandbox {
		o = o.Beside(im.Original())
	} else {
		o.Report, o.Summary = im.Path(s.prefix(account)+"undo.csv"), im.Path(s.prefix(account)+"undo.json")
	}
	return takeback.Job{Partners: partners, Options: o, File: im.Original()}, nil
}

func (s *Server) renderTake(w http.ResponseWriter, r *http.Request, im *desk.Import, t *takeback.Take, wrong string) {
	select {
	case <-t.Done():
	case <-time.After(asks / 4):
	}
	v, say := t.View(), s.speaker(r).Say
	page := takePage{State: v.State, Restore: v.Restore, Number: v.Plan.Now + v.Plan.Unasked, Wrong: wrong, Minutes: v.Plan.Expected.Round(time.Second)}
	if v.Err != nil {
		page.Trouble = explain(v.Err, say)
	}
	switch {
	case v.Summary != nil:
		page.Lines, page.Open, page.Report = doneLines(v.Summary, say), v.Summary.Open, true
	default:
		page.Lines = planLines(&v.Plan, v.Restore, say)
	}
	good, _ := tallyTaken(v.Progress.Counts, v.Restore)
	page.Done, page.Of = good, max(v.Progress.Rows, page.Number)
	page.Share = percent(good, page.Of)
	show := view{Title: "Undo", Step: 5, Import: im, Page: page}
	if v.State.IsActive() {
		show.Refresh = 1
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	s.show(w, r, status, "takeback", show)
}

// tallyTaken counts the partners that are as they should be.
func tallyTaken(counts map[row.Status]int, restore bool) (good, other int) {
	for status, n := range counts {
		if status == row.Archived && !restore || status == row.Restored && restore {
			good += n
		} else {
			other += n
		}
	}
	return good, other
}

// planLines are what would be done.
func planLines(p *undo.Plan, restore bool, say func(string, ...any) string) (all []takeLine) {
	do, done := say("will be archived"), say("are archived already, by an earlier undo")
	if restore {
		do, done = say("will be restored"), say("are restored already")
	}
	for _, l := range []takeLine{
		{"–", "bad", p.Now + p.Unasked, do},
		{"✓", "same", p.Done, done},
		{"=", "same", p.Changed, say("stay: somebody changed them after the import")},
		{"=", "same", p.Replaced, say("stay: another partner has the id now")},
		{"=", "same", p.Before, say("stay: they were there before the import")},
		{"=", "same", p.Archived, say("were archived by somebody else")},
		{"=", "same", p.Gone, say("are gone: somebody deleted them")},
		{"!", "wait", p.Unsettled, say("stay: it is not known whether the import created them. Run the import again first.")},
	} {
		if l.N > 0 || l.Tone == "bad" {
			all = append(all, l)
		}
	}
	return all
}

// doneLines are what was done.
func doneLines(summary *undo.Summary, say func(string, ...any) string) (all []takeLine) {
	for _, l := range []takeLine{
		{"✓", "good", summary.Counts[row.Archived], say("are archived")},
		{"✓", "good", summary.Counts[row.Restored], say("are restored")},
		{"=", "same", summary.Counts[row.Exists], say("were not touched")},
		{"=", "same", summary.Counts[row.Gone], say("are gone: somebody deleted them")},
		{"–", "bad", summary.Counts[row.Failed], say("could not be changed")},
		{"!", "wait", summary.Counts[row.Unknown] + summary.Counts[row.Unsent], say("are not done yet")},
	} {
		if l.N > 0 {
			all = append(all, l)
		}
	}
	return all
}
