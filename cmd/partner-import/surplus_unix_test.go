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
	"strings"
	"testing"
)

// A debugBar is an API whose answers have more behind them than they say: a debug bar
// that repeats the request, with its headers and its password.
func debugBar(w http.ResponseWriter, r *http.Request) {
	request, _ := httputil.DumpRequest(r, true)
	conn, out, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	status, body := "200 OK", `{"data":[]}`
	if r.Method == "POST" {
		status, body = "201 Created", `{"data":{"id":"1"}}`
	}
	fmt.Fprintf(out, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
	fmt.Fprintf(out, "<!-- %s -->", request)
	_ = out.Flush()
	_, _ = io.Copy(io.Discard, conn) // until the program has seen it and closes
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
			server := httptest.NewServer(http.HandlerFunc(debugBar))
			defer server.Close()
			run := importing(t, server.URL+"/v1", "email,password\n"+manyWith(password), append(flags, "--rate", "100000/s")...)
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
