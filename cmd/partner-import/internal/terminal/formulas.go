package terminal

import (
	"path/filepath"
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/importer"
)

// asTexts adds the command that writes the failed rows as a workbook, if a spreadsheet
// would run cells of the CSV. A warning says so above it.
func (s *Screen) asTexts(p *paper.Paper, c *Conclusion) {
	if c.Summary.Formulas == 0 {
		return
	}
	for _, output := range c.Summary.Outputs {
		if output.What == "failed rows" {
			book := strings.TrimSuffix(output.Path, filepath.Ext(output.Path)) + ".xlsx"
			a := s.command("", s.again(c.Summary), "--failed "+quoted(fold.Printable(book)), c.Same)
			p.Hang("    ", "      ", strings.TrimSpace(a.command+" "+a.note))
		}
	}
}

// again is the command that writes the outputs of a run once more. It sends nothing
// unless the run left nothing to write them from.
func (s *Screen) again(summary *importer.Summary) string {
	switch {
	case summary.DryRun:
		return "validate"
	case summary.Sandbox:
		return "import --sandbox"
	case s.plan != nil && s.plan.Options.Journal == "-":
		return "import"
	}
	return "report"
}
