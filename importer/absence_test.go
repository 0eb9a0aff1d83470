package importer

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
	"partner-import/importer/stop"
)

// TestProvenAbsent: a create whose answer was lost made nobody, which two
// lookups prove, the second one after the settle time. A run that is stopped
// then has not sent the row, and the next one sends it at once.
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
