// Package paper lays text out for a terminal: folded sentences, numbers with marks,
// names in a column, and the kinds of problems.
package paper

import (
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
)

// A Paper is text that is shown at once. It is folded to the width of the
// terminal; without a terminal a sentence stays one line, so that it can be
// searched for.
type Paper struct {
	style.Style
	Width int // 0: lines are as long as they are
	Lines []string
}

// roomy is the width from which a table may have three columns.
const roomy = 72

// Put adds a text. Its first line begins with first, the others are indented as
// far.
func (p *Paper) Put(first, text string) {
	p.Hang(first, strings.Repeat(" ", fold.Width(first)), text)
}

// Hang adds a text whose other lines begin with rest.
func (p *Paper) Hang(first, rest, text string) {
	p.Lines = append(p.Lines, fold.Lines(text, first, rest, p.Width)...)
}

// Gap adds an empty line, unless there is one, or nothing above it.
func (p *Paper) Gap() {
	if n := len(p.Lines); n > 0 && p.Lines[n-1] != "" {
		p.Lines = append(p.Lines, "")
	}
}

// Narrow reports whether there is no room for columns beside each other.
func (p *Paper) Narrow() bool { return p.Width > 0 && p.Width < roomy }

// Said is a text from a file or from the network, as it may be shown.
func (p *Paper) Said(text string) string { return p.Text(fold.Printable(text)) }

// Shortened is Said, and no longer than so many columns.
func (p *Paper) Shortened(text string, most int) string {
	return fold.Cut(p.Said(text), most, p.Ellipsis())
}

// Number adds a mark, a number and what it counts.
func (p *Paper) Number(mark string, n, width int, what string) {
	first := "  " + mark + " " + strings.Repeat(" ", max(0, width-len(words.Thousands(n))))
	p.Put(first, p.Bold(words.Thousands(n))+" "+p.Text(what))
}

// Label adds a text behind its name.
func (p *Paper) Label(name, text string) {
	const column = 14
	if p.Narrow() {
		p.Hang(fold.Pad(name, column), "    ", text)
		return
	}
	p.Put(fold.Pad(name, column), text)
}
