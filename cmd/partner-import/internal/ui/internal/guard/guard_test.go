package guard

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const secret = "0123456789abcdefghijkl"

func served(t *testing.T, change func(*http.Request)) *http.Response {
	t.Helper()
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "inside "+r.URL.Path)
	})
	g := Guard{Secret: secret, Port: "8123", Next: next, Upload: func(r *http.Request) bool { return r.URL.Path == "/imports" }}
	r := httptest.NewRequest("GET", "http://127.0.0.1:8123/"+secret+"/x", nil)
	change(r)
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, r)
	return w.Result()
}

// TestGuard: a request gets through if its host, its origin and its secret are those
// of the page, and not otherwise, whatever else it says.
func TestGuard(t *testing.T) {
	hosts := map[string]bool{
		"127.0.0.1:8123": true, "[::1]:8123": true, "localhost:8123": true, "LOCALHOST:8123": true,
		"evil.example": false, "evil.example:8123": false, "127.0.0.1": false, "127.0.0.1:80": false,
		"localhost.evil.example:8123": false, "127.0.0.1.nip.io:8123": false, "": false, "0.0.0.0:8123": false,
	}
	sites := map[string]bool{"": true, "same-origin": true, "none": true, "cross-site": false, "same-site": false}
	origins := map[string]bool{"": true, "own": true, "http://evil.example": false, "null": false, "http://127.0.0.1:9": false}
	paths := map[string]bool{
		"/" + secret + "/x": true, "/": false, "/x": false, "/" + secret[1:] + "/x": false, "/" + secret + "0/x": false,
		"//" + secret + "/x": false, "/" + strings.ToUpper(secret) + "/x": false, "/x/" + secret: false,
	}
	for host, hostOK := range hosts {
		for site, siteOK := range sites {
			for origin, originOK := range origins {
				for path, pathOK := range paths {
					for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "PUT"} {
						got := served(t, func(r *http.Request) {
							r.Method, r.Host, r.URL.Path = method, host, path
							r.Header.Set("Content-Type", "application/json")
							if site != "" {
								r.Header.Set("Sec-Fetch-Site", site)
							}
							if origin == "own" {
								r.Header.Set("Origin", "http://"+host)
							} else if origin != "" {
								r.Header.Set("Origin", origin)
							}
						})
						// A browser that says where a request comes from is believed before its origin.
						foreign := !siteOK || site == "" && !originOK
						if method == "GET" || method == "HEAD" {
							foreign = false // which change nothing, and whose answers no other site can read
						}
						if want := hostOK && pathOK && !foreign; (got.StatusCode == 200) != want {
							t.Errorf("%s %s of host %q, site %q, origin %q = %d; let through: want %v", method, path, host, site, origin, got.StatusCode, want)
						}
					}
				}
			}
		}
	}
}

// TestGuardTellsNothing: whoever lacks the secret gets the same answer everywhere.
func TestGuardTellsNothing(t *testing.T) {
	var first string
	for _, path := range []string{"/", "/x", "/imports", "/" + secret[1:], "/assets/app.css"} {
		got := served(t, func(r *http.Request) { r.URL.Path = path })
		text, _ := io.ReadAll(got.Body)
		if first == "" {
			first = string(text)
		}
		if got.StatusCode != 404 || string(text) != first || strings.Contains(first, secret) {
			t.Errorf("%s = %d %q; want 404 %q", path, got.StatusCode, text, first)
		}
	}
}

// TestGuardHeaders: every answer forbids what a page of ours does not need.
func TestGuardHeaders(t *testing.T) {
	for _, path := range []string{"/", "/" + secret + "/x"} {
		h := served(t, func(r *http.Request) { r.URL.Path = path }).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if !strings.HasPrefix(h.Get(name), want) {
				t.Errorf("%s: %s = %q; want %q", path, name, h.Get(name), want)
			}
		}
		for _, never := range []string{"Access-Control-Allow-Origin", "Set-Cookie"} {
			if h.Get(never) != "" {
				t.Errorf("%s has %s", path, never)
			}
		}
	}
}

// TestGuardBodies: a body is one that a form or script of ours sends, and short,
// but for an upload.
func TestGuardBodies(t *testing.T) {
	for _, c := range []struct {
		path, kind string
		want       int
	}{
		{"/x", "application/json", 200}, {"/x", "application/x-www-form-urlencoded; charset=utf-8", 200},
		{"/x", "text/plain", 415}, {"/x", "", 415}, {"/x", "multipart/form-data", 415},
		{"/imports", "application/octet-stream", 200}, {"/imports", "", 200},
	} {
		got := served(t, func(r *http.Request) {
			r.Method, r.URL.Path = "POST", "/"+secret+c.path
			r.Header.Set("Content-Type", c.kind)
		})
		if got.StatusCode != c.want {
			t.Errorf("POST %s of %q = %d; want %d", c.path, c.kind, got.StatusCode, c.want)
		}
	}
}

// TestSecrets: no two are alike, and each has 128 bits.
func TestSecrets(t *testing.T) {
	a, b := NewSecret(), NewSecret()
	if a == b || len(a) != 22 || strings.Trim(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("secrets %q and %q; want two of 22 letters", a, b)
	}
}
