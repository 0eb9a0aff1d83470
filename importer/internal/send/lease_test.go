package send

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
)

// counting is an API that counts creates, and says how long each of them may take.
type counting struct {
	Partners
	creates int
	until   time.Time
}

func (c *counting) Create(ctx context.Context, _ client.NewPartner) (client.Partner, error) {
	c.creates++
	c.until, _ = ctx.Deadline()
	return client.Partner{}, nil
}

// TestNoAttemptOutlivesTheLease: an attempt begins only if the lease outlasts it, and is
// cut when the lease ends. Without a lease (the control) it begins at any time.
func TestNoAttemptOutlivesTheLease(t *testing.T) {
	const timeout = 30 * time.Second
	for _, tt := range []struct {
		name   string
		change func(*journal.Lease)
		want   int
	}{
		{"held", func(*journal.Lease) {}, 1},
		{"nearly over", func(*journal.Lease) { time.Sleep(time.Minute - timeout) }, 0},
		{"renewed", func(l *journal.Lease) {
			time.Sleep(time.Minute - timeout)
			l.Renew(time.Now().Add(time.Minute))
		}, 1},
		{"in doubt", func(l *journal.Lease) { l.Doubt() }, 0},
		{"taken over", func(l *journal.Lease) { l.Lose() }, 0},
		{"over", func(*journal.Lease) { time.Sleep(time.Hour) }, 0},
		{"the control", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				api := &counting{}
				s := New(t.Context(), nil, &Input{Partners: api, Timeout: timeout})
				if tt.change == nil {
					time.Sleep(time.Hour)
				} else {
					s.lease = journal.NewLease(time.Now().Add(time.Minute))
					defer s.lease.Close()
					tt.change(s.lease)
				}
				var rules lifecycle.Rules
				j := &lifecycle.Job{}
				rules.Renew(j, 1, 2, 0, 0)
				j.Ask(&row.Record{Email: "a@example.com"}, false)
				o := s.attempt(t.Context(), j)
				if api.creates != tt.want || (o.Err == nil) != (tt.want == 1) {
					t.Errorf("%d creates, %v; want %d", api.creates, o.Err, tt.want)
				}
				if tt.want == 0 && o.Err != nil && o.Err.Kind != client.Unsent {
					t.Errorf("an attempt that was not made is %v; want %v", o.Err.Kind, client.Unsent)
				}
				if tt.change != nil && tt.want == 1 && !api.until.Equal(s.lease.Until()) {
					t.Errorf("the create may take until %v; want the end of the lease, %v", api.until, s.lease.Until())
				}
			})
		})
	}
}
