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
		list = append(list, total{status, n, shareOf(n, v.Rows), percent(x), percent(wide), meaning(status)})
		x += wide
	}
	return list
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
		return "by this import"
	case row.Exists:
		return "were there already"
	case row.Updated:
		return "were there, and were changed"
	case row.Valid:
		return "could be sent"
	case row.Failed:
		return "refused by the API, or never processed"
	case row.Invalid:
		return "wrong in the file, not sent"
	case row.Blocked:
		return "their referring partner is not created"
	case row.Unknown:
		return "the answer was lost: may or may not exist"
	case row.Unsent:
		return "the run ended first"
	}
	return ""
}

// headline says in one sentence how it went, and in another what is left.
func headline(v *View) (head, rest string) {
	good, bad := 0, 0
	for status, n := range v.Counts {
		switch {
		case status.Good():
			good += n
		case status.NeedsPerson():
			bad += n
		}
	}
	done := "imported"
	if v.DryRun {
		done = "ready to be imported"
	}
	switch {
	case v.Rows == 0:
		head = "There are no rows in the file"
	case good == v.Rows && v.Rows == 1:
		head = "The one row is " + done
	case good == v.Rows:
		head = fmt.Sprintf("All %s rows are %s", grouped(v.Rows), done)
	default:
		head = fmt.Sprintf("%s of %s rows %s %s", grouped(good), grouped(v.Rows), verb(good, "is", "are"), done)
	}
	var left []string
	if bad > 0 {
		left = append(left, grouped(bad)+" "+verb(bad, "needs", "need")+" a person")
	}
	if n := v.Counts[row.Unsent]; n > 0 {
		left = append(left, grouped(n)+" "+verb(n, "was", "were")+" not sent")
	}
	return head, strings.Join(left, ", ")
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (v *View) pageReasons() (reasons, remarks []pageReason) {
	for _, f := range v.Findings {
		words := v.reasonOf(f.Code)
		r := pageReason{f, words.title, words.advice, f.Count > len(f.Lines)}
		if f.Status.Good() {
			remarks = append(remarks, r)
		} else {
			reasons = append(reasons, r)
		}
	}
	return reasons, remarks
}

// between names what stands between the cells of a text.
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
