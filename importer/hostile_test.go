package importer

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"partner-import/client"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

const (
	canaryKey      = "sk_canary_0123456789"
	canaryPassword = "Canary-Pass-9"
)

// A hostileServer answers each request in a way of its own. The same path may get
// another answer each time.
type hostileServer struct {
	modes    []func(w http.ResponseWriter, r *http.Request, body string)
	requests atomic.Int64
}

func (h *hostileServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	n := h.requests.Add(1)
	if n == 1 { // the ping, without which there is no run
		_, _ = io.WriteString(w, `{"data":[]}`)
		return
	}
	if strings.Contains(r.URL.RawQuery, "page=") { // a listing is about no row, and no row's password is known there
		_, _ = io.WriteString(w, `{"data":[`+strings.Repeat(`{"id":"1","email":"a1@corp.test"},`, 249)+`{"id":"2"}]}`)
		return
	}
	h.modes[rand.IntN(len(h.modes))](w, r, string(body))
}

func newHostile() *hostileServer {
	long := strings.Repeat("x", 100_000)
	say := func(status int, text string) func(http.ResponseWriter, *http.Request, string) {
		return func(w http.ResponseWriter, _ *http.Request, _ string) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	one := `{"id":"1","email":"a@corp.test","key":"k","referral_link":"https://x/?aff=` + canaryKey + `"}`
	return &hostileServer{modes: []func(http.ResponseWriter, *http.Request, string){
		say(201, `{"data":`+one+`}`), say(200, `{"data":`+one+`}`), say(201, `{"data":{"id":"`+long+`"}}`),
		say(201, `{"data":{"id":"2","key":"=cmd|' /C calc'!A0","referral_link":"`+canaryPassword+"\u202e"+`"}}`),
		say(422, `{"message":"`+canaryKey+" "+canaryPassword+`","errors":{"email":["has already been taken"]}}`),
		say(422, `{"errors":{"\u001b[31m\u202e":["`+long+`"]}}`), say(400, long), say(404, `{"message":"no partner"}`),
		say(200, `{"data":[`+strings.Repeat(one+",", 249)+one+`]}`), say(429, ``), say(500, `<html>`+canaryPassword), say(204, ``), say(302, ``),
		say(200, `{"data":`+strings.Repeat(`[`, 50_000)), say(409, `{}`), say(503, ``),
		func(w http.ResponseWriter, r *http.Request, body string) {
			say(201, fmt.Sprintf(`{"data":{"id":"%d","key":%q,"name":%q}}`, rand.IntN(9), r.Header.Get("Authorization"), body))(w, r, body)
		},
		func(w http.ResponseWriter, r *http.Request, _ string) { <-r.Context().Done() },
		func(http.ResponseWriter, *http.Request, string) { panic(http.ErrAbortHandler) },
		func(w http.ResponseWriter, r *http.Request, _ string) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, long); err != nil {
					return
				}
			}
		},
		func(w http.ResponseWriter, r *http.Request, body string) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil { // over HTTP/2
				say(101, "")(w, r, body)
				return
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			time.Sleep(300 * time.Millisecond)
		},
		func(w http.ResponseWriter, r *http.Request, _ string) {
			w.Header().Set("Retry-After", "1e9")
			w.Header().Set("Date", "Thu, 01 Jan 9999 00:00:00 GMT")
			w.WriteHeader(429)
		},
	}}
}

// TestHostileServer: whatever the server answers, a run ends, each row has one line, the
// counts add up, no output holds a secret, and the memory is bounded.
//
// HOSTILE is how long it lasts, as in "1h", for "make torture".
func TestHostileServer(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds of real time")
	}
	lasts, _ := time.ParseDuration(os.Getenv("HOSTILE"))
	for end := time.Now().Add(lasts); ; {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("http2 %v", http2), func(t *testing.T) { sufferOnce(t, http2) })
		}
		if t.Failed() || time.Now().After(end) {
			break
		}
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 256<<20 {
		t.Errorf("%d MB are in use", m.HeapAlloc>>20)
	}
}

const sufferingRows = 40

// sufferOnce imports a file into a hostile server.
func sufferOnce(t *testing.T, http2 bool) {
	server := httptest.NewUnstartedServer(newHostile())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if server.EnableHTTP2 = http2; http2 {
		server.StartTLS()
	} else {
		server.Start()
	}
	defer server.Close()
	key, err := client.NewKey(canaryKey)
	if err != nil {
		t.Fatal(err)
	}
	o := client.Options{Key: key, BaseURL: server.URL, Timeout: 100 * time.Millisecond}
	if http2 {
		o.Transport = server.Client().Transport
	}
	c, err := client.New(o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.csv")
	var text strings.Builder
	text.WriteString("email,name,password\n")
	for i := range sufferingRows {
		fmt.Fprintf(&text, "a%d@corp.test,Ada,%s\n", i, canaryPassword)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	logFile, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer logFile.Close()
	im := New(c, Options{
		Rate: client.LimiterOptions{Rate: 1000}, Settle: time.Millisecond, MaxAttempts: 2, MaxOutage: 200 * time.Millisecond,
		HTML: filepath.Join(dir, "page.html"), Prefetch: rand.IntN(2) == 0,
		Log: zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), logFile, zapcore.DebugLevel)),
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // a pause that is believed may be long
	defer cancel()
	summary, err := im.Run(ctx, s)
	wantNoSecrets(t, dir, path)
	if summary == nil {
		return // it did not begin, and said so
	}
	total := 0
	for _, n := range summary.Counts {
		total += n
	}
	if summary.Rows != sufferingRows || total != sufferingRows {
		t.Errorf("%d rows, and the counts %v; want %d (%v)", summary.Rows, summary.Counts, sufferingRows, err)
	}
	report, err := os.ReadFile(filepath.Join(dir, "in.report.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(report))).ReadAll()
	if err != nil || len(lines) != sufferingRows+1 {
		t.Errorf("the report has %d lines, %v; want %d", len(lines), err, sufferingRows+1)
	}
	for _, line := range lines[1:] {
		if row.Status(line[2]) == row.Created && line[4] == "" {
			t.Errorf("%q: created without an id", line)
		}
	}
}

// wantNoSecrets looks into every file but the input and what repeats it.
func wantNoSecrets(t *testing.T, dir, input string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if path == input || strings.HasSuffix(path, ".failed.csv") { // the input again
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{canaryKey, canaryPassword} {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s holds %s", entry.Name(), secret)
			}
		}
	}
}
