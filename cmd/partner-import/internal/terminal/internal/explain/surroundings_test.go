package explain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partner-import/client"
)

// ask makes the first request of a run to the server.
func ask(t *testing.T, base string) error {
	t.Helper()
	key, err := client.NewKey("sk_test_123456")
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(client.Options{Key: key, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c.Ping(t.Context())
}

// says checks what is said, and that it does not speak of the base URL where that is not
// in the way.
func says(t *testing.T, err error, want string, sendsToURL bool) {
	t.Helper()
	got := Error(err)
	if err == nil || !strings.HasPrefix(got, want) || strings.Contains(got, "--base-url") != sendsToURL {
		t.Errorf("%v is told as\n%s\nwant %q, and --base-url: %v", err, got, want, sendsToURL)
	}
}

// TestSurroundings: an answer of something else than the API names what it may be.
func TestSurroundings(t *testing.T) {
	const page = "<!DOCTYPE html>\n<html><body>Welcome to the airport</body></html>"
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   string
		toURL  bool
	}{
		{"a portal", 200, page, "A web page came back instead of an answer from Partnero. Check --base-url", true},
		{"a page without a doctype", 200, "\ufeff\r\n <HTML>", "A web page came back instead of an answer from Partnero.", true},
		{"a page with a comment", 200, "<!-- x --><html>", "A web page came back", true},
		{"not a page", 200, "welcome", "Partnero did not answer as expected (200: \"welcome\")", false},
		{"a redirect", 302, "", "The address sends us elsewhere (302 Found). Check --base-url", true},
		{"a temporary redirect", 307, page, "The address sends us elsewhere (307: \"Welcome to the airport\").", true},
		{"a proxy that nobody named", 407, page, "A proxy wants a name and a password (407): put them into HTTPS_PROXY", false},
		{"a network to sign in", 511, page, "This network wants you to sign in first (511).", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "https://portal.example/login")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer server.Close()
			says(t, ask(t, server.URL+"/v1"), tt.want, tt.toURL)
		})
	}
}

// secure serves with a certificate that is valid in that time, for that host.
func secure(t *testing.T, host string, from, to time.Time) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example \x1b[31m Firewall"}, DNSNames: []string{host},
		NotBefore: from, NotAfter: to, IPAddresses: []net.IP{net.ParseIP(host)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// TestCertificates: what is wrong with a certificate is said, and not that the address
// is wrong.
func TestCertificates(t *testing.T) {
	now := time.Now()
	ago, ahead := now.Add(-24*time.Hour), now.Add(24*time.Hour)
	t.Run("an unknown authority", func(t *testing.T) {
		err := ask(t, secure(t, "127.0.0.1", ago, ahead))
		says(t, err, `The certificate of the server is not trusted on this machine (issued by "Example`, false)
		if got := Error(err); !strings.Contains(got, "SSL_CERT_FILE") || strings.Contains(got, "\x1b") {
			t.Errorf("it says %q; want SSL_CERT_FILE and no escape", got)
		}
	})
	t.Run("expired", func(t *testing.T) {
		says(t, ask(t, secure(t, "127.0.0.1", ago, now.Add(-time.Hour))), "The certificate of the server expired on ", false)
	})
	t.Run("not valid yet", func(t *testing.T) {
		err := ask(t, secure(t, "127.0.0.1", now.Add(time.Hour), ahead))
		says(t, err, "The certificate of the server is not valid before ", false)
		if got := Error(err); !strings.Contains(got, "If the clock is wrong, set it") {
			t.Errorf("it says %q; want the clock", got)
		}
	})
	t.Run("another host", func(t *testing.T) {
		says(t, ask(t, secure(t, "192.0.2.1", ago, ahead)), "The certificate of the server is for another host (x509: ", true)
	})
	t.Run("no HTTPS", func(t *testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		defer server.Close()
		says(t, ask(t, strings.Replace(server.URL, "http:", "https:", 1)+"/v1"), "The server does not speak HTTPS.", true)
	})
}

// TestTrustThatWasTried: Go says nothing of an SSL_CERT_FILE that does not help.
func TestTrustThatWasTried(t *testing.T) {
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "corp.crt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, want := range map[string]string{
		"": "set SSL_CERT_FILE to the name of that file.",
		filepath.Join(t.TempDir(), "missing.pem"):                                            "SSL_CERT_FILE is set, but that file cannot be read (",
		file("\x30\x82\x01\x0a"):                                                             "has no certificate that begins with -----BEGIN CERTIFICATE-----",
		file("-----BEGIN PRIVATE KEY-----\nMDAw\n-----END PRIVATE KEY-----\n"):               "has no certificate that begins with",
		file("-----BEGIN CERTIFICATE-----\nMDAw\n-----END CERTIFICATE-----\n"):               "It is not among those in the file that SSL_CERT_FILE names.",
		file("-----BEGIN TRUSTED CERTIFICATE-----\nMDAw\n-----END TRUSTED CERTIFICATE-----"): "has no certificate that begins with",
	} {
		t.Setenv("SSL_CERT_FILE", name)
		if got := askForTrust(); !strings.Contains(got, want) {
			t.Errorf("it says %q; want %q", got, want)
		}
	}
}

// TestProxies: a proxy that is in the way is named.
func TestProxies(t *testing.T) {
	unsent := func(err error) error { return &client.Error{Op: "list partners", Kind: client.Unsent, Err: err} }
	says(t, unsent(&client.ProxyError{Host: "proxy.corp:3128", Status: 407}), "The proxy proxy.corp:3128 refused the connection (407 Proxy Authentication Required). It wants a name and a password: put them into HTTPS_PROXY", false)
	says(t, unsent(&client.ProxyError{Host: "proxy.corp:3128", Status: 403}), "The proxy proxy.corp:3128 refused the connection (403 Forbidden). Ask the people who run it", false)
	says(t, unsent(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: fmt.Errorf("dial: %w", errors.New("connection refused"))}), "The proxy cannot be reached (connection refused). Check HTTPS_PROXY", false)
	says(t, unsent(&net.OpError{Op: "socks", Net: "tcp", Err: errors.New("unknown error")}), "The proxy cannot be reached (unknown error).", false)
	says(t, unsent(&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}), "Partnero cannot be reached (", true)
}
