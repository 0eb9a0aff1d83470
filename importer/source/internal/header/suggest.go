package header

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/names"
)

const (
	mostShown     = 8 // names of columns in a warning
	mostProposals = 3 // proposals for them
)

// NotImported is one warning for all columns without a known field, "" if there
// are none. It proposes a field for those that look like one. Rows returns the cells of
// the first rows.
func (h Header) NotImported(rows func() [][]string) string {
	var shown, proposals []string
	for _, i := range h.unknown {
		name := cell.Name(h.Columns[i])
		if slices.Contains(shown, name) {
			continue
		}
		shown = append(shown, name)
		if p := h.proposal(i, name, rows); p != "" && len(proposals) < mostProposals {
			proposals = append(proposals, p)
		}
	}
	if len(shown) == 0 {
		return ""
	}
	if more := len(shown) - mostShown; more > 0 {
		shown = append(shown[:mostShown], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(append([]string{"Not imported: " + strings.Join(shown, ", ") + "."}, proposals...), " ")
}

// proposal is a sentence with the field that a column may be, "" without one. It
// may be misspelt, or hold what an id or a key looks like.
func (h Header) proposal(i int, name string, rows func() [][]string) string {
	column := h.Columns[i]
	field, what := names.Misspelt(names.Fold(column), names.English()), "is probably "
	if field == "" {
		if field = names.Coded(column); field == "" || !holdsCodes(rows(), i, strings.HasPrefix(field, "referring")) {
			return ""
		}
		what = "looks like "
	}
	if h.Index(field) >= 0 || strings.HasPrefix(field, "referring") && h.refers() {
		return ""
	}
	return fmt.Sprintf("%s %s%s: use %s.", name, what, withArticle(field), mapTo(h.call, column, field))
}

// withArticle is a field in a sentence.
func withArticle(field string) string {
	switch field {
	case "id":
		return "an id"
	case "key":
		return "a key"
	}
	return field
}

// holdsCodes reports whether the first values of a column are short codes. No two
// may be the same, unless they name referring partners.
func holdsCodes(rows [][]string, i int, repeat bool) bool {
	seen := map[string]bool{}
	for _, cells := range rows {
		text := strings.TrimSpace(cells[i])
		if text != "" && (!cell.IsCode(text) || seen[text] && !repeat) {
			return false
		}
		seen[text] = true
	}
	delete(seen, "")
	return len(seen) > 1
}

// refers reports whether a column names the referring partner.
func (h Header) refers() bool {
	return slices.ContainsFunc(h.fields, func(field string) bool { return strings.HasPrefix(field, "referring") })
}

// mapTo is how messages map a column to a field by hand. A name that may do harm
// on a command line is left out.
func mapTo(call option.Namer, column, field string) string {
	value := column + "=" + field
	switch {
	case strings.ContainsAny(column, "\"'`$\\!\r\n\t"):
		return call.Call(option.Map, "")
	case strings.ContainsFunc(value, func(r rune) bool { return !names.IsSafe(r) }):
		return call.Call(option.Map, `"`+value+`"`)
	}
	return call.Call(option.Map, value)
}
