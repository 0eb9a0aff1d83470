package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/garbled"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// A warning is the first finding of a kind, with its line and how many there are.
type warning struct {
	cell.Finding
	line  int
	count int
}

// Warnings are what a person should know about the cells of a file. There is one
// for each kind, however many rows there are.
type Warnings struct {
	kinds [cell.Kinds]warning
	words []warning // one for each word for "nothing"
	ids   zeros
	keys  zeros

	domains domains
}

// maxWords is how many words for "nothing" are told.
const maxWords = 12

func (w *Warnings) add(line int, f cell.Finding) {
	if f.Kind > cell.Kinds {
		w.addWord(warning{f, line, 1})
		return
	}
	k := &w.kinds[f.Kind]
	if k.count == 0 {
		k.Finding, k.line = f, line
	}
	k.count++
}

// addWord counts a word for "nothing" with those of the same letters.
func (w *Warnings) addWord(next warning) {
	for i := range w.words {
		if known := &w.words[i]; known.Kind == next.Kind && strings.EqualFold(known.Text, next.Text) {
			known.count += next.count
			return
		}
	}
	if len(w.words) < maxWords {
		w.words = append(w.words, next)
	} else {
		w.words[maxWords-1].count += next.count
	}
}

// Merge takes over the warnings of the rows that follow.
func (w *Warnings) Merge(next *Warnings) {
	for i := range next.kinds {
		if w.kinds[i].count == 0 {
			w.kinds[i].Finding, w.kinds[i].line = next.kinds[i].Finding, next.kinds[i].line
		}
		w.kinds[i].count += next.kinds[i].count
	}
	for _, word := range next.words {
		w.addWord(word)
	}
	w.ids.merge(&next.ids)
	w.keys.merge(&next.keys)
	w.domains.merge(&next.domains)
}

// Examine looks in the cells of a row for likely damage, which may still be right.
// Found is what was found already while they were cleaned. Plain says that they
// are printable ASCII. In a password it only looks for spaces at the ends and for
// invisible characters, because a password is sent as it is.
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
		if code.value == "" {
			continue
		}
		w.twice(line, code.field, code.value)
		if strings.ContainsAny(code.value, "\n\r\u2028\u2029") {
			w.add(line, cell.Finding{Kind: cell.BrokenLine, Field: code.field, Text: cell.Quote(code.value)})
		}
	}
}

// examinePlain is Examine for a row of printable ASCII.
func (w *Warnings) examinePlain(line int, r *row.Record) {
	w.formula(line, "name", r.Name)
	w.formula(line, "surname", r.Surname)
	w.formula(line, "tags", r.Tags)
	w.quotes(line, "name", r.Name)
	w.quotes(line, "surname", r.Surname)
	w.quotes(line, "tags", r.Tags)
	w.laterTags(line, r.Tags)
}

// numbers looks for values that a spreadsheet or a program took for a number.
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

// isDecimal recognises 1001.0 and 1001,00. Some programs write 1001 so if a number is missing
// in the column.
func isDecimal(s string) bool {
	n := len(s) - 1
	if n < 2 || s[n] != '0' {
		return false
	}
	for n > 0 && s[n] == '0' {
		n--
	}
	return n > 0 && n >= len(s)-3 && (s[n] == '.' || s[n] == ',') && strings.Trim(s[:n], "0123456789") == ""
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
	w.escapes(line, field, text)
	w.quotes(line, field, text)
	if strings.Contains(text, "@") && strings.ContainsAny(text, "\r\n") {
		w.add(line, cell.Finding{Kind: cell.BrokenLine, Field: field, Text: cell.Quote(text)}) // a quote that opens by mistake swallows the next row
	}
	if strings.Contains(text, cell.LostLetter) {
		w.add(line, cell.Finding{Kind: cell.CharactersLost, Field: field, Text: cell.Quote(text)})
	}
}

func (w *Warnings) escapes(line int, field, text string) {
	if cell.HasEscapes(text) {
		w.add(line, cell.Finding{Kind: cell.EscapedText, Field: field, Text: cell.Quote(text)})
	}
	if field != "tags" && hasLostLetter(text) {
		w.add(line, cell.Finding{Kind: cell.QuestionMark, Field: field, Text: cell.Quote(text)})
	}
}

// hasLostLetter recognises a question mark that is in front of a letter, as no
// sentence has it, and a text of nothing else.
func hasLostLetter(text string) bool {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "?")
		if !found {
			return len(text) > 1 && rest != text && strings.Trim(text, "? ") == ""
		}
		if next, _ := utf8.DecodeRuneInString(after); unicode.IsLetter(next) {
			return true
		}
		rest = after
	}
}

func (w *Warnings) quotes(line int, field, text string) {
	if strings.IndexByte(text, '"') >= 0 && isQuoteAlone(text) {
		w.add(line, cell.Finding{Kind: cell.QuoteAlone, Field: field, Text: cell.Quote(text)})
	}
}

func (w *Warnings) formula(line int, field, text string) {
	if text != "" && field != "tags" && (isDigit(text[0]) || isDigit(text[len(text)-1])) && isMadeNumber(text) {
		w.add(line, cell.Finding{Kind: cell.NameIsDate, Field: field, Text: cell.Quote(text)})
	}
	switch {
	case text == "":
	case cell.IsKnownError(text), field != "tags" && cell.IsFormulaError(text):
		w.add(line, cell.Finding{Kind: cell.FormulaErrorText, Field: field, Text: cell.Quote(text)})
	case cell.StartsLikeFormula(text), field != "tags" && cell.IsSignedNumber(text):
		w.add(line, cell.Finding{Kind: cell.FormulaText, Field: field, Text: cell.Quote(text)})
	}
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// isMadeNumber recognises what a spreadsheet makes of a name that it takes for a date
// or a number.
func isMadeNumber(text string) bool {
	return cell.IsRounded(text) || cell.MayBeDate(text) && cell.IsDateOfCode(text)
}

// laterTags looks at the tags after the first one, which text has looked at.
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
	if garbled.Is(text) || cell.IsEncodedTwice(text) {
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
	for i := range w.words {
		all = append(all, w.words[i].sentence(column(w.words[i].Field)))
	}
	all = append(all, w.ids.sentences(column("id"))...)
	all = append(all, w.keys.sentences(column("key"))...)
	return append(all, w.domains.sentences()...)
}

// isQuoteAlone finds a quote without its counterpart where a quote would open or
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
