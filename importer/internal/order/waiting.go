// Package order keeps the rows whose parents have not ended, on disk when they
// become many.
package order

import "partner-import/importer/row"

// A Waiting holds the rows whose parents have not ended yet, in the order
// of the file for each parent. A row in it costs sixteen bytes of memory, its
// seat, and four for every row of the file; its record is on the shelf.
// Rows leave one at a time, when their parents have ended.
//
// Those that wait for the same parent sit in a ring, each naming the one behind
// it, and the last one, by which the ring is known, the first. So two rings
// become one by one exchange, however many rows they have.
type Waiting struct {
	shelf shelf
	seats []seat   // the first is nobody's, so that 0 means none
	last  []uint32 // by row: the last of those that wait for it
	ready uint32   // the last of those that may leave
	empty uint32   // the first of the seats that were left
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

// Enter puts in a row behind those that wait for the same parent. An error
// says that the disk takes no more rows; this one is in the room all the same.
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

// join makes one ring of two, the first one's rows in front.
func (w *Waiting) join(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	w.seats[a].next, w.seats[b].next = w.seats[b].next, w.seats[a].next
	return b
}

// Release lets the rows leave that wait for a parent.
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

// MayLeave reports whether leave has somebody.
func (w *Waiting) MayLeave() bool { return w.ready != 0 }

// Leave takes out the row that was released first, and reads what stands in
// it. If that cannot be read, the row is given all the same.
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
