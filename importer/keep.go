package importer

import (
	"time"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

const (
	commitEvery = 100 * time.Millisecond
	commitMost  = 1000 // outcomes in a group
)

// A record is what the journal is told of a job, which may end with it.
type record struct {
	job    *lifecycle.Job
	write  lifecycle.Write
	result row.Result // of a job that ends
}

// A group is what is written to the journal together: jobs that are about to
// be sent, and such that ended.
type group struct {
	claims []record
	ends   []record
	err    error
}

// A keeper stands between the sender and the journal. Groups are written one
// at a time, in a goroutine of its own, so that sending goes on meanwhile; all
// else belongs to the sender's goroutine.
//
// Without a journal, a group is written by doing nothing.
type keeper struct {
	journal *journal.Journal
	rules   lifecycle.Rules
	hasty   bool // outcomes are written without waiting for company

	next    group     // gathers what is written next
	last    time.Time // when a group was last handed over
	busy    bool
	groups  chan group
	written chan group
	failed  error // the journal takes nothing any more
	unread  error // the journal could not be read
}

// newKeeper makes a keeper. The outcomes of invitations do not wait: one that a
// crash makes unknown stays unknown.
func newKeeper(j *journal.Journal, o *Options) *keeper {
	return &keeper{journal: j, rules: o.rules(time.Now()), hasty: o.Invite}
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
	for _, records := range [][]record{g.claims, g.ends} {
		for _, r := range records {
			k.add(&w, r)
		}
	}
	return k.journal.Write(w)
}

// add puts a record into what the journal writes.
func (k *keeper) add(w *journal.Group, r record) {
	entry := k.rules.Entry(r.job, r.write, r.result)
	switch r.write {
	case lifecycle.ClaimRow:
		w.Claims = append(w.Claims, entry)
	case lifecycle.AnnounceChange, lifecycle.Doubt, lifecycle.Withdraw:
		w.Doubts = append(w.Doubts, entry)
	case lifecycle.Outcome:
		w.Outcomes = append(w.Outcomes, entry)
	case lifecycle.Release:
		w.Releases = append(w.Releases, entry.ID)
	}
}

// submit hands the gathered group over, if it is time to. Claims are urgent,
// since workers wait for them; outcomes wait for company.
func (k *keeper) submit(now bool) {
	now = now || k.hasty
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

// claim has something written before the job's next request.
func (k *keeper) claim(j *lifecycle.Job, w lifecycle.Write) {
	k.next.claims = append(k.next.claims, record{job: j, write: w})
}

// recall looks up what earlier runs did with the row. If that settles it, the
// result is returned.
func (k *keeper) recall(j *lifecycle.Job) *row.Result {
	if k.journal == nil {
		return nil
	}
	result, err := k.rules.Recover(j, k.journal.Find)
	return k.noting(result, err)
}

// rebuilt is the result of a row as the journal tells it, if it tells one.
func (k *keeper) rebuilt(j *lifecycle.Job) *row.Result {
	result, err := k.rules.Rebuild(j, k.journal.Find)
	return k.noting(result, err)
}

// noting notes that the journal cannot be read. The rows get their lines all the
// same.
func (k *keeper) noting(result *row.Result, err error) *row.Result {
	if err != nil {
		k.unread = err
	}
	return result
}
