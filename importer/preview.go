package importer

import (
	"cmp"
	"context"
	"time"

	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
)

// A Preview is what is known before anything is sent. Now, Later, Done, Kept,
// Invalid, Blocked and Skipped add up to Rows.
type Preview struct {
	Rows    int // data rows
	Now     int // rows that this run sends or looks up
	Later   int // rows that Options.Limit leaves for a later run
	Done    int // rows that earlier runs finished; they cost no request
	Kept    int // rows that end without a request as they did before, and are not imported
	Invalid int // rows with problems, which are left out
	Blocked int // rows that are left out because the row of their referring partner is
	Skipped int // rows that are left out on purpose

	There   int // of Done, partners that existed before any import of this journal
	InDoubt int // of Now, rows without an answer from an earlier run; they are looked up first

	Findings row.Findings // what is wrong with the invalid rows, by kind
	Warnings []string     // what else to know about the file, one for each kind
	Unnamed  bool         // no column holds a name

	Requests int           // what Now takes at least
	Expected time.Duration // how long that takes, if Partnero's limit allows the pace
}

// LeftOut is how many rows this run leaves out because something is wrong.
func (p *Preview) LeftOut() int { return p.Invalid + p.Blocked + p.Kept }

// approve shows the plan to the caller, who may decline it.
func (r *run) approve(c send.Census) error {
	r.plan.Release()
	v := Preview{
		Rows: r.plan.Rows(), Now: c.Send, Done: c.Done, Kept: c.Kept, Invalid: c.Invalid, Blocked: c.Blocked, Skipped: c.Skipped,
		There: c.There, InDoubt: c.InDoubt, Findings: r.faults, Warnings: r.plan.Remarks(), Unnamed: r.isUnnamed(),
	}
	v.Findings.Sort()
	r.schedule(&v)
	r.tracker.Plan = progress.Plan{Now: v.Now, Blocked: v.Blocked, Expected: v.Expected}
	if r.options.OnPlan != nil && !r.options.OnPlan(v) {
		return ErrDeclined
	}
	return nil
}

// schedule works out how many rows this run sends, and what that takes.
func (r *run) schedule(v *Preview) {
	most := v.Now
	switch o := &r.options; {
	case o.Strict && v.Invalid > 0:
		most = 0
	case o.limit() > 0:
		most = min(most, o.Limit)
	}
	v.Now, v.Later = most, v.Now-most
	v.InDoubt = min(v.InDoubt, v.Now)
	if v.Now > 0 {
		v.Requests = 1 + v.Now
	}
	v.Expected = r.options.Rate.Expect(v.Requests)
}

// isUnnamed reports whether partners would have no name at all.
func (r *run) isUnnamed() bool {
	columns, err := r.source.Mapping()
	for _, c := range columns {
		if c.Field == "name" || c.Field == "surname" {
			return false
		}
	}
	return err == nil
}

// outlook is what the plan alone says of the rows.
func (r *run) outlook() send.Census {
	return send.Outlook(r.plan, r.options.Orphans == BlockOrphans)
}

// noteFaults is the visitor that collects what is wrong with rows, nil if the
// preview is not shown.
func (r *importing) noteFaults() plan.Visitor {
	if r.options.OnPlan == nil {
		return nil
	}
	return func(one row.Row, problem *row.Problem) error {
		if problem != nil {
			r.faults.Add(new(one.Invalid(*problem)))
		}
		return nil
	}
}

// preview shows the plan.
func (r *importing) preview(ctx context.Context) error {
	if r.options.OnPlan != nil {
		if err := r.lateFaults(ctx); err != nil {
			return err
		}
	}
	c, err := r.survey(ctx)
	if err != nil {
		return err
	}
	return r.approve(c)
}

// survey is what the plan and the journal say of the rows, if anybody looks.
func (r *importing) survey(ctx context.Context) (send.Census, error) {
	if r.options.OnPlan == nil && r.options.OnProgress == nil {
		return r.outlook(), nil
	}
	old, err := r.oldJournal(ctx)
	if err != nil || old == nil || old.IsEmpty() {
		return r.outlook(), err
	}
	if r.journal == nil {
		defer old.Close()
	}
	defer r.tracker.Enter(progress.ReadingFile)()
	if o := &r.options; o.Existing == SkipExisting && !o.Invite {
		c, certain, err := send.Glance(ctx, r.plan, old, o.Orphans == BlockOrphans)
		if certain || err != nil {
			return c, journalError(err, o.Call)
		}
	}
	if err := old.Resume(r.summary.Input.SHA256); err != nil {
		return send.Census{}, journalError(err, r.options.Call)
	}
	return send.Survey(ctx, r.input(old, lifecycle.Rules.Recover))
}

// lateFaults adds the rows that turned out to be invalid because of rows below them.
func (r *run) lateFaults(ctx context.Context) error {
	for late, err := range r.source.Again(r.plan.LateRows()) {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if problem := r.plan.Problem(late); problem != nil {
			r.faults.Add(new(late.Invalid(*problem)))
		}
	}
	return nil
}
