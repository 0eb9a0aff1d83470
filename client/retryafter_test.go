package client

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestRetryAfter: dates count from the answer's own Date, and nonsense counts as
// nothing.
func TestRetryAfter(t *testing.T) {
	const (
		date    = "Wed, 30 Apr 2025 16:44:13 GMT"
		later3  = "Wed, 30 Apr 2025 16:44:16 GMT"
		before  = "Wed, 30 Apr 2025 16:44:10 GMT"
		century = 100 * 365 * 24 * time.Hour
	)
	for _, tt := range []struct {
		name             string
		status           int
		date, wait, goal string // Date, Retry-After, X-RateLimit-Reset
		want             time.Duration
		given            bool
	}{
		{"seconds", 429, date, "3", "", 3 * time.Second, true},
		{"seconds with 503", 503, date, "3", "", 3 * time.Second, true},
		{"0", 429, date, "0", "", 0, true},
		{"date", 429, date, later3, "", 3 * time.Second, true},
		{"date, old form", 429, date, "Wednesday, 30-Apr-25 16:44:16 GMT", "", 3 * time.Second, true},
		{"date in the past", 429, date, before, "", 0, true},
		{"date by our own clock", 429, "", "Sat, 01 Jan 2000 00:00:05 GMT", "", 5 * time.Second, true},
		{"date by our own clock, Date is garbage", 429, "today", "Sat, 01 Jan 2000 00:00:05 GMT", "", 5 * time.Second, true},
		{"white space", 429, date, " 3 ", "", 3 * time.Second, true},
		{"missing", 429, date, "", "", 0, false},
		{"garbage", 429, date, "soon", "", 0, false},
		{"a fraction", 429, date, "1.5", "", 0, false},
		{"an exponent", 429, date, "1e18", "", 0, false},
		{"negative", 429, date, "-3", "", 0, false},
		{"absurd", 429, date, "1000000000000000000", "", century, true},
		{"beyond 64 bits", 429, date, "99999999999999999999", "", century, true},
		{"reset", 429, date, "", "1746031456", 3 * time.Second, true},
		{"reset in the past", 429, date, "", "1746031450", 0, true},
		{"reset is garbage", 429, date, "", "soon", 0, false},
		{"reset is negative", 429, date, "", "-1", 0, false},
		{"reset after garbage", 429, date, "soon", "1746031456", 3 * time.Second, true},
		{"Retry-After before reset", 429, date, "1", "1746031456", time.Second, true},
		{"reset of a success", 200, date, "", "1746031456", 0, false},
		{"reset of 503", 503, date, "", "1746031456", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := http.Header{}
				for name, value := range map[string]string{"Date": tt.date, "Retry-After": tt.wait, "X-RateLimit-Reset": tt.goal} {
					if value != "" {
						h.Set(name, value)
					}
				}
				got, given := retryAfter(tt.status, h)
				if got != tt.want || given != tt.given {
					t.Errorf("retryAfter(%d, %v) = %v, %v; want %v, %v", tt.status, h, got, given, tt.want, tt.given)
				}
			})
		})
	}
	got, _ := retryAfter(429, http.Header{"X-Ratelimit-Reset": {"99999999999999999999"}})
	if got < MaxPause {
		t.Errorf("retryAfter(reset beyond 64 bits) = %v; want more than MaxPause", got)
	}
}
