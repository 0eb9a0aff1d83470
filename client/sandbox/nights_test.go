package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// ask makes one create and returns its answer.
func ask(s *Sandbox, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/v1/partners", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer k")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

const someone = `{"email":"A.b+c@example.com","key":"ANNA"}`

// TestFaultsThatSaySomething: sentences, waits and other forms of an answer.
func TestFaultsThatSaySomething(t *testing.T) {
	for _, tt := range []struct {
		fault  string
		status int
		body   string // a part of it
		wait   string
	}{
		{"404-text", 404, "default backend - 404", ""},
		{"503-text:says=no%20healthy%20upstream", 503, "no healthy upstream", ""},
		{"422:says=Not%20allowed.", 422, `"message": "Not allowed."`, ""},
		{"403:wait=6", 403, "This action is unauthorized.", "6"},
		{"503-html:wait=6", 503, "<title>503", "6"},
		{"302-empty", 302, "", ""},
		{"status0:says=Full", 200, `{"status":0,"message":"Full"}`, ""},
	} {
		f, err := ParseFault(tt.fault)
		if err != nil {
			t.Fatal(err)
		}
		s := New(Options{Faults: []Fault{f}})
		got := ask(s, someone)
		if got.Code != tt.status || !strings.Contains(got.Body.String(), tt.body) || got.Header().Get("Retry-After") != tt.wait {
			t.Errorf("%s: %d %q, Retry-After %q", tt.fault, got.Code, got.Body, got.Header().Get("Retry-After"))
		}
		if len(s.Partners()) != 0 {
			t.Errorf("%s: a partner was created", tt.fault)
		}
	}
}

// TestFaultsForATime hit what comes in their time, and nothing else.
func TestFaultsForATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, err := ParseFault("any:404-text:at=2s+3s")
		if err != nil {
			t.Fatal(err)
		}
		s := New(Options{Faults: []Fault{f}})
		for second := range 8 {
			want := http.StatusUnprocessableEntity // the body has no e-mail
			if second >= 2 && second < 5 {
				want = http.StatusNotFound
			}
			if got := ask(s, "{}").Code; got != want {
				t.Errorf("after %d s: %d; want %d", second, got, want)
			}
			time.Sleep(time.Second)
		}
	})
}

// TestLater: the answer comes first, and the partner after it.
func TestLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Faults: []Fault{{Kind: "later", Share: 1}}, LateInsert: 2 * time.Second})
		if got := ask(s, someone); got.Code != http.StatusAccepted || got.Body.Len() > 0 || len(s.Partners()) > 0 {
			t.Errorf("answer %d %q with %d partners; want 202 and none", got.Code, got.Body, len(s.Partners()))
		}
		time.Sleep(3 * time.Second)
		if n := len(s.Partners()); n != 1 {
			t.Errorf("%d partners later; want one", n)
		}
	})
}

// TestNormalize: what is stored in another form.
func TestNormalize(t *testing.T) {
	for forms, want := range map[string][2]string{
		"": {"A.b+c@example.com", "ANNA"}, "emails": {"ab@example.com", "ANNA"}, "keys": {"A.b+c@example.com", "anna"}, "emails,keys": {"ab@example.com", "anna"},
	} {
		s := New(Options{Normalize: forms})
		if got := ask(s, someone); got.Code != http.StatusCreated {
			t.Fatalf("%s: %d", forms, got.Code)
		}
		if p := s.Partners()[0]; p.Email != want[0] || p.Key != want[1] {
			t.Errorf("%s: %s and %s; want %v", forms, p.Email, p.Key, want)
		}
	}
}

// TestFormsOfALimit: what is answered above the limit.
func TestFormsOfALimit(t *testing.T) {
	for _, tt := range []struct {
		as, form string
		status   int
		header   string // that is there
	}{
		{"", "", 429, "Retry-After"}, {"503-html", "", 503, ""}, {"503-empty", "", 503, ""}, {"403", "", 403, "Retry-After"},
		{"429", "milliseconds", 429, "Retry-After"}, {"429", "reset-ms", 429, "X-Ratelimit-Reset"},
	} {
		s := New(Options{Limit: 1, Window: time.Minute, LimitAs: tt.as, RetryAfter: tt.form})
		ask(s, someone)
		got := ask(s, someone)
		if got.Code != tt.status || tt.header != "" && got.Header().Get(tt.header) == "" || tt.header == "" && got.Header().Get("Retry-After") != "" {
			t.Errorf("%s, %s: %d with %v", tt.as, tt.form, got.Code, got.Header())
		}
		if wait := got.Header().Get("Retry-After"); tt.form == "milliseconds" && len(wait) < 5 || tt.form == "reset-ms" && wait != "" {
			t.Errorf("%s: Retry-After %q", tt.form, wait)
		}
	}
}
