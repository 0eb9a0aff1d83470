package preflight

import (
	"context"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
)

type deaf struct{}

func (deaf) Requested()                                   {}
func (deaf) Throttled(*client.Error, time.Duration, bool) {}
func (deaf) Outage(*client.Error, time.Time)              {}

// pings makes the first request, which is always answered the same, after so long.
func pings(t *testing.T, proven bool, after time.Duration, e *client.Error) (asked int, took time.Duration) {
	t.Helper()
	began := time.Now()
	a := &Asker{
		Limiter: client.NewLimiter(client.LimiterOptions{}), Log: deaf{}, MaxOutage: time.Hour, Proven: proven,
		Outlast: func(ctx context.Context, d time.Duration, _ *client.Error, _ time.Time) error { return Pause(ctx, d) },
	}
	err := a.Ping(t.Context(), func(context.Context) error {
		time.Sleep(after)
		asked++
		return e
	})
	if client.KindOf(err) != e.Kind {
		t.Errorf("Ping = %v; want %v", err, e)
	}
	return asked, time.Since(began)
}

// TestAKeyIsBelievedToBeWrong at once if it never worked, and within seconds and a few
// requests if it worked last night.
func TestAKeyIsBelievedToBeWrong(t *testing.T) {
	for _, kind := range []client.Kind{client.Unauthorized, client.Forbidden} {
		for _, proven := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				asked, took := pings(t, proven, 0, &client.Error{Kind: kind, Status: 401, Message: "Unauthenticated."})
				want := 1
				if proven {
					want = moreAttempts
				}
				if asked != want || proven && took < 9*time.Second || took > 12*time.Second {
					t.Errorf("%s, worked before: %v: %d requests in %s; want %d within seconds", kind, proven, asked, took, want)
				}
			})
		}
	}
}

// TestAnAddressIsBelievedToBeWrong within seconds. A network may be restarting, but a name
// that nobody knows is wrong.
func TestAnAddressIsBelievedToBeWrong(t *testing.T) {
	for _, tt := range []struct {
		name        string
		after       time.Duration
		e           client.Error
		asked       int
		least, most time.Duration
	}{
		{"a connection that is closed", 0, client.Error{Kind: client.Ambiguous, Err: io.EOF}, moreAttempts, 9 * time.Second, 10 * time.Second},
		{"a connection that is refused", 0, client.Error{Kind: client.Unsent, Err: syscall.ECONNREFUSED}, moreAttempts, 9 * time.Second, 10 * time.Second},
		{"an unknown name", 0, client.Error{Kind: client.Unsent, Err: &net.DNSError{IsNotFound: true}}, pingAttempts, time.Second, 2 * time.Second},
		{"no answer in time", 30 * time.Second, client.Error{Kind: client.Unsent, Err: client.ErrTimeout}, pingAttempts, 91 * time.Second, 92 * time.Second},
		{"a page", 0, client.Error{Kind: client.Ambiguous, Status: 200, Err: client.ErrPage}, pingAttempts, time.Second, 2 * time.Second},
		{"another place", 0, client.Error{Kind: client.Misconfigured, Status: 404}, 1, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			if asked, took := pings(t, false, tt.after, &tt.e); asked != tt.asked || took < tt.least || took > tt.most {
				t.Errorf("%s: %d requests in %s; want %d, in %s to %s", tt.name, asked, took, tt.asked, tt.least, tt.most)
			}
		})
	}
}
