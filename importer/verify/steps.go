package verify

import (
	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/past"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// steps are the partners to verify: those of the rows of the file, in its order, and
// then those that only the journal knows. Each entry of the journal comes once.
type steps struct {
	run    *run
	rows   *source.Stream // nil at its end
	seen   map[int64]bool // entries that had their turn
	number int
	page   []journal.Entry
	last   int64
}

func (r *run) steps() *steps {
	return &steps{run: r, rows: r.source.Stream(), seen: map[int64]bool{}}
}

func (s *steps) close() {
	if s.rows != nil {
		s.rows.Close()
	}
}

// next returns the next step, false at the end.
func (s *steps) next() (errand.Step, bool, error) {
	for s.rows != nil {
		if !s.rows.Next() {
			err := s.rows.Err()
			s.close()
			s.rows = nil
			if err != nil {
				return errand.Step{}, false, err
			}
			break
		}
		x, ok, err := s.ofRow(s.rows.Row())
		if ok || err != nil {
			return s.run.step(x), ok, fault.Journal(err, s.run.options.Call)
		}
	}
	x, ok, err := s.ofJournal()
	if !ok || err != nil {
		return errand.Step{}, false, fault.Journal(err, s.run.options.Call)
	}
	return s.run.step(x), true, nil
}

// ofRow is what is expected of the partner of a row. It is false for a row that was
// never imported, and for one that had its turn.
func (s *steps) ofRow(r row.Row) (x expectation, ok bool, err error) {
	if r.Record == nil {
		return x, false, nil
	}
	email := identity.Email(r.Record.Email)
	for _, name := range []string{email, "invitation " + email} {
		e, ok, err := s.run.session.Journal.Find(name)
		if err != nil {
			return x, false, err
		}
		if ok && s.take(e) {
			return expectation{number: s.number, place: r.Line, entry: e, asked: askedBy(r.Record, e)}, true, nil
		}
	}
	return x, false, nil
}

// ofJournal is what is expected of a partner whose row is not in the file any more.
func (s *steps) ofJournal() (x expectation, ok bool, err error) {
	for {
		if len(s.page) == 0 {
			if s.page, err = s.run.session.Journal.After(s.last, pageSize); err != nil || len(s.page) == 0 {
				return x, false, err
			}
		}
		e := s.page[0]
		s.page, s.last = s.page[1:], e.ID
		if s.take(e) {
			return expectation{number: s.number, entry: e}, true, nil
		}
	}
}

// take gives an entry its turn, if it has a line and had none yet.
func (s *steps) take(e journal.Entry) bool {
	if s.seen[e.ID] || s.run.scope.Part(e) == past.Outside {
		return false
	}
	s.seen[e.ID] = true
	s.number++
	return true
}

// askedBy is what the row asks for, nil if it was edited since its import, or if the
// partner differed from it then.
func askedBy(r *row.Record, e journal.Entry) *client.NewPartner {
	if row.Code(e.Code) == row.ExistsDifferent || e.Status == string(row.Failed) {
		return nil
	}
	p := r.Request()
	readings := []*client.Referrer{p.Referrer, nil}
	if r.Referrer != "" {
		readings = append(readings, &client.Referrer{ID: r.Referrer}, &client.Referrer{Key: r.Referrer})
	}
	for _, referrer := range readings {
		asked := p
		asked.Referrer = referrer
		if compare.Content(asked) == e.Content {
			return &asked
		}
	}
	return nil
}
