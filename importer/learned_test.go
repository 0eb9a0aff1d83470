package importer_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer"
)

// A limited account takes 20 creates a second.
type limited struct {
	account
	mu    *sync.Mutex
	since time.Time
	n     int
}

func (l *limited) Create(ctx context.Context, n client.NewPartner) (client.Partner, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.since) >= time.Second {
		l.since, l.n = time.Now(), 0
	}
	if l.n++; l.n > 20 {
		return client.Partner{}, &client.Error{Kind: client.Throttled, Status: http.StatusTooManyRequests}
	}
	return l.account.Create(ctx, n)
}

// TestTakeoverBeginsAtTheLearnedPace: who continues an import whose process was killed
// begins with the pace that it had learned, and asks for nothing. Without that journal
// it begins slowly.
func TestTakeoverBeginsAtTheLearnedPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		killed := filepath.Join(t.TempDir(), "x.journal") // as a process leaves it that dies now
		run := func(o importer.Options) {
			o.Settle = time.Second
			s := openedAs(t, "x.csv", peopleOf(750))
			if _, err := importer.New(&limited{mu: new(sync.Mutex)}, o).Run(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		first := importer.Options{Dir: t.TempDir()}
		first.OnProgress = func(p importer.Progress) {
			if _, err := os.Stat(killed); err == nil || p.Started.IsZero() || time.Since(p.Started) < 30*time.Second {
				return
			}
			for _, ending := range []string{"", "-wal"} {
				text, err := os.ReadFile(filepath.Join(first.Dir, "x.journal"+ending))
				if err == nil {
					err = os.WriteFile(killed+ending, text, 0o600)
				}
				if err != nil {
					t.Error(err)
				}
			}
		}
		run(first)
		for journal, isFast := range map[string]bool{killed: true, filepath.Join(t.TempDir(), "new"): false} {
			began := 0.0
			run(importer.Options{Dir: t.TempDir(), Journal: journal, OnProgress: func(p importer.Progress) {
				if began == 0 && !p.Started.IsZero() {
					began = p.Rate
				}
			}})
			if isFast != (began > 10 && began < 30) {
				t.Errorf("it begins with %.1f/s; want what was learned: %v", began, isFast)
			}
		}
	})
}
