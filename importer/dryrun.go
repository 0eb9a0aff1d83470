package importer

import (
	"cmp"
	"context"
	"slices"

	"partner-import/importer/row"
)

// A dry run sends nothing, so that it needs no second pass over the file: each
// row gets its line when it is read. A row that turns out to be wrong by what
// stands below it, as one of a ring, gets another line, which takes the place
// of the first. The report appears when all of it is true.

// dryRun checks the whole file.
func (r *run) dryRun(ctx context.Context) (*Summary, error) {
	if err := r.untilStopped(ctx, r.judgeAll); err != nil {
		return nil, err
	}
	if r.options.OnPlan != nil && !r.options.OnPlan(r.preview()) {
		return nil, ErrDeclined
	}
	return r.summary, r.finish()
}

func (r *run) judgeAll(ctx context.Context) (err error) {
	if err = r.begin(); err != nil {
		return err
	}
	if r.options.Online {
		if err = r.callRoll(ctx); err != nil {
			return err
		}
	}
	if r.report, err = newReport(r.options.Report, 0); err != nil {
		return err
	}
	if err = r.makePlan(ctx, r.judge); err != nil {
		return err
	}
	return r.judgeLate(ctx)
}

// judge gives a row its line, unless the rows below it may decide.
func (r *run) judge(one row.Row, problem *row.Problem) error {
	switch {
	case problem != nil:
		return r.emit(one.Invalid(*problem))
	case r.roster != nil && one.Record.NamesReferrer():
		r.open = append(r.open, one.Number)
		return nil
	}
	return r.emit(r.foresee(one))
}

// foresee is the result of a valid row.
func (r *run) foresee(one row.Row) row.Result {
	result := row.Result{Row: one.Number, Line: one.Line, Status: row.Valid, Email: one.Record.Email}
	if r.roster != nil {
		result.Problem = r.roster.verdict(one, r.plan)
		result.Problem.Column = r.source.header.name(result.Problem.Column)
	}
	return result
}

// judgeLate reads again the rows whose verdict was open, or is another one by
// now.
func (r *run) judgeLate(ctx context.Context) error {
	again := slices.Concat(r.open, r.plan.lateRows())
	slices.Sort(again)
	again = slices.Compact(again)
	for late, err := range r.source.again(again) {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if err := r.judgeAgain(late); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) judgeAgain(one row.Row) error {
	if one.Line != r.plan.line(uint32(one.Number)) || one.Record == nil {
		return r.source.changed()
	}
	if r.report.has(one.Number) { // it was found valid
		r.summary.Counts[row.Valid]--
		if err := r.report.forget(one.Number); err != nil {
			return err
		}
	}
	if problem := r.plan.problem(one); problem != nil {
		return r.emit(one.Invalid(*problem))
	}
	return r.emit(r.foresee(one))
}
