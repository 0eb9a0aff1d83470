//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestProxiesAreNamed: a proxy that refuses the connection, or that is not there, is
// named, and not the base URL. Its password is not shown.
func TestProxiesAreNamed(t *testing.T) {
	refusing := func(status int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		t.Cleanup(server.Close)
		return strings.TrimPrefix(server.URL, "http://")
	}
	for _, tt := range []struct{ name, proxy, want string }{
		{"407", refusing(407), "refused the connection (407 Proxy Authentication Required)"},
		{"403", refusing(403), "refused the connection (403 Forbidden)"},
		{"nobody", "127.0.0.1:1", "The proxy cannot be reached (connection refused)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run := importing(t, "https://api.example.invalid/v1", "email\na@partners.eu\n", "--max-outage", "1s")
			run.Env = append(run.Env, "HTTPS_PROXY=http://someone:hunter2@"+tt.proxy)
			run.begin(t)
			status := run.status(t)
			said := run.stderr.String()
			if status == 0 || !strings.Contains(said, tt.want) || strings.Contains(said, "hunter2") || strings.Contains(said, "--base-url") {
				t.Errorf("exit status %d, and it says\n%s\nwant %q", status, said, tt.want)
			}
		})
	}
}
