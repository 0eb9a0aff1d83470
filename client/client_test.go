package client

import (
	"strings"
	"testing"
)

// TestCheckBaseURL: the key leaves this machine encrypted only, and no error shows
// the part of a URL that may be secret.
func TestCheckBaseURL(t *testing.T) {
	for _, tt := range []struct {
		name, url string
		ok        bool
	}{
		{"the default", DefaultBaseURL, true},
		{"https", "https://api.example.com/v1", true},
		{"https with port and slash", "https://api.example.com:8443/v1/", true},
		{"https, in capitals", "HTTPS://API.example.com", true},
		{"http to 127.0.0.1", "http://127.0.0.1:8080/v1", true},
		{"http to 127.8.8.8", "http://127.8.8.8/v1", true},
		{"http to ::1", "http://[::1]:8080/v1", true},
		{"http to localhost", "http://localhost:8080/v1", true},
		{"http", "http://api.example.com/v1", false},
		{"http to a private address", "http://10.0.0.1/v1", false},
		{"http to a name that looks like loopback", "http://127.0.0.1.example.com/v1", false},
		{"http to a name that begins with localhost", "http://localhost.example.com/v1", false},
		{"http to all addresses", "http://0.0.0.0/v1", false},
		{"http to a short form", "http://127.1/v1", false},
		{"http to a number", "http://2130706433/v1", false},
		{"http to a zone", "http://[fe80::1%25lo]/v1", false},
		{"userinfo", "https://user:hunter2@api.example.com/v1", false},
		{"userinfo, http to loopback", "http://user:hunter2@127.0.0.1/v1", false},
		{"userinfo, http", "http://hunter2@api.example.com/v1", false},
		{"userinfo that hides the host", "http://localhost:hunter2@api.example.com", false},
		{"userinfo that does not parse", "https://user:hunter2%zz@api.example.com/v1", false},
		{"userinfo with a slash", "https://user:hunter2/x@api.example.com/v1", false},
		{"userinfo with a question mark", "https://user:1?hunter2@api.example.com/v1", false},
		{"userinfo without a scheme", "user:hunter2@api.example.com/v1", false},
		{"userinfo without a host", "https://user:hunter2@", false},
		{"query", "https://api.example.com/v1?token=hunter2", false},
		{"empty query", "https://api.example.com/v1?", false},
		{"fragment", "https://api.example.com/v1#x", false},
		{"no scheme", "api.example.com/v1", false},
		{"no scheme, with port", "api.example.com:443/v1", false},
		{"no scheme, two slashes", "//api.example.com/v1", false},
		{"ftp", "ftp://api.example.com/v1", false},
		{"file", "file:///v1", false},
		{"no host", "https:///v1", false},
		{"no host, with port", "https://:443/v1", false},
		{"opaque", "https:api.example.com", false},
		{"empty", "", false},
		{"a line end", "https://api.example.com/\nv1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := CheckBaseURL(tt.url)
			if (err == nil) != tt.ok || (u != nil) != tt.ok {
				t.Fatalf("CheckBaseURL(%q) = %v, %v; want ok %v", tt.url, u, err, tt.ok)
			}
			if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("CheckBaseURL(%q) = %v; want an error of one line that shows no password", tt.url, err)
			}
			if _, err := New(Options{Key: mustKey(t, "k"), BaseURL: tt.url}); tt.url != "" && (err == nil) != tt.ok {
				t.Errorf("New(%q) = %v; want ok %v", tt.url, err, tt.ok)
			}
		})
	}
}

// TestNewDefaults: Options with a key alone lead to the vendor's API.
func TestNewDefaults(t *testing.T) {
	c, err := New(Options{Key: mustKey(t, "k")})
	if err != nil {
		t.Fatal(err)
	}
	if c.Host() != "api.partnero.com" || c.base != DefaultBaseURL || c.timeout != DefaultTimeout || c.agent != "partner-import" {
		t.Errorf("New = %s, %s, %v, %s", c.Host(), c.base, c.timeout, c.agent)
	}
	if c.Key().Fingerprint() != mustKey(t, "k").Fingerprint() {
		t.Error("Key() is not the key that was given")
	}
}
