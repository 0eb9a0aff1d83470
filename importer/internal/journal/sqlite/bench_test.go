//go:build unix

package sqlite

import (
	"fmt"
	rand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"partner-import/importer/internal/journal"
)

// cpu is the processor time that this process has used.
func cpu(b testing.TB) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// fillBlock claims and records a block of rows, as an import does.
func fillBlock(b testing.TB, j *Journal, first, n int) {
	b.Helper()
	var g journal.Group
	for row := first; row < first+n; row++ {
		g.Claims = append(g.Claims, &journal.Entry{Email: fmt.Sprintf("partner-%d.%d@example.com", row*7919%1000003, row), Since: time.Now()})
	}
	if err := j.Write(g); err != nil {
		b.Fatal(err)
	}
	for _, e := range g.Claims {
		e.Status, e.Attempts, e.PartnerID = "created", 1, "partner_1234abcd"
		e.Key, e.Link = "ref_1234abcd", "https://partners.example.com?aff=ref_1234abcd"
		e.Created = e.Since
	}
	if err := j.Write(journal.Group{Outcomes: g.Claims}); err != nil {
		b.Fatal(err)
	}
}

func benchJournal(b testing.TB) *Journal {
	b.Helper()
	j, err := Open(journal.Options{Path: filepath.Join(b.TempDir(), "j"), Account: journal.Account{Host: "h", Key: "k"}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { j.Close() })
	if err := j.Begin("sha", "x"); err != nil {
		b.Fatal(err)
	}
	return j
}

// BenchmarkClaimAndRecord is the cost of a row: its claim and its outcome, in blocks
// of 256.
func BenchmarkClaimAndRecord(b *testing.B) {
	const block = 256
	j := benchJournal(b)
	b.ReportAllocs()
	row, before := 0, cpu(b)
	for b.Loop() {
		fillBlock(b, j, row, block)
		row += block
	}
	b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/1000/float64(row), "cpu-µs/row")
}

// BenchmarkFindInOrder is what a row costs that an earlier run has done.
func BenchmarkFindInOrder(b *testing.B) { benchmarkFind(b, 1) }

// BenchmarkFindNearlyInOrder is the same where rows waited for others, so that
// they were claimed up to 100 places away from where the file has them.
func BenchmarkFindNearlyInOrder(b *testing.B) { benchmarkFind(b, 100) }

func benchmarkFind(b *testing.B, apart int) {
	const rows = 20_000
	j := benchJournal(b)
	for first := 0; first < rows; first += 1000 {
		fillBlock(b, j, first, 1000)
	}
	path := j.path
	j.Close()
	j, err := Open(journal.Options{Path: path, Existing: true})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	order := make([]int, rows)
	for row := range order {
		order[row] = row
	}
	for block := range slices.Chunk(order, apart) {
		rand.Shuffle(len(block), func(i, k int) { block[i], block[k] = block[k], block[i] })
	}
	for b.Loop() {
		for _, row := range order {
			if _, ok, err := j.Find(fmt.Sprintf("partner-%d.%d@example.com", row*7919%1000003, row)); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1000/float64(b.N*rows), "µs/row")
}

func TestBytesPerRow(t *testing.T) {
	const rows = 20_000
	j := benchJournal(t)
	for first := 0; first < rows; first += 1000 {
		fillBlock(t, j, first, 1000)
	}
	path := j.path
	j.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if perRow := info.Size() / rows; perRow > 400 {
		t.Errorf("the journal takes %d bytes a row; want at most 400", perRow)
	}
}
