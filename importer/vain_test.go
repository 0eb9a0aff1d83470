package importer

import (
	"context"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client/sandbox"
)

// TestOnlyOldFailuresAreLeft: a night is killed when nothing is left but the rows that
// fail every night. The next run still knows them. It does not take them for an outage.
func TestOnlyOldFailuresAreLeft(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{"cut": cut, "502": saying(502, "<p>Bad gateway"), "500": saying(500, "")} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { onlyOldFailures(t, answer) })
		})
	}
}

func onlyOldFailures(t *testing.T, answer http.HandlerFunc) {
	tr := newTrial(t, "", sandbox.Options{}, atPace(50))
	var tried atomic.Int64
	var night2 atomic.Bool
	ctx, kill := context.WithCancel(context.Background())
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body := sentBody(r); r.Method != "POST" || !strings.Contains(body, `"bad`) {
			tr.sandbox.ServeHTTP(w, r)
			return
		}
		if night2.Load() && tried.Add(1) == 14 {
			tr.copyJournal("", ".kept")
			kill()
		}
		answer(w, r)
	})
	_, bad, _ := strings.Cut(strings.ReplaceAll(numbered(14), "\np", "\nbad"), "\n")
	head := numbered(20) + bad
	tr.edit(head + strings.TrimPrefix(numbered(60), numbered(20)))
	tr.runOn(api, time.Minute)
	tr.want(map[string]int{"created": 60, "failed": 14})

	night2.Store(true)
	tr.edit(head + strings.TrimPrefix(numbered(80), numbered(20)))
	tr.runWithin(ctx, api, time.Minute)
	night2.Store(false)
	tr.copyJournal(".kept", "")
	tr.runOn(api, time.Minute)
	if got := tr.counts(); got["created"]+got["exists"] != 80 || got["failed"] != 14 || tr.err != nil || tr.took > 5*time.Minute {
		t.Errorf("%v, Run = %v after %s; want 14 failed in minutes", got, tr.err, tr.took)
	}
}

// copyJournal copies the journal as it is on disk, or back.
func (tr *trial) copyJournal(from, to string) {
	for _, ending := range []string{"", "-wal"} {
		content, err := os.ReadFile(tr.path("partners.journal" + ending + from))
		if err == nil {
			err = os.WriteFile(tr.path("partners.journal"+ending+to), content, 0o600)
		}
		if err != nil {
			tr.t.Errorf("%v", err)
		}
	}
}
