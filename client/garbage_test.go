package client

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A connection that turns to garbage after the request was written.
func TestGarbageBehindTLSIsAmbiguous(t *testing.T) {
	posts := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			posts++ // the partner is created
		}
		conn, _, _ := w.(http.Hijacker).Hijack()
		raw := conn.(*tls.Conn).NetConn()
		b := bufio.NewWriter(raw)
		b.WriteString("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		b.Flush()
		raw.Close()
	}))
	server.EnableHTTP2 = false
	server.StartTLS()
	defer server.Close()
	key, _ := NewKey("sk_test_12345678")
	transport := server.Client().Transport
	c, err := New(Options{Key: key, BaseURL: server.URL + "/v1", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Create(context.Background(), NewPartner{Email: "a@example.com"})
	if KindOf(err) != Ambiguous || posts != 1 {
		t.Errorf("kind %s after %d creates; want ambiguous: the server has read the request", KindOf(err), posts)
	}
}

// TestGarbageIsNotQuoted: what net/http cannot read is not in the error. It may hold
// what was sent before.
func TestGarbageIsNotQuoted(t *testing.T) {
	for _, garbage := range []string{
		`{"password":"Canary77"}` + "\r\n\r\n",
		"HTTP/1.1 Canary77 OK\r\n\r\n",
		"Canary77/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\n Canary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nCanary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX y: Canary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: Canary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: Canary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: Canary77\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nCanary77\r\n",
	} {
		c := dial(t, raw(t, func(conn *net.TCPConn) {
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			_, _ = conn.Write([]byte(garbage))
		}))
		_, err := c.Create(context.Background(), NewPartner{Email: "a@example.com"})
		if err == nil || strings.Contains(err.Error(), "Canary77") {
			t.Errorf("%q is answered: %v; want an error that does not quote it", garbage, err)
		}
	}
}
