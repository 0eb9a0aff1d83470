// Package order keeps the rows that wait for their parents. If there are many, it
// keeps them on disk.
package order

import "partner-import/importer/row"

// A Waiting holds the rows that wait for their parents, for each parent in the
// order of the file. A waiting row takes sixteen bytes of memory, its seat. Every
// row of the file takes four. The records are on the shelf. Rows leave one at a
// time, when their parents have ended.
//
// The rows that wait for the same parent are in a ring. Each names the next one,
// and the last one names the first. A ring is known by its last row. So two rings
// become one with a single exchange, however many rows they have.
type Waiting struct {
	shelf shelf
	seats []seat   // the first is not used, so that 0 means none
	last  []uint32 // by row: the last row that waits for it
	ready uint32   // the last row that may leave
	empty uint32   // the first of the free seats
}

type seat struct {
	at   int64 // on the shelf
	row  uint32
	next uint32
}

// NewWaiting makes one for a file of so many rows.
func NewWaiting(rows int) *Waiting {
	return &Waiting{seats: make([]seat, 1), last: make([]uint32, rows+1)}
}

// Enter adds a row behind those that wait for the same parent. An error says that
// the disk takes no more rows. This one still waits here.
func (w *Waiting) Enter(parent, row int, r *row.Record) error {
	at, err := w.shelf.put(r)
	place := w.seat(seat{at: at, row: uint32(row)})
	w.seats[place].next = place
	w.last[parent] = w.join(w.last[parent], place)
	return err
}

// seat finds a place for s.
func (w *Waiting) seat(s seat) uint32 {
	place := w.empty
	if place == 0 {
		w.seats = append(w.seats, s)
		return uint32(len(w.seats) - 1)
	}
	w.empty = w.seats[place].next
	w.seats[place] = s
	return place
}

// join makes one ring of two. The rows of the first one come first.
func (w *Waiting) join(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	w.seats[a].next, w.seats[b].next = w.seats[b].next, w.seats[a].next
	return b
}

// Release lets the rows leave that wait for this parent.
func (w *Waiting) Release(parent int) {
	w.ready = w.join(w.ready, w.last[parent])
	w.last[parent] = 0
}

// ReleaseAll lets all rows leave.
func (w *Waiting) ReleaseAll() {
	for parent := range w.last {
		w.Release(parent)
	}
}

// MayLeave reports whether Leave has a row.
func (w *Waiting) MayLeave() bool { return w.ready != 0 }

// Leave takes out the row that was released first, and reads its record. If that
// cannot be read, the number of the row is returned anyway.
func (w *Waiting) Leave() (row int, r *row.Record, err error) {
	first := w.seats[w.ready].next
	s := w.seats[first]
	if first == w.ready {
		w.ready = 0
	} else {
		w.seats[w.ready].next = s.next
	}
	w.seats[first] = seat{next: w.empty}
	w.empty = first
	r, err = w.shelf.get(s.at)
	return int(s.row), r, err
}

// Close removes what was kept on disk.
func (w *Waiting) Close() { w.shelf.close() }
