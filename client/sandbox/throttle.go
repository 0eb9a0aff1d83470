package sandbox

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// throttle is Laravel's limiter: a fixed window that starts with the first hit.
// Blocked requests do not count. There is one limiter for the whole program,
// whatever the key.
type throttle struct {
	limit   int
	window  time.Duration
	penalty time.Duration
	style   string // Options.RetryAfter

	mu     sync.Mutex
	start  time.Time // of the window
	hits   int
	banned time.Time // end of the penalty
}

// take counts one request. It returns the rate-limit headers of its answer and
// whether it is blocked.
func (t *throttle) take(now time.Time) (http.Header, bool) {
	if t.limit <= 0 {
		return nil, false
	}
	h := http.Header{}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hits == 0 || !now.Before(t.start.Add(t.window)) {
		t.start, t.hits = now, 0
	}
	blocked := t.blocked(now)
	if !blocked {
		t.hits++
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(t.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(t.remaining(blocked)))
	if blocked {
		t.announce(h, now, t.reset(now))
	}
	return h, blocked
}

// blocked tells whether the request at now is one too many. A penalty begins with a
// request that the window refuses. Refusals during the penalty do not make it
// longer: a client that waits as long as it is told gets through.
func (t *throttle) blocked(now time.Time) bool {
	if now.Before(t.banned) {
		return true
	}
	if t.hits < t.limit {
		return false
	}
	t.banned = now.Add(t.penalty)
	return true
}

func (t *throttle) remaining(blocked bool) int {
	if blocked {
		return 0
	}
	return t.limit - t.hits
}

// reset is when requests get through again.
func (t *throttle) reset(now time.Time) time.Time {
	at := t.banned
	if end := t.start.Add(t.window); t.hits >= t.limit && end.After(at) {
		at = end
	}
	if at.Before(now) {
		return now
	}
	return at
}

// announce says when to come back. Laravel counts whole seconds of the clock. So
// the time that it names can be up to a second early, and 0.
func (t *throttle) announce(h http.Header, now, reset time.Time) {
	switch t.style {
	case "", "seconds":
		h.Set("Retry-After", strconv.FormatInt(reset.Unix()-now.Unix(), 10))
	case "date":
		h.Set("Retry-After", reset.UTC().Format(http.TimeFormat))
	case "milliseconds":
		h.Set("Retry-After", strconv.FormatInt(reset.Sub(now).Milliseconds(), 10))
	case "reset-ms":
		h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.UnixMilli(), 10))
		return
	case "none":
	default:
		h.Set("Retry-After", t.style)
	}
	h.Set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
}
