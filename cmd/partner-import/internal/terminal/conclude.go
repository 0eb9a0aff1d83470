package terminal

import (
	"fmt"
	"slices"
	"strings"
	"time"

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

// Conclude shows how a run ended: what became of the rows, which files there
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
	p.gap()
	p.warnings(s.news(c.Summary.Warnings))
	s.expected(p, c.Summary)
	p.gap()
	s.show(p)
	s.files(c.Summary)
	s.stopped(&c)
	s.next(&c)
	if s.sandbox || c.Summary.Sandbox {
		p := s.paper()
		p.put("", p.Warn(sandboxed))
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
func (s *Screen) checked(p *paper, summary *importer.Summary) {
	file := File{Encoding: summary.Input.Encoding, Sheet: summary.Input.Sheet}
	if s.plan != nil {
		file = s.plan.File
	}
	p.file(s.input, summary.Rows, file)
	p.gap()
	if summary.Rows == 0 {
		p.put("  ", "The file has no rows below its header. There is nothing to import.")
		return
	}
	ready, bad := summary.Counts[row.Valid], summary.Rows-summary.Counts[row.Valid]
	width := len(thousands(max(ready, bad)))
	if ready > 0 || bad == 0 {
		p.number(p.Tick(), ready, width, plural(ready, "row is ready", "rows are ready"))
	}
	if bad > 0 {
		p.number(p.Cross(), bad, width, plural(bad, "row has a problem", "rows have problems")+known(summary, bad))
	}
	s.account(p, summary.Online)
	if len(summary.Findings) > 0 {
		p.gap()
		p.findings(summary.Findings)
	}
}

// number adds a mark, a number and what it counts.
func (p *paper) number(mark string, n, width int, what string) {
	first := "  " + mark + " " + strings.Repeat(" ", max(0, width-len(thousands(n))))
	p.put(first, p.Bold(thousands(n))+" "+p.Text(what))
}

// known says that nothing new is wrong.
func known(summary *importer.Summary, bad int) string {
	switch {
	case summary.KnownBad == 0:
		return ""
	case summary.KnownBad == bad:
		return " (same as last time)"
	}
	return fmt.Sprintf(" (%s same as last time)", thousands(summary.KnownBad))
}

// account adds what the import would meet in the account.
func (s *Screen) account(p *paper, o *importer.OnlineSummary) {
	if o == nil {
		return
	}
	p.gap()
	p.put("  ", fmt.Sprintf("The account has %s. Of the rows, %s would be created, %s exist already, and %s would fail.",
		counted(o.Partners, "partner"), thousands(o.WouldCreate), thousands(o.WouldExist), thousands(o.WouldFail)))
	if o.Unchecked > 0 {
		p.put("  ", fmt.Sprintf("The referring %s of %s could not be looked up: a list of partners has no keys.",
			plural(o.Unchecked, "partner", "partners"), counted(o.Unchecked, "row")))
	}
}

// imported adds what became of the rows of an import.
func (s *Screen) imported(p *paper, c *Conclusion) {
	summary := c.Summary
	fix, later := toFix(summary), notSentYet(summary)
	if summary.Rows == 0 {
		return // the plan said so
	}
	if s.rebuilds() {
		p.file(s.input, summary.Rows, s.plan.File)
		p.gap()
	}
	width := len(thousands(max(fix, later, summary.Counts[row.Created], summary.Counts[row.Exists], summary.Counts[row.Updated])))
	s.done(p, summary, width)
	for _, result := range c.trial() {
		line := []string{result.ID, result.Email, result.Link}
		line = slices.DeleteFunc(line, func(text string) bool { return text == "" })
		p.hang("    ", "      ", p.said(strings.Join(line, "  ")))
	}
	list := s.unknown(summary.Findings)
	if fix > 0 {
		p.number(p.Cross(), fix, width, plural(fix, "row to fix", "rows to fix")+known(summary, fix)+s.above(summary))
	}
	s.remaining(p, c, width)
	if len(list) > 0 {
		p.gap()
		p.findings(list)
	}
}

// done adds the rows whose partner exists.
func (s *Screen) done(p *paper, summary *importer.Summary, width int) {
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
		text := plural(n, "partner ", "partners ") + line.verb
		if earlier > 0 {
			text += fmt.Sprintf(" (%s earlier)", thousands(earlier))
		}
		mark := p.Tick()
		if all == 0 {
			mark = p.Dash()
		}
		p.number(mark, n, width, text)
	}
}

// rebuilds reports whether the run writes again how earlier ones ended.
func (s *Screen) rebuilds() bool { return s.plan != nil && s.plan.Options.Rebuild }

// toFix is how many rows were not imported and will not be as they are.
func toFix(summary *importer.Summary) int {
	return summary.Counts[row.Invalid] + summary.Counts[row.Failed] + summary.Counts[row.Blocked]
}

// notSentYet is how many rows another run sends, or looks up.
func notSentYet(summary *importer.Summary) int {
	return summary.Counts[row.Unsent] + summary.Counts[row.Unknown]
}

// limit is how many rows the run was to send at most, 0 for all.
func (s *Screen) limit(summary *importer.Summary) int {
	if s.plan != nil {
		return s.plan.Options.Limit
	}
	return summary.Limit
}

// remaining adds the rows that another run sends, or looks up.
func (s *Screen) remaining(p *paper, c *Conclusion, width int) {
	unsent, unknown, limit := c.Summary.Counts[row.Unsent], c.Summary.Counts[row.Unknown], s.limit(c.Summary)
	switch {
	case unsent == 0:
	case limit > 0 && c.Stop.Why == "":
		p.number(p.Dash(), unsent, width, plural(unsent, "row remains", "rows remain")+fmt.Sprintf(" for later (--limit %d)", limit))
	default:
		p.number(p.Notice(), unsent, width, plural(unsent, "row was not sent yet", "rows were not sent yet"))
	}
	if unknown > 0 {
		p.number(p.Notice(), unknown, width, plural(unknown, "row got no answer yet. The next run looks it up first.", "rows got no answer yet. The next run looks them up first."))
	}
}

// unknown are the findings that the plan did not show. Rows that exist with
// other data need nothing, and what was not sent is told of in one line.
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
	return fmt.Sprintf(", %s of them listed above", thousands(seen))
}

// expected adds what an import of a checked file would take.
func (s *Screen) expected(p *paper, summary *importer.Summary) {
	e := summary.Expected
	if e == nil || e.Requests == 0 {
		return
	}
	pace := ""
	if s.plan != nil {
		pace = s.plan.Pace
	}
	p.gap()
	p.put("  ", "An import would take about "+forecast(time.Duration(e.Seconds*float64(time.Second)), e.Requests, pace)+".")
}

// forecast is a time with what it is made of: "7 min (19,789 requests, up to 50 a second)".
func forecast(d time.Duration, requests int, pace string) string {
	text := spoken(d)
	var parts []string
	if requests > 0 {
		parts = append(parts, counted(requests, "request"))
	}
	if pace != "" {
		parts = append(parts, aSecond(pace))
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}
