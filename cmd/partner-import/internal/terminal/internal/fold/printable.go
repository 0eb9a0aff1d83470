package fold

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Printable escapes what a terminal would act upon: control characters, and
// those that turn the direction of the text around or take no room.
func Printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// An Escaper writes text that others wrote, such as a log or a report. It escapes what
// a terminal would act upon, as JSON does, so JSON stays JSON. Tabs and line ends stay.
// It is for one goroutine.
type Escaper struct {
	To   io.Writer
	rest []byte // the beginning of a character
}

// Write implements io.Writer.
func (e *Escaper) Write(p []byte) (int, error) {
	text := p
	if len(e.rest) > 0 {
		text = append(e.rest, p...)
		e.rest = nil
	}
	var out []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) {
			e.rest = append([]byte(nil), text...)
			break
		}
		r, n := utf8.DecodeRune(text)
		if r == '\n' || r == '\t' || r == '\r' && len(text) > 1 && text[1] == '\n' || strconv.IsPrint(r) && (r != utf8.RuneError || n > 1) {
			out = append(out, text[:n]...)
		} else {
			out = append(out, escaped(r)...)
		}
		text = text[n:]
	}
	if _, err := e.To.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

func escaped(r rune) string {
	if first, second := utf16.EncodeRune(r); second != utf8.RuneError {
		return fmt.Sprintf(`\u%04x\u%04x`, first, second)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
