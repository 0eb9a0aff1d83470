package terminal

import (
	"slices"
	"strings"

	"partner-import/importer"
	"partner-import/importer/row"
)

// next shows what to do now, if there is anything.
func (s *Screen) next(c Conclusion) {
	p := s.paper()
	if text := s.advice(&c); text != "" {
		p.label(p.Bold("Next"), p.Text(text))
	}
	s.show(p)
}

// advice is what to do now, "" for nothing.
func (s *Screen) advice(c *Conclusion) string {
	summary := c.Summary
	switch {
	case c.Stop.Why != "":
		return c.Stop.Next
	case s.plan != nil && s.plan.Options.Rebuild || summary.Rows == 0:
		return ""
	case summary.DryRun:
		return s.afterCheck(c)
	case s.limit(summary) > 0 && summary.Counts[row.Unsent] > 0 && len(c.trial()) > 0:
		return "Look at them in Partnero. Then: " + s.command("import", "", c.Same)
	case s.sandbox && toFix(summary) == 0:
		return s.command("import", "--limit 3", c.Same) + " sends the first three to Partnero."
	case toFix(summary) > 0:
		return s.afterFailures(summary)
	case notSentYet(summary) > 0:
		return again
	}
	return ""
}

// again is what to do about rows that were not sent.
const again = "Run the same command again to continue."

func (s *Screen) afterCheck(c *Conclusion) string {
	try := s.command("import", "--limit 3", c.Same)
	switch ready := c.Summary.Counts[row.Valid]; {
	case ready == c.Summary.Rows:
		return try
	case ready == 0:
		return "Fix the rows, then check again: " + s.command("validate", "", c.Same)
	}
	return "Fix the rows and check again, or leave them out: " + try
}

func (s *Screen) afterFailures(summary *importer.Summary) string {
	for _, output := range summary.Outputs {
		if output.What == "failed rows" && output.Path != "-" {
			name := quoted(Printable(output.Path))
			return "Fix the rows in " + name + ". Then: partner-import import " + name
		}
	}
	return "Fix the rows and run the same command again."
}

// command is a command line for the file of this run.
func (s *Screen) command(name, flags string, same []string) string {
	file := quoted(Printable(s.options.Input))
	if s.options.Input == "" {
		file = "FILE"
	}
	text := strings.TrimSpace("partner-import " + name + " " + file + " " + flags)
	if len(same) > 0 {
		text += " (with the same " + strings.Join(same, ", ") + ")"
	}
	return text
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

// Keep returns what takes the results of a run that was given a limit, so that
// the conclusion shows partners that it created or changed. It is nil for other
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
