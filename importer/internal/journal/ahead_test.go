package journal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestReadAheadInOrderOnly: entries are read ahead when two in a row were asked
// for in order, but for a small gap, and not for a file in another order.
func TestReadAheadInOrderOnly(t *testing.T) {
	pages := 0
	a := Ahead{Read: func([]Entry, int64, int) ([]Entry, error) { pages++; return nil, nil }}
	for _, id := range []int64{100, 50, 500, 500 + near + 1, 20, 20} {
		if a.Miss(id); a.next != nil {
			t.Errorf("entry %d is behind the last one, and a page is read", id)
		}
	}
	for _, id := range []int64{21, 21 + near} {
		if a.Miss(id); a.next == nil {
			t.Errorf("entry %d is in order, and no page is read", id)
		}
	}
	if a.Drop(); pages != 1 {
		t.Errorf("%d pages were read; want 1: the second entry waits for it", pages)
	}
}

// TestAPageThatCannotBeRead is told of, when its entries are asked for.
func TestAPageThatCannotBeRead(t *testing.T) {
	damaged := errors.New("damaged")
	a := Ahead{Read: func([]Entry, int64, int) ([]Entry, error) { return nil, damaged }}
	a.Miss(1)
	if _, ok, err := a.Take("a@x"); ok || !errors.Is(err, damaged) {
		t.Errorf("take = %v, %v; want %v", ok, err, damaged)
	}
}

// TestPagesFollowOneAnother: each page that is read ahead begins behind the last
// entry of the one before, and is larger.
func TestPagesFollowOneAnother(t *testing.T) {
	var asked []int64
	a := Ahead{Read: func(page []Entry, behind int64, most int) (_ []Entry, err error) {
		asked = append(asked, behind, int64(most))
		for id := behind + 1; id <= min(behind+int64(most), 100); id++ {
			page = append(page, Entry{ID: id, Email: fmt.Sprint(id)})
		}
		return page, nil
	}}
	a.Miss(1)
	if e, ok, err := a.Take("another one"); ok || err != nil {
		t.Fatalf("take(another one) = %v, %v, %v; want nothing", e, ok, err)
	}
	for id := int64(2); id <= 100; id++ {
		if e, ok, err := a.Take(fmt.Sprint(id)); !ok {
			t.Fatalf("take(%d) = %v, %v, %v; want it from a page", id, e, ok, err)
		}
	}
	a.Drop()
	if want := []int64{1, firstPage, 1 + firstPage, 4 * firstPage, 1 + 5*firstPage, 16 * firstPage}; !slices.Equal(asked, want) {
		t.Errorf("pages behind and of: %v; want %v", asked, want)
	}
}

// TestNearlyInOrder: entries that are asked for a little out of order come from
// the pages, and all are found. Entries that no one asks for do not end that for
// long.
func TestNearlyInOrder(t *testing.T) {
	const rows = 20_000
	emailOf := func(id int64) string { return fmt.Sprint("p", id) }
	for _, tt := range []struct {
		name   string
		apart  int   // how far two neighbours may be
		every  int64 // one of so many is asked for
		misses int   // at most
	}{
		{"in order", 1, 1, 20},
		{"shuffled among 100", 100, 1, rows / 50},
		{"one of three", 1, 3, rows / 5},
	} {
		dice := rand.New(rand.NewPCG(1, 2))
		a := Ahead{Read: func(page []Entry, behind int64, most int) (_ []Entry, err error) {
			for id := behind + 1; id <= min(behind+int64(most), rows); id++ {
				page = append(page, Entry{ID: id, Email: emailOf(id)})
			}
			return page, nil
		}}
		var ids []int64
		for id := int64(1); id <= rows; id += tt.every {
			ids = append(ids, id)
		}
		for block := range slices.Chunk(ids, tt.apart) {
			dice.Shuffle(len(block), func(i, k int) { block[i], block[k] = block[k], block[i] })
		}
		misses := 0
		for _, id := range ids {
			e, ok, err := a.Take(emailOf(id))
			if err != nil || ok && e.ID != id {
				t.Fatalf("%s: take(%d) = %v, %v", tt.name, id, e, err)
			}
			if !ok {
				misses++
				a.Miss(id)
			}
		}
		if a.Drop(); misses > tt.misses {
			t.Errorf("%s: %d of %d entries were in no page; want at most %d", tt.name, misses, len(ids), tt.misses)
		}
	}
}
