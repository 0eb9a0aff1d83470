package importer

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
)

func cut(http.ResponseWriter, *http.Request)         { panic(http.ErrAbortHandler) }
func refused(http.ResponseWriter, *http.Request)     { panic(syscall.ECONNREFUSED) }
func hanging(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// TestHalfAnOutage: every second request meets an outage for a minute, as behind a load
// balancer that has lost one of two servers. No row is given up, new or changed.
func TestHalfAnOutage(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"refused": refused, "cut": cut, "hanging": hanging, "a page with 404": saying(404, "default backend - 404"),
		"a page with 200": saying(200, "<title>Maintenance</title>"), "502": saying(502, "<p>Bad gateway"), "204": saying(204, ""),
	} {
		for _, on := range []string{"", "POST", "PUT", "find"} {
			t.Run(fmt.Sprint(name, " ", on), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { halfAnOutage(t, on, answer) })
			})
		}
	}
}

func halfAnOutage(t *testing.T, on string, answer http.HandlerFunc) {
	o := atPace(25)
	o.Settle, o.Existing = 30*time.Second, UpdateExisting
	tr := newTrial(t, numbered(60), sandbox.Options{Latency: 20 * ms}, o)
	tr.run(nil)
	changed := strings.ReplaceAll(numbered(120), "Name 1", "Other 1")
	tr.edit(changed)
	var n atomic.Int64
	tr.runOn(during(tr.sandbox, between{from: time.Second, to: time.Minute, on: on, answer: func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 0 {
			tr.sandbox.ServeHTTP(w, r)
			return
		}
		answer(w, r)
	}}), 5*time.Second)
	for _, line := range tr.report() {
		if line["status"] == "failed" || line["status"] == "unknown" {
			t.Errorf("%v; want no row given up", line)
		}
	}
	if there := len(tr.sandbox.Partners()); there != 120 || tr.err != nil || tr.took > 10*time.Minute {
		t.Errorf("%d partners, Run = %v after %s; want 120 in minutes", there, tr.err, tr.took)
	}
}
