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

// Said is what the API said, in parentheses, or its status. Without a failure it
// is empty.
func Said(e *client.Error) string {
	switch {
	case e == nil:
		return ""
	case e.Message != "":
		return fmt.Sprintf(" (%d: %s)", e.Status, strings.TrimSuffix(cell.Show(e.Message), "."))
	case e.Status != 0:
		return fmt.Sprintf(" (%d %s)", e.Status, http.StatusText(e.Status))
	case e.Err != nil:
		return " (" + cell.Show(e.Err.Error()) + ")"
	}
	return ""
}

// Redact takes a password out of what the API said.
func Redact(e *client.Error, password string) {
	if e == nil || password == "" {
		return
	}
	e.Message = strings.ReplaceAll(e.Message, password, "[redacted]")
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
			all = append(all, field+": "+cell.Show(sentence))
		}
	}
	return strings.TrimSuffix(strings.Join(all, " "), ".")
}
