// Package commit writes what must survive a crash to the journal, in batches, while
// sending continues.
package commit

import (
	"time"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

const (
	commitEvery = 100 * time.Millisecond
	commitMost  = 1000 // outcomes in a batch
)

// A claim is what is written before a job's next request.
type claim struct {
	job   *lifecycle.Job
	write lifecycle.Write
}

// An ending is what is written about a job that ends, before it is reported.
type ending struct {
	job    *lifecycle.Job
	write  lifecycle.Write
	result row.Result
}

// A Batch is what is written to the journal together.
type Batch struct {
	Claims []*lifecycle.Job // jobs that may make their next request now
	Ended  []row.Result     // results that may be reported now
	Err    error            // the batch may not be on disk: nothing more is written

	claims []claim
	ends   []ending
}

// A Journal is what a committer needs of one.
type Journal interface {
	Write(journal.Group) error
}

// A Committer is between the jobs and the journal (group commit: DeWitt et al.,
// Implementation Techniques for Main Memory Database Systems, 1984). Batches are
// written one at a time in a goroutine of its own, so sending continues meanwhile.
// Everything else belongs to the goroutine that uses it.
//
// Without a journal, writing a batch does nothing.
type Committer struct {
	journal Journal
	rules   lifecycle.Rules
	hasty   bool // outcomes are written without waiting for others

	next    Batch     // collects what is written next
	last    time.Time // when a batch was last handed over
	state   commitState
	batches chan Batch
	written chan Batch
}

// A commitState is whether a committer takes another batch.
type commitState uint8

const (
	accepting commitState = iota // for the next batch
	writing                      // a batch is under way
	defunct                      // the journal takes nothing more
)

// New makes a committer for the journal, which may be nil. A hasty committer does
// not let outcomes wait. It is for invitations: after a crash, no one can find out
// their outcome.
func New(j Journal, rules lifecycle.Rules, hasty bool) *Committer {
	return &Committer{journal: j, rules: rules, hasty: hasty}
}

// Start begins to write batches. The caller calls Close.
func (c *Committer) Start() {
	c.batches, c.written = make(chan Batch, 1), make(chan Batch, 1)
	go func() {
		defer close(c.written)
		for b := range c.batches {
			b.Err = c.write(b)
			c.written <- b
		}
	}()
}

// Close ends the committer's goroutine. No batch may be under way.
func (c *Committer) Close() {
	close(c.batches)
	for range c.written {
	}
}

func (c *Committer) write(b Batch) error {
	if c.journal == nil {
		return nil
	}
	var g journal.Group
	for _, one := range b.claims {
		c.add(&g, ending{job: one.job, write: one.write})
	}
	for _, one := range b.ends {
		c.add(&g, one)
	}
	return c.journal.Write(g)
}

// add puts what is written about a job into the journal's group.
func (c *Committer) add(g *journal.Group, e ending) {
	entry := c.rules.Entry(e.job, e.write, e.result)
	switch e.write {
	case lifecycle.ClaimRow:
		g.Claims = append(g.Claims, entry)
	case lifecycle.AnnounceChange, lifecycle.Doubt, lifecycle.Withdraw:
		g.Doubts = append(g.Doubts, entry)
	case lifecycle.Outcome:
		g.Outcomes = append(g.Outcomes, entry)
	case lifecycle.Release:
		g.Releases = append(g.Releases, entry.ID)
	}
}

// Claim writes something before the job's next request.
func (c *Committer) Claim(j *lifecycle.Job, w lifecycle.Write) {
	c.next.claims = append(c.next.claims, claim{j, w})
}

// End writes the end of a job before its result is reported. It returns false if
// the journal takes nothing more.
func (c *Committer) End(j *lifecycle.Job, w lifecycle.Write, r row.Result) bool {
	if c.state == defunct {
		return false
	}
	c.next.ends = append(c.next.ends, ending{j, w, r})
	return true
}

// Submit hands over what was collected, if it is time. Claims are urgent, because
// workers wait for them. Outcomes wait for others, unless now is true.
func (c *Committer) Submit(now bool) {
	now = now || c.hasty
	due := len(c.next.claims) > 0 || len(c.next.ends) >= commitMost ||
		len(c.next.ends) > 0 && (now || time.Since(c.last) >= commitEvery)
	if c.state != accepting || !due {
		return
	}
	c.batches <- c.next
	c.next, c.state, c.last = Batch{}, writing, time.Now()
}

// Written returns each batch when it is on disk. It must be passed to Done.
func (c *Committer) Written() <-chan Batch { return c.written }

// Done takes a batch back, and says what may be done with its jobs. After an error
// no one can find out whether it is on disk. Then its claims are not sent, and the
// rows that ended are still true.
func (c *Committer) Done(b Batch) Batch {
	c.state = accepting
	if b.Err != nil {
		c.state = defunct
	}
	for _, r := range b.claims {
		r.job.Kept()
		b.Claims = append(b.Claims, r.job)
	}
	b.Ended = results(b.ends)
	return b
}

// TakesClaims reports whether the next claim would be written immediately.
func (c *Committer) TakesClaims() bool { return c.state == accepting && len(c.next.claims) == 0 }

// IsWriting reports whether a batch is under way.
func (c *Committer) IsWriting() bool { return c.state == writing }

// IsIdle reports whether nothing is under way and nothing waits.
func (c *Committer) IsIdle() bool {
	return c.state != writing && len(c.next.claims) == 0 && len(c.next.ends) == 0
}

// TakeClaims takes back the jobs whose claims were not handed over.
func (c *Committer) TakeClaims() (jobs []*lifecycle.Job) {
	for _, r := range c.next.claims {
		jobs = append(jobs, r.job)
	}
	c.next.claims = nil
	return jobs
}

// TakeEnded takes back the results that a broken journal does not take. They are
// still true.
func (c *Committer) TakeEnded() []row.Result {
	ended := results(c.next.ends)
	c.next = Batch{}
	return ended
}

func results(ends []ending) []row.Result {
	all := make([]row.Result, len(ends))
	for i, e := range ends {
		all[i] = e.result
	}
	return all
}
