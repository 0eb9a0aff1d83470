package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"partner-import/importer/source/internal/markup"
)

const (
	textChunk   = 1 << 20
	placesChunk = 1 << 14
)

// texts are what cells share. They are in few large pieces of memory.
type texts struct {
	chunks [][]byte
	places [][]uint64 // chunk, begin and length of each text
	n      int
}

func (t *texts) at(i int) []byte {
	place := t.places[i/placesChunk][i%placesChunk]
	from, length := place>>20&(1<<20-1), place&(1<<20-1)
	return t.chunks[place>>40][from : from+length]
}

// add keeps a text of less than 1 MiB.
func (t *texts) add(text []byte) {
	if n := len(t.chunks); n == 0 || len(t.chunks[n-1])+len(text) > textChunk {
		t.chunks = append(t.chunks, make([]byte, 0, textChunk))
	}
	last := len(t.chunks) - 1
	from := len(t.chunks[last])
	if from == textChunk { // the text is empty
		from = 0
	}
	t.chunks[last] = append(t.chunks[last], text...)
	if t.n%placesChunk == 0 {
		t.places = append(t.places, make([]uint64, placesChunk))
	}
	t.places[t.n/placesChunk][t.n%placesChunk] = uint64(last)<<40 | uint64(from)<<20 | uint64(len(text))
	t.n++
}

// readTexts reads the texts that cells share, if there are any.
func (a *book) readTexts() error {
	a.texts = &texts{}
	part := a.relatedPart("sharedStrings", "sharedStrings.xml")
	if part == "" {
		return nil
	}
	var text []byte
	return a.Walk(part, func(x *markup.Lexer, kind markup.Kind) (err error) {
		if kind == markup.Start && x.Is("si") {
			if text, err = appendRich(text[:0], x); err == nil {
				a.texts.add(text)
			}
		}
		return err
	})
}

// appendRich appends the text of the present element, which may be in several runs.
// How it is pronounced is left out.
func appendRich(to []byte, x *markup.Lexer) (_ []byte, err error) {
	for depth := x.Depth(); x.Depth() >= depth && err == nil; {
		var kind markup.Kind
		if kind, err = x.Next(); err != nil || kind != markup.Start {
			continue
		}
		switch {
		case x.Is("t"):
			to, err = appendText(to, x)
		case x.Is("rPh"), x.Name() == nil:
			err = x.Skip()
		}
	}
	return to, err
}

// appendText appends the text of the present element, which has no others inside.
func appendText(to []byte, x *markup.Lexer) ([]byte, error) {
	from := len(to)
	for depth := x.Depth(); x.Depth() >= depth; {
		kind, err := x.Next()
		if err != nil {
			return to, err
		}
		switch kind {
		case markup.Text:
			if to = append(to, x.Text()...); len(to) >= markup.MaxToken {
				return to, errLongCell
			}
		case markup.Start:
			if err := x.Skip(); err != nil {
				return to, err
			}
		}
	}
	if bytes.Contains(to[from:], []byte("_x")) {
		to = to[:from+unescape(to[from:])]
	}
	return to, nil
}

// unescape replaces _x000D_ and its like by the characters that they mean, in place.
// _x005F_ is the underscore of a text that only looks like one.
func unescape(text []byte) (length int) {
	to, from := text[:0], text
	for len(from) > 0 {
		unit, ok := escape(from)
		if !ok {
			to, from = append(to, from[0]), from[1:]
			continue
		}
		from = from[escapeLen:]
		r := rune(unit)
		if low, ok := escape(from); ok && utf16.IsSurrogate(r) {
			if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
				r, from = pair, from[escapeLen:]
			}
		}
		to = utf8.AppendRune(to, r)
	}
	return len(to)
}

const escapeLen = len("_x000D_")

func escape(text []byte) (unit uint64, ok bool) {
	if len(text) < escapeLen || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return unit, err == nil
}
