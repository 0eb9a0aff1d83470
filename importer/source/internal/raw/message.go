package raw

import "strings"

// IsMessage recognises a line that a program wrote about itself into the file that it
// exported, as PHP and Python do.
func IsMessage(cells []string) bool {
	if len(cells) == 0 {
		return false
	}
	text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(cells[0]), "<br />"))
	if text == "" {
		return strings.Contains(cells[0], "<br")
	}
	for _, kind := range [...]string{"Warning", "Notice", "Deprecated", "Fatal error", "Parse error"} {
		if strings.HasPrefix(text, "<b>"+kind+"</b>") || strings.HasPrefix(strings.TrimPrefix(text, "PHP "), kind+": ") {
			return true
		}
	}
	return strings.HasPrefix(text, "Traceback (most recent call last)") || strings.HasPrefix(text, "Stack trace:")
}
