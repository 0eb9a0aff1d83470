package undo

import (
	"cmp"
	"context"

	"partner-import/client"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/past"
	"partner-import/importer/internal/undoing"
	"partner-import/importer/row"
)

// A fate is what the plan says of a line.
type fate uint8

const (
	goes      fate = iota // it is asked about once more, and then archived, restored or deleted
	finished              // an earlier run did it
	changed               // somebody changed the partner
	replaced              // another partner has the id now
	archived              // somebody else archived it
	gone                  // somebody deleted it; it is asked about once more, so that the journal learns it
	lost                  // the same, and the journal knows it
	before                // no import of the file created it
	elsewhere             // the import of another file may have
	unsettled             // the import did not find out
	unasked               // Partnero did not answer about it
)

// fates are those of the lines, which count from 1.
type fates []fate

// A candidate is a partner that the account must be asked about.
type candidate struct {
	number int
	entry  journal.Entry // without what a plan does not need
}

// survey finds out what the undo would do. It changes nothing.
func (r *run) survey(ctx context.Context) (Plan, error) {
	open := map[string]candidate{} // by id; without one, by e-mail behind a space
	entries := r.entries(true)
	for {
		e, ok, err := entries()
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return Plan{}, err
		}
		if !ok {
			break
		}
		f := r.recall(e)
		r.fates = append(r.fates, f)
		if f != unasked {
			continue
		}
		key := e.PartnerID
		if e.Undone.Partner != "" {
			key = e.Undone.Partner
		}
		if key == "" {
			key = " " + undoing.EmailOf(e)
		}
		open[key] = candidate{len(r.fates), journal.Entry{
			Email: e.Email, PartnerID: e.PartnerID, Created: e.Created, Updated: e.Updated, Undone: e.Undone,
		}}
	}
	if err := r.ask(ctx, open); err != nil {
		return Plan{}, err
	}
	return r.plan(), nil
}

// recall is what the journal alone says of an entry, unasked if that is not enough.
func (r *run) recall(e journal.Entry) fate {
	switch part := r.scope.Part(e); {
	case r.options.Restore:
	case part == past.Before:
		return before
	case part == past.Elsewhere:
		return elsewhere
	case part == past.Unsettled && e.Undone.State.Stands():
		return unsettled
	}
	switch state := e.Undone.State; {
	case state == journal.Deleted && !r.options.Permanently:
		return lost
	case state == journal.Archived && r.rules.Goal == undoing.Archive, state == journal.Deleted,
		state == journal.Restored && r.options.Restore:
		return finished
	case state.IsOpen():
		return goes // it is certain that it must be asked about
	}
	return unasked
}

// ask asks the account about the candidates: by a listing as long as that is cheaper,
// and then one by one.
func (r *run) ask(ctx context.Context, open map[string]candidate) error {
	err := past.List(ctx, r.session.Asker, r.partners, len(open), func(page []client.Partner) {
		r.session.Listing(len(page))
		for _, p := range page {
			if c, ok := open[p.ID]; ok {
				r.fates[c.number-1] = r.judge(c.entry, &p)
				delete(open, p.ID)
			}
		}
	})
	if err != nil {
		return err
	}
	r.session.State.Listing = false
	var rest []candidate
	for _, c := range open {
		rest = append(rest, c)
	}
	next := func() (errand.Step, bool, error) {
		if len(rest) == 0 {
			return errand.Step{}, false, nil
		}
		c := rest[0]
		rest = rest[1:]
		return errand.Step{Job: r.lookup(c)}, true, nil
	}
	if err := r.session.Engine(next, func(row.Result) error { return nil }).Run(ctx, r.session.Soft); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if r.session.Soft.Err() != nil {
		return context.Cause(r.session.Soft)
	}
	return nil
}

func (r *run) lookup(c candidate) *past.Lookup {
	at := &r.fates[c.number-1]
	id := c.entry.PartnerID
	if c.entry.Undone.Partner != "" {
		id = c.entry.Undone.Partner
	}
	return &past.Lookup{
		Number: c.number, ID: id, Email: undoing.EmailOf(c.entry), From: r.partners, Backoff: crew.Backoff,
		Found: func(p *client.Partner) row.Result {
			*at = r.judge(c.entry, p)
			return row.Result{}
		},
		Lost:  func(*client.Error) row.Result { return row.Result{} },
		Ended: func() row.Result { return row.Result{} },
	}
}

// judge is what the account says of an entry. The partner is nil if there is none.
func (r *run) judge(e journal.Entry, p *client.Partner) fate {
	ours := e.Created
	if e.Updated.After(ours) {
		ours = e.Updated
	}
	switch goal := r.rules.Goal; {
	case p == nil, p.Status == "deleted":
		return gone
	case goal == undoing.Restore:
		return goes
	case goal == undoing.Archive && p.IsArchived():
		return archived
	case undoing.IsReplaced(e.Created, *p):
		return replaced
	case !r.options.EvenChanged && undoing.IsChanged(ours, *p):
		return changed
	}
	return goes
}

// plan counts the fates. Those that nobody answered about are asked about again.
func (r *run) plan() Plan {
	p := Plan{Run: Run{r.scope.Last.Name, r.scope.Last.Started}}
	for i, f := range r.fates {
		switch f {
		case goes:
			p.Now++
		case finished:
			p.Done++
		case changed:
			p.Changed++
		case replaced:
			p.Replaced++
		case archived:
			p.Archived++
		case gone, lost:
			p.Gone++
		case before, elsewhere:
			p.Before++
		case unsettled:
			p.Unsettled++
		case unasked:
			p.Unasked++
			r.fates[i] = goes
		}
	}
	if n := p.Now + p.Unasked; n > 0 {
		p.Requests = 2 * n // each is asked about once more
	}
	p.Expected = r.options.Rate.Expect(p.Requests)
	return p
}

// settled is the result of a line that the plan decided.
func (r *run) settled(number int, e journal.Entry, f fate) *row.Result {
	line := func(s row.Status, p row.Problem) *row.Result { return new(undoing.Line(number, e, s, p)) }
	switch f {
	case finished:
		done := line(row.Archived, row.Problem{})
		switch r.rules.Goal {
		case undoing.Restore:
			done.Status = row.Restored
		case undoing.Delete:
			done.Status = row.Deleted
		}
		done.Earlier = true
		return done
	case lost:
		missing := line(row.Gone, undoing.IsGone())
		missing.Earlier = true
		return missing
	case changed:
		return line(row.Exists, undoing.Changed(r.options.Call))
	case replaced:
		return line(row.Exists, undoing.Replaced())
	case archived:
		return line(row.Archived, undoing.AlreadyArchived())
	case elsewhere:
		return line(row.Exists, undoing.OfAnother())
	case unsettled:
		return line(row.Unknown, undoing.NotSettled())
	}
	kept := line(row.Exists, undoing.NotCreated())
	kept.Earlier = true
	return kept
}
