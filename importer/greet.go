package importer

import (
	"context"
	"errors"
	"time"

	"partner-import/client"
)

// greet makes the first request: it proves the address and the key.
func (r *run) greet(ctx context.Context) error {
	for tries := 1; ; tries++ {
		err := r.partners.Ping(ctx)
		r.log.requests.Add(1)
		var e *client.Error
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &e):
			return err
		case e.Kind == client.Throttled && tries < r.options.MaxAttempts:
			pause, capped := r.limiter.Throttled(e)
			r.log.throttled(e, pause, capped)
		case !e.NotProcessed() && !e.Ambiguous() || tries >= 3:
			return err
		}
		if err := r.wait(ctx, max(r.limiter.Paused(), backoff(tries))); err != nil {
			return err
		}
	}
}

// pause waits for d or for ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
