package manual

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"partner-import/docs"
)

// TestPlain: a page has no marks of Markdown, commands keep their lines, and each
// row of a table is a paragraph.
func TestPlain(t *testing.T) {
	const page = "# A page\n\n" +
		"Some **bold** words and `code`, [a link](csv.md#x), [another](https://example.com/x).\n\n" +
		"![a picture](page.png)\n\n" +
		"- one item that is long enough\n  to be folded\n- two\n  - three\n\n## Below\n\n" +
		"```sh\npartner-import import partners.csv --until 06:00 --rate 10/s\n```\n\n" +
		"| a | b |\n|---|---|\n| `x` | what it is |\n| y \\| z | |\n\n" +
		"| | for | not for |\n|---|---|---|\n| one | two | three |\n"
	const want = `A page
======

Some bold words and code, a link (see:
partner-import help csv), another
(https://example.com/x).

- one item that is long enough to be
  folded
- two
  - three

Below
-----

    partner-import import partners.csv --until 06:00 --rate 10/s

x
    what it is

y | z

one
    for: two
    not for: three
`
	if diff := cmp.Diff(want, Plain(page, 40)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestAllPages: each page of the manual can be read in a terminal of 80 columns,
// and has lost nothing but marks.
func TestAllPages(t *testing.T) {
	if len(docs.Topics()) < 6 {
		t.Errorf("the manual has only the pages %v", docs.Topics())
	}
	for _, topic := range docs.Topics() {
		text := Plain(docs.Page(topic), 80)
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(line); n > 81 && !strings.HasPrefix(line, "    ") && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%s: %d columns: %s", topic, n, line)
			}
			if strings.Contains(line, "](") || strings.Contains(line, "**") && !strings.HasPrefix(line, "    ") {
				t.Errorf("%s has marks: %s", topic, line)
			}
		}
		if n := len(text); n < len(docs.Page(topic))/2 {
			t.Errorf("%s: %d bytes are left of %d", topic, n, len(docs.Page(topic)))
		}
	}
	if docs.Page("README") != "" || docs.Page("no-such-page") != "" || docs.Page("../README") != "" {
		t.Error("a page that is not in the manual has a text")
	}
}
