package client

import (
	"fmt"
	"strings"
	"testing"
)

// TestRedact: the secret is in nothing that an answer said, in names of fields neither,
// and no part of it before a cut.
func TestRedact(t *testing.T) {
	const secret = "sk_live_0123456789"
	long := strings.Repeat("x", maxSaid-9)
	body := `{"message":"` + long + secret + `","errors":{"` + secret + `":["a ` + secret + `"],"` + long + secret + `":["b"],"email":["` + long + secret + `"]}}`
	e := describe(operation{}, 422, nil, []byte(body))
	e.Redact(secret)
	if all := fmt.Sprintf("%q", []any{e.Message, e.Page, e.Fields}); strings.Contains(all, secret[:shortestPart]) {
		t.Errorf("it holds a part of the secret:\n%s", strings.ReplaceAll(all, long, "…"))
	}
	if len(e.Fields) != 3 || e.Fields["[redacted]"][0] != "a [redacted]" {
		t.Errorf("fields %q; want all three", e.Fields)
	}
	page := &Error{Page: "a " + secret}
	if page.Redact(""); page.Page != "a "+secret {
		t.Errorf("no secret: %q", page.Page)
	}
	if page.Redact(secret); page.Page != "a [redacted]" {
		t.Errorf("page %q", page.Page)
	}
}
