package importer

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
)

const (
	commitEvery = 100 * time.Millisecond
	commitMost  = 1000 // outcomes in a group
)

// An ending is a job with its result, on its way to the journal and then to
// the report.
type ending struct {
	job    *job
	result Result
}

// A group is what is written to the journal together: jobs that are about to
// be sent, and endings.
type group struct {
	claims []*job
	ends   []ending
	err    error
}

// A keeper stands between the sender and the journal. Groups are written one
// at a time, in a goroutine of its own, so that sending goes on meanwhile; all
// else belongs to the sender's goroutine.
//
// Without a journal, a group is written by doing nothing.
type keeper struct {
	journal *journal.Journal
	began   time.Time // settle times of inherited claims count from here

	next    group     // gathers what is written next
	last    time.Time // when a group was last handed over
	busy    bool
	groups  chan group
	written chan group
	failed  error // the journal takes nothing any more
	unread  error // the journal could not be read
}

func newKeeper(j *journal.Journal) *keeper {
	return &keeper{journal: j, began: time.Now()}
}

// start begins to write groups.
func (k *keeper) start() {
	k.groups, k.written = make(chan group, 1), make(chan group, 1)
	go func() {
		defer close(k.written)
		for g := range k.groups {
			g.err = k.write(g)
			k.written <- g
		}
	}()
}

// close ends the keeper's goroutine; nothing may be under way.
func (k *keeper) close() {
	close(k.groups)
	for range k.written {
	}
}

func (k *keeper) write(g group) error {
	if k.journal == nil {
		return nil
	}
	var w journal.Group
	for _, j := range g.claims {
		w.Claims = append(w.Claims, &j.entry)
	}
	for i := range g.ends {
		j := g.ends[i].job
		switch g.ends[i].result.Status {
		case Created, Exists, Updated, Failed:
			j.note(g.ends[i].result)
			w.Outcomes = append(w.Outcomes, &j.entry)
		case Unsent:
			w.Releases = append(w.Releases, j.entry.ID)
		}
		// What is unknown stays claimed: the next run looks it up.
	}
	return k.journal.Write(w)
}

// submit hands the gathered group over, if it is time to. Claims are urgent,
// since workers wait for them; endings wait for company.
func (k *keeper) submit(now bool) {
	due := len(k.next.claims) > 0 || len(k.next.ends) >= commitMost ||
		len(k.next.ends) > 0 && (now || time.Since(k.last) >= commitEvery)
	if k.busy || k.failed != nil || !due {
		return
	}
	k.groups <- k.next
	k.next, k.busy, k.last = group{}, true, time.Now()
}

// idle reports whether nothing is on its way.
func (k *keeper) idle() bool { return !k.busy && len(k.next.claims) == 0 && len(k.next.ends) == 0 }

// identify gives the job its identity in the journal.
func (k *keeper) identify(j *job) error {
	content, err := contentOf(j.request)
	if err != nil {
		return err
	}
	j.whole, j.alone = content, content
	if j.request.Referrer != nil {
		alone := j.request
		alone.Referrer = nil
		if j.alone, err = contentOf(alone); err != nil {
			return err
		}
	}
	j.entry = journal.Entry{Email: foldEmail(j.request.Email), Content: content}
	return nil
}

// contentOf is what tells whether a row asks for the same as before. The
// password is left out: not even its hash is kept.
func contentOf(p client.NewPartner) (content [16]byte, err error) {
	p.Password = ""
	encoded, err := json.Marshal(p)
	if err != nil {
		return content, err
	}
	sum := sha256.Sum256(encoded)
	copy(content[:], sum[:])
	return content, nil
}

// recall looks up what earlier runs did with the row. If that settles it, the
// result is returned.
func (k *keeper) recall(j *job) *Result {
	if k.journal == nil {
		return nil
	}
	entry, ok, err := k.journal.Find(j.entry.Email)
	switch {
	case err != nil:
		return k.unreadable(j, err)
	case !ok:
		return nil
	}
	j.entry.ID = entry.ID
	switch Status(entry.Status) {
	case journal.Claimed:
		j.inherit(entry, k.began)
		return nil
	case Failed:
		return nil
	}
	r := j.recalled(entry, entry.Resumed)
	return &r
}

// unreadable: what earlier runs did with the row cannot be found out. The
// others get their lines all the same.
func (k *keeper) unreadable(j *job, err error) *Result {
	k.unread = err
	r := j.unknown()
	return &r
}

// note puts the result into the job's entry.
func (j *job) note(r Result) {
	e := &j.entry
	e.Status, e.Attempts = string(r.Status), r.Attempts
	e.PartnerID, e.Key, e.Link, e.Created = r.ID, r.Key, r.Link, r.CreatedAt
	e.Code, e.Field, e.Message = string(r.Problem.Code), r.Problem.Column, r.Problem.Message
	e.Content = j.whole
	if r.Status.Good() && r.Problem.Code == ReferrerFailed {
		e.Content = j.alone
	}
}

// recalled is the result of a row that an earlier run ended. It is created if
// that was a run of the same file, which this one continues.
func (j *job) recalled(e journal.Entry, sameInput bool) Result {
	r := j.result(Status(e.Status))
	r.Attempts = e.Attempts
	r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
	r.Problem = Problem{Code: Code(e.Code), Column: e.Field, Message: e.Message}
	if r.Status != Failed && !sameInput {
		r.Status = Exists
	}
	if !r.Status.Good() {
		return r
	}
	orphan := r.Problem.Code == ReferrerFailed
	switch {
	case orphan && e.Content == j.alone:
		r.Problem = j.stillLacking(r.Problem, sameInput)
	case orphan && j.request.Referrer != nil && e.Content != j.whole:
		r.Status, r.Problem = Exists, importedOtherwise(" and without a referring partner")
	case e.Content != j.whole:
		r.Status, r.Problem = Exists, importedOtherwise("")
	}
	return r
}

// rebuilt is the result of a row as the journal tells it, without asking the
// API, if it tells one.
func (k *keeper) rebuilt(j *job) *Result {
	entry, ok, err := k.journal.Find(j.entry.Email)
	switch {
	case err != nil:
		return k.unreadable(j, err)
	case !ok, Status(entry.Status) == Failed && entry.Content != j.whole:
		return nil // never sent, or mended since
	}
	r := j.recalled(entry, entry.Resumed)
	if entry.Status == journal.Claimed {
		r = j.unknown()
	}
	return &r
}
