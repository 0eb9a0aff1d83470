// Package review is a file on the desk with the rows, the corrections and what a check
// says about them.
//
//	original ─▶ sheet ─┬─▶ windows of rows for the page
//	           edits ──┘
//	             └─▶ corrected.csv ─▶ check ─▶ verdicts by row
//
// After each change the whole file is checked again, in the background: what is wrong
// with a row can depend on every other one. In a large file, what the change can change
// is checked first.
package review

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/cmd/partner-import/internal/ui/internal/sheet"
	"partner-import/importer/option"
	"partner-import/importer/source"
)

// pause is how long a check waits after a change, because others may follow.
const pause = 300 * time.Millisecond

// A Review is an import whose rows are looked at. It is safe for concurrent use. The
// caller of [Open] closes it.
type Review struct {
	Import  *desk.Import
	reading desk.Reading // another one needs another review
	call    option.Namer
	tell    func() // when a check ended; must not block

	columns    []Column
	headerLine int
	about      About
	sheet      *sheet.Sheet

	mu       sync.Mutex
	log      *edits.Log
	verdicts *verdicts // of the last check, nil before the first
	failed   error     // of the last check
	refusals refusals
	lists    map[string]list
	near     *nearby // what was touched since the whole file was checked
	large    int     // so many rows are a large file
	checking bool
	again    *time.Timer
	end      context.CancelFunc
	active   sync.WaitGroup
}

// Open reads the file as the import says, and begins to check it. The error is that
// of [source.Open], or of the disk. Tell is called when a check ended.
func Open(ctx context.Context, im *desk.Import, call option.Namer, tell func()) (*Review, error) {
	s, err := source.Open(im.Original(), im.Reading.Options(call))
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r := &Review{Import: im, reading: im.Reading, call: call, tell: tell, lists: map[string]list{}, near: newNearby(), large: largeRows}
	if r.sheet, err = sheet.Write(ctx, im.Path("rows.bin"), s); err != nil {
		return nil, fmt.Errorf("the copy of the rows cannot be written: %w", err)
	}
	if r.log, err = edits.Open(im.Path("edits.jsonl")); err != nil {
		r.sheet.Close()
		return nil, err
	}
	if err := errors.Join(r.look(s), r.readRefused()); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.schedule(0)
	return r, nil
}

// Close ends a check that is under way, and closes the files.
func (r *Review) Close() error {
	r.mu.Lock()
	r.cancel()
	r.mu.Unlock()
	r.active.Wait()
	r.log.Close()
	return r.sheet.Close()
}

// A Standing is how the rows stand.
type Standing struct {
	Version  int // of the corrections
	Rows     int
	Ready    int // rows that would be sent
	Problems int // rows with a problem
	Edited   int // rows whose cells differ from the file
	Skipped  int
	Aside    int // rows that a choice of rows leaves out
	Groups   []Group
	Warnings []string // what to know about the file, as far as it was checked
	Undo     int      // steps that can be taken back
	Redo     int
	Checking bool  // a check is under way, or will be: the numbers are those before
	Failed   error // of the last check
}

// Standing returns how the rows stand.
func (r *Review) Standing() Standing {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Standing{
		Version: r.log.Version(), Rows: r.sheet.Rows(), Edited: r.log.Edited(), Skipped: r.log.Skipped(), Warnings: r.about.Warnings,
		Undo: r.log.CanUndo(), Redo: r.log.CanRedo(), Checking: r.checking || r.verdicts == nil && r.failed == nil, Failed: r.failed,
	}
	s.Groups, s.Aside = r.count()
	for _, g := range s.Groups {
		s.Problems += g.Count
	}
	if r.verdicts != nil {
		s.Warnings = r.verdicts.warnings
	}
	s.Ready = s.Rows - s.Problems - s.Skipped - s.Aside
	return s
}
