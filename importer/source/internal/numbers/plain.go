package numbers

import (
	"math"
	"strconv"
	"strings"
)

const (
	// exactDigits is how many digits of a number spreadsheets keep.
	exactDigits = 15
	maxDigits   = 30
)

// Plain is a stored number without a format. Digits that are stored in full are
// taken in full. A number that lost its last digits stays in a form that shows that,
// as in 1.2E+17. It reports whether the text is a number at all.
func Plain(stored string) (string, bool) {
	if isDigits(stored) && stored[0] != '0' {
		return stored, len(stored) <= maxDigits
	}
	stored = strings.Trim(stored, " \t\r\n")
	whole := strings.TrimPrefix(stored, "-")
	if before, after, ok := strings.Cut(whole, "."); ok && len(before) <= exactDigits+1 && strings.Trim(after, "0") == "" {
		whole = before
	}
	if isDigits(whole) && len(whole) <= maxDigits {
		whole = strings.TrimLeft(whole[:len(whole)-1], "0") + whole[len(whole)-1:]
		if stored[0] == '-' && whole != "0" {
			whole = "-" + whole
		}
		return whole, true
	}
	n, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) || strings.ContainsAny(stored, "xX_pP") {
		return stored, false
	}
	return general(n), true
}

// general shows a number as spreadsheets keep it.
func general(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	if text := strconv.FormatFloat(n, 'f', -1, 64); math.Abs(n) < 1e15 && digits(text) <= exactDigits {
		return text
	}
	return strconv.FormatFloat(n, 'G', exactDigits, 64)
}

// digits counts the digits that matter.
func digits(number string) int {
	number = strings.TrimLeft(strings.Replace(strings.TrimPrefix(number, "-"), ".", "", 1), "0")
	return len(number)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return false
		}
	}
	return s != ""
}
