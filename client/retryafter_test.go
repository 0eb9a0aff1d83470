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
		date   = "Wed, 30 Apr 2025 16:44:13 GMT"
		later3 = "Wed, 30 Apr 2025 16:44:16 GMT"
		before = "Wed, 30 Apr 2025 16:44:10 GMT"
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
		{"a fraction", 429, date, "1.5", "", 1500 * time.Millisecond, true},
		{"with its unit", 429, date, "3 seconds", "", 3 * time.Second, true},
		{"in milliseconds, which it says", 429, date, "2500ms", "", 2500 * time.Millisecond, true},
		{"in another unit", 429, date, "3 weeks", "", 0, false},
		{"a moment in seconds", 429, date, "1746031456", "", 3 * time.Second, true},
		{"a moment in milliseconds", 429, date, "1746031456000", "", 3 * time.Second, true},
		{"a day", 429, date, "86400", "", 24 * time.Hour, true},
		{"years", 429, date, "99999999", "", 0, false},
		{"a date in years", 429, date, "Thu, 30 Apr 2035 16:44:13 GMT", "", 0, false},
		{"an exponent", 429, date, "1e18", "", 0, false},
		{"negative", 429, date, "-3", "", 0, false},
		{"absurd", 429, date, "1000000000000000000", "", 0, false},
		{"beyond 64 bits", 429, date, "99999999999999999999", "", 0, false},
		{"reset", 429, date, "", "1746031456", 3 * time.Second, true},
		{"reset in milliseconds", 429, date, "", "1746031456000", 3 * time.Second, true},
		{"reset in microseconds", 429, date, "", "1746031456000000", 3 * time.Second, true},
		{"reset in nanoseconds", 429, date, "", "1746031456000000000", 3 * time.Second, true},
		{"seconds until the reset", 429, date, "", "37", 37 * time.Second, true},
		{"reset beyond 64 bits", 429, date, "", "99999999999999999999", 0, false},
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
}

// TestOtherNamesOfAWait: what other limiters call it.
func TestOtherNamesOfAWait(t *testing.T) {
	for name, h := range map[string]http.Header{
		"milliseconds":        {"Retry-After-Ms": {"2000"}},
		"Azure":               {"X-Ms-Retry-After-Ms": {"2000"}},
		"the draft":           {"Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"2"}},
		"an old draft":        {"Ratelimit": {"limit=100, remaining=0, reset=2"}},
		"a new draft":         {"Ratelimit": {`"default";r=0;t=2`}, "Ratelimit-Policy": {`"default";q=100;w=60`}},
		"the second of two":   {"Ratelimit": {`"day";r=990;t=40000, "burst";r=0;t=2`}},
		"the first of two":    {"Ratelimit": {`"burst";r=0;t=2, "day";r=990;t=40000`}},
		"the longer of two":   {"Ratelimit": {`"burst";r=0;t=1, "minute";r=0;t=2`}},
		"two headers":         {"Ratelimit": {`"day";r=990;t=40000`, `"burst";r=0;t=2`}},
		"another hyphen":      {"X-Rate-Limit-Remaining": {"0"}, "X-Rate-Limit-Reset": {"2"}},
		"until the reset":     {"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset-After": {"2.0"}},
		"garbage before it":   {"Retry-After": {"soon"}, "Retry-After-Ms": {"2000"}},
		"a date that is none": {"Retry-After": {"Wed, 30 Apr"}, "Retry-After-Ms": {"2000"}},
	} {
		if got, given := retryAfter(503, h); got != 2*time.Second || !given {
			t.Errorf("%s: retryAfter(%v) = %v, %v; want 2 s", name, h, got, given)
		}
	}
}
