package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
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

// post creates a partner over the network and reads the answer to its end.
func post(ctx context.Context, srv *Server, email string) (status int, body string, err error) {
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

// TestFaultsOnTheWire: each fault looks to a client as it should, and its work
// is done exactly if it says so.
func TestFaultsOnTheWire(t *testing.T) {
	const nothing = -1 // no answer at all
	for _, tt := range []struct {
		kind   string
		status int                               // seen by the client
		sent   int                               // in the ledger
		ok     func(body string, err error) bool // what else the client sees
	}{
		{"500", 500, 500, says("{\n    \"message\": \"Server Error\"\n}")},
		{"422", 422, 422, says(`{"message":"The given data was invalid.","errors":[]}`)},
		{"520", 520, 520, says("{\n    \"message\": \"Server Error\"\n}")},
		{"502-html", 502, 502, begins("<html>")},
		{"504-empty", 504, 504, says("")},
		{"html200", 200, 200, begins("<html>")},
		{"reset", nothing, 0, fails(syscall.ECONNRESET)},
		{"cut", nothing, 0, fails(io.EOF)},
		{"cut-headers", 201, 201, fails(io.ErrUnexpectedEOF)},
		{"truncated", 201, 201, fails(io.ErrUnexpectedEOF)},
		{"huge", 201, 201, func(body string, err error) bool {
			return err == nil && len(body) > 10<<20 && strings.HasPrefix(strings.TrimSpace(body), `{"data":`)
		}},
	} {
		for _, after := range []bool{false, true} {
			f := Fault{Kind: tt.kind, After: after, First: 1}
			t.Run(f.label(), func(t *testing.T) {
				box := New(Options{Faults: []Fault{f}})
				status, body, err := post(t.Context(), serve(t, box), "a@b.c")
				if status != max(tt.status, 0) || !tt.ok(body, err) {
					t.Errorf("client sees %d %.100q, %v; want %d", status, body, err, tt.status)
				}
				l := box.Ledger()
				if len(l) != 1 || l[0].Status != tt.sent || l[0].Fault != f.label() || l[0].Created != after {
					t.Errorf("ledger = %+v; want status %d, fault %s, created %v", l, tt.sent, f.label(), after)
				}
				if _, ok := box.Find("a@b.c"); ok != after {
					t.Errorf("partner exists: %v; want %v", ok, after)
				}
			})
		}
	}
}

func says(want string) func(string, error) bool {
	return func(body string, err error) bool { return err == nil && body == want }
}

func begins(want string) func(string, error) bool {
	return func(body string, err error) bool { return err == nil && strings.HasPrefix(body, want) }
}

func fails(want error) func(string, error) bool {
	return func(_ string, err error) bool { return errors.Is(err, want) }
}

// TestHang: the answer never comes, until the client gives up.
func TestHang(t *testing.T) {
	for _, kind := range []string{"hang", "slow"} {
		box := New(Options{Faults: []Fault{{Kind: kind, First: 1}}})
		srv := serve(t, box)
		ctx, giveUp := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, _, err := post(ctx, srv, "a@b.c")
			done <- err
		}()
		waitFor(t, func() bool { return len(box.Ledger()) == 1 })
		giveUp()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: client sees %v; want that it gave up itself", kind, err)
		}
	}
}

// TestSlowComesToItsEnd: a patient client gets the whole true answer.
func TestSlowComesToItsEnd(t *testing.T) {
	box := New(Options{Faults: []Fault{{Kind: "slow", After: true, First: 1}}, ProgramURL: "https://x.y"})
	status, body, err := post(t.Context(), serve(t, box), "a@b.c")
	if err != nil || status != 201 || !strings.Contains(body, box.Partners()[0].ID) {
		t.Errorf("client sees %d %s, %v; want 201 and the partner", status, body, err)
	}
}

// TestCloseEndsWaits: no fault and no latency holds a server up, and a client in
// the middle of one is never told of a success.
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

// TestCloseSendsWhatIsDone: an answer that only waits for its latency goes out.
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

// TestCloseStopsTheLateInsert: what was not done when the server closed never
// will be, and the ledger says so.
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

// TestWorkOutlivesTheClient: a client that goes away in the middle of a create
// does not stop it.
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

// TestBrokenOffRequest: a request whose body does not arrive is no request.
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

// TestTooLarge: a body above PHP's limit is refused before anything else is read of it.
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

// TestTruncatedBodyStopsInTheMiddle: what arrives is the true beginning.
func TestTruncatedBodyStopsInTheMiddle(t *testing.T) {
	box := New(Options{Faults: []Fault{{Kind: "truncated", After: true, First: 1}}})
	srv := serve(t, box)
	_, body, _ := post(t.Context(), srv, "a@b.c")
	if !strings.HasPrefix(body, `{"data":{"email":"a@b.c"`) || strings.HasSuffix(body, "}") {
		t.Errorf("body = %s; want the first half of the answer", body)
	}
}

// waitFor waits until ok, as long as the test may run.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for !ok() {
		select {
		case <-t.Context().Done():
			t.Fatal("never came true")
		case <-time.After(time.Millisecond):
		}
	}
}

// TestKeepAlive: many requests fit through one connection.
func TestKeepAlive(t *testing.T) {
	box := New(Options{})
	srv := serve(t, box)
	c, err := net.Dial("tcp", host(srv))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for range 3 {
		_, _ = io.WriteString(c, "GET /v1/partners HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n\r\n")
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != 200 {
			t.Fatalf("answer = %d, %v; want 200", resp.StatusCode, err)
		}
	}
}

// TestManyAtOnce: under faults, races and readers there is one entry to a
// request, one partner to an e-mail, and one creating entry to a partner.
func TestManyAtOnce(t *testing.T) {
	const workers, each = 8, 60
	box := New(Options{Faults: []Fault{{Kind: "500", Share: 0.1}, {Kind: "cut", After: true, Share: 0.1}, {Kind: "503", Share: 0.1, On: "update"}}})
	srv := serve(t, box)
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := range each {
				email := fmt.Sprintf("p%d@example.com", (i+w)%each)
				_, _, _ = post(t.Context(), srv, email)
				call(t, box, "PUT", "/v1/partners", `{"email":"`+email+`","update":{"key":"k`+email+`","tags":["x"]}}`)
				call(t, box, "GET", "/v1/partners?limit=5", "")
				_ = box.Ledger()
				_ = box.Partners()
			}
		})
	}
	running.Wait()
	if n := len(box.Ledger()); n != 3*workers*each {
		t.Errorf("%d entries; want %d", n, 3*workers*each)
	}
	for i, e := range box.Ledger() {
		if e.Seq != i+1 {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
	}
	for _, p := range box.Partners() {
		if n := box.Count(func(e Entry) bool { return e.Created && e.PartnerID == p.ID && e.Email == p.Email }); n != 1 {
			t.Errorf("%s was created %d times", p.Email, n)
		}
	}
	if n := len(box.Partners()); n != each {
		t.Errorf("%d partners; want %d", n, each)
	}
}
