package importer

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
	"partner-import/importer/stop"
)

// TestProvenAbsent: the answer to a create was lost, and two lookups prove that it
// made no partner, the second one after the settle time. If the run is stopped then,
// the row is unsent, and the next run sends it immediately.
func TestProvenAbsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\na@example.com\n", sandbox.Options{}, slowly())
		var im *Importer
		posts, lookups := 0, 0
		im = New(tr.clientOf(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost:
				posts++
				w.WriteHeader(504)
				return
			case r.URL.Query().Get("email") != "":
				if lookups++; lookups == 2 {
					im.Stop(stop.Cancelled, nil)
					time.Sleep(ms) // until the run has heard of it
				}
			}
			tr.sandbox.ServeHTTP(w, r)
		})), tr.options)
		tr.runImporter(im)
		if posts != 1 || lookups != 2 {
			t.Errorf("%d creates, %d lookups; want 1 and 2", posts, lookups)
		}
		tr.wantLine(1, map[string]string{"status": "unsent", "error_code": "not_sent", "attempts": "1"})
		tr.cost()
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "created", "attempts": "1"})
		tr.wantRequests("the next run", map[string]int{"POST": 1})
	})
}
