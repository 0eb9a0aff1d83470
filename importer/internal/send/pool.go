package send

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
)

// An outcome is the result of one attempt for a job.
type outcome struct {
	job *lifecycle.Job
	lifecycle.Answer
}

// A pool has the workers, and the pacer that lets one attempt begin after the
// other. A worker has a job for one attempt at a time.
type pool struct {
	work     chan *lifecycle.Job
	outcomes chan outcome
	tokens   chan struct{} // one for each attempt that the pace allows
	inFlight int
	looking  int // of inFlight, lookups
}

// newPool starts so many workers. They end when ctx does, or when the pool is
// closed.
func newPool(ctx context.Context, workers int, limiter *client.Limiter, attempt func(context.Context, *lifecycle.Job) outcome) *pool {
	p := &pool{work: make(chan *lifecycle.Job, workers), outcomes: make(chan outcome, workers), tokens: make(chan struct{})}
	for range workers {
		go func() {
			for j := range p.work {
				p.outcomes <- attempt(ctx, j)
			}
		}()
	}
	go func() {
		for limiter.Wait(ctx) == nil {
			select {
			case p.tokens <- struct{}{}:
				limiter.Begins() // it may have waited for a job
			case <-ctx.Done():
			}
		}
	}()
	return p
}

// close ends the workers.
func (p *pool) close() { close(p.work) }

// begin gives a job to a worker.
func (p *pool) begin(j *lifecycle.Job) {
	p.inFlight++
	if looksUp(j) {
		p.looking++
	}
	p.work <- j
}

// take notes that an attempt is over. Call it before the job changes its phase.
func (p *pool) take(o outcome) outcome {
	p.inFlight--
	if looksUp(o.job) {
		p.looking--
	}
	return o
}

// attempt makes one request for the job.
func (s *Sender) attempt(ctx context.Context, j *lifecycle.Job) outcome {
	began := time.Now()
	partner, err := s.request(ctx, j.Request())
	return outcome{j, lifecycle.Answer{Partner: partner, Err: client.ErrorOf(err), Began: began, At: time.Now()}}
}

func (s *Sender) request(ctx context.Context, r lifecycle.Request) (client.Partner, error) {
	to := s.in.Partners
	switch {
	case r.Invite != nil:
		return to.(Inviter).Invite(ctx, *r.Invite)
	case r.Create != nil:
		return to.Create(ctx, *r.Create)
	case r.Changes != nil:
		return to.(Updater).Update(ctx, r.ID, *r.Changes)
	}
	return to.Find(ctx, r.By)
}
