package header

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/row"
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
// may be called so elsewhere, be misspelt, or hold what an id or a key looks like.
func (h Header) proposal(i int, name string, rows func() [][]string) string {
	column := h.Columns[i]
	field, what := "", "looks like "
	switch role := names.RoleOf(column); {
	case role == names.PayRole, role == names.MailRole:
		return ""
	case role == names.ParentRole:
		field, what = row.ReferrerColumn, "probably names the "
		if !holdsReferrers(rows(), i) {
			return ""
		}
	case slices.Contains(h.keyColumns(rows), i) && h.Index("key") < 0:
		return "" // said already, see LostKeys
	default:
		if field = names.Misspelt(names.Fold(column), names.English()); field != "" {
			what = "is probably "
		} else if field = names.Coded(column); field == "" || !holdsCodes(rows(), i, strings.HasPrefix(field, "referring")) {
			return ""
		}
	}
	if h.Index(field) >= 0 || strings.HasPrefix(field, "referring") && h.refers() {
		return ""
	}
	return fmt.Sprintf("%s %s%s: use %s.", name, what, withArticle(field), mapTo(h.call, column, field))
}

// holdsReferrers reports whether the first values of a column name partners: by an
// address, or by an id or key.
func holdsReferrers(rows [][]string, i int) bool {
	named := 0
	for _, cells := range rows {
		text := strings.TrimSpace(cells[i])
		switch {
		case text == "" || text == "0" || cell.IsNothing(text):
		case !strings.Contains(text, "@") && !cell.IsCode(text):
			return false
		default:
			named++
		}
	}
	return named > 0
}

// withArticle is a field in a sentence.
func withArticle(field string) string {
	switch field {
	case "id":
		return "an id"
	case "key":
		return "a key"
	case row.ReferrerColumn:
		return "referring partner"
	}
	return field
}

// holdsCodes reports whether the first values of a column are short codes, but for one
// in ten that somebody typed wrong. No two may be the same, unless they name referring
// partners.
func holdsCodes(rows [][]string, i int, repeat bool) bool {
	seen, wrong := map[string]bool{}, 0
	for _, cells := range rows {
		text := strings.TrimSpace(cells[i])
		switch {
		case text == "":
			continue
		case seen[text] && !repeat:
			return false
		case !cell.IsCode(text):
			wrong++
		}
		seen[text] = true
	}
	return len(seen) > 1 && 10*wrong <= len(seen)
}

// refers reports whether a column names the referring partner.
func (h Header) refers() bool {
	return slices.ContainsFunc(h.fields, func(field string) bool { return strings.HasPrefix(field, "referring") })
}

// mapTo is how messages map a column to a field by hand.
func mapTo(call option.Namer, column, field string) string {
	return call.Call(option.Map, option.Word(column+"="+field))
}
