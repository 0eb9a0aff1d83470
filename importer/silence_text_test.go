package importer

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// text writes the table as text with delimiters, in some dialect. It returns which row
// is on which line.
func (m *meantTable) text(t *rapid.T) (content []byte, lines map[int]int) {
	d := m.drawDialect(t)
	var b strings.Builder
	line := 1
	write := func(text string) {
		b.WriteString(text)
		line += strings.Count(strings.ReplaceAll(strings.ReplaceAll(text, "\r\r\n", "\n"), "\r\n", "\n"), "\n")
		if d.end == "\r" {
			line += strings.Count(text, "\r")
		}
	}
	if d.sep {
		write("sep=" + d.delimiter + d.end)
	}
	lines = map[int]int{}
	for _, r := range m.above {
		write(d.row(r.cells) + d.end)
	}
	for i, r := range m.rows {
		lines[line] = i
		write(d.row(r.cells) + d.end)
	}
	text := b.String()
	if d.cut {
		text = strings.TrimSuffix(text, d.end)
	}
	return m.encode(t, text), lines
}

// A textDialect is a way to write a table.
type textDialect struct {
	delimiter string
	end       string
	quote     string // of every cell, "" for where it is needed
	space     string // behind the delimiter
	sep, cut  bool
}

func (m *meantTable) drawDialect(t *rapid.T) textDialect {
	d := textDialect{
		delimiter: rapid.SampledFrom([]string{",", ",", ";", "\t", "|"}).Draw(t, "delimiter"),
		end:       rapid.SampledFrom([]string{"\n", "\n", "\r\n", "\r\n", "\r", "\r\r\n"}).Draw(t, "line end"),
		quote:     rapid.SampledFrom([]string{"", "", `"`, "'"}).Draw(t, "quote"),
		sep:       rapid.IntRange(0, 9).Draw(t, "sep") == 0,
		cut:       rapid.IntRange(0, 3).Draw(t, "cut") == 0,
	}
	if d.quote == "" && rapid.IntRange(0, 9).Draw(t, "space") == 0 {
		d.space = " "
	}
	if d.quote == "'" {
		m.damages = append(m.damages, damage{name: "apostrophes as quotes", fields: []string{"*"}, says: "quote|apostrophe|'", stops: true})
	}
	return d
}

func (d *textDialect) row(cells []meantCell) string {
	written := make([]string, len(cells))
	for i, cell := range cells {
		written[i] = d.cell(cell.text)
	}
	return strings.Join(written, d.delimiter+d.space)
}

func (d *textDialect) cell(text string) string {
	text = strings.ReplaceAll(text, "\n", d.end)
	if d.end == "\r\r\n" {
		text = strings.ReplaceAll(text, d.end, "\n")
	}
	quote := d.quote
	if quote == "" && (strings.ContainsAny(text, d.delimiter+"\"\r\n") || text != "" && strings.TrimSpace(text) == "") {
		quote = `"`
	}
	if quote == "" {
		return text
	}
	return quote + strings.ReplaceAll(text, quote, quote+quote) + quote
}

// encode writes the text in an encoding that has its letters.
func (m *meantTable) encode(t *rapid.T, text string) []byte {
	switch rapid.IntRange(0, 9).Draw(t, "encoding") {
	case 0:
		return encodeAll(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text)
	case 1:
		return encodeAll(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text)
	case 2:
		return []byte("\ufeff" + text)
	case 3, 4, 5:
		return m.encodeLocally(t, text)
	}
	return []byte(text)
}

func encodeAll(t failer, e encoding.Encoding, text string) []byte {
	content, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// encodeLocally takes an old encoding if it has all letters. Then the file is read
// right, or refused. A warning that shows a word is only enough if the file has no more
// than two letters to tell the encoding from: an Ö that both have tells nothing.
func (m *meantTable) encodeLocally(t *rapid.T, text string) []byte {
	if len(m.script.encodings) == 0 || isPlainText(text) {
		return []byte(text)
	}
	name := rapid.SampledFrom(m.script.encodings).Draw(t, "name of the encoding")
	e, err := ianaindex.IANA.Encoding(name)
	if err != nil || e == nil {
		t.Fatalf("%s: %v", name, err)
	}
	content, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return []byte(text)
	}
	if back, err := e.NewDecoder().Bytes(content); err != nil || string(back) != text || utf8.Valid(content) {
		return []byte(text) // nobody can tell what is UTF-8 by chance
	}
	m.damages = append(m.damages, damage{name: "encoding " + name, fields: []string{"*"}, strict: !hasFewLetters(text, content), says: "(?i)encod|read as (Windows|UTF|ISO|Mac)|UTF-8|bytes", stops: true})
	return content
}

// hasFewLetters reports whether Windows-1252 reads no more than two letters in another
// way. Then little but their places in words tells which ones they are.
func hasFewLetters(text string, content []byte) bool {
	western := []rune{}
	for _, b := range content {
		western = append(western, charmap.Windows1252.DecodeByte(b))
	}
	other := map[rune]bool{}
	for i, r := range []rune(text) {
		if r >= utf8.RuneSelf && (len(western) != utf8.RuneCountInString(text) || western[i] != r) {
			other[r] = true
		}
	}
	return len(other) <= 2
}
