package preflight

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
)

type unheard struct{}

func (unheard) Requested()                                   {}
func (unheard) Throttled(*client.Error, time.Duration, bool) {}
func (unheard) Outage(*client.Error, time.Time)              {}
func (unheard) Recovered(time.Duration)                      {}

// A network that wants people to sign in says so with 511. Nobody waits for that for as
// long as an outage may last.
func TestPingTellsOfASignInPageAtOnce(t *testing.T) {
	for status, most := range map[int]time.Duration{511: 5 * time.Second, 503: time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			a := Asker{Log: unheard{}, Limiter: client.NewLimiter(client.LimiterOptions{}), MaxOutage: 30 * time.Minute, MaxAttempts: 5,
				Outlast: func(ctx context.Context, d time.Duration, _ *client.Error, _ time.Time) error { return Pause(ctx, d) }}
			began := time.Now()
			err := a.Ping(t.Context(), func(context.Context) error { return &client.Error{Kind: client.Ambiguous, Status: status} })
			lasted := time.Since(began)
			if err == nil || lasted > most || status == 503 && lasted < 29*time.Minute {
				t.Errorf("%d: %v after %s", status, err, lasted)
			}
		})
	}
}
