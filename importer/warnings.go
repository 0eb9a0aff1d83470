package importer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A warningKind is something that is told once for a whole file.
type warningKind int

const (
	invisibleRemoved warningKind = iota
	quotesRemoved
	addressTaken
	formulaText
	formulaErrorText
	encodedTwice
	charactersLost
	quoteAlone
	warningKinds // how many there are
)

// A warning is a finding, where it was first, and how many there are of its
// kind.
type warning struct {
	finding
	line  int
	count int
}

// warnings are what a person should know about the cells of a file, one for
// each kind, however many rows there are.
type warnings struct {
	kinds [warningKinds]warning
	zeros zeros
}

func (w *warnings) add(line int, f finding) {
	k := &w.kinds[f.kind]
	if k.count == 0 {
		k.finding, k.line = f, line
	}
	k.count++
}

// merge takes over the warnings of the rows that follow.
func (w *warnings) merge(next *warnings) {
	for i := range next.kinds {
		if w.kinds[i].count == 0 {
			w.kinds[i].finding, w.kinds[i].line = next.kinds[i].finding, next.kinds[i].line
		}
		w.kinds[i].count += next.kinds[i].count
	}
	w.zeros.merge(&next.zeros)
}

// examine looks at the cells of a row for what is likely damage and may be
// right all the same. Passwords are not looked at.
func (w *warnings) examine(row *batchRow) {
	line, r := row.Line, row.Record
	for _, f := range row.found {
		w.add(line, f)
	}
	if row.plain {
		w.examinePlain(line, r)
		return
	}
	w.text(line, "name", r.Name)
	w.text(line, "surname", r.Surname)
	w.text(line, "tags", r.Tags)
	w.laterTags(line, r.Tags)
	for _, code := range [...]struct{ field, value string }{
		{"email", r.Email}, {"id", r.ID}, {"key", r.Key}, {"referring_partner_id", r.ReferrerID},
		{"referring_partner_key", r.ReferrerKey}, {"referring_partner_email", r.ReferrerEmail}, {referrerColumn, r.Referrer},
	} {
		w.twice(line, code.field, code.value)
	}
	w.zeros.add(line, r.ID)
}

// examinePlain is examine for a row of printable ASCII.
func (w *warnings) examinePlain(line int, r *Record) {
	w.formula(line, "name", r.Name)
	w.formula(line, "surname", r.Surname)
	w.formula(line, "tags", r.Tags)
	w.quotes(line, "name", r.Name)
	w.quotes(line, "surname", r.Surname)
	w.quotes(line, "tags", r.Tags)
	w.laterTags(line, r.Tags)
	w.zeros.add(line, r.ID)
}

func (w *warnings) text(line int, field, text string) {
	if text == "" {
		return
	}
	w.formula(line, field, text)
	w.twice(line, field, text)
	w.quotes(line, field, text)
	if strings.Contains(text, lostLetter) {
		w.add(line, finding{charactersLost, field, quote(text)})
	}
}

func (w *warnings) quotes(line int, field, text string) {
	if strings.IndexByte(text, '"') >= 0 && isQuoteAlone(text) {
		w.add(line, finding{quoteAlone, field, quote(text)})
	}
}

func (w *warnings) formula(line int, field, text string) {
	switch {
	case text == "":
	case isFormulaError(text):
		w.add(line, finding{formulaErrorText, field, text})
	case startsLikeFormula(text):
		w.add(line, finding{formulaText, field, quote(text)})
	}
}

// laterTags are those behind the first, which text has looked at.
func (w *warnings) laterTags(line int, cell string) {
	if !mayHoldFormula(cell) {
		return
	}
	for i, tag := range splitTags(cell) {
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

func (w *warnings) twice(line int, field, text string) {
	if isEncodedTwice(text) {
		w.add(line, finding{encodedTwice, field, quote(text)})
	}
}

// sentences returns the warnings as a person reads them.
func (w *warnings) sentences(h Header) []string {
	var all []string
	for _, k := range w.kinds {
		if k.count > 0 {
			all = append(all, k.sentence(h))
		}
	}
	if text := w.zeros.sentence(h); text != "" {
		all = append(all, text)
	}
	return all
}

func (k *warning) sentence(h Header) string {
	column := h.name(k.field)
	text, advice := "", ""
	switch k.kind {
	case invisibleRemoved:
		text = fmt.Sprintf("removed an invisible character (%s) from %s", k.text, column)
	case quotesRemoved:
		text = fmt.Sprintf("removed the quotes around %s %s", column, k.text)
	case addressTaken:
		text = fmt.Sprintf("took the address alone out of %s %s", column, k.text)
	case formulaText:
		text, advice = fmt.Sprintf("%s %s starts like a spreadsheet formula", column, k.text), "if it is none, leave it"
	case formulaErrorText:
		text, advice = fmt.Sprintf("%s holds the spreadsheet error %s", column, k.text), "correct the formula where it comes from"
	case encodedTwice:
		text, advice = fmt.Sprintf("%s %s looks encoded twice", column, k.text), "export the file again as UTF-8"
	case quoteAlone:
		text, advice = fmt.Sprintf("%s %s holds a quote without its partner", column, k.text), "if the cell was cut there, quote it as a whole"
	case charactersLost:
		text, advice = fmt.Sprintf("%s %s holds replacement characters (\ufffd), since letters were lost in an earlier export", column, k.text), "type it again"
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

// maxDigits is the longest number whose length is counted.
const maxDigits = 32

// zeros notices ids that lost their leading zeros in a spreadsheet: numbers
// that are shorter than another one of the column that begins with a zero.
type zeros struct {
	longest int // of the ids that begin with 0
	example string
	line    int // of the example
	others  [maxDigits + 1]struct {
		count, line int
		example     string
	}
}

func (z *zeros) add(line int, id string) {
	if id == "" || id[0] < '0' || id[0] > '9' || len(id) > maxDigits || strings.Trim(id, "0123456789") != "" {
		return
	}
	if id[0] == '0' && len(id) > 1 {
		if len(id) > z.longest {
			z.longest, z.example, z.line = len(id), id, line
		}
		return
	}
	o := &z.others[len(id)]
	if o.count == 0 {
		o.line, o.example = line, id
	}
	o.count++
}

// merge takes over the ids of the rows that follow.
func (z *zeros) merge(next *zeros) {
	if next.longest > z.longest {
		z.longest, z.example, z.line = next.longest, next.example, next.line
	}
	for i := range next.others {
		if z.others[i].count == 0 {
			z.others[i].line, z.others[i].example = next.others[i].line, next.others[i].example
		}
		z.others[i].count += next.others[i].count
	}
}

func (z *zeros) sentence(h Header) string {
	count, line, example := 0, 0, ""
	for _, o := range z.others[:z.longest] {
		count += o.count
		if o.count > 0 && (line == 0 || o.line < line) {
			line, example = o.line, o.example
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("line %d: %s %q is shorter than %q in line %d and may have lost leading zeros%s; compare it with where it comes from",
		line, h.name("id"), example, z.example, z.line, more(count))
}
