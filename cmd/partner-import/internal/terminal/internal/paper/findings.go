package paper

import (
	"fmt"
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/explain"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer/row"
)

// longestExample is how much of a sentence is shown. It may quote long cells.
const longestExample = 400

// Findings adds the kinds of problems, the number in front and the sentence
// that says what to do below:
//
//	72  Same e-mail twice           lines 465, 794, 1142, 1202, 1562, …
//	    The first row is kept. Delete or fix the other one.
func (p *Paper) Findings(list row.Findings) {
	number, name := 0, 0
	for _, f := range list {
		number = max(number, len(words.Thousands(f.Count)))
		name = max(name, fold.Width(explain.Kind(f.Code)))
	}
	for _, f := range list {
		first := "    " + fmt.Sprintf("%*s  ", number, words.Thousands(f.Count))
		indent := strings.Repeat(" ", len(first))
		if p.Narrow() {
			indent = "      "
		}
		p.kind(strings.Replace(first, words.Thousands(f.Count), p.Bold(words.Thousands(f.Count)), 1), indent, name, f)
	}
}

// kind adds one of them.
func (p *Paper) kind(first, indent string, column int, f row.Finding) {
	name, lines := explain.Kind(f.Code), p.Dim(p.Text(where(f)))
	if name == "" {
		example := p.Shortened(f.Example, longestExample)
		if p.Width == 0 || fold.Width(first+example+"  "+lines) <= p.Width {
			p.Hang(first, indent, example+"  "+lines)
			return
		}
		p.Hang(first, indent, example)
		p.Put(indent, lines)
		return
	}
	table := fold.Pad(name, column) + "  " + lines
	if p.Width == 0 || fold.Width(first)+fold.Width(table) <= p.Width {
		p.Hang(first, indent, table)
	} else {
		p.Hang(first, indent, name)
		p.Put(indent, lines)
	}
	p.Put(indent, p.example(f))
}

// example is the sentence of a finding. One that quotes a cell, counts something
// or names another line is true of one row only, so it says which.
func (p *Paper) example(f row.Finding) string {
	text := p.Shortened(f.Example, longestExample)
	if f.Count > 1 && ofOne(text) {
		return fmt.Sprintf("for example line %d: %s", f.Lines[0], text)
	}
	return text
}

// ofOne reports whether a sentence is true of one row only.
func ofOne(text string) bool {
	for _, before := range []string{"line ", "has "} { // line 9, has 259 characters
		_, after, found := strings.Cut(text, before)
		if found && after != "" && after[0] >= '0' && after[0] <= '9' {
			return true
		}
	}
	return strings.Contains(text, `"`)
}

// where names the first lines.
func where(f row.Finding) string {
	if len(f.Lines) == 0 {
		return ""
	}
	if f.Count == 1 {
		return fmt.Sprintf("line %d", f.Lines[0])
	}
	lines := strings.Trim(strings.ReplaceAll(fmt.Sprint(f.Lines), " ", ", "), "[]")
	if f.Count > len(f.Lines) {
		lines += ", …"
	}
	return "lines " + lines
}

// Warnings adds what else you should know about a file.
func (p *Paper) Warnings(list []string) {
	for _, text := range list {
		first, more, _ := strings.Cut(text, "\n")
		p.Put("  "+p.Notice()+" ", p.Said(first))
		for line := range strings.Lines(more) {
			p.Put("    ", p.Said(strings.TrimSpace(line)))
		}
	}
}
