package review

import (
	"cmp"
	"slices"
	"strings"

	"partner-import/importer/row"
)

// problem returns what is wrong with a row now, and whether anything is: what the
// check says, or else what Partnero said when the row was sent. The caller holds the
// lock.
func (r *Review) problem(number int) (Problem, bool) {
	if p, wrong := r.verdicts.of(number); wrong {
		return p, true
	}
	return r.refusals.of(number, r.log)
}

// isAside reports whether a row is left out by a choice of rows, or empty. The caller
// holds the lock.
func (r *Review) isAside(number int) bool {
	return r.verdicts.isAside(number) && !r.log.IsSkipped(number)
}

// count counts the rows by code, those with the most rows first, and those that are
// left out. Rows that are skipped do not count. The caller holds the lock.
func (r *Review) count() (groups []Group, aside int) {
	if r.verdicts == nil {
		return nil, 0
	}
	counts, first := map[row.Code]int{}, map[row.Code]string{}
	add := func(number int) {
		if p, wrong := r.problem(number); wrong && !r.log.IsSkipped(number) {
			if counts[p.Code]++; first[p.Code] == "" {
				first[p.Code] = p.Text
			}
		}
	}
	for number, m := range r.verdicts.marks {
		switch {
		case m.code > 0:
			add(number)
		case r.isAside(number):
			aside++
		}
	}
	for number := range r.refusals.rows {
		if number < len(r.verdicts.marks) && r.verdicts.marks[number].code == 0 {
			add(number)
		}
	}
	for code, n := range counts {
		groups = append(groups, Group{code, n, first[code]})
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(string(a.Code), string(b.Code)))
	})
	return groups, aside
}
