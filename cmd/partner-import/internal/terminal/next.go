package terminal

import (
	"cmp"
	"slices"
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/explain"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/importer"
	"partner-import/importer/row"
)

// An advice is what to do now. The command is a line of its own if it does not
// fit behind the text, so that it can be copied.
type advice struct{ text, command, note string }

// next shows what to do now, if there is anything.
func (s *Screen) next(c *Conclusion) {
	p := s.paper()
	a := s.advice(c)
	a.text, a.command, a.note = p.Text(a.text), p.Text(a.command), p.Text(a.note)
	whole := strings.TrimSpace(a.text + " " + a.command + " " + a.note)
	switch next := p.Bold("Next"); {
	case whole == "":
	case p.Width == 0 || fold.Width(whole)+14 <= p.Width:
		p.Label(next, whole)
	default:
		p.Label(next, strings.TrimSpace(cmp.Or(a.text, "Run:")))
		p.Hang("  ", "    ", a.command)
		if a.note != "" {
			p.Put("  ", a.note)
		}
	}
	s.show(p)
}

// advice is what to do now.
func (s *Screen) advice(c *Conclusion) advice {
	summary := c.Summary
	switch {
	case c.Stop.Why != "":
		return advice{text: c.Stop.Next}
	case s.rebuilds() || summary.Rows == 0:
		return advice{}
	case summary.DryRun:
		return s.afterCheck(c)
	case (s.sandbox || summary.Sandbox) && (toFix(summary) == 0 || s.limit(summary) > 0):
		return s.command("Try three rows with Partnero:", "import", "--limit 3", c.Same)
	case s.sandbox || summary.Sandbox:
		return s.command("Fix the rows in your file and rehearse again, or leave them out:", "import", "--limit 3", c.Same)
	case s.limit(summary) > 0 && summary.Counts[row.Unsent] > 0 && len(c.trial()) > 0:
		return s.command("Look at them in Partnero. Then:", "import", "", c.Same)
	case toFix(summary) > 0 && !areUnreachable(summary):
		return s.afterFailures(c)
	case toFix(summary)+notSentYet(summary) > 0:
		return advice{text: explain.Again}
	}
	return advice{}
}

// areUnreachable reports whether there is nothing wrong with the rows to fix: Partnero
// did not answer.
func areUnreachable(summary *importer.Summary) bool {
	return !slices.ContainsFunc(summary.Findings, func(f row.Finding) bool {
		return slices.Contains([]row.Status{row.Invalid, row.Failed, row.Blocked}, f.Status) && f.Code != row.Unreachable
	}) && len(summary.Findings) > 0
}

func (s *Screen) afterCheck(c *Conclusion) advice {
	text := "Fix the rows in your file and check again, or leave them out:"
	if c.Summary.Counts[row.Skipped] == c.Summary.Rows {
		return advice{}
	}
	switch ready := c.Summary.Counts[row.Valid]; ready {
	case c.Summary.Rows - c.Summary.Counts[row.Skipped]:
		text = ""
	case 0:
		return s.command("Fix the rows in your file, then check again:", "validate", "", c.Same)
	}
	return s.command(text, "import", "--limit 3", c.Same)
}

// afterFailures is what to do with the rows to fix. Their file has the columns of the
// input, but no other sheet, lines above the header or encoding.
func (s *Screen) afterFailures(c *Conclusion) advice {
	for _, output := range c.Summary.Outputs {
		if output.What == "failed rows" && output.Path != "-" {
			name := quoted(fold.Printable(output.Path))
			same := slices.DeleteFunc(slices.Clone(c.Same), func(flag string) bool {
				return slices.Contains([]string{"--delimiter", "--encoding", "--skip-rows", "--sheet", "--repair"}, flag)
			})
			return advice{text: "Fix the rows in " + name + ". Then:", command: "partner-import import " + name, note: sameNote(same)}
		}
	}
	return advice{text: "Fix the rows and run the same command again."}
}

// sameNote says which flags the next command needs too.
func sameNote(flags []string) string {
	if len(flags) == 0 {
		return ""
	}
	return "(with the same " + strings.Join(flags, ", ") + ")"
}

// command is a command line for the file of this run.
func (s *Screen) command(text, name, flags string, same []string) advice {
	file := quoted(fold.Printable(s.options.Input))
	if s.options.Input == "" {
		file = "FILE"
	}
	return advice{text: text, command: strings.TrimSpace("partner-import " + name + " " + file + " " + flags), note: sameNote(same)}
}

// quoted is a file name as a command line takes it, on Windows as well.
func quoted(name string) string {
	if strings.ContainsAny(name, " ()&;'$*?#!|<>") {
		return `"` + name + `"`
	}
	return name
}

// mostTrial is how many rows of a trial are shown.
const mostTrial = 10

// Keep returns what takes the results of a run with a limit, so that the
// conclusion shows partners that it created or changed. It is nil for other
// runs. Results of earlier runs come first, so the last ones are kept.
func (c *Conclusion) Keep(o importer.Options) func(row.Result) {
	if o.Limit == 0 || o.DryRun || o.Rebuild {
		return nil
	}
	return func(r row.Result) {
		made := r.Status == row.Created || r.Status == row.Updated
		if made && len(c.Trial) == mostTrial {
			c.Trial = c.Trial[1:]
		}
		if made {
			c.Trial = append(c.Trial, r)
		}
	}
}

// trial are the partners to look at, in the order of the file.
func (c *Conclusion) trial() []row.Result {
	list := slices.Clone(c.Trial)
	if these := c.Summary.ThisRun; these != nil {
		list = list[len(list)-min(len(list), these[row.Created]+these[row.Updated]):]
	}
	slices.SortFunc(list, func(a, b row.Result) int { return a.Row - b.Row })
	return list
}
