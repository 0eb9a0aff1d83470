//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A debugBar is an API whose answers have more behind them than they say: a debug bar
// that repeats the request, with its headers and its password.
type debugBar struct {
	mu      sync.Mutex
	created []string // addresses
}

func (d *debugBar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request, _ := httputil.DumpRequest(r, true)
	status, body := d.answer(r)
	conn, out, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprintf(out, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
	fmt.Fprintf(out, "<!-- %s -->", request)
	_ = out.Flush()
	_, _ = io.Copy(io.Discard, conn) // until the program has seen it and closes
}

// answer creates a partner or looks for one. A request that went out on a connection
// with a debug bar in it gets no answer, so lookups must be true.
func (d *debugBar) answer(r *http.Request) (status, body string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Method == http.MethodPost {
		var partner struct{ Email string }
		_ = json.NewDecoder(r.Body).Decode(&partner)
		d.created = append(d.created, partner.Email)
		return "201 Created", partnerJSON(len(d.created), partner.Email)
	}
	address := r.URL.Query().Get("email")
	if i := slices.Index(d.created, address); i >= 0 {
		return "200 OK", partnerJSON(i+1, address)
	}
	return "404 Not Found", `{"message":"Partner not found."}`
}

func partnerJSON(id int, address string) string {
	return fmt.Sprintf(`{"data":{"id":"p%d","email":%q}}`, id, address)
}

// TestSurplusIsNotShown: what a server sends behind its answer is on no stream and in
// no log, because net/http prints it. A log in JSON has only JSON lines.
func TestSurplusIsNotShown(t *testing.T) {
	const key, password = "sk_canary_0123456789", "Canary7/secret"
	for _, flags := range [][]string{
		nil,
		{"--quiet"},
		{"--log-file", "log", "--log-level", "debug"},
		{"--log-format", "json", "--log-level", "debug"},
		{"--log-format", "json", "--log-file", "-", "--quiet"},
	} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			server := httptest.NewServer(&debugBar{})
			defer server.Close()
			run := importing(t, server.URL+"/v1", "email,password\n"+manyWith(password), append(flags, "--rate", "100000/s", "--settle", "200ms")...)
			run.Env = append(run.Env, "PARTNERO_API_KEY="+key)
			run.run(t, 0)
			said := map[string]string{"stdout": run.stdout.String(), "stderr": run.stderr.String()}
			entries, err := os.ReadDir(run.Dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range entries {
				if name := entry.Name(); name != "partners.csv" {
					said[name] = read(t, run.file(name))
				}
			}
			for where, text := range said {
				if strings.Contains(text, "canary_") || strings.Contains(text, "Canary7") {
					t.Errorf("%s has the key or the password:\n%s", where, text)
				}
			}
			checkJSONLines(t, flags, said["stderr"])
		})
	}
}

func manyWith(password string) string {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "p%d@partners.eu,%s%d\n", i, password, i)
	}
	return text.String()
}

// checkJSONLines checks that each line is JSON, if the flags say so.
func checkJSONLines(t *testing.T, flags []string, text string) {
	t.Helper()
	if !strings.Contains(strings.Join(flags, " "), "json") {
		return
	}
	if text == "" {
		t.Error("stderr is empty")
	}
	for line := range strings.Lines(text) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line that is not JSON: %s", line)
		}
	}
}

// TestJSONEvenWhenRefused: a log in JSON has only JSON lines, also of a run that does
// not start.
func TestJSONEvenWhenRefused(t *testing.T) {
	for name, flags := range map[string][]string{
		"the input":   {"--sheet", "x"},
		"a flag":      {"--max-duration", "-1s"},
		"a collision": {"--metrics-file", "partners.csv"},
		"the metrics": {"--metrics-file", "nowhere/m.prom"},
		"the key":     {},
	} {
		t.Run(name, func(t *testing.T) {
			flags = append(flags, "--log-format", "json", "--log-file", "-")
			run := importing(t, "http://127.0.0.1:1/v1", "email\na@partners.eu\n", flags...)
			run.Env = append(run.Env, "PARTNERO_API_KEY=")
			run.run(t, 2)
			checkJSONLines(t, flags, run.stderr.String())
		})
	}
}
