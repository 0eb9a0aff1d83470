package review

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"slices"
	"time"

	"partner-import/cmd/partner-import/internal/ui/internal/sheet"
	"partner-import/importer"
	"partner-import/importer/plainfile"
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
	path, o, numbers := r.Import.Original(), r.Import.Reading.Options(r.call), []int32(nil)
	var err error
	if !r.log.IsUntouched() {
		path, o = r.Import.Path("check.csv"), r.Import.Reading.Corrected(r.call)
		numbers, err = r.writeCopy(ctx, path)
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
		DryRun: true, Force: true, Call: r.call, OnResult: func(one row.Result) { r.note(v, numbers, one) },
		Report: r.Import.Path("check.report.csv"), Failed: r.Import.Path("check.failed.csv"), Summary: r.Import.Path("check.summary.json"),
	}
	_, err = importer.New(nil, options).Run(ctx, s)
	return v, err
}

// note takes over the verdict of a row. Numbers are the rows of the sheet that the
// copy has, nil if it has all.
func (r *Review) note(v *verdicts, numbers []int32, one row.Result) {
	number := one.Row - 1
	if numbers != nil {
		number = int(numbers[number])
	}
	column := slices.IndexFunc(r.columns, func(c Column) bool { return c.Name == one.Problem.Column && c.Name != "" })
	v.note(number, column, one.Problem, one.Status == row.Invalid)
}

// writeCopy writes the rows with their corrections, without those that are skipped.
// It returns the rows of the sheet that the copy has, nil if it has all. The caller
// holds the lock.
func (r *Review) writeCopy(ctx context.Context, path string) (numbers []int32, err error) {
	file, err := plainfile.Replace(path)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriterSize(file, 1<<18)
	out := csv.NewWriter(buffered)
	err = out.Write(r.sheet.Columns)
	each := r.sheet.Each(0, func(one sheet.Row) bool {
		switch {
		case err != nil || one.Number%1024 == 0 && ctx.Err() != nil:
			return false
		case r.log.IsSkipped(one.Number):
			return true
		}
		if r.log.Skipped() > 0 {
			numbers = append(numbers, int32(one.Number))
		}
		err = out.Write(r.correct(one))
		return true
	})
	out.Flush()
	return numbers, errors.Join(err, each, ctx.Err(), out.Error(), buffered.Flush(), file.Close())
}

// correct puts the corrections into a row.
func (r *Review) correct(one sheet.Row) []string {
	r.log.Correct(one.Number, one.Cells)
	return one.Cells
}
