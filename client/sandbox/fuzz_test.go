package sandbox

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzRequest: the answer to any request is valid JSON (or a redirect for a
// browser). There is one entry, and the ledger agrees with the partners.
func FuzzRequest(f *testing.F) {
	for _, body := range []string{
		`{"email":"a@b.c","name":"A","tags":["x",""],"referring_partner":{"id":"p1"}}`,
		`{"update":{"name":null,"tags":[]},"key":"k1"}`, `{"email":{},"password":[],"id":1e400}`, `{"email":"ann@example.com"}`,
		`[]`, `null`, `"x"`, `{`, `{"password":"Abcdefg1`, "\xff", `{"email":"a@b.c","email":"\ud800"}`,
	} {
		f.Add("POST", "/v1/partners", body, "application/json")
		f.Add("PUT", "/v1/partners/p1", body, "application/json")
		f.Add("PUT", "/v1/partners", body, "text/html")
		f.Add("POST", "/x/v1/partners:invite?password=x&%zz", body, "application/json")
	}
	f.Add("GET", "/v1/partners?limit=2&page=99", "", "application/json")
	f.Add("HEAD", "/v1/partner?email=ann@example.com", "", "application/json")
	f.Fuzz(func(t *testing.T, method, path, body, accept string) {
		if !validTarget(method, path) {
			t.Skip()
		}
		box := some(Options{})
		got := call(t, box, method, path, body, "Accept", accept)
		if got.status != 302 && method != "HEAD" && !json.Valid([]byte(got.body)) {
			t.Errorf("%s %q %q = %d %q, which is not JSON", method, path, body, got.status, got.body)
		}
		if got.status >= 500 {
			t.Errorf("%s %q %q = %d", method, path, body, got.status)
		}
		l := box.Ledger()
		if len(l) != 1 || l[0].Status != got.status {
			t.Fatalf("ledger = %+v; want one entry with status %d", l, got.status)
		}
		if n := len(box.Partners()); l[0].Created != (n == 4) || n > 4 {
			t.Errorf("created = %v with %d partners", l[0].Created, n)
		}
	})
}

// validTarget tells whether httptest.NewRequest accepts method and path.
func validTarget(method, path string) bool {
	if !strings.HasPrefix(path, "/") || strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return false
	}
	_, err := url.ParseRequestURI("http://api.test" + path)
	return err == nil && slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}, method)
}

// FuzzRedact: no member called password keeps its value.
func FuzzRedact(f *testing.F) {
	f.Add(`{"email":"a@b.c","password":"x"}`)
	f.Add(`[{"a":{"password":{"password":1}}},{"pass\u0077ord":[]}]`)
	f.Add(`{"password":"a"`)
	f.Fuzz(func(t *testing.T, body string) {
		out := redactBody([]byte(body))
		if !json.Valid([]byte(body)) {
			return
		}
		var v any
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Fatalf("redactBody(%q) = %q: %v", body, out, err)
		}
		if leaks(v) {
			t.Errorf("redactBody(%q) = %q", body, out)
		}
	})
}

func leaks(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for name, v := range v {
			if strings.EqualFold(name, "password") && v != "***" || leaks(v) && !strings.EqualFold(name, "password") {
				return true
			}
		}
	case []any:
		for _, v := range v {
			if leaks(v) {
				return true
			}
		}
	}
	return false
}
