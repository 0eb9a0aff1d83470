package header

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/names"
	"partner-import/importer/source/internal/reshape"
)

// LostKeys is a warning that no column gives the referral key, although there are links
// with keys out there: a column looks like it has them, or the file is a list of
// partners. Rows returns the cells of the first rows.
func (h Header) LostKeys(rows func() [][]string) string {
	if h.Index("key") >= 0 {
		return ""
	}
	const lost = "No column gives the referral key. Each partner gets a new one, and links that are already out there stop working. "
	best := h.keyColumns(rows)
	var ways []string
	for _, i := range best {
		ways = append(ways, h.call.Call(option.KeyFrom, option.Word(h.Columns[i])))
	}
	switch {
	case len(best) == 1:
		return lost + fmt.Sprintf("%s most likely has it: use %s.", cell.Name(h.Columns[best[0]]), ways[0])
	case len(best) > 1:
		return lost + fmt.Sprintf("Compare a link with the file. If it has the value of %s, use %s. If it has that of %s, use %s.",
			cell.Name(h.Columns[best[0]]), ways[0], cell.Name(h.Columns[best[1]]), ways[1])
	case names.OfPartners(h.unread()):
		return lost + fmt.Sprintf("If there is an export with the links or codes, use that one, with %s. Ignore this if nobody has a link yet.", h.call.Call(option.KeyFrom, "COLUMN"))
	}
	return ""
}

// unread are the columns that are not imported.
func (h Header) unread() (list []string) {
	for i, column := range h.Columns {
		if !h.Reads(i) && !h.byHand[i] && !isIgnored(column) {
			list = append(list, column)
		}
	}
	return list
}

// IgnoresIDs reports whether no column has ids, and one that is not imported may have
// them.
func (h Header) IgnoresIDs() bool {
	return h.Index("id") < 0 && slices.ContainsFunc(h.unread(), func(column string) bool {
		return names.RoleOf(column) == names.LoginRole || names.Coded(column) == "id"
	})
}

// keyColumns are the columns that most likely have the keys, by their names and their
// values: one, or two that are as likely.
func (h Header) keyColumns(rows func() [][]string) (best []int) {
	most := 0
	for i, column := range h.Columns {
		if h.byHand[i] || isIgnored(column) || h.derived.reads(i) || h.fields[i] != "" && names.RoleOf(column) != names.LoginRole {
			continue
		}
		switch score := h.scoreKeys(rows, i); {
		case score > most:
			most, best = score, []int{i}
		case score == most && score == loginScore && len(best) < 2:
			best = append(best, i)
		}
	}
	return best
}

// How likely a column has the keys.
const (
	loginScore = iota + 1 // a user name or number, which some platforms put into links
	valueScore            // links with a parameter for keys, under any name
	linkScore
	codeScore
)

func (h Header) scoreKeys(rows func() [][]string, i int) int {
	role := names.RoleOf(h.Columns[i])
	if role == names.PayRole || role == names.NoRole && h.fields[i] != "" {
		return 0
	}
	v := keyValues(rows(), i)
	switch {
	case !v.good():
		return 0
	case role == names.CodeRole:
		return codeScore
	case role == names.LinkRole && v.links > 0:
		return linkScore
	case v.parameters*2 > v.filled:
		return valueScore
	case role == names.LoginRole && v.links == 0 && v.filled > 1 && names.OfPartners(h.Columns):
		return loginScore
	}
	return 0
}

// A seenKeys says what the first values of a column are as keys.
type seenKeys struct {
	filled, keys, links, parameters, different int
}

// good: most are keys, and most differ.
func (v seenKeys) good() bool {
	return v.keys > 0 && v.keys*10 >= v.filled*6 && v.different*10 >= v.filled*6
}

func keyValues(rows [][]string, i int) (v seenKeys) {
	seen := map[string]bool{}
	for _, cells := range rows {
		text := strings.TrimSpace(cells[i])
		if text == "" || cell.IsNothing(text) {
			continue
		}
		v.filled++
		key, err := reshape.TakeKey(text, "")
		if err != nil || isProfile(text) || !isKeyLike(key.Text) {
			continue
		}
		v.keys++
		switch key.Origin {
		case reshape.FromParameter:
			v.parameters++
			v.links++
		case reshape.FromPath:
			v.links++
		}
		if !seen[key.Text] {
			seen[key.Text] = true
			v.different++
		}
	}
	return v
}

func isKeyLike(key string) bool {
	return len(key) <= 64 && !strings.ContainsAny(key, "@/?&=#,: ") && !cell.IsDate(key)
}

// isProfile recognises links to people elsewhere.
func isProfile(link string) bool {
	return slices.ContainsFunc(strings.Fields("linkedin. instagram. facebook. twitter. //x.com tiktok. youtube. pinterest. t.me gravatar. paypal."),
		func(site string) bool { return strings.Contains(strings.ToLower(link), site) })
}
