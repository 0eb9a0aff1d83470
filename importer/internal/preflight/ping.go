package preflight

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"partner-import/client"
)

const (
	// pingAttempts is how often the first request is made if the answer may mean that
	// the address or the key is wrong. That must not cost minutes.
	pingAttempts = 3
	longestPing  = 15 * time.Second // between two attempts

	// moreAttempts is the same for a key that worked before, and where nothing answers.
	// What checks keys, or the network, may be restarting, so it takes about ten seconds.
	moreAttempts = 6
	shortPing    = 3 * time.Second // between two of them, at most
	soon         = 10 * time.Second
)

// Ping makes the first request. It proves the address and the key. Suppose that
// Partnero does not answer, or asks to wait: then it waits as long as an outage may
// last, unless the answer shows that the address or the key is wrong. One that worked
// before is not wrong because of one answer.
func (a *Asker) Ping(ctx context.Context, ping func(context.Context) error) error {
	began := time.Now()
	for tries := 1; ; tries++ {
		if err := a.Limiter.WaitForRoom(ctx); err != nil {
			return err
		}
		err := ping(ctx)
		a.Log.Requested()
		var e *client.Error
		if err == nil || ctx.Err() != nil || !errors.As(err, &e) || tries >= a.attempts(e, time.Since(began)) {
			return err
		}
		wait := a.pause(e, tries)
		if time.Since(began)+wait > a.MaxOutage {
			return err
		}
		if most := a.attempts(e, time.Since(began)); most > moreAttempts || most > pingAttempts && tries >= pingAttempts {
			a.Log.Outage(e, began) // else it is over before anyone could read it
		}
		if err := a.Outlast(ctx, wait, e, began); err != nil {
			return err
		}
	}
}

// pause is the wait before the next attempt.
func (a *Asker) pause(e *client.Error, tries int) time.Duration {
	wait := min(longestPing, 500*time.Millisecond<<min(tries-1, 10))
	switch {
	case e.Limits():
		pause, capped := a.Limiter.Throttled(e)
		a.Log.Throttled(e, pause, capped)
		return pause
	case e.HasRetryAfter:
		return max(wait, min(e.RetryAfter, client.MaxPause))
	case e.IsAboutKey(), e.Status == 0 && !a.Proven:
		return min(wait, shortPing)
	}
	return wait
}

// attempts is how often the first request is made, by its last answer and the time that
// went by.
func (a *Asker) attempts(e *client.Error, lasted time.Duration) int {
	const patient = int(^uint(0) >> 1)
	if e.Status == http.StatusNetworkAuthenticationRequired && !a.Proven { // somebody must sign in
		return pingAttempts
	}
	switch e.Kind {
	case client.Throttled, client.Overloaded:
		return patient
	case client.Ambiguous, client.Unsent:
		switch {
		case a.Proven || e.Status >= http.StatusInternalServerError:
			return patient
		case e.Status == 0 && lasted < soon && !isNowhere(e):
			return moreAttempts
		}
		return pingAttempts
	case client.Misconfigured, client.Foreign, client.Refused, client.Taken, client.NotFound:
		if a.Proven { // there is nothing in this request that could be refused
			return patient
		}
	case client.Forbidden, client.Unauthorized:
		switch {
		case a.Proven && !e.IsAboutKey():
			return patient
		case a.Proven:
			return moreAttempts
		}
	}
	return 1
}

// isNowhere reports whether nobody knows a host of this name.
func isNowhere(e *client.Error) bool {
	var unknown *net.DNSError
	return errors.As(e, &unknown) && unknown.IsNotFound
}
