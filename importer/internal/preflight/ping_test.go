package preflight

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
)

type deaf struct{}

func (deaf) Requested()                                   {}
func (deaf) Throttled(*client.Error, time.Duration, bool) {}
func (deaf) Outage(*client.Error, time.Time)              {}

// TestAKeyIsBelievedToBeWrong at once if it never worked, and within seconds and a few
// requests if it worked last night.
func TestAKeyIsBelievedToBeWrong(t *testing.T) {
	for _, kind := range []client.Kind{client.Unauthorized, client.Forbidden} {
		for _, proven := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				began, asked := time.Now(), 0
				a := &Asker{
					Log: deaf{}, MaxOutage: time.Hour, Proven: proven,
					Outlast: func(ctx context.Context, d time.Duration, _ *client.Error, _ time.Time) error { return Pause(ctx, d) },
				}
				err := a.Ping(t.Context(), func(context.Context) error {
					asked++
					return &client.Error{Kind: kind, Status: 401, Message: "Unauthenticated."}
				})
				took, want := time.Since(began), 1
				if proven {
					want = keyAttempts
				}
				if client.KindOf(err) != kind || asked != want || proven && took < 9*time.Second || took > 12*time.Second {
					t.Errorf("%s, worked before: %v: %v after %d requests and %s; want %d within seconds", kind, proven, err, asked, took, want)
				}
			})
		}
	}
}
