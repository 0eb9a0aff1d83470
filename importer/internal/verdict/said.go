package verdict

import (
	"fmt"
	"maps"
	"net/http"
	"partner-import/client"
	"partner-import/importer/internal/cell"
	"slices"
	"strings"
)

// Said is what Partnero answered, in parentheses. Without a failure it is empty.
func Said(e *client.Error) string {
	switch {
	case e == nil:
		return ""
	case e.Status != 0 && e.Words() != "":
		return fmt.Sprintf(" (Partnero answered %d: %s)", e.Status, quote(e.Words()))
	case e.Status >= http.StatusInternalServerError:
		return fmt.Sprintf(" (Partnero answered %d)", e.Status)
	case e.Status != 0:
		return fmt.Sprintf(" (Partnero answered %d: %s)", e.Status, http.StatusText(e.Status))
	case e.Err != nil:
		return " (no answer: " + quote(e.Err.Error()) + ")"
	}
	return ""
}

// reply is Said in a sentence that names Partnero already. It has the words about
// each field, if there are any.
func reply(e *client.Error) string {
	if len(e.Fields) > 0 {
		return " (" + sentences(e) + ")"
	}
	return strings.Replace(Said(e), "(Partnero answered ", "(", 1)
}

// inItsWords is a sentence with what Partnero said, if it said anything.
func inItsWords(e *client.Error) string {
	if e.Message == "" {
		return ""
	}
	return " Partnero said: " + quote(e.Message) + "."
}

// quote shows text from the network. The full stop at its end is left out.
func quote(text string) string { return cell.QuoteUpTo(strings.TrimSuffix(text, "."), 300) }

// Redact removes a password from what Partnero said.
func Redact(e *client.Error, password string) {
	if e == nil || password == "" {
		return
	}
	e.Message = strings.ReplaceAll(e.Message, password, "[redacted]")
	e.Page = strings.ReplaceAll(e.Page, password, "[redacted]")
	for _, sentences := range e.Fields {
		for i := range sentences {
			sentences[i] = strings.ReplaceAll(sentences[i], password, "[redacted]")
		}
	}
}

func firstField(e *client.Error) string { return slices.Min(slices.Collect(maps.Keys(e.Fields))) }

func sentences(e *client.Error) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		for _, sentence := range e.Fields[field] {
			all = append(all, field+": "+quote(sentence))
		}
	}
	return strings.Join(all, ", ")
}
