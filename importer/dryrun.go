package importer

import (
	"cmp"
	"context"
	"slices"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/preflight"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A dryRun checks a file and sends nothing, so that it needs no second pass over
// the file: each row gets its line when it is read. A row that turns out to be
// invalid because of rows below it, as in a ring, gets another line, which
// replaces the first. The report appears when all of it is true.
type dryRun struct {
	*run
	partners Partners
	roster   *preflight.Forecast // the partners of the account, nil if they were not listed
	open     []int               // rows whose verdict is open
}

// dryRun checks the whole file.
func (im *Importer) dryRun(ctx context.Context, s *source.Source) (*Summary, error) {
	r := &dryRun{run: im.begin(s, checkedStatuses()), partners: im.partners}
	r.summary.DryRun, r.outputs.Halted = true, r.stopped
	defer r.close()
	if err := fault.UntilStopped(ctx, r.soft, r.judgeAll); err != nil {
		return nil, publicError(err, r.options.Call)
	}
	r.faults = r.summary.Findings
	if err := r.approve(r.outlook()); err != nil {
		return nil, err
	}
	r.conclusion = r.foretell
	err := r.finish("Dry run", func() []page.Figure { return forecastFigures(r.summary) })
	return r.summary, err
}

func (r *dryRun) judgeAll(ctx context.Context) error {
	return inOrder(
		r.options.check,
		func() error { return r.checkOutputs(outputs.NoJournal) },
		func() error { return r.callRoll(ctx) },
		func() error { return r.outputs.Open(0) },
		func() error { return r.makePlan(ctx, r.judge) },
		func() error { return r.judgeLate(ctx) },
	)
}

// judge gives a row its line, unless the rows below it may decide.
func (r *dryRun) judge(one row.Row, problem *row.Problem) error {
	switch {
	case one.LeftOut != "":
		return r.emit(one.Skipped())
	case problem != nil:
		return r.emit(one.Invalid(*problem))
	case r.roster != nil && one.Record.NamesReferrer():
		r.open = append(r.open, one.Number)
		return nil
	}
	return r.emit(r.foresee(one))
}

// foresee is the result of a valid row.
func (r *dryRun) foresee(one row.Row) row.Result {
	result := row.Result{Row: one.Number, Line: one.Line, Status: row.Valid, Email: one.Record.Email}
	if r.roster != nil {
		result.Problem = r.roster.Verdict(one, r.plan)
		result.Problem.Column = r.source.Header().Name(result.Problem.Column)
	}
	return result
}

// judgeLate reads again the rows whose verdict was open, or has changed
// since.
func (r *dryRun) judgeLate(ctx context.Context) error {
	again := slices.Concat(r.open, r.plan.LateRows())
	slices.Sort(again)
	again = slices.Compact(again)
	for late, err := range r.source.Again(again) {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if err := r.judgeAgain(late); err != nil {
			return err
		}
	}
	return nil
}

func (r *dryRun) judgeAgain(one row.Row) error {
	if one.Line != r.plan.Line(uint32(one.Number)) || one.Record == nil {
		return r.source.Changed()
	}
	if forgotten, err := r.outputs.Forget(one.Number); err != nil {
		return err
	} else if forgotten {
		r.summary.Counts[row.Valid]-- // it was found valid
		r.summary.ThisRun[row.Valid]--
	}
	if problem := r.plan.Problem(one); problem != nil {
		return r.emit(one.Invalid(*problem))
	}
	return r.emit(r.foresee(one))
}

// foretell puts into the summary what the import would find, and how long it
// would take.
func (r *dryRun) foretell() {
	r.summary.Online = r.online()
	if text := r.unchecked(); text != "" {
		r.warn(text)
	}
	r.summary.expect(&r.options)
}
