package cell

import (
	"strings"
	"unicode/utf8"
)

// LostLetter is what a program writes for a letter that it cannot read.
const LostLetter = "\ufffd"

const digits = "0123456789"

// MayBeDamaged reports whether an id or key has something that occurs in damage. It
// is false for most of them: for plain numbers, and for words that begin with a
// letter and have no digit behind an E.
func MayBeDamaged(s string) bool {
	for i := range len(s) {
		switch b := s[i]; {
		case b == '+' || b == '#' || b == '=' || b >= utf8.RuneSelf:
			return true
		case b == 'E' || b == 'e':
			if i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
				return true
			}
		case b == '.' || b == ':':
			if s[0] == 'E' || s[0] == 'L' { // Err:502, Loading...
				return true
			}
		}
	}
	return false
}

// IsRounded recognises 1.23E+05, 1E+12, 5.00E-03 and 1.23457E5, but not 12E5 or 12E-6,
// which may be ids.
func IsRounded(s string) bool {
	at := exponentAt(s)
	if at < 1 || at+1 == len(s) || s[at-1] < '0' || s[at-1] > '9' {
		return false // as with nearly all texts
	}
	mantissa, exponent := strings.TrimLeft(s[:at], "+-"), s[at+1:]
	whole, fraction, decimal := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	power := strings.TrimLeft(exponent, "+-")
	switch {
	case whole == "" || power == "" || len(power) > 3 || strings.Trim(whole+fraction+power, digits) != "":
		return false
	case decimal:
		return fraction != ""
	case exponent == power:
		return false
	}
	return len(whole) == 1 && (exponent[0] == '+' || len(power) > 1)
}

// exponentAt is where the first E is, or -1.
func exponentAt(s string) int {
	for i := range len(s) {
		if s[i]|0x20 == 'e' {
			return i
		}
	}
	return -1
}

// IsFormula recognises a formula that was exported instead of its result.
func IsFormula(s string) bool { return len(s) > 1 && s[0] == '=' }

// IsFormulaError recognises what a spreadsheet shows for a formula that failed, or
// for a column that is too narrow.
func IsFormulaError(s string) bool {
	if s == "" || s[0] != '#' {
		return strings.HasPrefix(s, "Err:5") && len(s) == 7 || s == "Loading..." // no need for a copy in upper case
	}
	switch s {
	case "#N/A", "#NV", "#N/D", "#N/V", "#n/a", "#SPILL", "#GETTING_DATA":
		return true
	}
	if len(s) > 1 && strings.Trim(s, "#") == "" {
		return true
	}
	// The others are capital letters with such an end in every language: #REF!,
	// #BEZUG!, #NOM?, #¡VALOR!.
	last := s[len(s)-1]
	return len(s) > 3 && (last == '!' || last == '?') && s == strings.ToUpper(s) && !strings.Contains(s, " ")
}

// IsLogical recognises the value of a condition, as spreadsheets write it in some
// languages, and Python.
func IsLogical(s string) bool {
	switch s {
	case "TRUE", "FALSE", "True", "False", "WAHR", "FALSCH", "VRAI", "FAUX", "VERDADERO", "FALSO", "VERO", "VERDADEIRO", "WAAR", "ONWAAR", "PRAWDA", "FAŁSZ":
		return true
	}
	return false
}

// IsAmount recognises a number as people read it: 1,234 and 12 % and € 5.00. Plain
// digits are none, and neither is 12.5, which may be an id.
func IsAmount(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	bare := strings.Trim(s, "$€£¥₹₽% \u00a0\u202f")
	bare = strings.TrimLeft(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(bare, "("), ")"), "-"), "+-")
	last := len(bare) - 1
	if last < 0 || bare[last] < '0' || bare[last] > '9' || strings.Trim(bare, digits+".,' \u00a0\u202f’") != "" {
		return false
	}
	if strings.ContainsAny(s, "$€£¥₹₽%") {
		return true
	}
	return isGrouped(bare)
}

// isGrouped recognises 1,234 and 1.234.567,00: groups of three digits behind the
// first.
func isGrouped(s string) bool {
	var mark rune
	groups := strings.FieldsFunc(s, func(r rune) bool {
		if r < '0' || r > '9' {
			if mark == 0 {
				mark = r
			}
			return r == mark
		}
		return false
	})
	if mark == 0 || len(groups) < 2 || len(groups[0]) > 3 || strings.Trim(groups[0], digits) != "" {
		return false
	}
	for i, group := range groups[1:] {
		whole := group
		if i == len(groups)-2 {
			whole, _, _ = strings.Cut(strings.Replace(group, ",", ".", 1), ".")
		}
		if len(whole) != 3 || strings.Trim(whole, digits) != "" {
			return false
		}
	}
	return true
}
