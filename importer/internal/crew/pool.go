// Package crew is what every program that makes many requests shares: workers, the
// pace that lets one attempt begin after the other, jobs that wait, and what happens
// when the API is down. It does not know what a job is.
package crew

import (
	"context"

	"partner-import/client"
)

// A Pool has the workers, and the pacer that lets one attempt begin after the
// other. A worker has a job for one attempt at a time. J is a job, and O what one
// attempt brought. One goroutine uses it.
type Pool[J, O any] struct {
	Outcomes chan O
	Tokens   chan struct{} // one for each attempt that the pace allows
	InFlight int           // attempts without an outcome so far

	work chan J
}

// NewPool starts so many workers. They end when ctx does, or when the pool is
// closed.
func NewPool[J, O any](ctx context.Context, workers int, limiter *client.Limiter, attempt func(context.Context, J) O) *Pool[J, O] {
	p := &Pool[J, O]{work: make(chan J, workers), Outcomes: make(chan O, workers), Tokens: make(chan struct{})}
	for range workers {
		go func() {
			for j := range p.work {
				p.Outcomes <- attempt(ctx, j)
			}
		}()
	}
	go func() {
		for limiter.Wait(ctx) == nil {
			select {
			case p.Tokens <- struct{}{}:
				limiter.Begins() // it may have waited for a job
			case <-ctx.Done():
			}
		}
	}()
	return p
}

// Close ends the workers.
func (p *Pool[J, O]) Close() { close(p.work) }

// Begin gives a job to a worker.
func (p *Pool[J, O]) Begin(j J) {
	p.InFlight++
	p.work <- j
}

// Took notes that an outcome was taken.
func (p *Pool[J, O]) Took() { p.InFlight-- }
