package standing

import (
	"partner-import/importer/source/internal/choose"
)

// A Column is a column that says whether somebody is an approved partner, with its
// words.
type Column struct {
	Name   string
	Words  []Word // those of the most rows first
	Others int    // rows with other words than these
}

// A Word is a value of a column.
type Word struct {
	Text    string // as the first row has it, "" for an empty cell
	Value   string // as a choice of rows writes it; "*": any value
	Rows    int    // that have it
	Refused bool   // these partners were refused
}

// mostWords is how many words of a column are told apart. More are no standing.
const mostWords = 20

// Columns returns the columns that say something, with the words of all rows that were
// counted.
func (w *Watch) Columns(t *Tally) (all []Column) {
	for _, f := range w.Report(t) {
		for i, c := range w.columns {
			if c.at == f.Column {
				all = append(all, w.words(c, &t.columns[i]))
			}
		}
	}
	return all
}

func (w *Watch) words(c watched, n *counts) Column {
	column := Column{Name: c.name, Others: n.others}
	if c.kind == refusedAt {
		return dates(c, n)
	}
	for _, v := range n.sorted() {
		if len(column.Words) == mostWords {
			column.Others += v.n
			continue
		}
		column.Words = append(column.Words, Word{v.text, choose.Value(v.text), v.n, classOf(c.kind, v.text, w.partners) == refused})
	}
	return column
}

// dates are the words of a column in which any date says that a partner was refused.
func dates(c watched, n *counts) Column {
	empty, given := Word{}, Word{Text: participle(c.name), Value: "*", Rows: n.others, Refused: true}
	for _, v := range n.values {
		if v.folded == "" {
			empty.Rows += v.n
		} else {
			given.Rows += v.n
		}
	}
	return Column{Name: c.name, Words: []Word{empty, given}}
}
