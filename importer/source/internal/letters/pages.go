package letters

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// A Page is an encoding that a text may be in.
type Page struct {
	Name     string // as the Encoding option takes it
	Encoding encoding.Encoding

	languages string
	before    float64 // the logarithm of how rare it is beside Windows-1252
}

const (
	western  = "en de fr es pt it nl da nb sv fi is et ca ga"
	central  = "cs sk pl hu ro hr sl de"
	baltic   = "lt lv et pl de sv"
	cyrillic = "ru uk bg sr mk be"
)

// western1252 is the page that is read without a question.
func western1252() Page { return Page{"windows-1252", charmap.Windows1252, western, 0} }

// singles are the other encodings with one byte for each character.
func singles() []Page {
	return []Page{
		{"windows-1250", charmap.Windows1250, central, -1},
		{"windows-1251", charmap.Windows1251, cyrillic, -1},
		{"windows-1253", charmap.Windows1253, "el", -1},
		{"windows-1254", charmap.Windows1254, "tr de fr", -1},
		{"windows-1255", charmap.Windows1255, "he", -1},
		{"windows-1256", charmap.Windows1256, "ar fa fr", -1},
		{"windows-1257", charmap.Windows1257, baltic, -1},
		{"windows-1258", charmap.Windows1258, "vi", -1},
		{"macintosh", charmap.Macintosh, western, -3},
		{"x-mac-cyrillic", charmap.MacintoshCyrillic, "ru uk bg", -4},
		{"iso-8859-2", charmap.ISO8859_2, central, -2},
		{"iso-8859-5", charmap.ISO8859_5, cyrillic, -4},
		{"iso-8859-7", charmap.ISO8859_7, "el", -3},
		{"iso-8859-9", charmap.ISO8859_9, "tr de fr", -3},
		{"iso-8859-13", charmap.ISO8859_13, baltic, -3},
		{"iso-8859-15", charmap.ISO8859_15, western, -3},
		{"iso-8859-16", charmap.ISO8859_16, "ro hu pl hr", -2},
		{"cp437", charmap.CodePage437, western, -4},
		{"cp850", charmap.CodePage850, western, -3},
		{"cp852", charmap.CodePage852, central, -3},
		{"cp866", charmap.CodePage866, "ru uk be bg", -3},
		{"koi8-r", charmap.KOI8R, "ru bg", -3},
		{"koi8-u", charmap.KOI8U, "uk", -4},
	}
}

// multiples are those with several bytes for a character.
func multiples() []Page {
	return []Page{
		{"shift_jis", japanese.ShiftJIS, "ja", -1},
		{"euc-jp", japanese.EUCJP, "ja", -3},
		{"gb18030", simplifiedchinese.GB18030, "zh", -1},
		{"big5", traditionalchinese.Big5, "zh-Hant", -1},
		{"euc-kr", korean.EUCKR, "ko", -1},
	}
}

// Reread returns the name of the first page in which a text that was read as
// Windows-1252 makes sense, "" if there is none.
func Reread(text []string, makesSense func([]string) bool) string {
	for _, page := range singles() {
		other := make([]string, len(text))
		for i, cell := range text {
			original, err := western1252().Encoding.NewEncoder().Bytes([]byte(cell))
			if err != nil {
				return ""
			}
			other[i] = Read(page.Encoding, original)
		}
		if makesSense(other) {
			return page.Name
		}
	}
	return ""
}
