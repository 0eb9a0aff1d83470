package importer

import "slices"

// aheadRows is how many rows are handed over at once.
const aheadRows = 256

// An aheadReader reads rows in a goroutine of its own, some hundred of them
// before they are asked for, so that reading goes on beside what is done with
// the rows. Who began it closes it; otherwise it is used like [Rows].
type aheadReader struct {
	rows    *Rows
	batches chan []aheadRow
	batch   []aheadRow
	row     aheadRow
	over    chan struct{}
}

// An aheadRow is a row, and what was put right in its cells.
type aheadRow struct {
	Row
	found []finding
}

func (s *Source) ahead() *aheadReader {
	a := &aheadReader{rows: s.Rows(), batches: make(chan []aheadRow, 2), over: make(chan struct{})}
	go a.read()
	return a
}

func (a *aheadReader) read() {
	defer close(a.batches)
	for {
		batch := make([]aheadRow, 0, aheadRows)
		for len(batch) < aheadRows && a.rows.Next() {
			next := aheadRow{Row: a.rows.Row()}
			if next.Record != nil {
				next.found = slices.Clone(a.rows.found())
			}
			batch = append(batch, next)
		}
		if len(batch) == 0 {
			return
		}
		select {
		case a.batches <- batch:
		case <-a.over:
			return
		}
	}
}

// Next takes the next row, and reports whether there is one.
func (a *aheadReader) Next() bool {
	if len(a.batch) == 0 {
		a.batch = <-a.batches
	}
	if len(a.batch) == 0 {
		return false
	}
	a.row, a.batch = a.batch[0], a.batch[1:]
	return true
}

// Row returns the row that Next took.
func (a *aheadReader) Row() Row { return a.row.Row }

func (a *aheadReader) found() []finding { return a.row.found }

// Err returns what ended the reading, after Next returned false.
func (a *aheadReader) Err() error { return a.rows.Err() }

// close ends the goroutine, however many rows are left.
func (a *aheadReader) close() {
	close(a.over)
	for range a.batches {
	}
}
