package terminal

import (
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
)

// A paper is text that is shown at once. It is folded to the width of the
// terminal; without a terminal a sentence stays one line, so that it can be
// searched for.
type paper struct {
	style.Style
	width int // 0: lines are as long as they are
	lines []string
}

// roomy is from which width on a table may have three columns.
const roomy = 72

func (s *Screen) paper() *paper {
	p := &paper{Style: s.style}
	if s.terminal {
		// The last column stays free: some terminals begin a new line when it is
		// written to.
		p.width = max(s.bar.width()-1, 10)
	}
	return p
}

// put adds a text. Its first line begins with first, the others are indented as
// far.
func (p *paper) put(first, text string) {
	p.hang(first, strings.Repeat(" ", fold.Width(first)), text)
}

// hang adds a text whose other lines begin with rest.
func (p *paper) hang(first, rest, text string) {
	p.lines = append(p.lines, fold.Lines(text, first, rest, p.width)...)
}

// gap adds an empty line, unless there is one, or nothing above it.
func (p *paper) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// apart leaves an empty line below what the screen showed before.
func (s *Screen) apart(p *paper) {
	if s.written {
		p.lines = append(p.lines, "")
	}
}

// narrow reports whether there is no room for columns beside each other.
func (p *paper) narrow() bool { return p.width > 0 && p.width < roomy }

// said is a text from a file or from the network, as it may be shown.
func (p *paper) said(text string) string { return p.Text(Printable(text)) }

// shortened is said, and no longer than so many columns.
func (p *paper) shortened(text string, most int) string {
	return fold.Cut(p.said(text), most, p.Ellipsis())
}
