package importer

import (
	"context"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// A halter looks at the memory when the first create is about to be made, and
// makes none.
type halter struct {
	Partners
	look func()
}

func (h halter) Create(ctx context.Context, _ client.NewPartner) (client.Partner, error) {
	h.look()
	return client.Partner{}, &client.Error{Kind: client.Unauthorized}
}

func (h halter) Ping(context.Context) error { return nil }

func (h halter) ServerTime() time.Time { return time.Now() }

func held() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one finds to be finalized, the second frees
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestWaitingCostsLittleMemory: a large family waits for the last row of the file. Each
// row takes a few numbers in memory, and no text.
func TestWaitingCostsLittleMemory(t *testing.T) {
	n := 200000
	if testing.Short() || Raced {
		n = 30000
	}
	path := writeFile(t, "star.csv", star(n).text())
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var before, waiting int64
	o := Options{Journal: "-", Workers: 1, OnPlan: func(Preview) bool { before = held(); return true }}
	summary, err := New(halter{look: func() { waiting = held() }}, o).Run(context.Background(), s)
	if summary == nil || summary.Counts[row.Unsent] != n+1 {
		t.Fatalf("Run = %+v, %v; want every row unsent", summary, err)
	}
	t.Logf("%d rows that wait take %.1f bytes each", n, float64(waiting-before)/float64(n))
	// 16 for its seat (and a quarter more, as the seats grow), 8 for its line of
	// the report, 5 for what it waits for; and something for the run itself, which reads
	// ahead.
	if most := int64(36*n + 3<<19); waiting-before > most {
		t.Errorf("%d rows that wait take %d bytes; want at most %d", n, waiting-before, most)
	}
}

// TestNoPlaceToWait: where no temporary file can be made, the run stops, every
// row has its line, and the next run continues.
func TestNoPlaceToWait(t *testing.T) {
	f := star(3000)
	temp := os.TempDir()
	t.Setenv("TMPDIR", temp) // and it is put back
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, f.text(), sandbox.Options{}, brisk())
		if err := os.Setenv("TMPDIR", tr.path("none")); err != nil {
			t.Fatal(err)
		}
		tr.run(nil)
		tr.wantStop(stop.Disk)
		tr.want(map[string]int{"unsent": 3001})
		if !strings.Contains(tr.err.Error(), "TMPDIR") {
			t.Errorf("Run = %v; want it to say what to do", tr.err)
		}
		if err := os.Setenv("TMPDIR", temp); err != nil {
			t.Fatal(err)
		}
		tr.run(nil)
		f.check(tr, BlockOrphans)
	})
}
