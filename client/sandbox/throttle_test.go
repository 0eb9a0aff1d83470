package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestWindow: the window begins with the first hit. Blocked requests do not count.
func TestWindow(t *testing.T) {
	now := noon
	box := New(Options{Key: "k", Limit: 2, Window: 5 * time.Second, Now: func() time.Time { return now }})
	for i, step := range []struct {
		at        time.Duration
		path      string
		status    int
		remaining string
		retry     string
	}{
		{0, "/v1/partners", 200, "1", ""},
		{3 * time.Second, "/v1/partner", 422, "0", ""},
		{3 * time.Second, "/v1/partners", 429, "0", "2"},
		{4500 * time.Millisecond, "/v1/partners", 429, "0", "0"}, // 0.5 s early, like Laravel
		{4500 * time.Millisecond, "/v1/nowhere", 404, "", ""},
		{5 * time.Second, "/v1/partners", 200, "1", ""},
		{60 * time.Second, "/v1/partners", 200, "1", ""},
	} {
		now = noon.Add(step.at)
		got := call(t, box, "GET", step.path, "")
		limit := "2"
		if step.remaining == "" {
			limit = ""
		}
		have := []string{strconv.Itoa(got.status), got.header.Get("X-RateLimit-Limit"), got.header.Get("X-RateLimit-Remaining"), got.header.Get("Retry-After")}
		if diff := cmp.Diff([]string{strconv.Itoa(step.status), limit, step.remaining, step.retry}, have); diff != "" {
			t.Errorf("request %d, status, limit, remaining, Retry-After (-want +got):\n%s", i, diff)
		}
	}
	if got := call(t, box, "GET", "/v1/partners", "", "Authorization", "Bearer x"); got.status != 401 || got.header.Get("X-RateLimit-Limit") != "" {
		t.Errorf("with a wrong key = %d %v; want 401, not counted", got.status, got.header)
	}
	if n := box.Count(func(e Entry) bool { return e.Throttled }); n != 2 {
		t.Errorf("%d entries throttled; want 2", n)
	}
}

func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		style, want string
	}{
		{"", "60"}, {"seconds", "60"}, {"date", "Wed, 30 Apr 2025 16:45:13 GMT"}, {"none", ""}, {"-5", "-5"}, {"99999999999", "99999999999"}, {"soon", "soon"},
	} {
		box := New(Options{Limit: 1, Window: time.Minute, RetryAfter: tt.style, Now: frozen})
		create(t, box, `{"email":"a@b.c"}`)
		got := create(t, box, `{"email":"b@b.c"}`)
		if got.status != 429 || got.header.Get("Retry-After") != tt.want {
			t.Errorf("%q: %d, Retry-After %q; want 429, %q", tt.style, got.status, got.header.Get("Retry-After"), tt.want)
		}
		if got.header.Get("X-RateLimit-Reset") != strconv.FormatInt(noon.Add(time.Minute).Unix(), 10) || got.body != "{\n    \"message\": \"Too Many Attempts.\"\n}" {
			t.Errorf("429 = %v %s; want the reset and Laravel's body", got.header, got.body)
		}
		if _, ok := box.Find("b@b.c"); ok {
			t.Error("a throttled request did its work")
		}
		fault := New(Options{RetryAfter: tt.style, Window: time.Minute, Now: frozen, Faults: []Fault{{Kind: "429-html", First: 1}}})
		if got := create(t, fault, `{}`); got.status != 429 || got.header.Get("Retry-After") != tt.want {
			t.Errorf("%q: a 429 fault has Retry-After %q; want %q", tt.style, got.header.Get("Retry-After"), tt.want)
		}
	}
}

// TestPenalty: a client that waits as long as it is told gets through. One that does
// not is refused for exactly the penalty.
func TestPenalty(t *testing.T) {
	now := noon
	box := New(Options{Limit: 1, Window: time.Second, Penalty: 10 * time.Second, Now: func() time.Time { return now }})
	var statuses []int
	for _, at := range []time.Duration{0, 500, 2000, 10_000, 10_499, 10_500, 11_499} {
		now = noon.Add(at * time.Millisecond)
		got := call(t, box, "GET", "/v1/partners", "")
		statuses = append(statuses, got.status)
		if at == 500 && got.header.Get("Retry-After") != "10" {
			t.Errorf("Retry-After = %q; want the penalty", got.header.Get("Retry-After"))
		}
	}
	if diff := cmp.Diff([]int{200, 429, 429, 429, 429, 200, 429}, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

// TestLimitHolds: never more than Limit requests get through in a window, however
// many are sent at once.
func TestLimitHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := New(Options{Limit: 20, Window: time.Second, Latency: 7 * time.Millisecond})
		for w := range 8 {
			go func() {
				for i := range 200 {
					create(t, box, fmt.Sprintf(`{"email":"w%d-%d@example.com"}`, w, i))
				}
			}()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		perWindow := map[int64]int{}
		start := box.Ledger()[0].At
		for _, e := range box.Ledger() {
			if e.Status != http.StatusTooManyRequests {
				perWindow[int64(e.At.Sub(start)/time.Second)]++
			}
		}
		for w, n := range perWindow {
			if n > 20 {
				t.Errorf("window %d let %d through; want 20 at most", w, n)
			}
		}
		if n := len(box.Ledger()); n != 1600 {
			t.Errorf("%d entries; want one for each of 1600 requests", n)
		}
	})
}
