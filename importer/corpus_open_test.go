package importer

import (
	"bytes"
	"context"
	"slices"

	"partner-import/importer/internal/plan"
	"partner-import/importer/source"
)

// corpusOptions are what a user says about a polluted file.
type corpusOptions struct {
	encoding  string
	delimiter rune
}

// A corpusVerdict is what the reader makes of a file.
type corpusVerdict struct {
	err      error // the file is refused
	rows     []corpusRow
	warnings []string // of the file and of its rows, one for each kind
}

// openPolluted does what validate does. It is the only place where the corpus
// touches the reader.
func openPolluted(data []byte, o corpusOptions) corpusVerdict {
	s, err := source.OpenReader(bytes.NewReader(data), "partners.csv", source.Options{Delimiter: o.delimiter, Encoding: o.encoding})
	if err != nil {
		return corpusVerdict{err: err}
	}
	defer s.Close()
	p, err := plan.Make(context.Background(), s, plan.Options{Examples: true}, nil)
	if err != nil {
		return corpusVerdict{err: err}
	}
	v := corpusVerdict{warnings: slices.Concat(s.Warnings(), p.Remarks())}
	rows := s.Rows()
	for rows.Next() {
		row := rows.Row()
		read := corpusRow{Line: row.Line}
		if problem := p.Problem(row); problem != nil {
			read.Code = problem.Code
		} else {
			read.Record = *row.Record
		}
		v.rows = append(v.rows, read)
	}
	v.err = rows.Err()
	return v
}
