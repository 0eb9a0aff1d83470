package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serve starts a server that ends with the test.
func serve(t testing.TB, h http.Handler) *Server {
	t.Helper()
	srv, err := Serve("", h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return srv
}

// host is where the server listens.
func host(srv *Server) string {
	return strings.TrimSuffix(strings.TrimPrefix(srv.URL(), "http://"), "/v1")
}

// post creates a partner over the network and reads the answer to its end. The
// time limit makes a mistake fail the test instead of hanging it.
func post(ctx context.Context, srv *Server, email string) (status int, body string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", srv.URL()+"/partners", strings.NewReader(`{"email":"`+email+`"}`))
	if err != nil {
		return 0, "", err
	}
	for name, v := range map[string]string{"Authorization": "Bearer k", "Accept": "application/json", "Content-Type": "application/json"} {
		req.Header.Set(name, v)
	}
	tr := &http.Transport{DisableKeepAlives: true}
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), errors.Join(err, resp.Body.Close())
}

// TestCloseEndsWaits: no fault and no latency delays closing a server. A client that
// is waiting at that time never gets a success.
func TestCloseEndsWaits(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts Options
	}{
		{"hang", Options{Faults: []Fault{{Kind: "hang", First: 1}}}},
		{"hang-after", Options{Faults: []Fault{{Kind: "hang", First: 1, After: true}}}},
		{"slow", Options{Faults: []Fault{{Kind: "slow", First: 1}}}},
		{"cut after a latency", Options{Latency: time.Hour, Faults: []Fault{{Kind: "cut", First: 1}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := New(tt.opts)
			srv := serve(t, box)
			done := make(chan error)
			go func() {
				_, _, err := post(t.Context(), srv, "a@b.c")
				done <- err
			}()
			waitFor(t, func() bool { return len(box.Ledger()) == 1 })
			if err := srv.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if err := <-done; err == nil {
				t.Error("client sees a whole answer")
			}
		})
	}
}

// TestCloseSendsWhatIsDone: an answer that only waits for its latency is sent.
func TestCloseSendsWhatIsDone(t *testing.T) {
	box := New(Options{Latency: time.Hour})
	srv := serve(t, box)
	unused, err := net.Dial("tcp", host(srv))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	type seen struct {
		status int
		err    error
	}
	done := make(chan seen)
	go func() {
		status, _, err := post(t.Context(), srv, "a@b.c")
		done <- seen{status, err}
	}()
	waitFor(t, func() bool { return len(box.Ledger()) == 1 })
	if err := srv.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if got := <-done; got.err != nil || got.status != 201 {
		t.Errorf("client sees %+v; want 201", got)
	}
}

// TestCloseStopsTheLateInsert: work that was not done when the server closed is never
// done, and the ledger says so.
func TestCloseStopsTheLateInsert(t *testing.T) {
	checked := make(chan bool, 1)
	box := New(Options{LateInsert: time.Hour, Now: func() time.Time {
		select {
		case checked <- true:
		default:
		}
		return noon
	}})
	<-checked // by New
	srv := serve(t, box)
	done := make(chan error)
	go func() {
		_, _, err := post(t.Context(), srv, "a@b.c")
		done <- err
	}()
	<-checked // the request is there
	_ = srv.Close()
	if err := <-done; err == nil {
		t.Error("client sees an answer")
	}
	if l := box.Ledger(); len(box.Partners()) != 0 || len(l) != 1 || l[0].Fault != "shutdown" || l[0].Status != 0 {
		t.Errorf("%d partners, ledger = %+v; want none, and a shutdown", len(box.Partners()), l)
	}
}

// TestWorkOutlivesTheClient: a client that leaves during a create does not stop it.
func TestWorkOutlivesTheClient(t *testing.T) {
	arrived := make(chan bool, 10)
	box := New(Options{LateInsert: 50 * time.Millisecond, Now: func() time.Time { arrived <- true; return noon }})
	<-arrived
	srv := serve(t, box)
	ctx, giveUp := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, _, err := post(ctx, srv, "a@b.c")
		done <- err
	}()
	<-arrived
	giveUp()
	<-done
	waitFor(t, func() bool { _, ok := box.Find("a@b.c"); return ok })
}

// TestBrokenOffRequest: a request without its whole body does not count.
func TestBrokenOffRequest(t *testing.T) {
	box := New(Options{})
	srv := serve(t, box)
	c, err := net.Dial("tcp", host(srv))
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(c, "POST /v1/partners HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"+`{"email":"a@b.c"}`)
	if err := errors.Join(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return len(box.Ledger()) == 1 })
	if e := box.Ledger()[0]; e.Fault != "incomplete" || e.Status != 0 || e.Created {
		t.Errorf("entry = %+v; want incomplete and nothing done", e)
	}
}

func TestServeIsLoopbackOnly(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:80", "127.0.0.1", "127.0.0.1:x", "nonsense"} {
		if srv, err := Serve(addr, http.NotFoundHandler()); err == nil {
			_ = srv.Close()
			t.Errorf("Serve(%q) serves at %s; want an error", addr, srv.URL())
		}
	}
	for _, addr := range []string{"", "127.0.0.1:0", "localhost:0"} {
		srv, err := Serve(addr, New(Options{}))
		if err != nil {
			t.Fatalf("Serve(%q): %v", addr, err)
		}
		if status, _, err := post(t.Context(), srv, "a@b.c"); status != 201 {
			t.Errorf("create at %s = %d, %v; want 201", srv.URL(), status, err)
		}
		if err := errors.Join(srv.Close(), srv.Close()); err != nil {
			t.Errorf("Close twice: %v", err)
		}
		if _, _, err := post(t.Context(), srv, "b@b.c"); err == nil {
			t.Error("a closed server answers")
		}
	}
}

// TestTooLarge: a body above PHP's limit is refused before the rest of it is read.
func TestTooLarge(t *testing.T) {
	box := New(Options{})
	body := bytes.Repeat([]byte(" "), maxBody+1)
	if got := create(t, box, string(body)); got.status != 413 {
		t.Errorf("status = %d; want 413", got.status)
	}
	if e := box.Ledger()[0]; e.Body != "" {
		t.Errorf("%d bytes of body in the ledger; want none", len(e.Body))
	}
}

// waitFor waits until ok. The time limit makes a mistake fail the test instead of
// hanging it.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatal("never came true")
		case <-time.After(time.Millisecond):
		}
	}
}
