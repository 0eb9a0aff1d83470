// Package guard lets only the page's own requests through.
//
// The page is served on loopback, where every program and every web page of this
// machine can send requests. A request is let through if it names the secret in its
// path, asks for this host, and comes from no other site.
package guard

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"slices"
	"strings"
)

// NewSecret returns 128 random bits, as text for a path.
func NewSecret() string {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // which never fails
	return base64.RawURLEncoding.EncodeToString(bits[:])
}

// policy lets a page load its own script, style and data, and nothing else. A script
// cannot make elements of text (https://www.w3.org/TR/CSP3/,
// https://www.w3.org/TR/trusted-types/).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// lost is all that a request without the secret learns.
const lost = "This is partner-import. Open the address that the program printed.\n"

// mostBody is how long the body of a request may be that is no upload, in bytes.
const mostBody = 1 << 20

// A Guard is in front of the page's routes.
type Guard struct {
	Secret string
	Port   string
	Next   http.Handler             // of paths without the secret
	Upload func(*http.Request) bool // reports whether a request may have a long body
}

// Handler checks each request, and removes the secret from its path. It is safe for
// concurrent use.
func (g Guard) Handler() http.Handler {
	return g.headers(g.hosts(http.NewCrossOriginProtection().Handler(g.secrets(g.bodies(g.Next)))))
}

// headers are on every answer, also on a refusal.
func (g Guard) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range map[string]string{
			"Content-Security-Policy":      policy,
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cache-Control":                "no-store",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Frame-Options":              "DENY",
		} {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// hosts refuses requests for another host. A page elsewhere can make its own name
// point to loopback, and then passes every check of origins: DNS rebinding.
func (g Guard) hosts(next http.Handler) http.Handler {
	own := []string{net.JoinHostPort("127.0.0.1", g.Port), net.JoinHostPort("::1", g.Port), net.JoinHostPort("localhost", g.Port)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(own, strings.ToLower(r.Host)) {
			http.Error(w, "This address is not served here.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// secrets answers every path without the secret alike, and in the same time.
func (g Guard) secrets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if subtle.ConstantTimeCompare([]byte(given), []byte(g.Secret)) != 1 {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(lost))
			return
		}
		http.StripPrefix("/"+g.Secret, next).ServeHTTP(w, r)
	})
}

// bodies bounds what a request may send, and refuses a body that no form and no
// script of ours sends.
func (g Guard) bodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.Upload == nil || !g.Upload(r) {
			if r.Method != http.MethodGet && r.Method != http.MethodHead && !known(r.Header.Get("Content-Type")) {
				http.Error(w, "This kind of request is not accepted.", http.StatusUnsupportedMediaType)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		}
		next.ServeHTTP(w, r)
	})
}

// known reports whether our forms or our scripts send this kind of body.
func known(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return slices.Contains([]string{"application/json", "application/x-www-form-urlencoded"}, strings.TrimSpace(strings.ToLower(kind)))
}
