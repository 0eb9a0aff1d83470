package cell

import (
	"slices"
	"strings"
	"time"
)

// IsDate recognises dates in any country's order, with or without a time.
func IsDate(s string) bool {
	if len(s) < 6 || len(s) > 40 {
		return false
	}
	day, _, _ := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	parts := strings.FieldsFunc(day, func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	if len(parts) == 3 && strings.Trim(strings.Join(parts, ""), digits) == "" {
		first, last := len(parts[0]), len(parts[2])
		return len(parts[1]) <= 2 && (first == 4 && last <= 2 || first <= 2 && (last == 2 || last == 4))
	}
	return strings.Contains(s, " ") && slices.ContainsFunc([]string{"Jan 2, 2006", "2 Jan 2006", "January 2, 2006", "2 January 2006"}, func(form string) bool {
		_, err := time.Parse(form, s)
		return err == nil
	})
}

// MayBeDate is false, at a glance, for most ids and keys.
func MayBeDate(s string) bool {
	if len(s) < 4 || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		switch s[i] {
		case '-', '.', '/', ':', ' ':
			return i > 0 && i <= 8 && (s[0] >= '0' && s[0] <= '9' && i <= 4 || isMonth(s[:i]))
		}
	}
	return false
}

// IsDateOfCode recognises what a spreadsheet makes of a code that looks like a date:
// MAR10 becomes 10-Mar or Mar-10, and 12:30 becomes 12:30:00.
func IsDateOfCode(s string) bool {
	return IsDate(s) || isTime(s) || isDayAndMonth(s)
}

// isTime recognises 12:30, 12:30:00 and 12:30 PM.
func isTime(s string) bool {
	s = strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(s), " AM"), " PM")
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	for i, part := range parts {
		if part == "" || len(part) > 2 || i > 0 && (len(part) != 2 || part > "59") || strings.Trim(part, digits) != "" {
			return false
		}
	}
	return true
}

// isDayAndMonth recognises 10-Mar, Mar-10, 10. Mrz, 10-mars-26 and Jan 2026, with the
// month as the spreadsheet writes it: one capital letter at most, or a dot. Behind a
// month is a year of two or four digits, so jan-1 is the first Jan rather than a date.
func isDayAndMonth(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '.' || r == '/' || r == ' ' })
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	if len(parts[1]) == 1 && isMonth(parts[0]) {
		return false
	}
	months := 0
	for _, part := range parts {
		switch {
		case strings.Trim(part, digits) == "":
			if len(part) > 2 && len(part) != 4 {
				return false
			}
		case isMonth(part):
			months++
		default:
			return false
		}
	}
	return months == 1
}

// isMonth recognises the short names of months in the languages of the columns'
// names, without allocation. MAR in capitals is rather a code.
func isMonth(s string) bool {
	var lower [8]byte
	if len(s) < 3 || len(s) > len(lower) {
		return false
	}
	copy(lower[:], s)
	if lower[0] >= 'A' && lower[0] <= 'Z' {
		lower[0] += 'a' - 'A'
	}
	switch string(lower[:len(s)]) {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sept", "june", "july", "march", "april",
		"mrz", "mär", "mai", "okt", "dez", "janv", "févr", "mars", "avr", "juin", "juil", "août", "déc",
		"ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott", "fev", "out", "mrt", "mei", "maj",
		"cze", "lip", "sie", "wrz", "paź", "lis", "gru", "sty", "lut", "kwi":
		return true
	}
	return false
}
