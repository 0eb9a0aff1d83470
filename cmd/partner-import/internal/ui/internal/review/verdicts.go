package review

import (
	"cmp"
	"maps"
	"slices"

	"partner-import/importer/row"
)

// mostMessages is how many rows keep a sentence of their own. Rows beyond that show
// the first sentence of their code, so that a file full of mistakes takes little
// memory.
const mostMessages = 50_000

// A Problem is what is wrong with a row.
type Problem struct {
	Column int // -1 if it is not in one column
	Code   row.Code
	Text   string // a sentence that says what to do
}

// A Group is the rows with problems of one code.
type Group struct {
	Code  row.Code
	Count int
	Text  string // the sentence of the first row
}

// verdicts are what a check said of each row: a few bytes for each. The zero value
// knows nothing.
type verdicts struct {
	version int            // of the edits that were checked
	marks   []mark         // by row of the sheet
	codes   []row.Code     // a mark is the place of its code here
	texts   map[int]string // of the first rows with a problem
	first   map[row.Code]string
}

type mark struct {
	code   uint8 // 0: nothing is wrong
	column int16
}

func newVerdicts(rows, version int) *verdicts {
	return &verdicts{version: version, marks: make([]mark, rows), codes: []row.Code{""}, texts: map[int]string{}, first: map[row.Code]string{}}
}

// copy is what a later check begins with, nil if nothing was checked.
func (v *verdicts) copy(version int) *verdicts {
	if v == nil {
		return nil
	}
	return &verdicts{version, slices.Clone(v.marks), slices.Clone(v.codes), maps.Clone(v.texts), maps.Clone(v.first)}
}

// note takes over what the check says of a row. The last call for a row counts.
func (v *verdicts) note(number, column int, p row.Problem, wrong bool) {
	if !wrong {
		v.marks[number] = mark{}
		delete(v.texts, number)
		return
	}
	v.marks[number] = mark{v.place(p.Code), int16(column)}
	if v.first[p.Code] == "" {
		v.first[p.Code] = p.Message
	}
	if len(v.texts) < mostMessages || v.texts[number] != "" {
		v.texts[number] = p.Message
	}
}

func (v *verdicts) place(code row.Code) uint8 {
	if i := slices.Index(v.codes, code); i > 0 {
		return uint8(i)
	}
	v.codes = append(v.codes, code)
	return uint8(len(v.codes) - 1)
}

// of returns the problem of a row, and whether it has one.
func (v *verdicts) of(number int) (Problem, bool) {
	if v == nil || v.marks[number].code == 0 {
		return Problem{}, false
	}
	m := v.marks[number]
	code := v.codes[m.code]
	return Problem{int(m.column), code, cmp.Or(v.texts[number], v.first[code])}, true
}

// groups counts the rows by code, those with the most rows first. Rows that are
// skipped do not count.
func (v *verdicts) groups(skipped func(int) bool) []Group {
	if v == nil {
		return nil
	}
	counts := make([]int, len(v.codes))
	for number, m := range v.marks {
		if m.code > 0 && !skipped(number) {
			counts[m.code]++
		}
	}
	var all []Group
	for place, n := range counts {
		if n > 0 {
			all = append(all, Group{v.codes[place], n, v.first[v.codes[place]]})
		}
	}
	slices.SortStableFunc(all, func(a, b Group) int { return b.Count - a.Count })
	return all
}
