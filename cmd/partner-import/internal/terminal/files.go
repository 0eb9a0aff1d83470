package terminal

import (
	"strings"

	"partner-import/importer"
)

// files shows the files that were written.
func (s *Screen) files(summary *importer.Summary) {
	p := s.paper()
	for _, output := range summary.Outputs {
		path := p.Said(output.Path)
		p.Label(outputName(output.What, summary.DryRun), p.Dim(p.Link(output.Path, path)))
	}
	for _, output := range summary.Missing {
		p.Label(outputName(output.What, summary.DryRun), p.Said(output.Path)+" "+p.Bad("could not be written completely"))
	}
	s.show(p)
}

func outputName(what string, dry bool) string {
	switch what {
	case "report":
		if dry {
			return "Checked rows"
		}
		return "Report"
	case "failed rows":
		return "To fix"
	case "":
		return ""
	}
	return strings.ToUpper(what[:1]) + what[1:]
}
