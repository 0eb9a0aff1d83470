package xlsx

import (
	"slices"
	"strings"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/numbers"
)

// A noteKind is a kind of note that is made once.
type noteKind uint8

const (
	plainNote noteKind = iota
	dateNote
	truthNote
	mergedNote
	acrossNote
	hiddenNote
	kindsOfNotes
)

// judge is the text of a cell that is not simply text. If the cell is used for
// something that it cannot be, it is a problem.
func (r *sheetRows) judge(c *parsedCell, stored []byte) (string, *row.Problem) {
	column := r.use(c.column)
	at := func() string { return refName(c.column, r.row.number) }
	switch c.kind {
	case uncomputedCell:
		if r.columns == nil || column.Use != Unread {
			return "", damage("", sayUncomputed(at()))
		}
		return "", nil
	case truthCell:
		return string(stored), r.truth(column, at, string(stored))
	case dateCell:
		return string(stored), r.date(column, at, string(stored))
	}
	format := r.book.styles.of(c.style)
	if format == nil {
		text, _ := numbers.Plain(string(stored))
		return text, nil
	}
	shown := format.Show(string(stored), r.book.from1904)
	if shown.Kind == numbers.Date {
		return shown.Displayed, r.date(column, at, shown.Displayed)
	}
	if column.Use == Code || column.Use == Address {
		return r.code(column, at, shown)
	}
	return shown.Displayed, nil
}

// damage is the problem of a cell.
func damage(column, message string) *row.Problem {
	return &row.Problem{Code: row.SpreadsheetDamage, Column: column, Message: message}
}

// truth judges a truth value: it is no name and no code.
func (r *sheetRows) truth(column Column, at func() string, text string) *row.Problem {
	switch column.Use {
	case Name, Code, Secret:
		return damage(column.Name, sayTruth(at(), text))
	case Tags:
		r.book.noteOnce(truthNote, noteTruth(at(), text, column.Name))
	}
	return nil
}

// date judges a date: it is no name and no code.
func (r *sheetRows) date(column Column, at func() string, text string) *row.Problem {
	switch column.Use {
	case Name, Code, Address, Secret:
		return damage(column.Name, sayDate(at(), text))
	case Tags:
		r.book.noteOnce(dateNote, noteDate(at(), text, column.Name))
	}
	return nil
}

// code is the text of a number that is an id or a key. Thousands are no part of it,
// but leading zeros and letters are. What shows that it was something else is a
// problem.
func (r *sheetRows) code(column Column, at func() string, shown numbers.Shown) (string, *row.Problem) {
	what := ""
	switch shown.Kind {
	case numbers.Number:
		return shown.Plain, nil
	case numbers.Code:
		return shown.Displayed, nil
	case numbers.Percent:
		what = "a percentage"
	case numbers.Scientific:
		what = "in scientific notation"
	case numbers.Fraction:
		what = "a fraction"
	case numbers.Rounded:
		return shown.Plain, damage(column.Name, sayHiddenDigits(at(), shown.Plain, shown.Displayed))
	case numbers.Money:
		if strings.Contains(shown.Plain, ".") {
			what = "an amount of money"
		}
	}
	if what != "" {
		return shown.Plain, damage(column.Name, sayNumber(at(), shown.Displayed, what))
	}
	r.book.noteOnce(plainNote, notePlain(at(), shown.Plain, shown.Displayed))
	return shown.Plain, nil
}

// noteAcross tells of cells that are merged over several columns that are read.
func (b *Workbook) noteAcross(columns []Column) {
	for _, m := range b.shape.across {
		used := 0
		for i := m.left; i <= min(m.right, len(columns)); i++ {
			if columns[i-1].Use != Unread {
				used++
			}
		}
		if m.top > b.first && used > 1 {
			b.noteOnce(acrossNote, noteMergedAcross(m.String()))
			return
		}
	}
}

// noteHidden tells of a column that is read and not shown.
func (b *Workbook) noteHidden(columns []Column) {
	for i, column := range columns {
		isHidden := func(s span) bool { return s.first <= i+1 && i+1 <= s.last }
		if column.Use != Unread && slices.ContainsFunc(b.shape.columns, isHidden) {
			b.noteOnce(hiddenNote, noteHidden(column.Name))
			return
		}
	}
}
