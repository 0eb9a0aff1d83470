package terminal

import (
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/importer"
)

// files shows the files that were written.
func (s *Screen) files(summary *importer.Summary) {
	p := s.paper()
	for _, output := range summary.Outputs {
		path := p.said(output.Path)
		p.label(outputName(output.What, summary.DryRun), p.Dim(p.Link(output.Path, path)))
	}
	for _, output := range summary.Missing {
		p.label(outputName(output.What, summary.DryRun), p.said(output.Path)+" "+p.Bad("could not be written, or not completely"))
	}
	s.show(p)
}

// label adds a text behind its name.
func (p *paper) label(name, text string) {
	const column = 14
	if p.narrow() {
		p.hang(fold.Pad(name, column), "    ", text)
		return
	}
	p.put(fold.Pad(name, column), text)
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
