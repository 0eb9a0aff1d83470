package page

import (
	"fmt"
	"strings"

	"partner-import/importer/row"
)

// This file is what the page says of a run.

func totals(v *View) []total {
	var list []total
	x := 0.0
	for _, status := range row.Statuses() {
		n, known := v.Counts[status]
		if usual := status == row.Created || status == row.Valid; n == 0 && !(known && usual) {
			continue
		}
		wide := float64(n) / float64(max(1, v.Rows))
		list = append(list, total{status, n, shareOf(n, v.Rows), percent(x), percent(wide), meaning(status), v.split(status)})
		x += wide
	}
	return list
}

// split says how many rows of a status are new, if some ended in earlier runs.
func (v *View) split(s row.Status) string {
	now := v.ThisRun[s]
	if v.ThisRun == nil || s == row.Unsent || now >= v.Counts[s] {
		return ""
	}
	return grouped(now) + " in this run, " + grouped(v.Counts[s]-now) + " earlier"
}

// shareOf calls all rows 100 %, and no others.
func shareOf(n, rows int) string {
	switch tenths := (2000*n + rows) / max(1, 2*rows); {
	case n == 0:
		return "0 %"
	case tenths == 0:
		return "< 0.1 %"
	case tenths == 1000 && n < rows:
		return "> 99.9 %"
	default:
		return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
	}
}

func meaning(s row.Status) string {
	switch s {
	case row.Created:
		return "created by this import"
	case row.Exists:
		return "already existed"
	case row.Updated:
		return "already existed, changed by this import"
	case row.Valid:
		return "ready"
	case row.Failed:
		return "rejected by Partnero, or not processed"
	case row.Invalid:
		return "left out because of a problem"
	case row.Blocked:
		return "referring partner not created"
	case row.Unknown:
		return "answer lost, may exist or not"
	case row.Unsent:
		return "not sent yet"
	case row.Skipped:
		return "left out on purpose"
	}
	return ""
}

// bad counts the rows to fix.
func (v *View) bad() (n int) {
	for status, count := range v.Counts {
		if status.NeedsPerson() {
			n += count
		}
	}
	return n
}

// headline says in one sentence how it went, and in another one what is left.
func headline(v *View) (head, rest string) {
	good, bad, rows := 0, v.bad(), v.Rows-v.Counts[row.Skipped]
	for status, n := range v.Counts {
		if status.Good() {
			good += n
		}
	}
	done := "imported"
	switch {
	case v.DryRun:
		done = "ready to be imported"
	case v.Sandbox:
		done = "imported into the sandbox"
	}
	switch {
	case v.Rows == 0:
		head = "There are no rows in the file"
	case rows == 0:
		head = "All rows were left out on purpose"
	case good == v.Rows && v.Rows == 1:
		head = "The one row is " + done
	case good == v.Rows:
		head = fmt.Sprintf("All %s rows are %s", grouped(v.Rows), done)
	default:
		head = fmt.Sprintf("%s of %s rows %s %s", grouped(good), grouped(rows), verb(good, "is", "are"), done)
	}
	var left []string
	if bad > 0 {
		left = append(left, grouped(bad)+" "+verb(bad, "needs", "need")+" your attention")
	}
	if n := v.Counts[row.Unsent]; n > 0 {
		left = append(left, grouped(n)+" "+verb(n, "was", "were")+" not sent yet")
	}
	if n := v.Counts[row.Skipped]; n > 0 && rows > 0 {
		left = append(left, grouped(n)+" "+verb(n, "was", "were")+" left out on purpose")
	}
	return head, strings.Join(left, ", ")
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// pageReasons divides the findings: into what you should fix, what is worth knowing,
// and rows that only need another run.
func (v *View) pageReasons() (reasons, remarks, waiting []pageReason) {
	for _, f := range v.Findings {
		words := v.reasonOf(f.Code)
		r := pageReason{f, words.title, words.advice, f.Count > len(f.Lines)}
		switch {
		case f.Status.Good():
			remarks = append(remarks, r)
		case f.Status.NeedsPerson():
			reasons = append(reasons, r)
		default:
			waiting = append(waiting, r)
		}
	}
	return reasons, remarks, waiting
}

// between names what separates the cells of a text.
func between(delimiter rune) string {
	switch delimiter {
	case ',':
		return "a comma"
	case ';':
		return "a semicolon"
	case '\t':
		return "a tab"
	case '|':
		return "a bar"
	case 0:
		return ""
	}
	return string(delimiter)
}
