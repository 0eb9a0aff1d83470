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

// shortestPassword is what Partnero asks for. A shorter one may be in any link by chance.
const shortestPassword = 8

// Redact removes the password of a request from what Partnero said: from an error, and
// from a partner. A text of the request that is the same as the password stays.
func Redact(e *client.Error, p *client.Partner, in client.NewPartner) {
	password := in.Password
	if password == "" {
		return
	}
	for _, text := range []*string{&p.ID, &p.Key, &p.Link} {
		if *text != in.ID && *text != in.Key && len(password) >= shortestPassword {
			*text = strings.ReplaceAll(*text, password, "[redacted]")
		}
	}
	if e != nil {
		e.Redact(password)
	}
}

func firstField(e *client.Error) string {
	return cell.Name(slices.Min(slices.Collect(maps.Keys(e.Fields))))
}

func sentences(e *client.Error) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		for _, sentence := range e.Fields[field] {
			all = append(all, cell.Name(field)+": "+quote(sentence))
		}
	}
	return strings.Join(all, ", ")
}
