package charset

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/letters"
)

// narrow decides between UTF-8 and Windows-1252. It looks at the whole file, because
// the first letter beyond ASCII may come late. One line in another encoding does not
// decide about the file. A byte order mark decides if there is a doubt.
func (d *detector) narrow(marked bool) error {
	d.form.Encoding = "UTF-8"
	valid, err := d.valid()
	if err != nil || valid {
		return err
	}
	c := &census{line: 1}
	if err := d.eachLine(c.count); err != nil {
		return err
	}
	if c.good > 0 && c.good*20 > c.bad {
		// The text is UTF-8 except for some lines. As Windows-1252 the good lines
		// would turn into other letters, so the bad lines are refused.
		return nil
	}
	if c.bad == 1 && d.isCut() {
		return &Refusal{"encoding", fmt.Sprintf("The file ends in the middle of a letter, on line %d. It is still being written, or it was cut. Try again when it is complete.", c.firstLine)}
	}
	if v := c.evidence.Judge(); !v.Western || !c.plausible() {
		if marked {
			return nil
		}
		return d.refuseEncoding(c, v)
	}
	d.form.Encoding, d.form.Decoder = "Windows-1252", charmap.Windows1252
	d.form.Guessed = true
	d.warn("The file is not UTF-8. It is read as Windows-1252 (first on line %d: %q). If names look wrong, name the encoding with %s.",
		c.firstLine, c.firstWord, d.form.call.Call(option.Encoding, ""))
	return nil
}

// refuseEncoding shows a cell in the two likeliest encodings.
func (d *detector) refuseEncoding(c *census, v letters.Verdict) error {
	name := v.Likeliest.Name
	if !d.suits(v) {
		if name == "windows-1252" {
			name = v.Next.Name
		}
		return &Refusal{"encoding", fmt.Sprintf(
			`The file is not UTF-8 (first on line %d) and does not look like Windows-1252. Save it as "CSV UTF-8", or name its encoding, as in %s.`,
			c.firstLine, d.form.call.Call(option.Encoding, name))}
	}
	return &Refusal{"encoding", fmt.Sprintf(
		`The file is not UTF-8 (first on line %d), and its encoding is not certain. Line %d has %q in %s, and %q in %s. Name the right encoding, as in %s, or save the file as "CSV UTF-8".`,
		c.firstLine, v.Line, v.Cell[0], v.Likeliest.Name, v.Cell[1], v.Next.Name, d.form.call.Call(option.Encoding, name))}
}

// suits reports whether both readings can be shown.
func (d *detector) suits(v letters.Verdict) bool {
	return v.Line > 0 && !strings.ContainsFunc(v.Cell[0]+v.Cell[1], func(r rune) bool { return r == utf8.RuneError })
}

// eachLine calls f with each line. A line that is longer than a block comes in
// pieces.
func (d *detector) eachLine(f func(line []byte, ends bool)) error {
	in := io.NewSectionReader(d.in, d.form.Start, d.form.Size)
	block, kept := make([]byte, blockSize), 0
	for {
		n, err := io.ReadFull(in, block[kept:])
		text := block[:kept+n]
		for len(text) > 0 {
			i := bytes.IndexAny(text, "\r\n")
			if i < 0 || text[i] == '\r' && i+1 == len(text) && err == nil && i > 0 {
				break // a line feed may follow in the next block
			}
			end := i + 1
			if text[i] == '\r' && end < len(text) && text[end] == '\n' {
				end++
			}
			f(text[:i], true)
			text = text[end:]
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF || len(text) == blockSize {
			f(text, false)
			text = nil
		}
		if err != nil {
			return unlessEOF(err)
		}
		kept = copy(block, text)
	}
}

func unlessEOF(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}

// A census counts the lines that are not UTF-8, and what they would be in
// Windows-1252.
type census struct {
	line, firstLine int
	firstWord       string
	good, bad       int // lines beyond ASCII that are surely UTF-8, and that are not
	high, odd       int // characters beyond ASCII in the others, and those that do not occur in names
	undefined       bool
	evidence        letters.Evidence
}

func (c *census) count(line []byte, ends bool) {
	switch valid := utf8.Valid(line); {
	case !valid:
		c.bad++
		if c.firstLine == 0 {
			c.firstLine, c.firstWord = c.line, firstWord(line)
		}
		c.weigh(line)
		c.evidence.Add(c.line, line)
	case !hasHigh(line):
	case isWritten(line):
		c.good++
	default: // by chance, perhaps
		c.weigh(line)
		c.evidence.Add(c.line, line)
	}
	if ends {
		c.line++
	}
}

func hasHigh(line []byte) bool {
	return bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf })
}

// plausible: Windows-1252 defines every byte, and hardly any character is in a place
// where its languages never have it.
func (c *census) plausible() bool { return !c.undefined && c.odd*10 <= c.high }

func (c *census) weigh(line []byte) {
	run := 0
	for i, b := range line {
		if b < utf8.RuneSelf {
			run = 0
			continue
		}
		c.high++
		run++
		before, after := byteAt(line, i-1), byteAt(line, i+1)
		switch class := classOf(b); {
		case class == undefined:
			c.undefined = true
		case run == 3:
			// Three letters beyond ASCII in a row mean another script.
			c.odd += 3
		case run > 3,
			class == symbol && isLetter(before) && isLetter(after),
			class == upper && isLower(before),
			class == lower && isUpper(before) && isUpper(after):
			c.odd++
		}
	}
}

func byteAt(line []byte, i int) byte {
	if i < 0 || i >= len(line) {
		return 0
	}
	return line[i]
}

type class int

const (
	undefined class = iota
	symbol
	joint // inside words of any case
	lower
	upper
)

// classOf tells what a byte beyond ASCII is in Windows-1252.
func classOf(b byte) class {
	switch {
	case strings.IndexByte("\x81\x8d\x8f\x90\x9d", b) >= 0:
		return undefined
	case b == 0x92 || b == 0xb7:
		return joint // O’Neil, Gal·la
	case strings.IndexByte("\x8a\x8c\x8e\x9f", b) >= 0, b >= 0xc0 && b <= 0xde && b != 0xd7:
		return upper
	case strings.IndexByte("\x9a\x9c\x9e\x83\xaa\xba", b) >= 0, b >= 0xdf && b != 0xf7:
		return lower
	}
	return symbol
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' || b >= utf8.RuneSelf && classOf(b) == lower }

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

func isLetter(b byte) bool {
	return isLower(b) || isUpper(b) || b >= utf8.RuneSelf && classOf(b) == upper
}

// firstWord returns the word with the first byte that is not UTF-8, read as
// Windows-1252.
func firstWord(line []byte) string {
	i := 0
	for i < len(line) {
		r, n := utf8.DecodeRune(line[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	from, to := i, i
	for from > 0 && i-from < 24 && inWord(line[from-1]) {
		from--
	}
	for to < len(line) && to-i < 24 && inWord(line[to]) {
		to++
	}
	word, _ := charmap.Windows1252.NewDecoder().Bytes(line[from:to])
	return string(word)
}

func inWord(b byte) bool { return isLetter(b) || b >= utf8.RuneSelf || b == '\'' || b == '-' }
