package ui

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/runs"
	"partner-import/importer/row"
)

// begin begins to send. It says first on the desk that it does: a program that dies
// from now on leaves an interrupted import.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if _, err := s.review(r, im); err != nil {
		goTo(w, r, "/i/"+im.ID+"/columns")
		return
	}
	account, err := s.connect()
	if err != nil {
		goTo(w, r, "/i/"+im.ID+"/plan")
		return
	}
	if t := s.take(im.ID); t != nil && t.View().State.IsActive() {
		goTo(w, r, "/i/"+im.ID+"/takeback")
		return
	}
	limit, _ := strconv.Atoi(r.PostFormValue("limit"))
	job, err := s.job(im, account, max(0, limit))
	if err == nil {
		im.State, im.Sandbox, im.Stop = desk.Running, account.Sandbox, ""
		err = im.Save()
	}
	if err != nil {
		s.refuse(w, r, im, 4, err)
		return
	}
	s.stalePlan(im)
	keep := job.Saved
	job.Saved = func(run *runs.Run) { keep(run); s.ended(im, run) }
	s.queue.Start(im.ID, job)
	goTo(w, r, "/i/"+im.ID+"/run")
}

// ended writes on the desk how a run ended.
func (s *Server) ended(im *desk.Import, run *runs.Run) {
	v := run.View()
	im.Ended, im.State = time.Now().UTC(), desk.Done
	if v.Err != nil {
		im.Stop, im.State = explain(v.Err, plainly), desk.Paused
	}
	if v.Summary != nil {
		im.Counts, im.Rows = v.Summary.Counts, v.Summary.Rows
		if v.Summary.Counts[row.Unsent] > 0 {
			im.State = desk.Paused
		}
	}
	if err := im.Save(); err != nil {
		im.Stop = printable(err.Error())
	}
}

// A runPage shows a run under way.
type runPage struct {
	State  state
	Latest []latest
	Notes  []noteLine
}

func (s *Server) running(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	run := s.queue.Run(im.ID)
	if run == nil {
		goTo(w, r, s.step(im))
		return
	}
	v := run.View()
	if !v.State.IsActive() {
		goTo(w, r, "/i/"+im.ID+"/result")
		return
	}
	say := s.speaker(r).Say
	page := runPage{State: stateOf(v, say), Latest: latestOf(v), Notes: notesOf(v, say)}
	s.show(w, r, http.StatusOK, "run", view{Title: "Importing", Step: 4, Import: im, Page: page, Refresh: 3})
}

// pause ends a run softly. The next one continues.
func (s *Server) pause(w http.ResponseWriter, r *http.Request, im *desk.Import) {
	if run := s.queue.Run(im.ID); run != nil {
		run.Stop()
	}
	goTo(w, r, "/i/"+im.ID+"/run")
}

// A state is a run at one moment, as a page shows it.
type state struct {
	State   string   `json:"state"`
	Done    int      `json:"done"` // rows with a result, also from earlier runs
	Of      int      `json:"of"`
	Title   string   `json:"title"`
	Left    string   `json:"left"` // how long it takes, in words
	Created int      `json:"created"`
	Exists  int      `json:"exists"`
	Bad     int      `json:"bad"`
	ToGo    int      `json:"togo"`
	Counts  []figure `json:"counts"`
	Figures []figure `json:"figures"`
	Why     string   `json:"why,omitempty"` // what it waits for
	WhyTail string   `json:"whytail,omitempty"`
	WhySaid string   `json:"whysaid,omitempty"` // what Partnero says, in English
	Pace    []point  `json:"pace"`
}

// A figure is a number with what it counts.
type figure struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Tone  string `json:"tone,omitempty"`
}

// A point of the pace, in percent of the width and of the height.
type point struct {
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	Held bool    `json:"held,omitempty"`
}

func stateOf(v runs.View, say func(string, ...any) string) state {
	p := v.Progress
	good, bad := tally(v.Counts)
	of := max(v.Preview.Rows, p.Rows) - v.Preview.Invalid - v.Preview.Later - v.Preview.Kept
	st := state{
		State: string(v.State), Of: max(of, good), Done: good, Bad: max(0, bad-v.Counts[row.Invalid]),
		Created: v.Counts[row.Created] + v.Counts[row.Updated], Exists: v.Counts[row.Exists], Pace: paceOf(v),
	}
	st.ToGo = max(0, st.Of-st.Done-st.Bad)
	st.Title = say("of %d rows", st.Of)
	if left := leftOf(v); left > 0 {
		st.Title = say("of %d rows · about %s left, until %s", st.Of, long(left, say), time.Now().Add(left).Format("15:04"))
	}
	st.Counts = []figure{{say("created"), say("%d", st.Created), "g"}, {say("there already"), say("%d", st.Exists), "e"}}
	if st.Bad > 0 {
		st.Counts = append(st.Counts, figure{say("need attention"), say("%d", st.Bad), "b"})
	}
	st.Counts = append(st.Counts, figure{say("to go"), say("%d", st.ToGo), ""})
	st.Figures = []figure{
		{say("rows per second"), say("%.1f", paceNow(v)), ""},
		{say("running for"), long(time.Since(v.Began), say), ""},
		{say("waited for the limit"), long(p.Waited, say), ""},
		{say("answers lost, being checked"), say("%d", p.Settling), ""},
	}
	st.Why, st.WhyTail = why(v, say)
	if p.Down > 0 {
		st.WhySaid = printable(p.Cause)
	}
	return st
}

// leftOf is how long the run still takes, 0 if that cannot be said.
func leftOf(v runs.View) time.Duration {
	p := v.Progress
	if p.Started.IsZero() || p.Planned == 0 {
		return p.Expected
	}
	left := max(0, p.Planned-p.Sent)
	pace := paceNow(v)
	if p.Sent < 10 || pace <= 0 {
		return p.Expected
	}
	return time.Duration(float64(left)/pace*float64(time.Second)).Round(time.Second) + p.Paused
}

// paceNow is how many rows end in a second, over the last samples.
func paceNow(v runs.View) float64 {
	n := len(v.Pace)
	if n < 2 {
		return 0
	}
	first := v.Pace[max(0, n-10)]
	last := v.Pace[n-1]
	seconds := last.At.Sub(first.At).Seconds()
	if seconds <= 0 {
		return 0
	}
	return float64(last.Done-first.Done) / seconds
}

// paceOf is the pace of the whole run, for a plot.
func paceOf(v runs.View) []point {
	if len(v.Pace) < 3 {
		return nil
	}
	first, last := v.Pace[0].At, v.Pace[len(v.Pace)-1].At
	whole := last.Sub(first).Seconds()
	var points []point
	most := 0.0
	for i := 1; i < len(v.Pace); i++ {
		a, b := v.Pace[i-1], v.Pace[i]
		pace := float64(b.Done-a.Done) / max(0.001, b.At.Sub(a.At).Seconds())
		most = max(most, pace)
		points = append(points, point{X: b.At.Sub(first).Seconds() / whole * 100, Y: pace, Held: b.Held})
	}
	for i := range points {
		points[i].Y = points[i].Y / max(1, most) * 100
	}
	return points
}

// why says what a run waits for: the fact, and what happens next.
func why(v runs.View, say func(string, ...any) string) (fact, then string) {
	p := v.Progress
	switch {
	case v.State == runs.Waiting:
		return say("Waiting for another import."), say("Two imports into one account take turns. This one begins by itself.")
	case v.State == runs.Reading:
		return say("Reading the file."), say("Then Partnero is asked whether the key works.")
	case v.State == runs.Stopping:
		return say("Pausing."), say("Requests that are under way still end.")
	case p.Down > 0:
		return say("Partnero has not answered for %s.", long(p.Down, say)), say("It is asked again and again.")
	case p.Paused > 0:
		return say("Waiting %s.", long(p.Paused, say)), say("Partnero asked us to slow down. The import continues by itself.")
	case p.Settling > 0 && p.InFlight == 0:
		return say("Waiting up to %s.", long(p.SettlesIn, say)), say("%d answers were lost. We ask Partnero about these rows before anything is sent again.", p.Settling)
	case p.Listing:
		return say("Looking at the partners who are there."), say("%d so far.", p.Listed)
	}
	return "", ""
}

// A latest row is a partner that was just created.
type latest struct {
	Row   int    `json:"row"`
	Email string `json:"email"`
	Link  string `json:"link"`
}

// mostLatest is how many of them a page shows.
const mostLatest = 6

func latestOf(v runs.View) []latest {
	all := []latest{}
	for _, one := range v.Latest[:min(len(v.Latest), mostLatest)] {
		all = append(all, latest{one.Row, printable(one.Email), printable(one.Link)})
	}
	return all
}

// A noteLine is a note as a page shows it.
type noteLine struct {
	At string `json:"at"`
	explained
}

func notesOf(v runs.View, say func(string, ...any) string) []noteLine {
	all := []noteLine{}
	for _, n := range v.Notes {
		all = append(all, noteLine{n.At.Format("15:04:05"), explained{noteText(n, v, say), noteSaid(n)}})
	}
	return all
}

func noteText(n runs.Note, v runs.View, say func(string, ...any) string) string {
	switch n.Kind {
	case runs.Limited:
		return say("Paused for %s: Partnero’s limit is reached.", long(n.For, say))
	case runs.Down:
		return say("Partnero does not answer.")
	case runs.Up:
		return say("Partnero answers again, after %s.", long(n.For, say))
	case runs.InDoubt:
		return say("%d answers were lost. We ask Partnero about these rows before anything is sent again.", n.N)
	case runs.Finished:
		if v.Err != nil && !errors.As(v.Err, new(errNoKey)) {
			return say("Stopped: %s", explain(v.Err, say))
		}
		return say("Finished.")
	}
	return say("Began.")
}

// long is a time in words, such as "2 min 24 s".
func long(d time.Duration, say func(string, ...any) string) string {
	d = d.Round(time.Second)
	switch {
	case d >= time.Hour:
		return say("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	case d >= 10*time.Minute:
		return say("%d min", int(d.Minutes()))
	case d >= time.Minute:
		return say("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return say("%d s", int(d.Seconds()))
}
