package importer

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

func tagDamages() []happening {
	list := func(first, between, last string) func(*rapid.T, string, string) (spelling, bool) {
		return func(_ *rapid.T, _, value string) (spelling, bool) {
			return written(first+strings.ReplaceAll(value, ",", between)+last, value), strings.Contains(value, ",")
		}
	}
	const says = "quotes|list|one tag|quote"
	return []happening{
		inCell("JSON", says, list(`["`, `","`, `"]`), "tags"), inCell("Python", says, list(`['`, `', '`, `']`), "tags"),
		inCell("an array of PostgreSQL", says, list(`{`, `,`, `}`), "tags"), inCell("tags in quotes", says, list(`"`, `","`, `"`), "tags"),
		inCell("tags in quotes and spaces", says, list(`"`, `", "`, `"`), "tags"), inCell("semicolons", says, list("", ";", ""), "tags"), inCell("bars", says, list("", " | ", ""), "tags"),
		inCell("line ends", says, list("", "\n", ""), "tags"), inCell("line ends and semicolons", says, list("", ";\n", ";"), "tags"), inCell("empty tags", says, list(",", ", ,", ","), "tags"),
		inCell("an empty list", says+"|nothing", func(t *rapid.T, _, _ string) (spelling, bool) {
			return written(one(t, "[]", "{}", `[""]`, "{NULL}", "[null]", `""`), ""), true
		}, "tags"),
		inCell("a list of one", says+"|bracket", func(t *rapid.T, _, value string) (spelling, bool) {
			return written(fmt.Sprintf(one(t, `["%s"]`, "{%s}", `{"%s"}`, `"%s"`), value), value), value != "" && !strings.Contains(value, ",")
		}, "tags"),
	}
}

// formatDamages are what formats of numbers do in workbooks.
func formatDamages() []happening {
	number := func(number, format, truth, says string, loud bool) func(*rapid.T, string, string) (spelling, bool) {
		return func(*rapid.T, string, string) (spelling, bool) {
			return spelling{cell: meantCell{text: truth, number: number, format: format}, truth: truth, says: says, loud: loud}, true
		}
	}
	var all []happening
	for i, f := range []struct{ format, shown string }{
		{"0", "4711%d"}, {"", "4711%d"}, {"#,##0", "4711%d"}, {"0.00", "4711%d"}, {`"P-"0000000`, "P-004711%d"}, {"0000000", "004711%d"}, {`0" pts"`, "4711%d"},
		{"#,##0.00 €", "4711%d"}, {"0%", "4711%d"}, {"0.00E+00", "4711%d"}, {"@", "4711%d"}, {"# ?/?", "4711%d"}, {"[Red]0", "4711%d"}, {"#", "123456789012345%d"}, {"0", "12345678901234567%d"},
	} {
		all = append(all, inCell(fmt.Sprintf("the format %q of number %d", f.format, i), "number|decimal|shows|shown|format|digits|rounded", func(t *rapid.T, _, _ string) (spelling, bool) {
			n := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "digit")) // may be that of another row
			truth := fmt.Sprintf(strings.ReplaceAll(f.shown, "%d", "%s"), n)
			stored := strings.TrimPrefix(strings.TrimPrefix(truth, "P-"), "00")
			return spelling{cell: meantCell{text: truth, number: stored, format: f.format}, truth: truth, says: "number|decimal|shows|shown|format|digits|rounded|leading zeros"}, true
		}, codes()...))
	}
	for _, format := range []string{"d-mmm", "yyyy-mm-dd", "mmm-yy", "dd.mm.yyyy", "hh:mm", "[$-407]d. mmmm"} {
		all = append(all, inCell("a date as "+format, "date", func(t *rapid.T, field, value string) (spelling, bool) {
			s, ok := number("46091.5", format, value, "", true)(t, field, value)
			return s, ok
		}, "id", "key", "name", "surname"))
	}
	return all
}
