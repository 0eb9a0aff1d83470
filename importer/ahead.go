package importer

import (
	"runtime"
	"sync"

	"partner-import/importer/row"
)

// An aheadReader reads rows before they are asked for: one goroutine cuts the
// text into batches, several make records of them, and Next gives them out in
// the order of the file.
//
//	cut ──▶ bind × cores ──▶ Next ──▶ free, to be filled again
//
// Who began it closes it. A row, its record and what is found are valid until
// the next call of Next.
type aheadReader struct {
	source *Source
	judge  func(*batch) // what else is done with a batch beside the others, or nil
	cutter *cutter
	free   chan *batch
	work   chan *batch
	order  chan *batch
	over   chan struct{}
	active sync.WaitGroup

	batch *batch
	rest  []batchRow
	row   *batchRow
	err   error

	warnings warnings // of the batches so far
}

func (s *Source) ahead(judge func(*batch)) *aheadReader {
	binders := runtime.GOMAXPROCS(0)
	batches := 2*binders + 2
	a := &aheadReader{
		source: s, judge: judge, cutter: s.cut(),
		free: make(chan *batch, batches), work: make(chan *batch, batches), order: make(chan *batch, batches),
		over: make(chan struct{}),
	}
	for range batches {
		a.free <- &batch{ready: make(chan error, 1)}
	}
	a.active.Go(a.cut)
	for range binders {
		a.active.Go(a.bind)
	}
	return a
}

func (a *aheadReader) cut() {
	defer close(a.work)
	defer close(a.order)
	for {
		select {
		case b := <-a.free:
			if !a.cutter.fill(b, batchRows) {
				return
			}
			a.work <- b // there is room for all batches
			a.order <- b
		case <-a.over:
			return
		}
	}
}

func (a *aheadReader) bind() {
	binder := newBinder(a.source.header)
	for b := range a.work {
		err := a.source.bind(binder, b)
		if err == nil && a.judge != nil {
			a.judge(b)
		}
		b.ready <- err
	}
}

// Next takes the next row, and reports whether there is one.
func (a *aheadReader) Next() bool {
	if len(a.rest) == 0 && !a.nextBatch() {
		return false
	}
	a.row, a.rest = &a.rest[0], a.rest[1:]
	return true
}

func (a *aheadReader) nextBatch() bool {
	if a.batch != nil {
		a.free <- a.batch
		a.batch = nil
	}
	b, ok := <-a.order
	if !ok && a.err == nil {
		a.err = a.cutter.err // which changes no more, as the order is closed
	}
	if !ok || a.err != nil {
		return false
	}
	if a.err = <-b.ready; a.err != nil {
		return false
	}
	a.batch, a.rest = b, b.rows
	a.warnings.merge(&b.warnings)
	return true
}

// Row returns the row that Next took.
func (a *aheadReader) Row() row.Row { return a.row.Row }

// Err returns what ended the reading, nil as long as Next returns true.
func (a *aheadReader) Err() error { return a.source.ended(a.err) }

// close ends the goroutines, however many rows are left.
func (a *aheadReader) close() {
	close(a.over)
	a.active.Wait()
}
