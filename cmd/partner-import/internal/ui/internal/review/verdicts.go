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
	Said   bool   // Partnero said it when the row was sent
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
	version  int            // of the edits that were checked
	marks    []mark         // by row of the sheet
	codes    []row.Code     // a mark is the place of its code here
	texts    map[int]string // of the first rows with a problem, or that are left out
	first    map[row.Code]string
	aside    string // why the first row is left out that is
	warnings []string
}

type mark struct {
	code   uint8 // 0: nothing is wrong
	column int16 // or one of these
}

// What a mark without a code says in place of a column.
const (
	leftOut = -2 // a choice of rows leaves it out
	unread  = -3 // all its cells are empty, so it is no row
)

func newVerdicts(rows, version int) *verdicts {
	v := &verdicts{version: version, marks: make([]mark, rows), codes: []row.Code{""}, texts: map[int]string{}, first: map[row.Code]string{}}
	for i := range v.marks {
		v.marks[i].column = unread
	}
	return v
}

// copy is what a later check begins with, nil if nothing was checked.
func (v *verdicts) copy(version int) *verdicts {
	if v == nil {
		return nil
	}
	c := *v
	c.version, c.marks, c.codes = version, slices.Clone(v.marks), slices.Clone(v.codes)
	c.texts, c.first = maps.Clone(v.texts), maps.Clone(v.first)
	return &c
}

// forget forgets what was said of a row.
func (v *verdicts) forget(number int) {
	v.marks[number] = mark{column: unread}
	delete(v.texts, number)
}

// note takes over what the check says of a row. The last call for a row counts.
func (v *verdicts) note(number, column int, p row.Problem, status row.Status) {
	switch status {
	case row.Invalid:
		v.marks[number] = mark{v.place(p.Code), int16(column)}
		if v.first[p.Code] == "" {
			v.first[p.Code] = p.Message
		}
	case row.Skipped:
		v.marks[number] = mark{0, leftOut}
		v.aside = cmp.Or(v.aside, p.Message)
	default:
		v.marks[number] = mark{}
		delete(v.texts, number)
		return
	}
	if len(v.texts) < mostMessages || v.texts[number] != "" {
		v.texts[number] = p.Message
	}
}

// isAside reports whether a row is no partner that is meant.
func (v *verdicts) isAside(number int) bool {
	return v != nil && v.marks[number].code == 0 && v.marks[number].column < -1
}

// why says why a row is left out, "" for one that is empty.
func (v *verdicts) why(number int) string {
	if v.marks[number].column == unread {
		return ""
	}
	return cmp.Or(v.texts[number], v.aside)
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
	return Problem{Column: int(m.column), Code: code, Text: cmp.Or(v.texts[number], v.first[code])}, true
}
