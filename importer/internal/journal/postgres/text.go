package postgres

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// PostgreSQL takes no text with a zero byte, and none that is not UTF-8. Such a text is
// written in quotes, behind a mark that no other text begins with.
const mark = "\x01"

func encode(text string) string {
	if utf8.ValidString(text) && !strings.Contains(text, "\x00") && !strings.HasPrefix(text, mark) {
		return text
	}
	return mark + strconv.QuoteToASCII(text)
}

// decode is the text that was encoded. What others wrote stays as it is.
func decode(text string) string {
	if quoted, is := strings.CutPrefix(text, mark); is {
		if plain, err := strconv.Unquote(quoted); err == nil {
			return plain
		}
	}
	return text
}

// millis is a time as the tables have it, nil for the zero one.
func millis(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	return new(t.UnixMilli())
}

func timeOf(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms)
}

// hash is nil for the zero one.
func hash(h [16]byte) []byte {
	if h == ([16]byte{}) {
		return nil
	}
	return h[:]
}

func hashOf(b []byte) (h [16]byte) {
	copy(h[:], b)
	return h
}
