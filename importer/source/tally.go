package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/reshape"
	"partner-import/importer/source/internal/standing"
)

// A Tally counts what takes all rows to know: the values of the columns that say who is
// an approved partner, and how the fields were made.
type Tally struct {
	standing standing.Tally

	keyless    int            // rows without a key in the column that has the keys
	firstEmpty int            // the line of the first of them
	parameters map[string]int // of the links that had keys; "" for keys from a path
	whole      map[reshape.Reason]wholeNames
}

// wholeNames are full names that were not split.
type wholeNames struct {
	n, line int
	example string
}

// Count counts the rows that are meant and can be read. It is safe for concurrent use
// with different tallies.
func (s *Source) Count(t *Tally, rows []Parsed) {
	d := s.header.Derived()
	if !s.watch.Any() && !d.Any() {
		return
	}
	for i := range rows {
		r := &rows[i]
		if r.LeftOut != "" || r.Problem != nil {
			continue
		}
		if s.watch.Any() {
			s.watch.Count(&t.standing, r.text.Cells)
		}
		if d.Key > 0 {
			t.countKey(r)
		}
		if d.Name > 0 {
			t.countName(r, r.text.Cells[d.Name-1])
		}
	}
}

func (t *Tally) countKey(r *Parsed) {
	switch k := r.made.key; {
	case r.Record.Key == "":
		if t.keyless++; t.keyless == 1 {
			t.firstEmpty = r.Line
		}
	case k.Origin != reshape.FromWord:
		if t.parameters == nil {
			t.parameters = map[string]int{}
		}
		t.parameters[strings.Clone(k.Parameter)]++
	}
}

func (t *Tally) countName(r *Parsed, full string) {
	if why := r.made.name; why != "" && why != reshape.OneWord {
		t.addWhole(why, wholeNames{1, r.Line, cloned(full)})
	}
}

func (t *Tally) addWhole(why reshape.Reason, more wholeNames) {
	if t.whole == nil {
		t.whole = map[reshape.Reason]wholeNames{}
	}
	w, known := t.whole[why]
	if !known {
		w = wholeNames{line: more.line, example: more.example}
	}
	w.n += more.n
	t.whole[why] = w
}

// Merge takes over the counts of the rows that follow.
func (t *Tally) Merge(next *Tally) {
	t.standing.Merge(&next.standing)
	if t.keyless == 0 {
		t.firstEmpty = next.firstEmpty
	}
	t.keyless += next.keyless
	for name, n := range next.parameters {
		if t.parameters == nil {
			t.parameters = map[string]int{}
		}
		t.parameters[name] += n
	}
	for why, w := range next.whole {
		t.addWhole(why, w)
	}
}

// Derived says what a person should know about the fields that were made.
func (s *Source) Derived(t *Tally) (list []string) {
	d := s.header.Derived()
	switch t.keyless {
	case 0:
	case 1:
		list = append(list, fmt.Sprintf(sayKeylessOnce, t.firstEmpty, cell.Name(s.header.Columns[d.Key-1])))
	default:
		list = append(list, fmt.Sprintf(sayKeyless, t.keyless, t.firstEmpty, cell.Name(s.header.Columns[d.Key-1])))
	}
	if text := t.links(); text != "" {
		list = append(list, text)
	}
	for _, why := range slices.Sorted(maps.Keys(t.whole)) {
		w, say := t.whole[why], sayUncertain
		if why == reshape.Company {
			say = sayCompany
		}
		list = append(list, fmt.Sprintf(say, w.line, cell.Quote(w.example), cell.Name(s.header.Columns[d.Name-1]), andMore(w.n)))
	}
	return list
}

// links says what the old links need to keep working.
func (t *Tally) links() string {
	var named []string
	for _, name := range slices.Sorted(maps.Keys(t.parameters)) {
		if name != "" && !strings.EqualFold(name, partneroParameter) {
			named = append(named, "?"+name+"=")
		}
	}
	path := t.parameters[""] > 0
	switch {
	case len(named) > 0 && path:
		return fmt.Sprintf(sayLinksBoth, strings.Join(named, ", "), partneroParameter)
	case len(named) > 0:
		return fmt.Sprintf(sayLinks, strings.Join(named, ", "), partneroParameter)
	case path:
		return fmt.Sprintf(sayPaths, partneroParameter)
	}
	return ""
}

func andMore(n int) string {
	switch n {
	case 1:
		return ""
	case 2:
		return " (and 1 more)"
	}
	return fmt.Sprintf(" (and %d more)", n-1)
}
