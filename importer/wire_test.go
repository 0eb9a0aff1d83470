package importer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// The tests in this file are outages without an answer: of the network, of a name, of
// a certificate, of a proxy.

// A wire is a transport on which nothing gets through for a while.
type wire struct {
	http.RoundTripper
	from, to time.Duration // since the first request
	first    atomic.Int64
	err      error
	late     bool // it breaks when the request was sent
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.first.CompareAndSwap(0, time.Now().UnixNano())
	if since := time.Duration(time.Now().UnixNano() - w.first.Load()); since < w.from || since >= w.to {
		return w.RoundTripper.RoundTrip(r)
	}
	if w.late { // it may have arrived
		if response, err := w.RoundTripper.RoundTrip(r); err == nil {
			response.Body.Close()
		}
	}
	return nil, w.err
}

// runBy is run over a wire.
func (tr *trial) runBy(w *wire) {
	tr.t.Helper()
	w.RoundTripper = direct{tr.sandbox}
	key, _ := client.NewKey("sk_virtual_1234")
	c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: w})
	if err != nil {
		tr.t.Fatal(err)
	}
	s, err := source.Open(tr.input(), source.Options{})
	if err != nil {
		tr.t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	tr.summary, tr.err = New(c, tr.options).Run(context.Background(), s)
	tr.took = time.Since(began)
}

type broken struct {
	name string
	err  error
	late bool
	said string // the words that tell what is wrong
}

func breaks() []broken {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	call := func(name string, number syscall.Errno) error { return os.NewSyscallError(name, number) }
	certificate := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	all := []broken{
		{"no such host", dial(&net.DNSError{Err: "no such host", Name: "api.example", IsNotFound: true}), false, "no such host"},
		{"the name server fails", dial(&net.DNSError{Err: "server misbehaving", Name: "api.example", IsTemporary: true}), false, "server misbehaving"},
		{"the name server is silent", dial(&net.DNSError{Err: "i/o timeout", Name: "api.example", IsTimeout: true}), false, "i/o timeout"},
		{"a refused connection", dial(call("connect", syscall.ECONNREFUSED)), false, "connection refused"},
		{"no route", dial(call("connect", syscall.EHOSTUNREACH)), false, "no route to host"},
		{"no network", dial(call("connect", syscall.ENETUNREACH)), false, "network is unreachable"},
		{"no answer to the dialling", dial(os.ErrDeadlineExceeded), false, "timeout"},
		{"an expired certificate", certificate(x509.CertificateInvalidError{Reason: x509.Expired}), false, "expired"},
		{"an unknown authority", certificate(x509.UnknownAuthorityError{}), false, "unknown authority"},
		{"a certificate of another host", certificate(errors.New("x509: certificate is valid for other.example")), false, "other.example"},
		{"no TLS", tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, false, "TLS"},
		{"a TLS alert", errors.New("remote error: tls: internal error"), false, "tls"},
		{"the proxy wants a password", &client.ProxyError{Host: "proxy.corp:3128", Status: 407}, false, "proxy.corp:3128"},
		{"the proxy reaches nobody", &client.ProxyError{Host: "proxy.corp:3128", Status: 503}, false, "proxy.corp:3128"},
		{"the proxy is down", &net.OpError{Op: "proxyconnect", Net: "tcp", Err: call("connect", syscall.ECONNREFUSED)}, false, "connection refused"},
		{"a reset behind the request", &net.OpError{Op: "read", Net: "tcp", Err: call("read", syscall.ECONNRESET)}, true, "connection reset"},
		{"closed behind the request", errors.New("http: server closed idle connection"), true, "closed"},
		{"the stream is reset", errors.New("stream error: stream ID 7; REFUSED_STREAM; received from peer"), true, "REFUSED_STREAM"},
	}
	if testing.Short() { // some of each kind
		for i := range len(all) / 3 {
			all[i] = all[3*i]
		}
		all = all[:len(all)/3]
	}
	return all
}

// TestOutagesOfTheWire: in the middle of a run, each of them is waited for.
func TestOutagesOfTheWire(t *testing.T) {
	for _, tt := range breaks() {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(400), sandbox.Options{Latency: 20 * ms}, atPace(50))
				tr.runBy(&wire{from: 2 * time.Second, to: 30 * time.Second, err: tt.err, late: tt.late})
				tr.isClean(400)
				if tr.took > time.Minute {
					t.Errorf("it took %s; want the work of 8 s, the outage, and the distance of two probes", tr.took)
				}
			})
		})
	}
}

// TestOutagesOfTheWireWithoutAnEnd end the run when an outage may not last longer, and
// what is wrong is told. No row is blamed.
func TestOutagesOfTheWireWithoutAnEnd(t *testing.T) {
	for _, tt := range breaks() {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := atPace(50)
				o.MaxOutage = 5 * time.Minute
				tr := newTrial(t, numbered(140), sandbox.Options{Latency: 20 * ms}, o)
				tr.runBy(&wire{from: 2 * time.Second, to: time.Hour, err: tt.err, late: tt.late})
				tr.wantStop(stop.Outage)
				if text := fmt.Sprint(tr.err); !strings.Contains(text, tt.said) || tr.took < 5*time.Minute || tr.took > 7*time.Minute {
					t.Errorf("after %s: Run = %v; want %q after 5 minutes", tr.took, tr.err, tt.said)
				}
				if got := tr.counts(); got["failed"] > 0 {
					t.Errorf("counts = %v; want no row blamed", got)
				}
				time.Sleep(24 * time.Hour)
				tr.runBy(&wire{}) // the next night
				tr.isClean(140)
			})
		})
	}
}

// TestOutagesOfTheWireWhenANightBegins: where the journal has proof of the address, the
// night waits. Otherwise the person is told within seconds.
func TestOutagesOfTheWireWhenANightBegins(t *testing.T) {
	for _, tt := range breaks() {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, numbered(20), sandbox.Options{}, atPace(50))
				tr.runBy(&wire{to: time.Hour, err: tt.err, late: tt.late})
				if tr.err == nil || !strings.Contains(tr.err.Error(), tt.said) || tr.took > 10*time.Second {
					t.Errorf("the first night: %v after %s; want %q within seconds", tr.err, tr.took, tt.said)
				}
				tr.runBy(&wire{})
				tr.edit(numbered(40))
				time.Sleep(24 * time.Hour)
				tr.runBy(&wire{to: 2 * time.Minute, err: tt.err, late: tt.late})
				if got := tr.counts(); got["created"]+got["exists"] != 40 || tr.err != nil {
					t.Errorf("counts = %v, Run = %v; want all created", got, tr.err)
				}
			})
		})
	}
}
