package review

import (
	"context"
	"io"
	"os"
	"slices"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/sheet"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// schedule has the file checked after a while. A check that is under way begins anew.
// The caller holds the lock, or is the only one.
func (r *Review) schedule(after time.Duration) {
	r.cancel()
	r.checking = true
	ctx, end := context.WithCancel(context.Background())
	r.end = end
	r.active.Add(1)
	r.again = time.AfterFunc(after, func() { defer r.active.Done(); r.check(ctx) })
}

// cancel ends a check that is under way, and one that would follow. The caller holds
// the lock.
func (r *Review) cancel() {
	if r.again != nil && r.again.Stop() {
		r.active.Done()
	}
	if r.end != nil {
		r.end()
	}
}

// check checks the rows as they are now.
func (r *Review) check(ctx context.Context) {
	if v, err := r.judgeNear(ctx); v != nil && err == nil {
		r.mu.Lock()
		if ctx.Err() == nil {
			r.verdicts = v
			clear(r.lists)
		}
		r.mu.Unlock()
		r.tell()
	}
	v, err := r.judge(ctx)
	r.mu.Lock()
	if ctx.Err() != nil {
		r.mu.Unlock()
		return // a later check follows
	}
	if r.failed = err; err == nil {
		r.verdicts, r.near = v, newNearby()
	}
	r.checking = false
	clear(r.lists)
	r.mu.Unlock()
	r.tell()
}

// judge runs a check without sending anything, and collects what it says of each row.
func (r *Review) judge(ctx context.Context) (*verdicts, error) {
	r.mu.Lock()
	v := newVerdicts(r.sheet.Rows(), r.log.Version())
	path, o, in := r.Import.Original(), r.reading.Options(r.call), (*copied)(nil)
	untouched := r.log.IsUntouched()
	r.mu.Unlock()
	if !untouched {
		path, o = r.Import.Path("check.csv"), r.correctedOptions()
		defer os.Remove(path)
		var err error
		if in, err = r.writeCopy(ctx, path, asInFile, &r.mu); err != nil {
			return nil, err
		}
	}
	return v, r.run(ctx, v, path, o, in)
}

// run checks a file without sending anything.
func (r *Review) run(ctx context.Context, v *verdicts, path string, o source.Options, in *copied) error {
	s, err := source.Open(path, o)
	if err != nil {
		return err
	}
	defer s.Close()
	// Of a workbook nothing is said about cells that a spreadsheet would run.
	options := importer.Options{
		DryRun: true, Force: true, Call: r.call, OnResult: func(one row.Result) { r.note(v, in.row(one), one) },
		Report: "-", Stdout: io.Discard, Failed: r.Import.Path("check.failed.xlsx"), Summary: r.Import.Path("check.summary.json"),
	}
	defer func() {
		for _, output := range []string{options.Failed, options.Summary} {
			_ = os.Remove(output) // the page has what is in it
		}
	}()
	summary, err := importer.New(nil, options).Run(ctx, s)
	if summary != nil {
		v.warnings = summary.Warnings
	}
	return err
}

// note takes over the verdict of a row of the sheet.
func (r *Review) note(v *verdicts, number int, one row.Result) {
	if number >= 0 && number < len(v.marks) {
		v.note(number, r.column(one.Problem.Column), one.Problem, one.Status)
	}
}

// column is the place of a column with that name, -1 without one.
func (r *Review) column(name string) int {
	return slices.IndexFunc(r.columns, func(c Column) bool { return c.Name == name && c.Name != "" })
}

// correct puts the corrections into a row.
func (r *Review) correct(one sheet.Row) []string {
	r.log.Correct(one.Number, one.Cells)
	return one.Cells
}
