package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// A warning is a finding, where it was first, and how many there are of its
// kind.
type warning struct {
	cell.Finding
	line  int
	count int
}

// Warnings are what a person should know about the cells of a file, one for
// each kind, however many rows there are.
type Warnings struct {
	kinds [cell.Kinds]warning
	ids   zeros
	keys  zeros
}

func (w *Warnings) add(line int, f cell.Finding) {
	k := &w.kinds[f.Kind]
	if k.count == 0 {
		k.Finding, k.line = f, line
	}
	k.count++
}

// Merge takes over the warnings of the rows that follow.
func (w *Warnings) Merge(next *Warnings) {
	for i := range next.kinds {
		if w.kinds[i].count == 0 {
			w.kinds[i].Finding, w.kinds[i].line = next.kinds[i].Finding, next.kinds[i].line
		}
		w.kinds[i].count += next.kinds[i].count
	}
	w.ids.merge(&next.ids)
	w.keys.merge(&next.keys)
}

// Examine looks at the cells of a row for what is likely damage and may be
// right all the same; found is what cleaning them has found already, and plain
// says that they are printable ASCII. Of a password it looks at nothing but its
// ends, and for what nobody sees: it is sent as it is.
func (w *Warnings) Examine(line int, r *row.Record, found []cell.Finding, plain bool) {
	for _, f := range found {
		w.add(line, f)
	}
	w.numbers(line, r)
	w.password(line, r.Password)
	if plain {
		w.examinePlain(line, r)
		return
	}
	w.text(line, "name", r.Name)
	w.text(line, "surname", r.Surname)
	w.text(line, "tags", r.Tags)
	w.laterTags(line, r.Tags)
	for _, code := range [...]struct{ field, value string }{
		{"email", r.Email}, {"id", r.ID}, {"key", r.Key}, {"referring_partner_id", r.ReferrerID},
		{"referring_partner_key", r.ReferrerKey}, {"referring_partner_email", r.ReferrerEmail}, {row.ReferrerColumn, r.Referrer},
	} {
		w.twice(line, code.field, code.value)
		if strings.ContainsAny(code.value, "\r\n") {
			w.add(line, cell.Finding{Kind: cell.BrokenLine, Field: code.field, Text: cell.Quote(code.value)})
		}
	}
}

// examinePlain is examine for a row of printable ASCII.
func (w *Warnings) examinePlain(line int, r *row.Record) {
	w.formula(line, "name", r.Name)
	w.formula(line, "surname", r.Surname)
	w.formula(line, "tags", r.Tags)
	w.quotes(line, "name", r.Name)
	w.quotes(line, "surname", r.Surname)
	w.quotes(line, "tags", r.Tags)
	w.laterTags(line, r.Tags)
}

// numbers looks at what a spreadsheet or a program may have taken for a number.
func (w *Warnings) numbers(line int, r *row.Record) {
	w.ids.add(line, r.ID)
	w.keys.add(line, r.Key)
	for _, code := range [...]struct{ field, value string }{
		{"id", r.ID}, {"key", r.Key}, {"referring_partner_id", r.ReferrerID}, {"referring_partner_key", r.ReferrerKey},
	} {
		if isDecimal(code.value) {
			w.add(line, cell.Finding{Kind: cell.DecimalNumber, Field: code.field, Text: cell.Quote(code.value)})
		}
	}
}

// isDecimal recognises 1001.0, which is how programs write 1001 in a column
// where a number is missing.
func isDecimal(s string) bool {
	n := len(s) - len(".0")
	return n > 0 && s[n] == '.' && s[n+1] == '0' && strings.Trim(s[:n], "0123456789") == ""
}

func (w *Warnings) password(line int, password string) {
	if password != strings.TrimSpace(password) || !identity.IsASCII(password) && strings.ContainsFunc(password, cell.IsInvisible) {
		w.add(line, cell.Finding{Kind: cell.PasswordAsIs, Field: "password", Text: ""})
	}
}

func (w *Warnings) text(line int, field, text string) {
	if text == "" {
		return
	}
	w.formula(line, field, text)
	w.twice(line, field, text)
	w.quotes(line, field, text)
	if strings.Contains(text, "@") && strings.ContainsAny(text, "\r\n") {
		w.add(line, cell.Finding{Kind: cell.BrokenLine, Field: field, Text: cell.Quote(text)}) // a quote opened by mistake takes in the next row
	}
	if strings.Contains(text, cell.LostLetter) {
		w.add(line, cell.Finding{Kind: cell.CharactersLost, Field: field, Text: cell.Quote(text)})
	}
}

func (w *Warnings) quotes(line int, field, text string) {
	if strings.IndexByte(text, '"') >= 0 && isQuoteAlone(text) {
		w.add(line, cell.Finding{Kind: cell.QuoteAlone, Field: field, Text: cell.Quote(text)})
	}
}

func (w *Warnings) formula(line int, field, text string) {
	switch {
	case text == "":
	case cell.IsFormulaError(text):
		w.add(line, cell.Finding{Kind: cell.FormulaErrorText, Field: field, Text: text})
	case cell.StartsLikeFormula(text):
		w.add(line, cell.Finding{Kind: cell.FormulaText, Field: field, Text: cell.Quote(text)})
	}
}

// laterTags are those behind the first, which text has looked at.
func (w *Warnings) laterTags(line int, cell string) {
	if !mayHoldFormula(cell) {
		return
	}
	for i, tag := range row.SplitTags(cell) {
		if i > 0 {
			w.formula(line, "tags", tag)
		}
	}
}

// mayHoldFormula: it has a character that a formula or its error begins with.
func mayHoldFormula(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '=', '+', '-', '@', '#':
			return true
		}
	}
	return false
}

func (w *Warnings) twice(line int, field, text string) {
	if cell.IsEncodedTwice(text) {
		w.add(line, cell.Finding{Kind: cell.EncodedTwice, Field: field, Text: cell.Quote(text)})
	}
}

// Sentences returns the warnings as a person reads them.
func (w *Warnings) Sentences(column func(field string) string) []string {
	var all []string
	for _, k := range w.kinds {
		if k.count > 0 {
			all = append(all, k.sentence(column(k.Field)))
		}
	}
	all = append(all, w.ids.sentences(column("id"))...)
	return append(all, w.keys.sentences(column("key"))...)
}

func (k *warning) sentence(column string) string {
	text, advice := "", ""
	switch k.Kind {
	case cell.InvisibleRemoved:
		text = fmt.Sprintf("removed an invisible character (%s) from %s", k.Text, column)
	case cell.QuotesRemoved:
		text = fmt.Sprintf("removed the quotes around %s %s", column, k.Text)
	case cell.AddressTaken:
		text = fmt.Sprintf("took the address alone out of %s %s", column, k.Text)
	case cell.FormulaText:
		text, advice = fmt.Sprintf("%s %s starts like a spreadsheet formula", column, k.Text), "if it is none, leave it"
	case cell.FormulaErrorText:
		text, advice = fmt.Sprintf("%s holds the spreadsheet error %s", column, k.Text), "correct the formula where it comes from"
	case cell.EncodedTwice:
		text, advice = fmt.Sprintf("%s %s looks encoded twice", column, k.Text), "export the file again as UTF-8"
	case cell.QuoteAlone:
		text, advice = fmt.Sprintf("%s %s holds a quote without its partner", column, k.Text), "if the cell was cut there, quote it as a whole"
	case cell.BrokenLine:
		text, advice = fmt.Sprintf("%s %s holds a line break", column, k.Text), "if a quote opens there by mistake, remove it"
	case cell.DecimalNumber:
		text, advice = fmt.Sprintf("%s %s is written as a decimal number", column, k.Text), "if the .0 is not part of it, format the column as text where it comes from"
	case cell.PasswordAsIs:
		text, advice = fmt.Sprintf("%s has white space at an end, or a character that nobody sees, and is sent so", column), "if that is not meant, type it again"
	case cell.CharactersLost:
		text, advice = fmt.Sprintf("%s %s holds replacement characters (\ufffd), since letters were lost in an earlier export", column, k.Text), "type it again"
	}
	if advice != "" {
		advice = "; " + advice
	}
	return fmt.Sprintf("line %d: %s%s%s", k.line, text, more(k.count), advice)
}

// isQuoteAlone finds a quote without its partner, where one would open or
// close, unless it means inches.
func isQuoteAlone(s string) bool {
	if strings.Count(s, `"`)%2 == 0 {
		return false
	}
	i := strings.LastIndexByte(s, '"')
	if i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i+1:])
	return i == 0 || !unicode.IsLetter(next) && !unicode.IsDigit(next)
}

// more says that a warning stands for others.
func more(n int) string {
	switch n {
	case 1:
		return ""
	case 2:
		return " (and 1 more cell like it)"
	}
	return fmt.Sprintf(" (and %d more cells like it)", n-1)
}
