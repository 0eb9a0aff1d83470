package review

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"sync"
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
	path, o, numbers := r.Import.Original(), r.Import.Reading.Options(r.call), []int32(nil)
	untouched := r.log.IsUntouched()
	r.mu.Unlock()
	if !untouched {
		path, o = r.Import.Path("check.csv"), r.Import.Reading.Corrected(r.call)
		defer os.Remove(path)
		var err error
		if numbers, err = r.writeCopy(ctx, path, &r.mu); err != nil {
			return nil, err
		}
	}
	return v, r.run(ctx, v, path, o, numbers)
}

// run checks a file without sending anything. Numbers are the rows of the sheet that it
// has, nil if it has all.
func (r *Review) run(ctx context.Context, v *verdicts, path string, o source.Options, numbers []int32) error {
	s, err := source.Open(path, o)
	if err != nil {
		return err
	}
	defer s.Close()
	options := importer.Options{
		DryRun: true, Force: true, Call: r.call, OnResult: func(one row.Result) { r.note(v, numbers, one) },
		Report: r.Import.Path("check.report.csv"), Failed: r.Import.Path("check.failed.csv"), Summary: r.Import.Path("check.summary.json"),
	}
	defer func() {
		for _, output := range []string{options.Report, options.Failed, options.Summary} {
			_ = os.Remove(output) // the page has what is in it
		}
	}()
	_, err = importer.New(nil, options).Run(ctx, s)
	return err
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
// It returns the rows of the sheet that the copy has, nil if it has all. The lock is
// held for one row at a time, so that the page is answered meanwhile: a change ends ctx.
func (r *Review) writeCopy(ctx context.Context, path string, lock sync.Locker) (numbers []int32, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriterSize(file, 1<<18)
	out := csv.NewWriter(buffered)
	err = out.Write(r.sheet.Columns)
	each := r.sheet.Each(0, func(one sheet.Row) bool {
		lock.Lock()
		defer lock.Unlock()
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
