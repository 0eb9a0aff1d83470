package markup

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decoder returns a reader of the part as UTF-8. The part is in UTF-8, UTF-16 or
// Latin-1: its first bytes or its declaration say that.
func decoder(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 16<<10)
	head, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = b.Discard(3)
		return b, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		_, err = b.Discard(2)
		return &utf16Reader{r: b, order: binary.LittleEndian}, err
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		_, err = b.Discard(2)
		return &utf16Reader{r: b, order: binary.BigEndian}, err
	case len(head) > 1 && head[1] == 0:
		return &utf16Reader{r: b, order: binary.LittleEndian}, nil
	case len(head) > 1 && head[0] == 0:
		return &utf16Reader{r: b, order: binary.BigEndian}, nil
	}
	switch name := declared(head); strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16":
		return b, nil // not UTF-16, whatever it says
	case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return &latinReader{r: b}, nil
	default:
		return nil, &EncodingError{name}
	}
}

// declared is the encoding that the XML declaration names, "" without one.
func declared(head []byte) string {
	head = bytes.TrimLeft(head, " \t\r\n")
	end := bytes.Index(head, []byte("?>"))
	if !bytes.HasPrefix(head, []byte("<?xml")) || end < 0 {
		return ""
	}
	_, value, ok := strings.Cut(string(head[:end]), "encoding")
	value = strings.TrimLeft(value, " \t\r\n=")
	if !ok || value == "" {
		return ""
	}
	name, _, ok := strings.Cut(value[1:], value[:1])
	if !ok {
		return ""
	}
	return name
}

// A utf16Reader reads UTF-16 as UTF-8. Half a pair becomes the sign for lost letters.
type utf16Reader struct {
	r     *bufio.Reader
	order binary.ByteOrder
}

func (u *utf16Reader) Read(p []byte) (n int, err error) {
	for n+utf8.UTFMax <= len(p) {
		unit, err := u.unit()
		if err != nil {
			return n, afterSome(err, n)
		}
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			r = u.pair(r)
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}

func (u *utf16Reader) unit() (uint16, error) {
	two, err := u.r.Peek(2)
	if len(two) < 2 {
		if len(two) == 1 && err == io.EOF {
			err = errEnds
		}
		return 0, err
	}
	unit := u.order.Uint16(two)
	_, err = u.r.Discard(2)
	return unit, err
}

func (u *utf16Reader) pair(first rune) rune {
	if two, _ := u.r.Peek(2); len(two) == 2 {
		if r := utf16.DecodeRune(first, rune(u.order.Uint16(two))); r != utf8.RuneError {
			_, _ = u.r.Discard(2)
			return r
		}
	}
	return utf8.RuneError
}

func afterSome(err error, n int) error {
	if n > 0 {
		return nil // it comes again
	}
	return err
}

// A latinReader reads Latin-1 as UTF-8. What it calls Latin-1 is Windows-1252, as in
// every browser.
type latinReader struct{ r *bufio.Reader }

func (l *latinReader) Read(p []byte) (n int, err error) {
	for n+utf8.UTFMax <= len(p) {
		b, err := l.r.ReadByte()
		if err != nil {
			return n, afterSome(err, n)
		}
		n += utf8.EncodeRune(p[n:], latin(b))
	}
	return n, nil
}

func latin(b byte) rune {
	const others = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
		"\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178"
	if b < 0x80 || b >= 0xa0 {
		return rune(b)
	}
	r := rune(0)
	for i, c := range others {
		_ = i
		if b == 0x80 {
			r = c
			break
		}
		b--
	}
	return r
}
