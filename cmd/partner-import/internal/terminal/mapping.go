package terminal

import (
	"cmp"
	"io"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/importer/source"
)

const (
	widestCell   = 60
	widestColumn = 30
)

// WriteMapping prints a line for each column to w: column → field → first value,
// or what kind of values an ignored column holds. On a terminal a line is no
// wider than that. The error is one of w.
func WriteMapping(w io.Writer, columns []source.MappedColumn) error {
	p := &paper.Paper{}
	room := 0
	if Is(w) {
		room = Width(w) - 1
	}
	mapping(p, columns, room)
	for _, line := range p.Lines {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// mapping adds the table, in so many columns, or as wide as it is.
func mapping(p *paper.Paper, columns []source.MappedColumn, room int) {
	most, cell := widestColumn, widestCell
	if room > 0 {
		most = min(most, max(room/3, 8))
	}
	var table [][3]string
	var widths [3]int
	for _, c := range columns {
		line := [3]string{p.Shortened(columnName(c), most), cmp.Or(c.Field, "(ignored)"), p.Shortened(cmp.Or(c.First, c.Kind), cell)}
		for i, text := range line {
			widths[i] = max(widths[i], fold.Width(text))
		}
		table = append(table, line)
	}
	for _, line := range table {
		text := fold.Pad(line[0], widths[0]) + " → " + fold.Pad(line[1], widths[1])
		if line[2] != "" {
			text += " → " + line[2]
		}
		if room > 0 {
			text = fold.Cut(text, room, "…")
		}
		p.Put("", text)
	}
}

func columnName(c source.MappedColumn) string {
	if c.Column == "" && c.Field == "" {
		return "(no name)"
	}
	return cmp.Or(c.Column, "(every row)")
}
