package importer

import (
	"fmt"
	"slices"
	"strings"
)

// A Header says which column holds which field.
type Header struct {
	Columns []string // the names as they stand in the file
	fields  []string // the field of each column, "" for one that is ignored
}

// Field returns the field that a column is mapped to, "" if it is ignored.
func (h Header) Field(column int) string { return h.fields[column] }

func (h Header) column(field string) int { return slices.Index(h.fields, field) }

// name returns how the file calls the column of a field.
func (h Header) name(field string) string {
	if column := h.column(field); field != "" && column >= 0 {
		return h.Columns[column]
	}
	return field
}

// aliases returns which other names a column may bear, folded as foldName
// does. "identifier" and "token" are those of the dashboard's own export.
func aliases() map[string]string {
	byField := map[string]string{
		"email":                   "e-mail, email address, e-mail address, mail",
		"name":                    "first name, given name",
		"surname":                 "last name, family name",
		"id":                      "identifier, partner id, external id, custom id",
		"key":                     "token, referral key, referral code, partner key, ref",
		"tags":                    "tag, labels, label, groups, group",
		"referring_partner_id":    "referrer id, parent id",
		"referring_partner_key":   "referrer key, parent key, referrer token, parent token",
		"referring_partner_email": "referrer email, parent email, referrer e-mail, parent e-mail",
	}
	folded := map[string]string{}
	for _, field := range Fields() {
		folded[foldName(field)] = field
		for name := range strings.SplitSeq(byField[field], ",") {
			folded[foldName(name)] = field
		}
	}
	delete(folded, "")
	return folded
}

// foldName makes names equal that differ in case, spaces, "_", "-" and ".".
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.\u00a0\u200b\ufeff\t", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// mapHeader finds the field of every column. The warnings are about columns
// that are ignored. It refuses a header without an e-mail column, and one with
// two columns for the same field.
func mapHeader(columns []string) (Header, []string, error) {
	h := Header{Columns: columns, fields: make([]string, len(columns))}
	known := aliases()
	var warnings []string
	for i, column := range columns {
		field := ""
		if !isIgnored(column) {
			field = known[foldName(column)]
		}
		if first := h.column(field); field != "" && first >= 0 {
			return h, nil, &InputError{Line: 1, Message: fmt.Sprintf(
				"two columns mean %s: %q (column %d) and %q (column %d); remove or rename one",
				field, columns[first], first+1, column, i+1)}
		}
		h.fields[i] = field
		if warning := aboutUnknown(column, field, known); warning != "" {
			warnings = append(warnings, warning)
		}
	}
	if h.column("email") < 0 {
		return h, nil, noEmailColumn(columns, known)
	}
	return h, warnings, nil
}

// isIgnored tells the columns that nothing is read from: a file of failed rows
// has some, and who mends it may add more.
func isIgnored(column string) bool { return strings.HasPrefix(strings.TrimSpace(column), "_") }

func aboutUnknown(column, field string, known map[string]string) string {
	switch folded := foldName(column); {
	case field != "", folded == "", isIgnored(column):
		return ""
	case folded == "joiningdate":
		return fmt.Sprintf("column %q is ignored: the API has no field for the joining date", column)
	case folded == "fullname":
		return fmt.Sprintf("column %q is ignored, since a full name cannot be taken apart safely; split it into name and surname", column)
	default:
		return fmt.Sprintf("column %q is not known and is ignored%s", column, didYouMean(folded, known))
	}
}

func noEmailColumn(columns []string, known map[string]string) error {
	hint := `; name one of them "email"`
	if strings.Contains(strings.Join(columns, ""), "@") {
		hint = "; the first line must name the columns"
	}
	if len(columns) == 1 && strings.ContainsAny(columns[0], ";\t|") {
		hint = "; another character than a comma seems to stand between them: name it with --delimiter"
	}
	for _, column := range columns {
		if near := nearest(foldName(column), known); near == "email" {
			hint = fmt.Sprintf("; did you mean \"email\" for %q?", column)
		}
	}
	return &InputError{Line: 1, Message: fmt.Sprintf(
		"no email column; the columns are: %s%s", quoteList(columns, 20), hint)}
}

func didYouMean(folded string, known map[string]string) string {
	if near := nearest(folded, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// nearest returns the field whose name or alias is at most two typing errors
// away, or "".
func nearest(folded string, known map[string]string) string {
	best, field := 3, ""
	for alias, of := range known {
		d := distance(folded, alias)
		if d*3 > len(alias) {
			continue
		}
		if d < best || d == best && of < field {
			best, field = d, of
		}
	}
	return field
}

// distance is the optimal string alignment distance: insertions, deletions,
// changes and swaps of neighbours.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, previous, current := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(x); i++ {
		current[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(y)]
}

func quoteList(names []string, most int) string {
	quoted := make([]string, 0, len(names))
	for i, name := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	return strings.Join(quoted, ", ")
}
