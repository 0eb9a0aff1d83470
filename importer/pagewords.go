package importer

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"partner-import/importer/row"
)

// This file is what the page says of a summary.

func totals(s *Summary) []total {
	var list []total
	x := 0.0
	for _, status := range row.Statuses() {
		n, known := s.Counts[status]
		if usual := status == row.Created || status == row.Valid; n == 0 && !(known && usual) {
			continue
		}
		wide := float64(n) / float64(max(1, s.Rows))
		list = append(list, total{status, n, shareOf(n, s.Rows), percent(x), percent(wide), meaning(status)})
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

// figures are the numbers beside the counts of rows.
func figures(s *Summary, sent bool) []figure {
	var list []figure
	add := func(name, value string) { list = append(list, figure{name, value}) }
	if sent {
		add("requests", grouped(s.Requests))
		add("sent again", grouped(s.Retries))
		add("answers of 429", grouped(s.Throttled))
		add("paused by the limit", cmp.Or(inWordsIfAny(seconds(s.Waited)), "0 s"))
		add("pace at the end", number(s.Rate)+"/s")
	}
	if o := s.Online; o != nil {
		add("partners in the account", grouped(o.Partners))
		add("rows that would be new", grouped(o.WouldCreate))
		add("there already", grouped(o.WouldExist))
		add("would fail", grouped(o.WouldFail))
	}
	if e := s.Expected; e != nil && e.Requests > 0 {
		add("requests of an import", grouped(e.Requests))
		add("it would take about", inWords(seconds(e.Seconds)))
	}
	return list
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// notice says why a run ended early, and what to do; "" if it did not.
func notice(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrStrict):
		return "Nothing was sent, since rows are invalid: mend them and run again, or leave out --strict."
	}
	why := strings.TrimSuffix(strings.TrimPrefix(err.Error(), "stopped: "), ".")
	return "It ended early: " + why + ". Run the same command again: it goes on where it stopped."
}

// headline says in one sentence how it went, and in another what is left.
func headline(s *Summary) (head, rest string) {
	good, bad := 0, 0
	for status, n := range s.Counts {
		switch {
		case status.Good():
			good += n
		case status.NeedsPerson():
			bad += n
		}
	}
	done := "imported"
	if s.DryRun {
		done = "ready to be imported"
	}
	switch {
	case s.Rows == 0:
		head = "There are no rows in the file"
	case good == s.Rows && s.Rows == 1:
		head = "The one row is " + done
	case good == s.Rows:
		head = fmt.Sprintf("All %s rows are %s", grouped(s.Rows), done)
	default:
		head = fmt.Sprintf("%s of %s rows %s %s", grouped(good), grouped(s.Rows), verb(good, "is", "are"), done)
	}
	var left []string
	if bad > 0 {
		left = append(left, grouped(bad)+" "+verb(bad, "needs", "need")+" a person")
	}
	if n := s.Counts[row.Unsent]; n > 0 {
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

func pageReasons(all Findings) (reasons, remarks []pageReason) {
	for _, f := range all {
		words := reasonOf(f.Code)
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
