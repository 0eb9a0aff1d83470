package importer

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
)

// startWorkers starts the workers, and the pacer that lets one attempt after
// the other begin.
func (s *sender) startWorkers(ctx context.Context) {
	s.work = make(chan *job, s.options.Workers)
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
func (s *sender) attempt(ctx context.Context, j *job) outcome {
	var partner client.Partner
	var err error
	began := time.Now()
	switch {
	case j.step == create && j.invite:
		partner, err = s.partners.(Inviter).Invite(ctx, j.invitation())
	case j.step == create:
		partner, err = s.partners.Create(ctx, j.post())
	case j.step == change:
		partner, err = s.partners.(Updater).Update(ctx, j.found.ID, *j.changes)
	default:
		partner, err = s.partners.Find(ctx, j.by())
	}
	return outcome{job: j, partner: partner, err: asClientError(err), began: began, at: time.Now()}
}

// asClientError makes sure that an outcome has a kind: an error of another
// type comes from a Partners that breaks its contract, and proves nothing.
func asClientError(err error) *client.Error {
	var e *client.Error
	if err != nil && !errors.As(err, &e) {
		e = &client.Error{Kind: client.Ambiguous, Err: err}
	}
	return e
}
