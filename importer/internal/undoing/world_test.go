package undoing

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// A world is one partner at an API that fails, and a journal. Requests whose answers
// are lost may have their effect until the settle time is over.
type world struct {
	now     time.Time
	partner client.Partner
	there   bool
	late    []effect // of lost requests
	mark    journal.Undone
	updated time.Time
	touched bool // a request of ours was made that may change the partner
}

type effect struct {
	goal  Goal
	until time.Time
}

const settle = time.Minute

// apply has its effect, and returns the API's answer.
func (w *world) apply(g Goal) *client.Error {
	switch {
	case !w.there:
		return &client.Error{Kind: client.NotFound, Status: 404, Message: "Not found."}
	case g == Archive && w.partner.IsArchived(), g == Restore && !w.partner.IsArchived():
		return &client.Error{Kind: client.Refused, Status: 400, Message: "Action failed"}
	case g == Delete:
		w.there = false
		return nil
	}
	w.partner.Status = map[Goal]string{Archive: "archived", Restore: "active"}[g]
	w.partner.UpdatedAt = w.now.Truncate(time.Second)
	return nil
}

// pass lets time pass, in which lost requests may have their effect.
func (w *world) pass(t *rapid.T, d time.Duration) {
	w.now = w.now.Add(d)
	var rest []effect
	for _, e := range w.late {
		switch {
		case !w.now.Before(e.until): // it is over
		case rapid.IntRange(0, 3).Draw(t, "late") == 0:
			w.apply(e.goal)
		default:
			rest = append(rest, e)
		}
	}
	w.late = rest
}

// answer makes a job's request.
func (w *world) answer(t *rapid.T, j *Job) errand.Answer {
	a := errand.Answer{Began: w.now}
	fail := rapid.SampledFrom([]string{"", "", "", "lost", "lost after", "lost late", "429", "unsent", "403"}).Draw(t, "answer")
	switch {
	case fail == "429":
		a.Err = &client.Error{Kind: client.Throttled, Status: 429}
	case fail == "unsent":
		a.Err = &client.Error{Kind: client.Unsent}
	case fail == "403":
		a.Err = &client.Error{Kind: client.Forbidden, Status: 403}
	case j.phase != Act && fail != "":
		a.Err = &client.Error{Kind: client.Ambiguous, Status: 504}
	case j.phase != Act && !w.there:
		a.Err = &client.Error{Kind: client.NotFound, Status: 404, Message: "Not found."}
	case j.phase != Act:
		a.Partner = w.partner
	default:
		w.touched = true
		switch goal := j.rules.Goal; fail {
		case "":
			a.Err = w.apply(goal)
		case "lost after":
			w.apply(goal)
		case "lost late":
			w.late = append(w.late, effect{goal, w.now.Add(settle)})
		}
		if fail != "" {
			a.Err = &client.Error{Kind: client.Ambiguous, Status: 504}
		}
	}
	w.pass(t, time.Duration(rapid.IntRange(0, 2000).Draw(t, "ms"))*time.Millisecond)
	a.At, a.Server = w.now, w.now.Truncate(time.Second)
	return a
}

func (w *world) write(m *journal.Mark) {
	if m == nil {
		return
	}
	w.mark = m.Undone
	if m.Undone.State == journal.Standing {
		w.mark = journal.Undone{}
	}
	if !m.Updated.IsZero() {
		w.updated = m.Updated
	}
}

// run is one undo, which may be killed: then there is no result.
func (w *world) run(t *rapid.T, g Goal) *row.Result {
	r := &Rules{Goal: g, Settle: settle, Began: w.now, MaxAttempts: 3, Backoff: func(int) time.Duration { return time.Second }}
	j := r.New(1, journal.Entry{
		ID: 1, Email: "a@x.com", Status: "created", Ours: true, PartnerID: "p1", Created: bornAt(), Updated: w.updated, Undone: w.mark,
	})
	for range 1000 {
		if rapid.IntRange(0, 30).Draw(t, "kill") == 0 {
			return nil
		}
		if j.phase == Act && !w.mark.State.IsOpen() {
			t.Fatalf("a request is made, and the journal says %q", w.mark.State)
		}
		d := j.Next(w.answer(t, j))
		if j.phase == Announce && rapid.IntRange(0, 10).Draw(t, "kill") == 0 {
			return nil // before the mark is durable
		}
		w.write(d.Mark)
		if d.Result != nil {
			return d.Result
		}
		if d.Mark != nil {
			j.Kept()
		}
		w.pass(t, d.After)
	}
	t.Fatal("no end")
	return nil
}

// TestTruth: whatever the API does, and however often undos are killed, a line that
// says how a partner is says the truth, also when all requests are over. Partners that
// somebody changed are not touched.
func TestTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{now: bornAt().Add(time.Hour), there: true, partner: client.Partner{ID: "p1", Status: "active", CreatedAt: bornAt(), UpdatedAt: bornAt()}}
		changed := rapid.Bool().Draw(t, "changed")
		if changed {
			w.partner.UpdatedAt = bornAt().Add(time.Minute)
		}
		for range rapid.IntRange(1, 6).Draw(t, "runs") {
			g := rapid.SampledFrom([]Goal{Archive, Archive, Restore, Delete}).Draw(t, "goal")
			if g == Restore && w.mark.State.Stands() || g == Archive && w.mark.State == journal.Archived || w.mark.State == journal.Deleted {
				continue // that is settled without a job
			}
			r := w.run(t, g)
			if r == nil {
				continue
			}
			w.check(t, g, r)
			for range 61 { // a person takes a minute before wanting something else
				w.pass(t, time.Second)
			}
			w.check(t, g, r)
		}
		if changed && w.touched {
			t.Fatal("a partner that somebody changed was touched")
		}
	})
}

// check compares a line with the world.
func (w *world) check(t *rapid.T, g Goal, r *row.Result) {
	archived := w.there && w.partner.IsArchived()
	switch r.Status {
	case row.Archived:
		if !archived {
			t.Fatalf("%+v, and the partner is not archived: %+v", r, w)
		}
	case row.Restored:
		if !w.there || archived {
			t.Fatalf("%+v, and the partner is %+v", r, w)
		}
	case row.Deleted, row.Gone:
		if w.there {
			t.Fatalf("%+v, and the partner is there", r)
		}
	case row.Failed, row.Exists:
		for range 100 { // nothing of ours may still happen
			w.pass(t, time.Second)
		}
		if g == Archive && w.there && w.partner.IsArchived() && w.mark.State.Stands() || g == Delete && !w.there {
			t.Fatalf("%+v, and the partner is %+v", r, w)
		}
	case row.Unknown:
		if !w.mark.State.IsOpen() {
			t.Fatalf("%+v, and the journal says %q: no run would ask again", r, w.mark.State)
		}
	}
}
