package runs

import (
	"context"
	"sync"

	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// An Account is where partners are created. Two imports into one account take turns.
type Account struct {
	Partners    importer.Partners
	Target      importer.TargetSummary
	Fingerprint string // of the key
	Sandbox     bool
}

// A Job is what a run imports, and how.
type Job struct {
	Account Account
	Source  func() (*source.Source, error) // opens the file
	Options importer.Options               // without hooks
	Result  func(row.Result)               // gets every result, nil if nobody wants them; must not block
	Saved   func(*Run)                     // when it ended; it may block
}

// A Queue has at most one run under way. It is safe for concurrent use. The zero value
// is empty.
type Queue struct {
	mu      sync.Mutex
	runs    map[string]*Run
	last    chan struct{} // closed when the run that was begun last has ended
	active  sync.WaitGroup
	closing bool
}

// Start begins a run for the import with this id, or lets it wait for its turn. A run
// of the same import that is under way is returned instead.
func (q *Queue) Start(id string, job Job) *Run {
	q.mu.Lock()
	defer q.mu.Unlock()
	if old := q.runs[id]; old != nil && old.View().State.IsActive() {
		return old
	}
	if q.runs == nil {
		q.runs = map[string]*Run{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &Run{job: job, cancel: cancel, changed: make(chan struct{}), view: View{State: Waiting}}
	r.stop, r.stopNow = context.WithCancel(ctx)
	q.runs[id] = r
	if q.closing {
		r.Stop()
	}
	before, over := q.last, make(chan struct{})
	q.last = over
	q.active.Go(func() {
		defer close(over)
		if before != nil {
			<-before
		}
		r.run(ctx)
	})
	return r
}

// Run returns the last run of an import, nil if this program began none.
func (q *Queue) Run(id string) *Run {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.runs[id]
}

// IsIdle reports whether nothing is sent and nothing waits.
func (q *Queue) IsIdle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.runs {
		if r.View().State.IsActive() {
			return false
		}
	}
	return true
}

// Close stops all runs softly, and waits until they ended.
func (q *Queue) Close() {
	q.mu.Lock()
	q.closing = true
	for _, r := range q.runs {
		r.Stop()
	}
	q.mu.Unlock()
	q.active.Wait()
}

// Cancel gives up the requests in flight as well.
func (q *Queue) Cancel() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.runs {
		r.cancel()
	}
}
