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

// begin gives a job to a worker.
func (s *Sender) begin(j *lifecycle.Job) {
	if looksUp(j) {
		s.looking++
	}
	s.pool.Begin(j)
}

// take notes that an attempt is over. Call it before the job changes its phase.
func (s *Sender) take(o outcome) outcome {
	s.pool.Took()
	if looksUp(o.job) {
		s.looking--
	}
	return o
}

// attempt makes one request for the job.
func (s *Sender) attempt(ctx context.Context, j *lifecycle.Job) outcome {
	began := time.Now()
	if s.lease != nil {
		if !s.lease.Outlasts(s.in.Timeout) { // the process stood still before this line
			return outcome{j, lifecycle.Answer{Err: &client.Error{Kind: client.Unsent, Err: errNoLease}, Began: began, At: began}}
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, s.lease.Until())
		defer cancel()
	}
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
