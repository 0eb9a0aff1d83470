package postgres

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"partner-import/cmd/pgtest"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/sqlite"
)

// fill claims a block of rows and records those before them, as an import does. It returns
// those that it claimed.
func fill(t testing.TB, j journal.Journal, before []*journal.Entry, first, n int) []*journal.Entry {
	t.Helper()
	g := journal.Group{Outcomes: before}
	for row := first; row < first+n; row++ {
		g.Claims = append(g.Claims, &journal.Entry{Email: fmt.Sprintf("partner-%d.%d@example.com", row*7919%1000003, row), Since: time.Now()})
	}
	if err := j.Write(g); err != nil {
		t.Fatal(err)
	}
	for _, e := range g.Claims {
		e.Status, e.Attempts, e.PartnerID, e.Created = "created", 1, "partner_1234abcd", e.Since
		e.Key, e.Link = "ref_1234abcd", "https://partners.example.com?aff=ref_1234abcd"
	}
	return g.Claims
}

// TestRowsPerSecond compares the two homes, in turns: PostgreSQL takes at least 0.4 times
// as many rows a second as a file. It measures, so it needs BENCH=1 and a quiet machine.
func TestRowsPerSecond(t *testing.T) {
	if os.Getenv("BENCH") == "" {
		t.Skip("measures: set BENCH=1")
	}
	w := newWorld(t)
	file, err := sqlite.Open(journal.Options{Path: filepath.Join(t.TempDir(), "j")})
	if err == nil {
		err = file.Begin("sha", "p.csv")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const block, blocks, rounds = 256, 20, 5
	homes := []journal.Journal{file, w.open(options(place(t)))}
	var took [2]time.Duration
	var claimed [2][]*journal.Entry
	for round := range rounds {
		for i, j := range homes {
			began := time.Now()
			for b := range blocks {
				claimed[i] = fill(t, j, claimed[i], (round*blocks+b)*block, block)
			}
			took[i] += time.Since(began)
		}
	}
	rate := func(d time.Duration) float64 { return block * blocks * rounds / d.Seconds() }
	t.Logf("SQLite %.0f rows/s, PostgreSQL %.0f rows/s, ratio %.2f", rate(took[0]), rate(took[1]), rate(took[1])/rate(took[0]))
	if rate(took[1]) < 0.4*rate(took[0]) {
		t.Error("PostgreSQL is too slow")
	}
}

// BenchmarkFind is what a row costs that an earlier run has done: in the order of the file
// and in no order.
func BenchmarkFind(b *testing.B) {
	const rows = 50_000
	w := benchWorld(b)
	j := w(options(place(b)))
	for first := 0; first < rows; first += 1000 {
		if err := j.Write(journal.Group{Outcomes: fill(b, j, nil, first, 1000)}); err != nil {
			b.Fatal(err)
		}
	}
	at := j.place
	j.Close()
	for name, step := range map[string]int{"in order": 1, "in no order": 7919} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				j := w(options(at))
				for first := 0; first < rows; first += 512 {
					var names []string
					for i := first; i < min(first+512, rows); i++ {
						row := i * step % rows
						names = append(names, fmt.Sprintf("partner-%d.%d@example.com", row*7919%1000003, row))
					}
					j.Expect(names)
					for _, name := range names {
						if _, ok, err := j.Find(name); !ok || err != nil {
							b.Fatal(ok, err)
						}
					}
				}
				j.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1000/float64(b.N*rows), "µs/row")
		})
	}
}

func benchWorld(b *testing.B) func(journal.Options) *Journal {
	b.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server = pgtest.StartFor(b)
	}
	shared.server.Setenv(b)
	return func(o journal.Options) *Journal {
		j, err := Open(context.Background(), o)
		if err == nil {
			err = j.Begin("sha", "p.csv")
		}
		if err != nil {
			b.Fatal(err)
		}
		return j
	}
}
