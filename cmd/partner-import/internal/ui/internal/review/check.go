package review

import (
	"context"
	"io"
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
	v, err := r.judge(ctx)
	if ctx.Err() != nil {
		return // a later check follows
	}
	r.mu.Lock()
	if r.failed = err; err == nil {
		r.verdicts = v
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
	path, o, in := r.Import.Original(), r.Import.Reading.Options(r.call), (*copied)(nil)
	var err error
	if !r.log.IsUntouched() {
		path, o = r.Import.Path("check.csv"), r.correctedOptions()
		in, err = r.writeCopy(ctx, path, asInFile)
	}
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s, err := source.Open(path, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	options := importer.Options{
		DryRun: true, Force: true, Call: r.call, OnResult: func(one row.Result) { r.note(v, in.row(one), one) },
		Report: "-", Stdout: io.Discard, Failed: r.Import.Path("check.failed.csv"), Summary: r.Import.Path("check.summary.json"),
	}
	summary, err := importer.New(nil, options).Run(ctx, s)
	if summary != nil {
		v.warnings = summary.Warnings
	}
	return v, err
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
