package source

import (
	"runtime"
	"sync"

	"partner-import/importer/row"
)

// An AheadReader reads rows before they are needed, in batches. One goroutine cuts
// the text, and several make records of it and judge them. Next returns the batches
// in the order of the file.
//
//	cut ──▶ bind, judge × cores ──▶ Next ──▶ free, to be filled again
//
// It is for one goroutine, and the caller closes it. What it returns is valid until
// the next call of Next.
type AheadReader[J any] struct {
	source *Source
	judge  func([]Parsed, *J)
	cutter *cutter
	free   chan *judgedBatch[J]
	work   chan *judgedBatch[J]
	order  chan *judgedBatch[J]
	over   chan struct{}
	active sync.WaitGroup

	batch *judgedBatch[J]
	err   error
}

// A judgedBatch is a batch with what the judge found out about its rows.
type judgedBatch[J any] struct {
	batch
	judged J
	ready  chan error
}

// Ahead begins a reading. The judge is called for each batch, at the same time as for
// others. The value that it fills may still have the contents of an earlier batch.
func Ahead[J any](s *Source, judge func(rows []Parsed, judged *J)) *AheadReader[J] {
	binders := runtime.GOMAXPROCS(0)
	batches := 2*binders + 2
	channel := func() chan *judgedBatch[J] { return make(chan *judgedBatch[J], batches) }
	a := &AheadReader[J]{
		source: s, judge: judge, cutter: s.cut(),
		free: channel(), work: channel(), order: channel(), over: make(chan struct{}),
	}
	for range batches {
		a.free <- &judgedBatch[J]{ready: make(chan error, 1)}
	}
	a.active.Go(a.cut)
	for range binders {
		a.active.Go(a.bind)
	}
	return a
}

func (a *AheadReader[J]) cut() {
	defer close(a.work)
	defer close(a.order)
	for {
		select {
		case b := <-a.free:
			if !a.cutter.fill(&b.batch, batchRows) {
				return
			}
			a.work <- b // there is room for all batches
			a.order <- b
		case <-a.over:
			return
		}
	}
}

func (a *AheadReader[J]) bind() {
	binder := newBinder(a.source)
	for b := range a.work {
		err := a.source.bind(binder, &b.batch)
		if err == nil {
			a.judge(b.rows, &b.judged)
		}
		b.ready <- err
	}
}

// Next takes the next batch, and reports whether there is one.
func (a *AheadReader[J]) Next() bool {
	if a.batch != nil {
		a.free <- a.batch
		a.batch = nil
	}
	b, ok := <-a.order
	if !ok && a.err == nil {
		a.err = a.cutter.err // which no longer changes, because the order is closed
	}
	if !ok || a.err != nil {
		return false
	}
	if a.err = <-b.ready; a.err != nil {
		return false
	}
	a.batch = b
	return true
}

// Batch returns the rows that Next took, and what the judge found out.
func (a *AheadReader[J]) Batch() (rows []Parsed, judged *J) { return a.batch.rows, &a.batch.judged }

// Err returns what ended the reading, nil as long as Next returns true.
func (a *AheadReader[J]) Err() error { return a.source.ended(a.err) }

// Close ends the goroutines, however many rows are left.
func (a *AheadReader[J]) Close() {
	close(a.over)
	a.active.Wait()
}

// A Stream reads rows ahead and returns them one by one. It is for one goroutine, and
// the caller closes it. A row is valid until the next call of Next.
type Stream struct {
	ahead *AheadReader[struct{}]
	rest  []Parsed
	row   *Parsed
}

// Stream begins a reading ahead, row by row. The caller closes it.
func (s *Source) Stream() *Stream {
	return &Stream{ahead: Ahead(s, func([]Parsed, *struct{}) {})}
}

// Next takes the next row, and reports whether there is one.
func (s *Stream) Next() bool {
	if len(s.rest) == 0 && s.ahead.Next() {
		s.rest, _ = s.ahead.Batch()
	}
	if len(s.rest) == 0 {
		return false
	}
	s.row, s.rest = &s.rest[0], s.rest[1:]
	return true
}

// Row returns the row that Next took.
func (s *Stream) Row() row.Row { return s.row.Row }

// Err returns what ended the reading, nil as long as Next returns true.
func (s *Stream) Err() error { return s.ahead.Err() }

// Close ends the goroutines, however many rows are left.
func (s *Stream) Close() { s.ahead.Close() }
