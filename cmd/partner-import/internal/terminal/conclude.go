package terminal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer"
	"partner-import/importer/row"
)

// A Conclusion is how a run ended.
type Conclusion struct {
	Summary *importer.Summary
	Stop    Stop         // why it ended early; the zero value: it did not
	Trial   []row.Result // of a trial, rows to look at: see Conclusion.Keep
	Same    []string     // flags that the next command needs as well, like "--sheet"
}

// Conclude shows how a run ended: how the rows ended, which files there
// are, and what to do next. Why it ended early is shown in any case.
func (s *Screen) Conclude(c Conclusion) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.paper()
	s.apart(p)
	if c.Summary.DryRun {
		s.checked(p, c.Summary)
	} else {
		s.imported(p, &c)
	}
	p.Gap()
	p.Warnings(s.news(c.Summary.Warnings))
	s.asTexts(p, &c)
	s.expected(p, c.Summary)
	p.Gap()
	s.show(p)
	s.files(c.Summary)
	s.stopped(&c)
	s.next(&c)
	if s.sandbox || c.Summary.Sandbox {
		p := s.paper()
		p.Put("", p.Warn(sandboxed))
		s.show(p)
	}
}

// stopped shows why a run ended early. A quiet screen says there what to do.
func (s *Screen) stopped(c *Conclusion) {
	why := c.Stop.Why
	if why == "" {
		return
	}
	if s.quiet() && c.Stop.Next != "" {
		why += " " + c.Stop.Next
	}
	s.error(why)
}

// checked adds what a dry run found.
func (s *Screen) checked(p *paper.Paper, summary *importer.Summary) {
	file := File{Encoding: summary.Input.Encoding, Sheet: summary.Input.Sheet}
	if s.plan != nil {
		file = s.plan.File
	}
	addFile(p, s.run.Input, summary.Rows, file)
	p.Gap()
	if summary.Rows == 0 {
		p.Put("  ", "The file has no rows below its header. There is nothing to import.")
		return
	}
	ready, skipped := summary.Counts[row.Valid], summary.Counts[row.Skipped]
	bad := summary.Rows - ready - skipped
	width := len(words.Thousands(max(ready, bad, skipped)))
	if ready > 0 || bad == 0 {
		p.Number(p.Tick(), ready, width, words.Plural(ready, "row is ready", "rows are ready"))
	}
	if bad > 0 {
		p.Number(p.Cross(), bad, width, words.Plural(bad, "row has a problem", "rows have problems")+known(summary, bad))
	}
	s.skipped(p, summary, width)
	s.account(p, summary.Online)
	if len(summary.Findings) > 0 {
		p.Gap()
		p.Findings(summary.Findings)
	}
}

// skipped adds the rows that are left out on purpose.
func (s *Screen) skipped(p *paper.Paper, summary *importer.Summary, width int) {
	n, by := summary.Counts[row.Skipped], "choice"
	if s.plan != nil {
		by = cmp.Or(s.plan.File.ChosenBy, by)
	}
	if n > 0 {
		p.Number(p.Dash(), n, width, words.Plural(n, "row", "rows")+" left out by "+by)
	}
}

// known says that nothing new is wrong.
func known(summary *importer.Summary, bad int) string {
	switch {
	case summary.KnownBad == 0:
		return ""
	case summary.KnownBad == bad:
		return " (same as last time)"
	}
	return fmt.Sprintf(" (%s same as last time)", words.Thousands(summary.KnownBad))
}

// account adds what the import would find in the account.
func (s *Screen) account(p *paper.Paper, o *importer.OnlineSummary) {
	if o == nil {
		return
	}
	p.Gap()
	p.Put("  ", fmt.Sprintf("The account has %s. Of the rows, %s would be created, %s exist already, and %s would fail.",
		words.Counted(o.Partners, "partner"), words.Thousands(o.WouldCreate), words.Thousands(o.WouldExist), words.Thousands(o.WouldFail)))
	if o.Unchecked > 0 {
		p.Put("  ", fmt.Sprintf("The referring %s of %s could not be looked up: a list of partners has no keys.",
			words.Plural(o.Unchecked, "partner", "partners"), words.Counted(o.Unchecked, "row")))
	}
}

// imported adds how the rows of an import ended.
func (s *Screen) imported(p *paper.Paper, c *Conclusion) {
	summary := c.Summary
	fix, later := toFix(summary), notSentYet(summary)
	if summary.Rows == 0 {
		return // the plan said so
	}
	if s.rebuilds() {
		addFile(p, s.run.Input, summary.Rows, s.plan.File)
		p.Gap()
	}
	width := len(words.Thousands(max(fix, later, summary.Counts[row.Skipped], summary.Counts[row.Created], summary.Counts[row.Exists], summary.Counts[row.Updated])))
	s.done(p, summary, width)
	for _, result := range c.trial() {
		line := []string{result.ID, result.Email, result.Link}
		line = slices.DeleteFunc(line, func(text string) bool { return text == "" })
		p.Hang("    ", "      ", p.Said(strings.Join(line, "  ")))
	}
	list := s.unknown(summary.Findings)
	if fix > 0 {
		p.Number(p.Cross(), fix, width, words.Plural(fix, "row to fix", "rows to fix")+known(summary, fix)+s.above(summary))
	}
	s.remaining(p, c, width)
	s.skipped(p, summary, width)
	if len(list) > 0 {
		p.Gap()
		p.Findings(list)
	}
}

// done adds the rows whose partner exists.
func (s *Screen) done(p *paper.Paper, summary *importer.Summary, width int) {
	made := "created"
	if s.plan != nil && s.plan.Options.Invite {
		made = "invited"
	}
	for _, line := range []struct {
		status row.Status
		verb   string
	}{{row.Created, made}, {row.Updated, "updated"}, {row.Exists, "existed already"}} {
		all := summary.Counts[line.status]
		if all == 0 && line.status != row.Created {
			continue
		}
		n, earlier := all, 0
		if summary.ThisRun != nil && !s.rebuilds() {
			n = summary.ThisRun[line.status]
			earlier = all - n
		}
		text := words.Plural(n, "partner ", "partners ") + line.verb
		if earlier > 0 {
			text += fmt.Sprintf(" (%s earlier)", words.Thousands(earlier))
		}
		mark := p.Tick()
		if all == 0 {
			mark = p.Dash()
		}
		p.Number(mark, n, width, text)
	}
}

// rebuilds reports whether the run writes again how earlier ones ended.
func (s *Screen) rebuilds() bool { return s.plan != nil && s.plan.Options.Rebuild }

// toFix is how many rows were not imported, and need a change first.
func toFix(summary *importer.Summary) int {
	return summary.Counts[row.Invalid] + summary.Counts[row.Failed] + summary.Counts[row.Blocked]
}

// notSentYet is how many rows another run sends, or looks up.
func notSentYet(summary *importer.Summary) int {
	return summary.Counts[row.Unsent] + summary.Counts[row.Unknown]
}

// limit is how many rows the run may send, 0 for all.
func (s *Screen) limit(summary *importer.Summary) int {
	if s.plan != nil {
		return s.plan.Options.Limit
	}
	return summary.Limit
}

// remaining adds the rows that another run sends, or looks up.
func (s *Screen) remaining(p *paper.Paper, c *Conclusion, width int) {
	unsent, unknown, limit := c.Summary.Counts[row.Unsent], c.Summary.Counts[row.Unknown], s.limit(c.Summary)
	switch {
	case unsent == 0:
	case limit > 0 && c.Stop.Why == "":
		p.Number(p.Dash(), unsent, width, words.Plural(unsent, "row remains", "rows remain")+fmt.Sprintf(" for later (--limit %d)", limit))
	default:
		p.Number(p.Notice(), unsent, width, words.Plural(unsent, "row was not sent yet", "rows were not sent yet"))
	}
	if unknown > 0 {
		p.Number(p.Notice(), unknown, width, words.Plural(unknown, "row got no answer yet. The next run looks it up first.", "rows got no answer yet. The next run looks them up first."))
	}
}

// unknown are the findings that the plan did not show. Rows that exist with
// other data need nothing, and one line is enough for what was not sent.
func (s *Screen) unknown(list row.Findings) row.Findings {
	return slices.DeleteFunc(slices.Clone(list), func(f row.Finding) bool {
		return f.Status == row.Unsent || f.Status.Good() && f.Code != row.ReferrerFailed || s.told.findings[keyOf(f)] == f.Count
	})
}

// above says that problems were shown before the import.
func (s *Screen) above(summary *importer.Summary) string {
	seen := 0
	for _, f := range summary.Findings {
		if n := s.told.findings[keyOf(f)]; n == f.Count {
			seen += n
		}
	}
	switch {
	case seen == 0:
		return ""
	case seen == toFix(summary):
		return ", listed above"
	}
	return fmt.Sprintf(", %s of them listed above", words.Thousands(seen))
}

// expected adds what an import of a checked file would take.
func (s *Screen) expected(p *paper.Paper, summary *importer.Summary) {
	e := summary.Expected
	if e == nil || e.Requests == 0 {
		return
	}
	pace := ""
	if s.plan != nil {
		pace = s.plan.Pace
	}
	p.Gap()
	p.Put("  ", "An import would take about "+forecast(time.Duration(e.Seconds*float64(time.Second)), e.Requests, pace)+".")
}

// forecast is a time with what it is made of: "7 min (19,789 requests, up to 50 a second)".
func forecast(d time.Duration, requests int, pace string) string {
	text := words.Spoken(d)
	var parts []string
	if requests > 0 {
		parts = append(parts, words.Counted(requests, "request"))
	}
	if pace != "" {
		parts = append(parts, words.ASecond(pace))
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}
