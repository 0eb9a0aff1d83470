package terminal

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"partner-import/importer"
	"partner-import/importer/row"
)

// longestExample is how much of a sentence is shown, which may quote names
// from the file.
const longestExample = 200

// findings shows what is to be said of rows, a line for each kind:
//
//	3 × duplicate_email  lines 17, 44, 90  email stands in line 2 already; …
//
// After an import these are the rows that a person has to look at: not those
// that are there with other data, nor those that were not sent, of which
// another line tells why.
func (s *Screen) findings(summary *importer.Summary) {
	list := summary.Findings
	if !summary.DryRun {
		list = slices.DeleteFunc(slices.Clone(list), func(f row.Finding) bool {
			return f.Status == row.Unsent || f.Status.Good() && f.Code != row.ReferrerFailed
		})
	}
	var table [][3]string
	for _, f := range list {
		table = append(table, [3]string{thousands(f.Count), string(f.Code), where(f)})
	}
	var widths [3]int
	for _, row := range table {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range table {
		s.note("%*s × %-*s  %-*s  %s", widths[0], row[0], widths[1], row[1], widths[2], row[2], shortened(list[i].Example, longestExample))
	}
}

// where names the first lines.
func where(f row.Finding) string {
	if f.Count == 1 {
		return fmt.Sprintf("line %d", f.Lines[0])
	}
	lines := strings.Trim(strings.ReplaceAll(fmt.Sprint(f.Lines), " ", ", "), "[]")
	if f.Count > len(f.Lines) {
		lines += ", …"
	}
	return "lines " + lines
}

func shortened(text string, most int) string {
	text = Printable(text)
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// outlook shows what an import of the file would do, as far as a dry run can
// tell.
func (s *Screen) outlook(summary *importer.Summary, pace string) {
	if o := summary.Online; o != nil {
		s.note("%-12s %s partners; %s of the rows would be new, %s there already, %s would fail",
			"account", thousands(o.Partners), thousands(o.WouldCreate), thousands(o.WouldExist), thousands(o.WouldFail))
		if o.Unchecked > 0 {
			s.note("%-12s rows whose referring partner could not be looked for, since a key names them: %s", "", thousands(o.Unchecked))
		}
	}
	if e := summary.Expected; e != nil && e.Requests > 0 {
		s.note("%-12s %s requests, about %s at %s", "import", thousands(e.Requests),
			spoken(time.Duration(e.Seconds*float64(time.Second))), pace)
	}
}
