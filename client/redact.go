package client

import (
	"maps"
	"slices"
	"strings"
)

// shortestPart is how many characters of a secret are too many at the end of a text
// that was cut.
const shortestPart = 4

// Redact replaces a secret with "[redacted]" in all that the answer said: the message,
// the page, and the names and sentences of fields. An empty secret changes nothing.
func (e *Error) Redact(secret string) {
	if secret == "" {
		return
	}
	e.Message, e.Page = without(secret, e.Message), without(secret, e.Page)
	for _, name := range slices.Collect(maps.Keys(e.Fields)) {
		sentences := e.Fields[name]
		for i := range sentences {
			sentences[i] = without(secret, sentences[i])
		}
		if clean := without(secret, name); clean != name {
			delete(e.Fields, name)
			e.Fields[clean] = append(e.Fields[clean], sentences...)
		}
	}
}

// without is a text without a secret, and without the part of it before a cut.
func without(secret, text string) string {
	text = strings.ReplaceAll(text, secret, redacted)
	rest, cut := strings.CutSuffix(text, "...")
	if !cut {
		return text
	}
	for n := min(len(secret), len(rest)); n >= shortestPart; n-- {
		if strings.HasSuffix(rest, secret[:n]) {
			return rest[:len(rest)-n] + redacted + "..."
		}
	}
	return text
}
