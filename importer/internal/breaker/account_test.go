package breaker

import (
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer/stop"
)

// refuse lets a new row be refused, or a probe be answered, as long as so many seconds
// have not gone by. It returns how long it took to stop and how many requests it made.
func refuse(h *Breaker, e, probe *client.Error, seconds int) (why stop.Reason, took time.Duration, requests int) {
	began := time.Now()
	for row := 1; time.Since(began) < time.Duration(seconds)*time.Second; {
		switch {
		case h.ProbeNow():
			requests++
			if a := h.Probed(probe); a != nil {
				return a.Reason, time.Since(began), requests
			}
		case !h.IsDown():
			requests++
			if v := h.Note(Attempt{Kind: Create, Row: row, Err: e, Left: 100}); v.Stop != "" {
				return v.Stop, time.Since(began), requests
			}
			row++
		}
		time.Sleep(100 * time.Millisecond)
	}
	return "", time.Since(began), requests
}

// TestAKeyThatWorkedIsAskedForAgain: what checks keys may be restarting. A key that was
// revoked is found within seconds and a few requests all the same.
func TestAKeyThatWorkedIsAskedForAgain(t *testing.T) {
	unauthorized, forbidden := failing(client.Unauthorized, 401, "Unauthenticated."), failing(client.Forbidden, 403, "This action is unauthorized.")
	for _, tt := range []struct {
		name     string
		e, probe *client.Error
		proven   bool
		least    time.Duration // until it is believed
		requests int           // at most
	}{
		{"a 401 to everything", unauthorized, unauthorized, true, 9 * time.Second, 7},
		{"an empty 401 to everything", failing(client.Unauthorized, 401, ""), failing(client.Unauthorized, 401, ""), true, 9 * time.Second, 7},
		{"a 403 to everything", forbidden, forbidden, true, 9 * time.Second, 12},
		{"a 401 to creates", unauthorized, nil, true, 9 * time.Second, 16},
		{"a 403 to creates", forbidden, nil, true, 9 * time.Second, 26},
		{"a 401, and the key never worked", unauthorized, unauthorized, false, 0, 1},
		{"a 403 to creates, and the key never worked", forbidden, nil, false, 0, 5},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := New(none, tt.proven)
			why, took, requests := refuse(&h, tt.e, tt.probe, 60)
			if why != stop.Key || took < tt.least || took > tt.least+6*time.Second || requests > tt.requests {
				t.Errorf("%s: it stops with %q after %s and %d requests; want after about %s and at most %d", tt.name, why, took, requests, tt.least, tt.requests)
			}
			h = New(none, tt.proven)
			creates(&h, nil, 100)
			for round := range 3 {
				if why, _, _ := refuse(&h, tt.e, tt.probe, 8); why != "" {
					t.Errorf("%s: it stops within 8 s, in round %d", tt.name, round)
				}
				for h.IsDown() {
					time.Sleep(100 * time.Millisecond)
					if h.ProbeNow() {
						h.Probed(nil)
					}
				}
				if creates(&h, nil, 100+round); h.IsAccused() {
					t.Errorf("%s: the key works, and is still accused", tt.name)
				}
			}
		})
	}
}

// TestBlockedRowsNextToOneAnother: a firewall says 403 to rows for what they hold. The
// key is not to blame, although many of them come in a row.
func TestBlockedRowsNextToOneAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocked := failing(client.Forbidden, 403, "Request blocked.")
		h := New(none, true)
		for row := range 100 {
			for h.IsDown() {
				time.Sleep(100 * time.Millisecond)
				if h.ProbeNow() {
					h.Probed(nil)
				}
			}
			e := blocked
			if row%20 == 0 {
				e = nil
			}
			if v := creates(&h, e, row); v.Stop != "" {
				t.Fatalf("it stops at row %d: %q", row, v.Stop)
			}
		}
	})
}
