package client

import (
	"bufio"
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
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
