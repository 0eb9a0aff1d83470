package source

import (
	"errors"
	"iter"
	"slices"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/export"
	"partner-import/importer/source/internal/header"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/profile"
)

// like is the profile that a file without one looks like, nil if there is none.
func (s *Source) like() *profile.Profile {
	if p := export.Suggested(s.header.Columns); s.export == nil && p != nil && p.Refused == "" {
		return p
	}
	return nil
}

// names are the columns that a header may have, and their fields.
func (o *Options) names() map[string]string {
	return header.Names(append(export.Names(o.From), o.Map...))
}

// headerOptions are what is known about the columns. What a person said comes before
// the profile.
func (s *Source) headerOptions(columns []string) header.Options {
	o := header.Options{
		Map: s.options.Map, Set: s.options.Set, AddTags: s.options.AddTags,
		KeyFrom: s.options.KeyFrom, SplitName: s.options.SplitName, Call: s.options.Call,
	}
	export.Complete(&o, s.options.From, columns)
	return o
}

// checkProfile refuses a file that is not an export of the platform.
func (s *Source) checkProfile(line int) error {
	if s.options.From == nil {
		return nil
	}
	err := export.Check(s.options.From, s.header.Columns, s.options.Call)
	var refused *raw.Refusal
	if errors.As(err, &refused) {
		refused.Line = line
	}
	return err
}

// readProfile finds out what the profile does with the columns.
func (s *Source) readProfile() {
	if s.options.From != nil {
		s.export = export.New(s.options.From, s.header, s.options.Call)
		s.filter = s.export.Filter(s.choices.Concern)
	}
}

// firstWarnings are those that a person must not miss. A profile says more than what a
// file looks like.
func (s *Source) firstWarnings(rows func() [][]string) (all []string) {
	if s.export != nil {
		return s.export.Notes()
	}
	like := s.looksLike()
	texts := []string{like, s.header.Payments(), s.header.LostKeys(rows)}
	if like != "" {
		texts[1] = "" // the profile knows it better
	}
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// looksLike says that the file looks like an export of a platform. It is for files that
// are read without a profile.
func (s *Source) looksLike() string {
	if s.options.From != nil {
		return ""
	}
	return export.Suggestion(s.header.Columns, s.options.Call)
}

// relate reads the file ahead, if rows depend on others: for referring partners that
// are named by the ids of a platform, and for rows of the same partner.
func (s *Source) relate() error {
	if s.export == nil {
		return nil
	}
	if err := s.export.Relate(s.lines); err != nil || !s.export.Merges() {
		return err
	}
	return s.export.Merge(s.all())
}

// lines are the cells of the rows that can be split.
func (s *Source) lines() iter.Seq2[export.Line, error] {
	return func(yield func(export.Line, error) bool) {
		var b batch
		cutter := s.cut()
		for cutter.fill(&b, batchRows) {
			for i := range b.rows {
				r := &b.rows[i]
				if r.Problem == nil && s.misshapen(r) == nil && !yield(export.Line{Number: r.Line, Cells: r.text.Cells}, nil) {
					return
				}
			}
		}
		if err := s.ended(cutter.err); err != nil {
			yield(export.Line{}, err)
		}
	}
}

// all are the rows.
func (s *Source) all() iter.Seq2[row.Row, error] {
	return func(yield func(row.Row, error) bool) {
		rows := s.Rows()
		for rows.Next() {
			if !yield(rows.Row(), nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(row.Row{}, err)
		}
	}
}
