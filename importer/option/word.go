package option

import "strings"

// Word returns a text as one word of a command line, in quotes where it needs them.
// It is "" for a text that no shell takes safely.
func Word(text string) string {
	plain := text != ""
	for _, r := range text {
		switch {
		case r < ' ' || r == 0x7f:
			return ""
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.=:/+", r):
		default:
			plain = false
		}
	}
	switch {
	case plain:
		return text
	case !strings.ContainsAny(text, "\"`$\\!%"):
		return `"` + text + `"`
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
