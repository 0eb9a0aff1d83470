package client

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longestWait is the longest wait that makes sense. A number that means more is in
// another unit, or it is a mistake: then it counts as not given.
const longestWait = 7 * 24 * time.Hour

// retryAfter reads how long the answer asks to wait: Retry-After in seconds or
// as a date (RFC 9110, section 10.2.3). Otherwise, if the limit is reached, it reads
// when the limit is reset. Dates count from the answer's own Date, so this machine's
// clock does not matter. A number is read in the unit in which it makes sense. One
// that makes none (negative, or a wait of years) counts as not given.
func retryAfter(status int, header http.Header) (wait time.Duration, given bool) {
	now := time.Now()
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	if wait, given := asked(header, now); given {
		return wait, true
	}
	if status != http.StatusTooManyRequests && !noneLeft(header) {
		return 0, false
	}
	if wait, given := readWait(quotaOf(header).reset, now); given {
		return wait, true
	}
	for _, name := range []string{"X-RateLimit-Reset-After", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"} {
		if wait, given := readWait(header.Get(name), now); given {
			return wait, true
		}
	}
	return 0, false
}

// asked reads the headers that name a wait, whatever the status.
func asked(header http.Header, now time.Time) (wait time.Duration, given bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if date, err := http.ParseTime(value); err == nil {
		wait = max(0, date.Sub(now))
		return wait, wait <= longestWait
	}
	if wait, given := readWait(value, now); given {
		return wait, true
	}
	for _, name := range []string{"Retry-After-Ms", "X-Ms-Retry-After-Ms"} {
		if value := header.Get(name); value != "" {
			return readWait(value+"ms", now)
		}
	}
	return 0, false
}

// noneLeft reports whether the answer says that the limit lets no request through.
func noneLeft(header http.Header) bool {
	if left := quotaOf(header).left; left != "" {
		return left == "0"
	}
	for _, name := range []string{"X-RateLimit-Remaining", "RateLimit-Remaining", "X-Rate-Limit-Remaining"} {
		if value := header.Get(name); value != "" {
			return strings.TrimSpace(value) == "0"
		}
	}
	return false
}

// A quota is one limit in the header RateLimit, whose drafts have two forms:
// limit=100, remaining=0, reset=5 for one, and "burst";r=0;t=5, "day";r=90;t=3600 for
// several. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
type quota struct{ left, reset string }

// quotaOf is the limit that is reached, otherwise the first one.
func quotaOf(header http.Header) (first quota) {
	all := strings.Join(header.Values("RateLimit"), ",")
	limits := strings.Split(all, ",")
	if strings.Contains(all, "remaining=") || strings.Contains(all, "reset=") {
		limits = []string{all}
	}
	for i, limit := range limits {
		q := quota{left: member(limit, "r", "remaining"), reset: member(limit, "t", "reset")}
		if q.left == "0" && (first.left != "0" || secondsIn(q.reset) > secondsIn(first.reset)) || i == 0 {
			first = q
		}
	}
	return first
}

func secondsIn(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// member reads one number of a limit. It has one of two names.
func member(value, name, old string) string {
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
		if key, number, _ := strings.Cut(part, "="); key == name || key == old {
			return number
		}
	}
	return ""
}

// readWait reads a number: seconds from now, or a moment since 1970 in seconds or a
// smaller unit. Only a moment of these days is one.
func readWait(value string, now time.Time) (wait time.Duration, given bool) {
	parts := numberWithUnit().FindStringSubmatch(value)
	if parts == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return 0, false
	}
	for unit := 1.0; unit <= 1e9 && parts[2] == ""; unit *= 1000 {
		since := time.Duration((n/unit - float64(now.Unix())) * float64(time.Second))
		if n/unit >= 1e9 && n/unit < 1e10 && since > -24*time.Hour && since <= longestWait {
			return max(0, since.Round(time.Millisecond)), true
		}
	}
	if strings.HasPrefix(strings.ToLower(parts[2]), "m") {
		n /= 1000
	}
	if n > longestWait.Seconds() {
		return 0, false
	}
	return time.Duration(n * float64(time.Second)), true
}

func numberWithUnit() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\s*([0-9]+(?:\.[0-9]+)?)\s*(s|secs?|seconds?|ms|msecs?|milliseconds?)?\s*$`)
}
