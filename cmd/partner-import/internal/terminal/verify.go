package terminal

import (
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer/row"
	"partner-import/importer/verify"
)

// ConcludeVerify shows what a verification found.
func (s *Screen) ConcludeVerify(summary *verify.Summary, stop Stop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.paper()
	s.apart(p)
	width := 0
	for _, n := range summary.Counts {
		width = max(width, len(words.Thousands(n)))
	}
	undone := summary.Counts[row.Archived] + summary.Counts[row.Gone] - summary.Codes[row.PartnerArchived] - summary.Codes[row.PartnerGone]
	for _, l := range []struct {
		mark string
		n    int
		text string
	}{
		{p.Tick(), summary.Counts[row.There], "as the report said"},
		{p.Tick(), undone, "archived or deleted, as an undo did"},
		{p.Cross(), summary.Counts[row.Changed], "changed since"},
		{p.Cross(), summary.Codes[row.PartnerArchived], "archived by somebody"},
		{p.Cross(), summary.Codes[row.PartnerGone], "gone: deleted by somebody"},
		{p.Notice(), summary.Counts[row.Unknown], "without an answer"},
		{p.Notice(), summary.Counts[row.Unsent], "not asked yet"},
	} {
		if l.n > 0 || l.text == "as the report said" {
			p.Number(l.mark, l.n, width, words.Plural(l.n, "partner ", "partners ")+l.text)
		}
	}
	p.Gap()
	p.Findings(summary.Findings)
	p.Gap()
	s.show(p)
	s.pastFiles(summary)
	s.ended(stop, false)
}
