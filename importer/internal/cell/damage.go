package cell

import (
	"strings"
	"unicode/utf8"
)

// LostLetter is what a program writes for a letter that it cannot read.
const LostLetter = "\ufffd"

// MayBeDamaged reports whether a text has a character that occurs in damage.
func MayBeDamaged(s string) bool {
	for i := range len(s) {
		if b := s[i]; b == '+' || b == '#' || b >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// IsRounded recognises 1.23E+05 and 1E+12, but not 12E5, which may be an id.
func IsRounded(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E+")
	if !ok || exponent == "" || strings.Trim(exponent, "0123456789") != "" {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return len(whole) == 1 && strings.Trim(whole+fraction, "0123456789") == ""
}

// IsFormulaError recognises what a spreadsheet shows for a formula that failed.
func IsFormulaError(s string) bool {
	if s == "" || s[0] != '#' {
		return false // no need for a copy in upper case
	}
	switch s {
	case "#N/A", "#NV", "#N/D", "#N/V", "#n/a", "#SPILL":
		return true
	}
	// The others are capital letters with such an end in every language: #REF!,
	// #BEZUG!, #NOM?, #¡VALOR!.
	last := s[len(s)-1]
	return len(s) > 3 && (last == '!' || last == '?') && s == strings.ToUpper(s) && !strings.Contains(s, " ")
}
