package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
)

// calls are all calls of a Client, by name.
var calls = map[string]func(context.Context, *Client) error{
	"create": func(ctx context.Context, c *Client) error {
		_, err := c.Create(ctx, NewPartner{Email: "a@example.com"})
		return err
	},
	"invite": func(ctx context.Context, c *Client) error {
		_, err := c.Invite(ctx, Invitation{Email: "a@example.com", Name: "A"})
		return err
	},
	"find": func(ctx context.Context, c *Client) error {
		_, err := c.Find(ctx, By{Email: "a@example.com"})
		return err
	},
	"list": func(ctx context.Context, c *Client) error { _, _, err := c.List(ctx, 1, 10); return err },
	"update": func(ctx context.Context, c *Client) error {
		_, err := c.Update(ctx, "id", Changes{Name: new("A")})
		return err
	},
	"ping": func(ctx context.Context, c *Client) error { return c.Ping(ctx) },
}

// TestRedirects: never followed, not even to another port of the same host,
// where net/http would send the key along.
func TestRedirects(t *testing.T) {
	var hits atomic.Int64
	target := serve(t, func(w http.ResponseWriter, _ *http.Request) { hits.Add(1) }, plain)
	here := target.URL
	localhost := strings.Replace(here, "127.0.0.1", "localhost", 1)
	for _, status := range []int{301, 302, 303, 307, 308} {
		for where, location := range map[string]string{
			"another port": here + "/v1/x", "another host": localhost + "/v1/x", "another scheme": "https" + here[4:] + "/x",
			"the same server": "/v1/elsewhere", "nowhere": "", "no URL": "http://[" + secret + "%zz/",
		} {
			var own atomic.Int64
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				own.Add(1)
				w.Header().Set("Location", location)
				w.WriteHeader(status)
			}, plain)
			c := dial(t, srv.URL+"/v1")
			for name, call := range calls {
				own.Store(0)
				err := call(t.Context(), c)
				if KindOf(err) != Misconfigured || own.Load() != 1 {
					t.Errorf("%s, %d to %s = %v (%v) after %d requests; want misconfigured after 1", name, status, where, err, KindOf(err), own.Load())
				}
				held(t, where, fmt.Sprint(err))
			}
		}
	}
	if hits.Load() != 0 {
		t.Errorf("the target saw %d requests; want 0", hits.Load())
	}
}

// TestLostAnswers: however its answer is lost, a create is ambiguous. It was sent
// exactly once, on a new connection and on a used one.
func TestLostAnswers(t *testing.T) {
	for _, kind := range []string{"cut", "reset", "cut-headers", "truncated", "html200", "huge", "500", "502-html", "504-empty", "408", "520"} {
		for _, after := range []bool{false, true} {
			for _, used := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, after the work %v, used connection %v", kind, after, used), func(t *testing.T) {
					fault := sandbox.Fault{Kind: kind, After: after, First: 1}
					b, c := box(t, sandbox.Options{Faults: []sandbox.Fault{fault}})
					if used {
						if err := c.Ping(t.Context()); err != nil {
							t.Fatal(err)
						}
					}
					_, err := c.Create(t.Context(), NewPartner{Email: "a@example.com"})
					if KindOf(err) != Ambiguous {
						t.Errorf("Create = %v (%v); want ambiguous", err, KindOf(err))
					}
					if got := b.Count(func(e sandbox.Entry) bool { return e.Method == http.MethodPost }); got != 1 {
						t.Errorf("%d POSTs; want 1", got)
					}
					if _, there := b.Find("a@example.com"); there != after {
						t.Errorf("created = %v; want %v", there, after)
					}
				})
			}
		}
	}
}

// TestUnreadableSuccess: a success that names no partner proves nothing.
func TestUnreadableSuccess(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		why    string
	}{
		{"204", 204, "", "not the JSON"},
		{"202 empty", 202, "", "not the JSON"},
		{"202 accepted", 202, `{"message":"Accepted"}`, "no partner id"},
		{"201 HTML", 201, page, "a web page came back"},
		{"201 empty", 201, "", "not the JSON"},
		{"201 half", 201, `{"data":{"id":"part`, "not the JSON"},
		{"201 without data", 201, `{"status":1}`, "no partner id"},
		{"201 with null", 201, `{"data":null}`, "no partner id"},
		{"201 without id", 201, `{"data":{"email":"a@example.com"}}`, "no partner id"},
		{"201 too deep", 201, `{"data":{"id":"a","x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}}`, "not the JSON"},
		{"201 with a list", 201, `{"data":[]}`, "no partner id"},
		{"201 with a string", 201, `{"data":"ok"}`, "no partner id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, serve(t, answering(tt.status, tt.body), plain).URL)
			_, err := c.Create(t.Context(), NewPartner{Email: "a@example.com"})
			if !ErrorOf(err).Ambiguous() || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("Create, %d %q = %v (%v); want ambiguous, %q", tt.status, tt.body, err, KindOf(err), tt.why)
			}
			if _, err := c.Find(t.Context(), By{ID: "a"}); KindOf(err) != Ambiguous {
				t.Errorf("Find, %d %q = %v (%v); want ambiguous", tt.status, tt.body, err, KindOf(err))
			}
		})
	}
}

// TestHollowSuccess: what a success without a partner means, by what it says.
func TestHollowSuccess(t *testing.T) {
	const no = `{"status":0,"message":"Something is wrong."}`
	for _, tt := range []struct {
		status         int
		body           string
		creates, finds Kind
	}{
		{202, "", Acknowledged, Ambiguous},
		{204, "", Acknowledged, Ambiguous},
		{202, `{"message":"Accepted"}`, Acknowledged, Ambiguous},
		{201, `{"data":[],"status":1}`, Acknowledged, Ambiguous},
		{202, `{"data":{"id":"job-7","state":"queued"},"status":1}`, Acknowledged, Ambiguous},
		{200, `{"error":"Something is wrong."}`, Refused, Ambiguous},
		{200, `{"error":{"code":7,"message":"Something is wrong."},"data":null}`, Refused, Ambiguous},
		{200, `{"errors":["Something is wrong."]}`, Refused, Ambiguous},
		{200, `{"errors":[],"data":{"email":"a@example.com"}}`, Acknowledged, Ambiguous},
		{200, `{"errors":["A warning."],"data":{"email":"a@example.com"}}`, Acknowledged, Ambiguous},
		{200, `{"error":"Partner not found"}`, Refused, NotFound},
		{200, `{"error":"Too many requests"}`, Throttled, Ambiguous},
		{200, page, Ambiguous, Ambiguous},
		{200, no, Refused, Ambiguous},
		{200, `{"success":false,"error":"Something is wrong."}`, Refused, Ambiguous},
		{200, `{"status":"error","message":"Something is wrong."}`, Refused, Ambiguous},
		{200, `{"status":0}`, Acknowledged, Ambiguous},
		{200, `{"status":0,"message":"Partner not found"}`, Refused, NotFound},
		{200, `{"status":0,"message":"Partner limit of your plan reached"}`, Exhausted, Ambiguous},
		{200, `{"status":0,"message":"Too Many Attempts."}`, Throttled, Ambiguous},
	} {
		c := dial(t, serve(t, answering(tt.status, tt.body), plain).URL)
		_, err := c.Create(t.Context(), NewPartner{Email: "a@example.com"})
		if KindOf(err) != tt.creates {
			t.Errorf("Create, %d %q = %v (%v); want %v", tt.status, tt.body, err, KindOf(err), tt.creates)
		}
		if _, err := c.Find(t.Context(), By{ID: "a"}); KindOf(err) != tt.finds {
			t.Errorf("Find, %d %q = %v (%v); want %v", tt.status, tt.body, err, KindOf(err), tt.finds)
		}
	}
}

// TestOnePartner: a partner in a list of one, or without "data" around it, is one.
func TestOnePartner(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":{"id":7,"email":"a@example.com"}}`:   "7",
		`{"data":[{"id":7,"email":"a@example.com"}]}`: "7",
		`{"id":7,"email":"a@example.com"}`:            "7",
		`{"id":7,"status":"queued"}`:                  "",
		`{"data":[{"id":7},{"id":8}]}`:                "",
		`{"data":["7"]}`:                              "",
	} {
		c := dial(t, serve(t, answering(200, body), plain).URL)
		if p, err := c.Find(t.Context(), By{Email: "a@example.com"}); p.ID != want || (err == nil) != (want != "") {
			t.Errorf("Find, %s = %q, %v; want %q", body, p.ID, err, want)
		}
	}
}

// TestBrokenRefusal: a refusal that breaks off may have been "taken". A complete
// one was not.
func TestBrokenRefusal(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		length int
		want   Kind
	}{
		{"whole", 422, len(notTaken), Refused},
		{"broken 422", 422, len(notTaken) + 1, Ambiguous},
		{"broken 400", 400, len(notTaken) + 1, Ambiguous},
		{"broken 401", 401, len(notTaken) + 1, Unauthorized},
		{"broken 429", 429, len(notTaken) + 1, Throttled},
		{"broken 404", 404, len(notTaken) + 1, Misconfigured},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", strconv.Itoa(tt.length))
				answering(tt.status, notTaken)(w, nil)
			}, plain)
			if err := calls["create"](t.Context(), dial(t, srv.URL)); KindOf(err) != tt.want {
				t.Errorf("Create = %v (%v); want %v", err, KindOf(err), tt.want)
			}
		})
	}
}

// raw is a server that can do anything with each connection.
func raw(t *testing.T, do func(*net.TCPConn)) (base string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			do(conn.(*net.TCPConn))
			_ = conn.Close()
		}
	})
	t.Cleanup(func() { _ = ln.Close(); wg.Wait() })
	return "http://" + ln.Addr().String()
}

// TestRefused: no server listens, so nothing was sent.
func TestRefused(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	for _, scheme := range []string{"http", "https"} {
		for name, call := range calls {
			err := call(t.Context(), dial(t, scheme+"://"+ln.Addr().String()))
			if KindOf(err) != Unsent || !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("%s over %s = %v (%v); want unsent, connection refused", name, scheme, err, KindOf(err))
			}
			if strings.Contains(fmt.Sprint(err), "@") {
				t.Errorf("%s = %v; want an error without the URL", name, err)
			}
		}
	}
}

// TestUnsentIsTrue: if a connection breaks before a request was read, the verdict is
// unsent or, to be careful, ambiguous, and nothing else.
func TestUnsentIsTrue(t *testing.T) {
	base := raw(t, func(c *net.TCPConn) { _ = c.SetLinger(0) })
	c := dial(t, base)
	for range 100 {
		if k := KindOf(calls["create"](t.Context(), c)); k != Unsent && k != Ambiguous {
			t.Fatalf("Create, reset before reading = %v; want unsent or ambiguous", k)
		}
	}
}

// TestIdleConnectionCloses: the server may close the connection that a create is
// about to use at any time. The create arrives once at most, and never if its
// verdict is unsent.
func TestIdleConnectionCloses(t *testing.T) {
	var arrived [100]atomic.Int64 // POSTs of each round: a handler may be late
	b := sandbox.New(sandbox.Options{})
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			var round int
			if _, err := fmt.Sscanf(string(body), `{"email":"p%d@`, &round); err == nil {
				arrived[round].Add(1)
			}
		}
		b.ServeHTTP(w, r)
	}, plain)
	c := dial(t, srv.URL+"/v1")
	for i := range arrived {
		if err := c.Ping(t.Context()); err != nil && KindOf(err) != Ambiguous && KindOf(err) != Unsent {
			t.Fatal(err)
		}
		posts := &arrived[i]
		done := make(chan struct{})
		go func() { defer close(done); srv.CloseClientConnections() }()
		_, err := c.Create(t.Context(), NewPartner{Email: fmt.Sprintf("p%d@example.com", i)})
		<-done
		switch k := KindOf(err); {
		case posts.Load() > 1:
			t.Fatalf("%d POSTs; want 1 at most", posts.Load())
		case k == Unsent && posts.Load() != 0:
			t.Fatalf("Create = %v, but it arrived", err)
		case err == nil && posts.Load() != 1:
			t.Fatal("Create = nil, but it did not arrive")
		case err != nil && k != Unsent && k != Ambiguous:
			t.Fatalf("Create = %v (%v); want unsent or ambiguous", err, k)
		}
	}
}

// TestTLS: if no attempt can succeed, there is no reason for another one.
func TestTLS(t *testing.T) {
	nothing := func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }
	unknown := serve(t, nothing, (*httptest.Server).StartTLS)
	unencrypted := serve(t, nothing, plain)
	for _, tt := range []struct{ name, url string }{
		{"unknown certificate", unknown.URL},
		{"another name's certificate", strings.Replace(unknown.URL, "127.0.0.1", "localhost", 1)},
		{"no TLS", "https" + unencrypted.URL[4:]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, call := range calls {
				if err := call(t.Context(), dial(t, tt.url)); KindOf(err) != Misconfigured {
					t.Errorf("%s = %v (%v); want misconfigured", name, err, KindOf(err))
				}
			}
		})
	}
}

// TestRequest: what is on the wire, to the byte.
func TestRequest(t *testing.T) {
	type seen struct{ line, body, accept, media string }
	var got seen
	var header http.Header
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = seen{r.Method + " " + r.RequestURI, string(body), r.Header.Get("Accept"), r.Header.Get("Content-Type")}
		header = r.Header
		data := `{"id":"1"}`
		if r.URL.Path == "/v1/partners" && r.Method == http.MethodGet {
			data = "[]"
		}
		_, _ = io.WriteString(w, `{"data":`+data+`}`)
	}, plain)
	c := dial(t, srv.URL+"/v1/", func(o *Options) { o.Agent = "partner-import/1.2.3" })
	const media = "application/json"
	for _, tt := range []struct {
		name string
		call func(context.Context) error
		want seen
	}{
		{"create, e-mail only", func(ctx context.Context) error {
			_, err := c.Create(ctx, NewPartner{Email: "a@example.com", Tags: []string{}})
			return err
		}, seen{"POST /v1/partners", `{"email":"a@example.com"}`, media, media}},
		{"create, everything", func(ctx context.Context) error {
			_, err := c.Create(ctx, NewPartner{
				Email: "a@example.com", Name: "Ann", Surname: "Lee", Password: "Passw0rd", ID: "i", Key: "k",
				Tags: []string{"x", "y"}, Referrer: &Referrer{Key: "r"},
			})
			return err
		}, seen{"POST /v1/partners", `{"email":"a@example.com","name":"Ann","surname":"Lee","password":"Passw0rd","id":"i","key":"k","tags":["x","y"],"referring_partner":{"key":"r"}}`, media, media}},
		{"invite", func(ctx context.Context) error {
			_, err := c.Invite(ctx, Invitation{Email: "a@example.com", Name: "Ann"})
			return err
		}, seen{"POST /v1/partners:invite", `{"email":"a@example.com","name":"Ann"}`, media, media}},
		{"find by e-mail", func(ctx context.Context) error { _, err := c.Find(ctx, By{Email: "a+b&c@example.com"}); return err },
			seen{"GET /v1/partner?email=a%2Bb%26c%40example.com", "", media, ""}},
		{"find by id", func(ctx context.Context) error { _, err := c.Find(ctx, By{ID: "a b/c"}); return err },
			seen{"GET /v1/partner?id=a+b%2Fc", "", media, ""}},
		{"find by key", func(ctx context.Context) error { _, err := c.Find(ctx, By{Key: "é"}); return err },
			seen{"GET /v1/partner?key=%C3%A9", "", media, ""}},
		{"list", func(ctx context.Context) error { _, _, err := c.List(ctx, 3, 250); return err },
			seen{"GET /v1/partners?limit=250&page=3", "", media, ""}},
		{"ping", c.Ping, seen{"GET /v1/partners?limit=1&page=1", "", media, ""}},
		{"update", func(ctx context.Context) error {
			_, err := c.Update(ctx, "a/b?c", Changes{Name: new(""), Tags: &[]string{}})
			return err
		}, seen{"PUT /v1/partners/a%2Fb%3Fc", `{"update":{"name":"","tags":[]}}`, media, media}},
		{"update of nothing", func(ctx context.Context) error { _, err := c.Update(ctx, "a", Changes{}); return err },
			seen{"PUT /v1/partners/a", `{"update":{}}`, media, media}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.call(t.Context()); err != nil || got != tt.want {
				t.Errorf("%s sent %+v, %v; want %+v", tt.name, got, err, tt.want)
			}
			if got := header.Get("Authorization"); got != "Bearer "+secret {
				t.Errorf("Authorization = %q; want the key", got)
			}
			if got := header.Get("User-Agent"); got != "partner-import/1.2.3" {
				t.Errorf("User-Agent = %q", got)
			}
			for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "Referer", "Cookie"} {
				if header.Values(name) != nil {
					t.Errorf("%s = %q; want none", name, header.Values(name))
				}
			}
		})
	}
	request, err := c.request(t.Context(), createOp, "/partners", NewPartner{})
	if err != nil || request.GetBody != nil {
		t.Errorf("GetBody is set, %v; want nil, or net/http sends a create again", err)
	}
}

// TestConnectionsAreKept: no more connections than workers, however many
// requests, one by one and together.
func TestConnectionsAreKept(t *testing.T) {
	const conns = 4
	var opened, open, most atomic.Int64
	b := sandbox.New(sandbox.Options{Discard: true})
	srv := serve(t, b.ServeHTTP, func(s *httptest.Server) {
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				opened.Add(1)
				if now := open.Add(1); now > most.Load() {
					most.Store(now)
				}
			case http.StateClosed:
				open.Add(-1)
			}
		}
		s.Start()
	})
	c := dial(t, srv.URL+"/v1", func(o *Options) { o.Workers = conns })
	for range 50 {
		// An answer is also read to its end if nothing in it is needed.
		if err := errors.Join(c.Ping(t.Context()), notFound(c)); err != nil {
			t.Fatal(err)
		}
	}
	if got := opened.Load(); got != 1 {
		t.Errorf("100 requests one by one opened %d connections; want 1", got)
	}
	var wg sync.WaitGroup
	for range 4 * conns {
		wg.Go(func() {
			for range 20 {
				if err := errors.Join(c.Ping(t.Context()), notFound(c)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := most.Load(); got > conns {
		t.Errorf("%d requests together had %d connections open; want %d at most", 4*conns, got, conns)
	}
	// On a slow machine a connection may be lost between two requests.
	if got := opened.Load(); got > 3*conns {
		t.Errorf("%d requests opened %d connections; want that they are kept", 4*conns*40, got)
	}
}

// notFound is nil if no partner is found.
func notFound(c *Client) error {
	if _, err := c.Find(context.Background(), By{ID: "nobody"}); KindOf(err) != NotFound {
		return fmt.Errorf("Find(nobody) = %v; want not found", err)
	}
	return nil
}

// TestEchoedKey: if an answer repeats the key, the key is not passed on.
func TestEchoedKey(t *testing.T) {
	echo := fmt.Sprintf(`{"message":"bad token %[1]s","errors":{"email":["%[1]s","x %[1]s"]}}`, secret)
	for _, status := range []int{400, 401, 409, 422, 429, 500} {
		err := calls["create"](t.Context(), dial(t, serve(t, answering(status, echo), plain).URL))
		held(t, strconv.Itoa(status), fmt.Sprintf("%v %+v", err, err))
		var e *Error
		if !errors.As(err, &e) || e.Message != "bad token [redacted]" {
			t.Errorf("%d: %v; want the message without the key", status, err)
		}
		held(t, "fields", fmt.Sprint(e.Fields))
	}
	noHTTP := raw(t, func(c *net.TCPConn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, secret+" is not the key\r\n\r\n")
	})
	err := calls["create"](t.Context(), dial(t, noHTTP))
	held(t, "malformed answer", err.Error())
	if KindOf(err) != Ambiguous {
		t.Errorf("Create, answer that is not HTTP = %v (%v); want ambiguous", err, KindOf(err))
	}
}

// bubble runs f with a Client and its server in the same synctest bubble.
func bubble(t *testing.T, h http.HandlerFunc, f func(*testing.T, *Client)) {
	synctest.Test(t, func(t *testing.T) {
		network := newPipes()
		srv := &http.Server{Handler: h}
		served := make(chan error, 1)
		go func() { served <- srv.Serve(network) }()
		transport := newTransport(DefaultWorkers)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return network.dial() }
		c := dial(t, "http://127.0.0.1", func(o *Options) { o.Transport = transport })
		f(t, c)
		c.Close()
		_ = srv.Close()
		<-served
	})
}

// TestTimeout: no answer in time is ambiguous, wherever it stopped, and says so.
func TestTimeout(t *testing.T) {
	half := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"data":`)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	silent := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}
	for name, h := range map[string]http.HandlerFunc{"no answer": silent, "half an answer": half} {
		t.Run(name, func(t *testing.T) {
			bubble(t, h, func(t *testing.T, c *Client) {
				start := time.Now()
				err := calls["create"](t.Context(), c)
				if KindOf(err) != Ambiguous || !strings.HasSuffix(err.Error(), "no answer in time") {
					t.Errorf("Create = %v (%v); want ambiguous, no answer in time", err, KindOf(err))
				}
				if got := time.Since(start); got != DefaultTimeout {
					t.Errorf("Create ended after %v; want %v", got, DefaultTimeout)
				}
			})
			bubble(t, h, func(t *testing.T, c *Client) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				err := calls["create"](ctx, c)
				if KindOf(err) != Ambiguous || !errors.Is(err, context.Canceled) {
					t.Errorf("Create, cancelled = %v (%v); want ambiguous, %v", err, KindOf(err), context.Canceled)
				}
			})
		})
	}
}

// TestCancelledBefore: a request that was cancelled before it began was not sent.
func TestCancelledBefore(t *testing.T) {
	var hits atomic.Int64
	c := dial(t, serve(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) }, plain).URL)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range calls {
		if err := call(ctx, c); KindOf(err) != Unsent || !errors.Is(err, context.Canceled) {
			t.Errorf("%s = %v (%v); want unsent, %v", name, err, KindOf(err), context.Canceled)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests arrived; want 0", hits.Load())
	}
}

// TestLargeAnswer: little more than 1 MiB of a 10 MiB answer is read.
func TestLargeAnswer(t *testing.T) {
	var sent, ended atomic.Int64
	h := func(w http.ResponseWriter, _ *http.Request) {
		defer ended.Add(1)
		block := []byte(strings.Repeat(" ", 32<<10))
		for range 10 << 20 / len(block) {
			n, err := w.Write(block)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
	bubble(t, h, func(t *testing.T, c *Client) {
		err := calls["create"](t.Context(), c)
		if KindOf(err) != Ambiguous || !strings.Contains(err.Error(), "larger than 1 MiB") {
			t.Errorf("Create = %v (%v); want ambiguous, larger than 1 MiB", err, KindOf(err))
		}
		synctest.Wait()
		if got, most := sent.Load(), int64(maxBody+maxDrain+128<<10); got > most {
			t.Errorf("%d bytes were taken; want %d at most", got, most)
		}
		if ended.Load() != 1 {
			t.Error("the server still writes; want the connection to be closed")
		}
	})
}

// TestLongAnswer: an answer of a little over 1 MiB is refused too, but read to its
// end. So the connection is kept.
func TestLongAnswer(t *testing.T) {
	seen := map[string]bool{}
	h := func(w http.ResponseWriter, r *http.Request) {
		seen[r.RemoteAddr] = true
		answering(200, strings.Repeat(" ", maxBody+32<<10))(w, r)
	}
	c := dial(t, serve(t, h, plain).URL)
	for range 5 {
		if err := c.Ping(t.Context()); KindOf(err) != Ambiguous {
			t.Fatalf("Ping = %v (%v); want ambiguous", err, KindOf(err))
		}
	}
	if len(seen) != 1 {
		t.Errorf("5 requests opened %d connections; want 1", len(seen))
	}
}

// TestServerTime: the server's clock, as of its last answer.
func TestServerTime(t *testing.T) {
	ahead := 3 * time.Hour
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, `{"data":[]}`)
	}
	bubble(t, h, func(t *testing.T, c *Client) {
		if got := c.ServerTime(); !got.Equal(time.Now()) {
			t.Errorf("ServerTime() = %v before the first answer; want %v", got, time.Now())
		}
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got, want := c.ServerTime(), time.Now().Add(ahead); got.Sub(want).Abs() > time.Second {
			t.Errorf("ServerTime() = %v; want %v", got, want)
		}
	})
}
