package client

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads how long the answer asks to wait: Retry-After in seconds or
// as a date (RFC 9110, section 10.2.3). Otherwise, with a 429, it reads Laravel's
// X-RateLimit-Reset in Unix seconds. Dates count from the answer's own Date, so
// this machine's clock does not matter. A value that makes no sense (negative, not
// a number) counts as not given. The caller limits a wait that is too long.
func retryAfter(status int, header http.Header) (wait time.Duration, given bool) {
	now := time.Now()
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	value := strings.TrimSpace(header.Get("Retry-After"))
	if date, err := http.ParseTime(value); err == nil {
		return max(0, date.Sub(now)), true
	}
	if n, ok := wholeNumber(value); ok {
		return inSeconds(n), true
	}
	if reset, ok := wholeNumber(header.Get("X-RateLimit-Reset")); ok && status == http.StatusTooManyRequests {
		return max(0, time.Unix(reset, 0).Sub(now)), true
	}
	return 0, false
}

// wholeNumber reads digits. A number that is too large becomes the largest one.
func wholeNumber(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 10, 62)
	return int64(n), err == nil || errors.Is(err, strconv.ErrRange)
}

// inSeconds does not overflow: it counts at most a century.
func inSeconds(n int64) time.Duration {
	const century = 100 * 365 * 24 * 3600
	return time.Duration(min(n, century)) * time.Second
}
