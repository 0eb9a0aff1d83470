package order

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/spool"
	"partner-import/importer/row"
)

// drawRecord makes a record of any texts. Some are longer than what the shelf reads or
// keeps.
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

// TestShelf: get returns what was put, in any order, from memory and from the file.
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

// TestShelfOnAFullDisk: a record that cannot be written is not lost.
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
	var output *spool.Error
	if !errors.As(failed, &output) || !strings.Contains(failed.Error(), "TMPDIR") || strings.Contains(output.Err.Error(), "none") {
		t.Errorf("put = %v; want it to name the folder once, and TMPDIR", failed)
	}
	for _, at := range places {
		if got, err := s.get(at); err != nil || *got != *r {
			t.Fatalf("get = %+v, %v; want what was put", got, err)
		}
	}
}

// TestWaitingRoom: rows leave in the order in which their parents ended. Rows of one
// parent leave in the order of the file.
func TestWaitingRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const rows = 12
		w := NewWaiting(rows)
		defer w.Close()
		waiting, released, inside, most := map[int][]int{}, []int{}, 0, 0
		for one := range rapid.IntRange(1, 200).Draw(t, "steps") {
			parent := rapid.IntRange(1, rows).Draw(t, "parent")
			switch rapid.SampledFrom([]string{"enter", "enter", "release", "leave", "all"}).Draw(t, "step") {
			case "enter":
				if err := w.Enter(parent, one, &row.Record{Name: strings.Repeat("n", one)}); err != nil {
					t.Fatal(err)
				}
				waiting[parent] = append(waiting[parent], one)
				inside++
				most = max(most, inside)
			case "release":
				w.Release(parent)
				released = append(released, waiting[parent]...)
				delete(waiting, parent)
			case "leave":
				if w.MayLeave() != (len(released) > 0) {
					t.Fatalf("mayLeave = %v; want %v", w.MayLeave(), released)
				}
				if len(released) == 0 {
					continue
				}
				got, r, err := w.Leave()
				if err != nil || got != released[0] || len(r.Name) != got {
					t.Fatalf("leave = row %d with %d, %v; want row %d", got, len(r.Name), err, released[0])
				}
				released = released[1:]
				inside--
			case "all":
				w.ReleaseAll()
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
