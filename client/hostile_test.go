package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// modes are what a hostile server answers. Each is a kind of attack, over HTTP/1.1 and
// HTTP/2.
func modes() map[string]http.HandlerFunc {
	long := strings.Repeat("x", 900_000)
	many := strings.Repeat(`"f":["s"],`, 50_000)
	var fields strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&fields, `"f%d":["%d"],`, i, i)
	}
	return map[string]http.HandlerFunc{
		"a long id":          answering(201, `{"data":{"id":"`+long+`"}}`),
		"a long key":         answering(201, `{"data":{"id":"1","key":"`+long+`"}}`),
		"a long link":        answering(201, `{"data":{"id":"1","referral_link":"`+long+`"}}`),
		"a long other link":  answering(201, `{"data":{"id":"1","referral_links":["`+long+`"]}}`),
		"a long message":     answering(422, `{"message":"`+long+`"}`),
		"a long field":       answering(422, `{"errors":{"`+long+`":["x"]}}`),
		"a long sentence":    answering(422, `{"errors":{"email":["`+long+`"]}}`),
		"one field often":    answering(422, `{"errors":{`+many+`"g":["s"]}}`),
		"many fields":        answering(422, `{"errors":{`+fields.String()+`"g":["s"]}}`),
		"many sentences":     answering(422, `{"errors":{"email":[`+strings.Repeat(`"s",`, 100_000)+`"s"]}}`),
		"a deep answer":      answering(201, `{"data":`+strings.Repeat(`[`, 400_000)),
		"nothing":            answering(204, ``),
		"an informal status": answering(999, `{}`),
		"early hints for ever": func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < 1000 && r.Context().Err() == nil; i++ {
				w.WriteHeader(http.StatusEarlyHints)
			}
			w.WriteHeader(http.StatusOK)
		},
		"a body that never ends": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat(" ", 4096)); err != nil {
					return
				}
			}
		},
		"a body that drips": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(time.Millisecond)
			}
		},
		"silence":      func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"a panic":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"long headers": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", long) },
		"the key": func(w http.ResponseWriter, r *http.Request) {
			answering(201, `{"data":{"id":"`+secret+`","key":"`+secret+`","name":"`+secret+`","tags":["`+secret+`"],"referral_link":"https://x/`+secret+`"}}`)(w, r)
		},
	}
}

func overHTTP2(s *httptest.Server) {
	s.EnableHTTP2 = true
	s.StartTLS()
}

// TestHostileAnswers: every call ends, and what it returns is short and holds no secret.
func TestHostileAnswers(t *testing.T) {
	for proto, start := range map[string]func(*httptest.Server){"HTTP/1.1": plain, "HTTP/2": overHTTP2} {
		for mode, handler := range modes() {
			t.Run(proto+" "+mode, func(t *testing.T) {
				t.Parallel()
				srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the client left
					handler(w, r)
				}, start)
				c := dial(t, srv.URL, func(o *Options) {
					o.Timeout = 300 * time.Millisecond
					if proto == "HTTP/2" {
						o.Transport = srv.Client().Transport
					}
				})
				p, err := c.Create(t.Context(), NewPartner{Email: "a@corp.test"})
				checkKept(t, p, err)
				list, _, err := c.List(t.Context(), 1, 10)
				for _, p := range append(list, Partner{}) {
					checkKept(t, p, err)
				}
			})
		}
	}
}

func checkKept(t *testing.T, p Partner, err error) {
	t.Helper()
	shown := fmt.Sprintf("%+v %v", p, err)
	var e *Error
	if errors.As(err, &e) {
		shown += fmt.Sprint(e.Fields)
	}
	if len(shown) > 128<<10 || len(p.Link) > maxText || strings.Contains(shown, secret) {
		t.Errorf("%d bytes are kept: %.200s", len(shown), shown)
	}
}

// TestSwitchingProtocols: the body of 101 is the connection, and is not read. Whether
// the partner was created is not known.
func TestSwitchingProtocols(t *testing.T) {
	hold := make(chan struct{})
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: evil\r\n\r\n")
		<-hold
	}, plain)
	defer close(hold)
	c := dial(t, srv.URL)
	for name, call := range calls {
		err := call(context.Background(), c)
		if !errors.Is(err, &Error{Kind: Ambiguous, Status: http.StatusSwitchingProtocols}) {
			t.Errorf("%s: %v; want an ambiguous 101", name, err)
		}
	}
}
