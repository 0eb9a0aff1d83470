// Package manual shows a page of the manual, which is Markdown, as plain text for
// a terminal.
package manual

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Plain returns a page of Markdown as lines of at most width columns. Tables
// become lists. Commands and other blocks of code keep their lines.
func Plain(markdown string, width int) string {
	p := &printer{width: width}
	for line := range strings.Lines(markdown) {
		p.line(strings.TrimRight(line, " \r\n"))
	}
	p.paragraph()
	text := regexp.MustCompile(`\n{3,}`).ReplaceAllString(p.out.String(), "\n\n")
	return strings.TrimSpace(text) + "\n"
}

// A printer gathers the lines of a paragraph, and prints it when it ends.
type printer struct {
	out    strings.Builder
	width  int
	words  []string // of the paragraph
	first  string   // what its first line begins with
	indent string   // what its other lines begin with
	fenced bool     // in a block of code
	header []string // of the table, nil outside of one
	ruled  bool     // below the line under the header
}

func (p *printer) line(text string) {
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, "```"):
		p.paragraph()
		p.fenced = !p.fenced
		p.out.WriteString("\n")
	case p.fenced:
		p.out.WriteString(strings.TrimRight("    "+text, " ") + "\n")
	case strings.HasPrefix(trimmed, "|"):
		p.paragraph()
		p.row(trimmed)
	case trimmed == "":
		p.paragraph()
		p.out.WriteString("\n")
		p.header, p.ruled = nil, false
	case strings.HasPrefix(trimmed, "#"):
		p.paragraph()
		p.heading(trimmed)
	default:
		p.text(text, trimmed)
	}
}

// heading prints a heading above a line of its own.
func (p *printer) heading(text string) {
	level := len(text) - len(strings.TrimLeft(text, "#"))
	title, under := plain(strings.TrimSpace(strings.TrimLeft(text, "#"))), "-"
	if level == 1 {
		under = "="
	}
	p.out.WriteString("\n" + title + "\n" + strings.Repeat(under, utf8.RuneCountInString(title)) + "\n\n")
}

// text adds a line to the paragraph. An item of a list begins a new one.
func (p *printer) text(line, trimmed string) {
	if mark := regexp.MustCompile(`^(?:[-*]|\d+\.) +`).FindString(trimmed); mark != "" {
		p.paragraph()
		depth := line[:len(line)-len(strings.TrimLeft(line, " "))]
		p.first, p.indent = depth+mark, depth+strings.Repeat(" ", len(mark))
		trimmed = trimmed[len(mark):]
	}
	p.words = append(p.words, trimmed)
}

// paragraph prints what was gathered.
func (p *printer) paragraph() {
	if len(p.words) == 0 {
		return
	}
	text := plain(strings.Join(p.words, " "))
	if text != "" { // a picture leaves nothing
		p.fold(text, p.first, p.indent)
		if p.first == "" {
			p.out.WriteString("\n")
		}
	}
	p.words, p.first, p.indent = nil, "", ""
}

// fold prints a text in lines of at most the width.
func (p *printer) fold(text, first, indent string) {
	line := first
	for _, word := range strings.Fields(text) {
		switch {
		case line == first || line == indent:
			line += word
		case utf8.RuneCountInString(line+" "+word) > p.width:
			p.out.WriteString(line + "\n")
			line = indent + word
		default:
			line += " " + word
		}
	}
	p.out.WriteString(line + "\n")
}

// row prints a row of a table: its first cell, and the others below it.
func (p *printer) row(text string) {
	cells := cellsOf(text)
	switch {
	case p.header == nil:
		p.header = cells
		return
	case !p.ruled:
		p.ruled = true
		return
	}
	p.fold(cells[0], "", "")
	for i, cell := range cells[1:] {
		if title := p.title(i + 1); cell != "" && title != "" {
			cell = title + ": " + cell
		}
		if cell != "" {
			p.fold(cell, "    ", "    ")
		}
	}
	p.out.WriteString("\n")
}

// title is what a column is called where a row has several.
func (p *printer) title(column int) string {
	if len(p.header) < 3 || column >= len(p.header) {
		return ""
	}
	return p.header[column]
}

func cellsOf(row string) []string {
	const bar = "\x00" // a bar inside a cell
	cells := strings.Split(strings.Trim(strings.ReplaceAll(row, `\|`, bar), "|"), "|")
	for i, cell := range cells {
		cells[i] = plain(strings.TrimSpace(strings.ReplaceAll(cell, bar, "|")))
	}
	return cells
}

// plain takes away what marks words in Markdown.
func plain(text string) string {
	for _, mark := range []struct{ pattern, with string }{
		{`!\[[^\]]*\]\([^)]*\)`, ""},                    // pictures
		{`<!--.*?-->`, ""},                              // comments
		{`\[([^\]]+)\]\((https?://[^)]+)\)`, "$1 ($2)"}, // links to elsewhere
		{`\[([^\]]+)\]\((?:docs/)?([a-z]+)\.md[^)]*\)`, "$1 (see: partner-import help $2)"},
		{`\[([^\]]+)\]\([^)]*\)`, "$1"},
		{`\*\*([^*]+)\*\*`, "$1"},
		{"`([^`]*)`", "$1"},
	} {
		text = regexp.MustCompile(mark.pattern).ReplaceAllString(text, mark.with)
	}
	return text
}
