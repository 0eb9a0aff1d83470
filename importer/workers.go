package importer

import (
	"context"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
)

// startWorkers starts the workers, and the pacer that lets one attempt after
// the other begin.
func (s *sender) startWorkers(ctx context.Context) {
	s.work = make(chan *lifecycle.Job, s.options.Workers)
	s.outcomes = make(chan outcome, s.options.Workers)
	s.tokens = make(chan struct{})
	s.probed = make(chan error, 1)
	s.always = make(chan struct{})
	close(s.always)
	for range s.options.Workers {
		go func() {
			for j := range s.work {
				s.outcomes <- s.attempt(ctx, j)
			}
		}()
	}
	go func() {
		for s.limiter.Wait(ctx) == nil {
			select {
			case s.tokens <- struct{}{}:
			case <-ctx.Done():
			}
		}
	}()
}

// attempt makes one request for the job.
func (s *sender) attempt(ctx context.Context, j *lifecycle.Job) outcome {
	began := time.Now()
	partner, err := s.request(ctx, j.Request())
	return outcome{j, lifecycle.Answer{Partner: partner, Err: client.ErrorOf(err), Began: began, At: time.Now()}}
}

func (s *sender) request(ctx context.Context, r lifecycle.Request) (client.Partner, error) {
	switch {
	case r.Invite != nil:
		return s.partners.(Inviter).Invite(ctx, *r.Invite)
	case r.Create != nil:
		return s.partners.Create(ctx, *r.Create)
	case r.Changes != nil:
		return s.partners.(Updater).Update(ctx, r.ID, *r.Changes)
	}
	return s.partners.Find(ctx, r.By)
}
