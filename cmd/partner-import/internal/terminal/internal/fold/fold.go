// Package fold fits text into the columns of a terminal. It counts columns as a
// terminal does: a wide character takes two, a combining one and an escape
// sequence take none.
package fold

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Width is how many columns a text takes.
func Width(text string) int {
	columns := 0
	for text != "" {
		_, width, rest := next(text)
		columns, text = columns+width, rest
	}
	return columns
}

// next cuts off the first character, or the escape sequence in front of it.
func next(text string) (piece string, width int, rest string) {
	if n := escape(text); n > 0 {
		return text[:n], 0, text[n:]
	}
	piece, rest, width, _ = uniseg.FirstGraphemeClusterInString(text, -1)
	return piece, width, rest
}

// escape is how long the escape sequence is that a text begins with: one that
// sets a colour, or one that begins or ends a link. It is 0 if there is none.
func escape(text string) int {
	switch {
	case strings.HasPrefix(text, "\x1b["):
		return strings.IndexByte(text, 'm') + 1
	case strings.HasPrefix(text, "\x1b]"):
		if end := strings.Index(text, "\x1b\\"); end > 0 {
			return end + 2
		}
	}
	return 0
}

// Pad appends spaces up to a width.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-Width(text)))
}

// Cut shortens a text to a width, at a word if that keeps half of it. A text that
// lost something ends in the mark.
func Cut(text string, width int, mark string) string {
	if Width(text) <= width {
		return text
	}
	room := width - Width(mark)
	if room < 0 {
		return ""
	}
	head, _ := split(text, room)
	if word := strings.LastIndexByte(head, ' '); Width(head[:max(word, 0)])*2 > room {
		head = head[:word]
	}
	return strings.TrimRight(head, " ") + mark
}

// split cuts a text after as many whole characters as fit.
func split(text string, width int) (head, rest string) {
	rest = text
	for rest != "" {
		piece, w, after := next(rest)
		if w > width {
			break
		}
		head, rest, width = head+piece, after, width-w
	}
	return head, rest
}

// Lines folds a text at its spaces. The first line begins with first, the others
// with rest. Only a word that is wider than a line is broken. With a width of 0
// there is one line, of any length. A colour that is set at the end of a line is
// ended there, and set again on the next one.
func Lines(text, first, rest string, width int) []string {
	if width <= 0 {
		return []string{strings.TrimRight(first+text, " ")}
	}
	f := folder{width: max(width, Width(first)+1, Width(rest)+1), rest: rest, line: first, used: Width(first)}
	f.start = f.used
	for text != "" {
		word, spaces, after := cutWord(text)
		f.add(word)
		text, f.gap = after, spaces
	}
	return append(f.lines, f.ended())
}

// cutWord cuts off the first word, and counts the spaces behind it.
func cutWord(text string) (word string, spaces int, rest string) {
	end := strings.IndexByte(text, ' ')
	if end < 0 {
		end = len(text)
	}
	word, rest = text[:end], text[end:]
	trimmed := strings.TrimLeft(rest, " ")
	return word, len(rest) - len(trimmed), trimmed
}

// A folder fills lines with words.
type folder struct {
	width int
	rest  string // what begins each line but the first
	lines []string

	line  string
	used  int // columns of line
	start int // columns of what line began with
	gap   int // spaces before the next word
	open  string
}

func (f *folder) add(word string) {
	width := Width(word)
	switch bare := f.used == f.start; {
	case bare && f.used+width > f.width && width <= f.width:
		f.feed(width) // on a line of its own it is whole
	case !bare && f.used+f.gap+width > f.width:
		f.feed(width)
	case !bare:
		f.line += strings.Repeat(" ", f.gap)
		f.used += f.gap
	}
	for f.used+width > f.width {
		head, tail := split(word, f.width-f.used)
		if head == "" {
			head, _, tail = next(word)
		}
		f.put(head)
		f.feed(0)
		word, width = tail, Width(tail)
	}
	f.put(word)
}

func (f *folder) put(word string) {
	f.line += word
	f.used += Width(word)
	for i := 0; i < len(word); {
		n := escape(word[i:])
		if n == 0 {
			i++
			continue
		}
		if code := word[i : i+n]; strings.HasPrefix(code, "\x1b[") {
			f.open = strings.TrimSuffix(code, "\x1b[0m")
		}
		i += n
	}
}

// feed begins a new line, with less of an indent if a word fits only then.
func (f *folder) feed(word int) {
	if strings.TrimSpace(f.line) != "" {
		f.lines = append(f.lines, f.ended())
	}
	indent := f.rest
	if room := f.width - word; room >= 0 && room < Width(indent) && strings.TrimSpace(indent) == "" {
		indent = indent[:room]
	}
	f.line = indent + f.open
	f.used = Width(indent)
	f.start = f.used
}

func (f *folder) ended() string {
	line := strings.TrimRight(f.line, " ")
	if f.open != "" {
		line += "\x1b[0m"
	}
	return line
}
