package xlsx

import (
	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/numbers"
	"partner-import/importer/source/internal/raw"
)

const (
	maxStyles = 1 << 17
	// maxCodes is how many bytes all number formats may have together. Excel allows
	// 250 of 255 characters.
	maxCodes = 256 << 10
)

// styles are the number formats of cells.
type styles struct {
	formats []*numbers.Format // by style, nil for a plain one
}

// of is the format of a style, nil for a plain one.
func (s *styles) of(style int) *numbers.Format {
	if style >= len(s.formats) {
		return nil
	}
	return s.formats[style]
}

// readStyles reads the number formats, if there are any.
func (a *book) readStyles() (*styles, error) {
	s := &styles{}
	part := a.relatedPart("styles", "styles.xml")
	if part == "" {
		return s, nil
	}
	codes, parsed, within, size := map[int]string{}, map[int]*numbers.Format{}, false, 0
	err := a.Walk(part, func(x *markup.Lexer, kind markup.Kind) error {
		switch {
		case kind == markup.Text:
		case x.Is("cellXfs"):
			within = kind == markup.Start
		case kind != markup.Start:
		case x.Is("numFmt") && len(codes) < maxStyles:
			if id, ok := number(x.Attr("numFmtId")); ok {
				codes[id] = string(x.Attr("formatCode"))
				size += len(codes[id])
			}
			if size > maxCodes {
				return &raw.Refusal{Message: sayFormats}
			}
		case within && x.Is("xf") && len(s.formats) < maxStyles:
			id, _ := number(x.Attr("numFmtId"))
			s.formats = append(s.formats, format(id, codes, parsed))
		}
		return nil
	})
	return s, err
}

// format is the format with a number, nil for a plain one.
func format(id int, codes map[int]string, parsed map[int]*numbers.Format) *numbers.Format {
	if f, ok := parsed[id]; ok {
		return f
	}
	code, ok := codes[id]
	if !ok {
		code = numbers.Builtin(id)
	}
	var f *numbers.Format
	if code != "" && code != "@" && code != "General" {
		f = numbers.Parse(code)
	}
	parsed[id] = f
	return f
}

// number reads a short number.
func number(digits []byte) (n int, ok bool) {
	if len(digits) == 0 || len(digits) > 9 {
		return 0, false
	}
	for _, b := range digits {
		if b-'0' > 9 {
			return 0, false
		}
		n = n*10 + int(b-'0')
	}
	return n, true
}
