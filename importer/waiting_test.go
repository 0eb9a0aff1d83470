package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// drawRecord makes a record of any texts, some of them longer than what the
// shelf reads or keeps at once.
func drawRecord(t *rapid.T) *row.Record {
	r := &row.Record{}
	for _, field := range row.Mappable() {
		text := rapid.SampledFrom([]string{"", "", "plain", "\r\n\",;é\x00", "\n"}).Draw(t, field)
		if rapid.IntRange(0, 50).Draw(t, "long") == 50 {
			text = strings.Repeat("long ", rapid.IntRange(1, cell.MaxBytes/5).Draw(t, "length"))
		}
		*r.Field(field) = text
	}
	return r
}

// TestShelf: what was put is what one gets, in any order, from memory and from
// the file.
func TestShelf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s shelf
		defer s.close()
		var places []int64
		var records []*row.Record
		for range rapid.IntRange(1, 60).Draw(t, "records") {
			for range rapid.IntRange(1, 3).Draw(t, "put") {
				r := drawRecord(t)
				at, err := s.put(r)
				if err != nil {
					t.Fatal(err)
				}
				places, records = append(places, at), append(records, r)
			}
			i := rapid.IntRange(0, len(places)-1).Draw(t, "get")
			got, err := s.get(places[i])
			if diff := cmp.Diff(records[i], got); err != nil || diff != "" {
				t.Fatalf("record %d: %v\n%s", i, err, diff)
			}
		}
	})
}

// TestShelfOnAFullDisk: what cannot be written is not lost.
func TestShelfOnAFullDisk(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	var s shelf
	defer s.close()
	r := &row.Record{Email: "a@example.com", Name: strings.Repeat("x", 1000)}
	var failed error
	var places []int64
	for range 100 {
		at, err := s.put(r)
		failed = errors.Join(failed, err)
		places = append(places, at)
	}
	var output *tempError
	if !errors.As(failed, &output) || !strings.Contains(failed.Error(), "TMPDIR") || strings.Contains(output.Err.Error(), "none") {
		t.Errorf("put = %v; want it to name the folder once, and TMPDIR", failed)
	}
	for _, at := range places {
		if got, err := s.get(at); err != nil || *got != *r {
			t.Fatalf("get = %+v, %v; want what was put", got, err)
		}
	}
}

// TestWaitingRoom: rows leave in the order in which their parents ended, and
// in that of the file among those of one parent.
func TestWaitingRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const rows = 12
		w := newWaitingRoom(rows)
		defer w.close()
		waiting, released, inside, most := map[int][]int{}, []int{}, 0, 0
		for one := range rapid.IntRange(1, 200).Draw(t, "steps") {
			parent := rapid.IntRange(1, rows).Draw(t, "parent")
			switch rapid.SampledFrom([]string{"enter", "enter", "release", "leave", "all"}).Draw(t, "step") {
			case "enter":
				if err := w.enter(parent, one, &row.Record{Name: strings.Repeat("n", one)}); err != nil {
					t.Fatal(err)
				}
				waiting[parent] = append(waiting[parent], one)
				inside++
				most = max(most, inside)
			case "release":
				w.release(parent)
				released = append(released, waiting[parent]...)
				delete(waiting, parent)
			case "leave":
				if w.mayLeave() != (len(released) > 0) {
					t.Fatalf("mayLeave = %v; want %v", w.mayLeave(), released)
				}
				if len(released) == 0 {
					continue
				}
				got, r, err := w.leave()
				if err != nil || got != released[0] || len(r.Name) != got {
					t.Fatalf("leave = row %d with %d, %v; want row %d", got, len(r.Name), err, released[0])
				}
				released = released[1:]
				inside--
			case "all":
				w.releaseAll()
				for parent := 1; parent <= rows; parent++ {
					released = append(released, waiting[parent]...)
				}
				clear(waiting)
			}
		}
		if seats := len(w.seats) - 1; seats != most {
			t.Errorf("%d seats for %d rows at most", seats, most)
		}
	})
}

// TestRings holds the search for rings against a walk from every row.
func TestRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		var f family
		for row := 1; row <= n; row++ {
			if parent := rapid.IntRange(0, n).Draw(t, "parent"); parent > 0 && parent != row {
				f.adopt(uint32(row), uint32(parent), n)
			}
		}
		found := map[int]int{}
		f.rings(func(row int) { found[row]++ })
		for row := 1; row <= n; row++ {
			above, want := f.parent(row), 0
			for range n {
				if above == row {
					want = 1
				}
				above = f.parent(above)
			}
			if found[row] != want {
				t.Fatalf("rings found row %d %d times; want %d (%v)", row, found[row], want, f)
			}
		}
	})
}

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

// TestWaitingCostsLittleMemory: while all of a large family waits for the last
// row of the file, a row takes some numbers, and none of its text.
func TestWaitingCostsLittleMemory(t *testing.T) {
	n := 200000
	if testing.Short() || raced {
		n = 30000
	}
	path := writeFile(t, "star.csv", star(n).text())
	s, err := Open(path, SourceOptions{})
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
	// the report, 5 for whom it waits for; and something for the run itself.
	if most := int64(36*n + 1<<20); waiting-before > most {
		t.Errorf("%d rows that wait take %d bytes; want at most %d", n, waiting-before, most)
	}
}

// TestNoPlaceToWait: where no temporary file can be made, the run stops, every
// row has its line, and the next run goes on.
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
