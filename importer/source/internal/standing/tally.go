package standing

import (
	"slices"
	"strings"

	"partner-import/importer/source/internal/choose"
	"partner-import/importer/source/internal/names"
)

// A Watch has the columns of a file that say who is an approved partner. It is safe for
// concurrent use.
type Watch struct {
	columns  []watched
	partners bool
}

type watched struct {
	at   int
	name string
	kind kind
}

// Find finds the columns by their names.
func Find(columns []string) Watch {
	w := Watch{partners: names.OfPartners(columns)}
	for i, name := range columns {
		if k := kindOf(name); k != nothing {
			w.columns = append(w.columns, watched{i, name, k})
		}
	}
	return w
}

// Any reports whether there are such columns.
func (w *Watch) Any() bool { return len(w.columns) > 0 }

// mostValues is how many different values of a column are told apart.
const mostValues = 64

// A Tally counts the values of the columns of a Watch.
type Tally struct{ columns []counts }

type counts struct {
	values []value // in the order in which they came
	others int     // cells with other values than these
}

type value struct {
	text, folded string
	n            int
}

// Count counts the cells of a row.
func (w *Watch) Count(t *Tally, cells []string) {
	if t.columns == nil {
		t.columns = make([]counts, len(w.columns))
	}
	for i, c := range w.columns {
		if !t.columns[i].again(cells[c.at]) {
			t.columns[i].add(value{cells[c.at], choose.Fold(cells[c.at]), 1})
		}
	}
}

// again counts a value that was written so before.
func (c *counts) again(text string) bool {
	for i := range c.values {
		if c.values[i].text == text {
			c.values[i].n++
			return true
		}
	}
	return false
}

func (c *counts) add(v value) {
	for i := range c.values {
		if c.values[i].folded == v.folded {
			c.values[i].n += v.n
			return
		}
	}
	if len(c.values) == mostValues {
		c.others += v.n
		return
	}
	v.text = strings.Clone(strings.TrimSpace(v.text))
	c.values = append(c.values, value{v.text, strings.Clone(v.folded), v.n})
}

// Merge takes over the counts of the rows that follow.
func (t *Tally) Merge(next *Tally) {
	if len(next.columns) == 0 {
		return
	}
	if t.columns == nil {
		t.columns = make([]counts, len(next.columns))
	}
	for i := range next.columns {
		for _, v := range next.columns[i].values {
			t.columns[i].add(v)
		}
		t.columns[i].others += next.columns[i].others
	}
}

// sorted are the values with the most rows first.
func (c *counts) sorted() []value {
	all := slices.Clone(c.values)
	slices.SortStableFunc(all, func(a, b value) int { return b.n - a.n })
	return all
}
