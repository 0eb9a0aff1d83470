package standing

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
	"partner-import/importer/source/internal/choose"
)

// A Finding is what a column says of the rows that are meant.
type Finding struct {
	Column  int
	Said    string // "Status: 2 active, 1 rejected."
	Refused bool   // some of these partners were refused
	Known   bool   // the words are known

	// How to choose rows, as COLUMN=VALUE. Each is "" if there is no such choice.
	Good, Bad, All string
}

// Report says what there is to know: nothing of a column where all are approved.
func (w *Watch) Report(t *Tally) (list []Finding) {
	if len(t.columns) != len(w.columns) {
		return nil
	}
	for i, c := range w.columns {
		if f, ok := w.report(c, &t.columns[i]); ok {
			list = append(list, f)
		}
	}
	return list
}

func (w *Watch) report(c watched, n *counts) (f Finding, ok bool) {
	by := map[class][]value{}
	for _, v := range n.sorted() {
		k := classOf(c.kind, v.text, w.partners)
		by[k] = append(by[k], v)
	}
	f = Finding{Column: c.at, Refused: len(by[refused]) > 0, Known: len(by[fine])+len(by[waiting])+len(by[refused]) > 0}
	if !w.isStanding(c, n, by) {
		return f, false
	}
	f.Said = said(c, n, by)
	f.Good = choice(c.name, by[fine])
	if len(by[fine]) == 0 {
		f.Good = choice(c.name, by[waiting])
	}
	f.Bad = choice(c.name, by[refused])
	if c.kind == refusedAt || len(by[refused]) > mostNamed {
		f.Bad = c.name + "=*"
	}
	f.All = c.name + "=*"
	if slices.ContainsFunc(n.values, func(v value) bool { return v.folded == "" }) {
		f.All += ","
	}
	return f, true
}

// isStanding reports whether the values are those of such a column, and whether there
// is anything to say about them.
func (w *Watch) isStanding(c watched, n *counts, by map[class][]value) bool {
	known := rows(by[fine]) + rows(by[waiting]) + rows(by[refused])
	switch c.kind {
	case refusal:
		return len(by[refused]) > 0 && !slices.ContainsFunc(by[refused], isCount) && n.others == 0
	case refusedAt:
		return len(by[refused]) > 0
	case approval, activity:
		return len(by[unknown]) == 0 && len(by[refused])+len(by[waiting]) > 0 && n.others == 0
	case state:
		if known < rows(by[unknown])+n.others || len(by[waiting])+len(by[fine])+len(by[refused]) == 0 {
			return false
		}
	}
	switch {
	case len(by[paying]) > 0 && !strongly(by[refused]):
		return false // a subscription's, or that of a reader
	case len(by[refused])+len(by[waiting]) > 0:
		return true
	}
	return w.partners && len(n.values) > 1 && !slices.ContainsFunc(n.values, func(v value) bool { return v.folded != "" && !isNumber(v.folded) })
}

// strongly reports whether nobody can mean a subscription.
func strongly(list []value) bool {
	return slices.ContainsFunc(list, func(v value) bool {
		return is(fold(v.text), "rejected banned denied declined disapproved unapproved blacklisted blocklisted")
	})
}

func rows(list []value) (n int) {
	for _, v := range list {
		n += v.n
	}
	return n
}

// isCount recognises a number that is neither yes nor no: the column counts something.
func isCount(v value) bool { return isNumber(v.folded) && v.folded != "1" }

func isNumber(text string) bool { return text != "" && strings.Trim(text, "-0123456789") == "" }

const (
	mostShown = 10 // values in a sentence
	mostNamed = 8  // values in a choice
)

// said is the sentence with the counts.
func said(c watched, n *counts, by map[class][]value) string {
	var parts []string
	if c.kind == refusedAt {
		if fine := rows(by[fine]); fine > 0 {
			parts = append(parts, fmt.Sprintf("%d empty", fine))
		}
		parts = append(parts, fmt.Sprintf("%d not empty (%s)", rows(by[refused])+n.others, participle(c.name)))
	} else {
		for _, v := range n.sorted() {
			parts = append(parts, fmt.Sprintf("%d %s", v.n, shown(v.text)))
		}
		if len(parts) > mostShown {
			parts = append(parts[:mostShown], "and others")
		}
	}
	return cell.Name(c.name) + ": " + strings.Join(parts, ", ") + "."
}

// participle is what happened to a partner with a value in such a column.
func participle(column string) string {
	for _, word := range strings.Fields("block ban suspen delet disabl deactivat reject declin den archiv terminat remov") {
		if strings.Contains(strings.ToLower(column), word) {
			return map[string]string{
				"block": "blocked", "ban": "banned", "suspen": "suspended", "delet": "deleted", "disabl": "disabled", "deactivat": "deactivated",
				"reject": "rejected", "declin": "declined", "den": "denied", "archiv": "archived", "terminat": "terminated", "remov": "removed",
			}[word]
		}
	}
	return "refused"
}

// shown is a value in a sentence: quoted, unless it is a word.
func shown(text string) string {
	switch {
	case text == "":
		return "empty"
	case strings.ContainsFunc(text, func(r rune) bool { return r < 'A' || r > 'z' && r < 0xc0 || r > 0x24f }) || len(text) > 24:
		return cell.Quote(text)
	}
	return text
}

// choice is COLUMN=VALUE[,VALUE] for the values, "" for none or too many.
func choice(column string, list []value) string {
	if len(list) == 0 || len(list) > mostNamed {
		return ""
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = choose.Value(v.text)
	}
	return column + "=" + strings.Join(texts, ",")
}

// Advice says how to choose rows, in a sentence, "" if there is nothing to choose.
func (f *Finding) Advice(call option.Namer) string {
	var ways []string
	if f.Good != "" {
		ways = append(ways, call.Call(option.Only, option.Word(f.Good)))
	}
	if f.Bad != "" {
		ways = append(ways, call.Call(option.Skip, option.Word(f.Bad)))
	}
	return strings.Join(ways, " or ")
}
