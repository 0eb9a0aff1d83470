package importer

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/importer/internal/plan"
	"partner-import/importer/source"
)

// This file states the law of reading: silence means "it is what you meant".
// Each combination is a table that somebody meant, what happened to it (damages, see
// silence_cells_test.go and silence_rows_test.go), and how it was written
// (silence_text_test.go and silence_book_test.go). The oracle never reads a cell: it
// knows the table from before.

// A meantRow is a row of the file, and what was meant by it.
type meantRow struct {
	cells   []meantCell
	want    *client.NewPartner // nil: no partner is in this row
	damages []damage
}

// A meantCell is a cell as it is written. Workbooks may hold it as a number.
type meantCell struct {
	text   string
	number string // the number in a workbook, "" for a text
	format string // the format that shows the number as the text
}

// A damage is what happened to a row, or to the file.
type damage struct {
	name   string
	fields []string // whose values may differ if that is told; "*" for all of them
	says   string   // what names it, as a regular expression
	loud   bool     // it is told even if the values are right
	stops  bool     // the file may be refused because of it
	strict bool     // no value may differ, told or not
}

// A meantTable is a table that somebody meant.
type meantTable struct {
	header  []string
	fields  []string // of the columns, "" for one that is not imported
	rows    []meantRow
	above   []meantRow // between the top of the file and the rows: titles and the header
	damages []damage   // of the file
	merges  [][4]int   // top, bottom, left, right in the file, counted from 1
	script  script
	sheet   string // another sheet in front, "" for none
}

// A verdict is what became of a file.
type silenceVerdict struct {
	err      error
	sent     map[int]client.NewPartner // by their lines
	invalid  map[int]string
	warnings []string
}

// readMeant does what validate does.
func readMeant(content []byte) silenceVerdict {
	v := silenceVerdict{sent: map[int]client.NewPartner{}, invalid: map[int]string{}}
	s, err := source.OpenReader(bytes.NewReader(content), "partners", source.Options{Call: Flags})
	if err != nil {
		v.err = err
		return v
	}
	defer s.Close()
	p, err := plan.Make(context.Background(), s, plan.Options{Examples: true, Call: Flags}, nil)
	if err != nil {
		v.err = err
		return v
	}
	v.warnings = slices.Concat(s.Warnings(), p.Remarks())
	rows := s.Rows()
	for rows.Next() {
		row := rows.Row()
		if problem := p.Problem(row); problem != nil {
			v.invalid[row.Line] = problem.Message
		} else {
			v.sent[row.Line] = row.Record.Request()
		}
	}
	v.err = rows.Err()
	return v
}

// TestSilence: whatever happens to a table, and however it is written, each row is
// read as it was meant. Or the row, the file or a warning names what happened to it.
// And nothing is told that did not happen. "make silence" tries 100,000 combinations.
func TestSilence(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		_ = checks.Value.Set("400")
		defer func() { _ = checks.Value.Set(checks.DefValue) }()
	}
	t.Logf("2 × %s combinations with -rapid.seed=%s", flag.Lookup("rapid.checks").Value, flag.Lookup("rapid.seed").Value)
	for _, form := range []string{"text", "workbook"} {
		t.Run(form, rapid.MakeCheck(func(t *rapid.T) {
			c := drawCombination(t, form == "workbook")
			if faults := c.table.judge(readMeant(c.content), c.lines); len(faults) > 0 {
				t.Fatalf("%s\n%s", strings.Join(faults, "\n"), c.table.show(c.content))
			}
		}))
	}
}

// A combination is a table, what happened to it, and how it is written.
type combination struct {
	table   *meantTable
	content []byte
	lines   map[int]int // which row is on which line
}

func drawCombination(t *rapid.T, workbook bool) combination {
	c := combination{table: drawMeant(t)}
	c.table.spoil(t, workbook)
	if workbook {
		c.content, c.lines = c.table.book(t)
	} else {
		c.content, c.lines = c.table.text(t)
	}
	return c
}

// judge returns what is against the law. Lines are the rows by the lines of the file.
func (m *meantTable) judge(v silenceVerdict, lines map[int]int) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if v.err != nil {
		stops := func(d damage) bool { return d.stops }
		if !m.names(v.err.Error(), stops) && !slices.ContainsFunc(m.rows, func(r meantRow) bool { return r.explains(v.err.Error(), stops) }) {
			fault("refused: %v", v.err)
		}
		return faults
	}
	told := strings.Join(v.warnings, "\n")
	for line, got := range v.sent {
		at, ok := lines[line]
		if !ok || m.rows[at].want == nil {
			fault("line %d is no partner, but %s is sent", line, showPartner(got))
			continue
		}
		for field, difference := range differences(*m.rows[at].want, got) {
			if !m.isTold(&m.rows[at], field, told) {
				fault("line %d: %s %s, and nothing tells that; warnings: %q", line, field, difference, v.warnings)
			}
		}
	}
	for line, message := range v.invalid {
		if at, ok := lines[line]; ok && m.rows[at].want != nil && !m.rows[at].explains(message, anyDamage) && !m.names(message, anyDamage) {
			fault("line %d is invalid: %s", line, message)
		}
	}
	for line, at := range lines {
		_, sent := v.sent[line]
		_, invalid := v.invalid[line]
		if m.rows[at].want != nil && !sent && !invalid {
			fault("line %d is lost; warnings: %q", line, v.warnings)
		}
	}
	return append(faults, m.words(v, lines)...)
}

func anyDamage(damage) bool { return true }

// words finds warnings without a cause, and damages that are not told. Of a row
// that is not sent, it is enough that the reason is told. If none is sent, that holds
// for what happened to the whole table, too.
func (m *meantTable) words(v silenceVerdict, lines map[int]int) (faults []string) {
	for _, warning := range v.warnings {
		explained := slices.ContainsFunc(m.rows, func(r meantRow) bool { return r.explains(warning, anyDamage) })
		if !explained && !m.names(warning, anyDamage) && !isAboutCapitals(warning, v.sent) {
			faults = append(faults, "nothing is the cause of: "+warning)
		}
	}
	said := strings.Join(v.warnings, "\n")
	for _, message := range v.invalid {
		said += "\n" + message
	}
	var all []damage
	if len(v.sent) > 0 {
		all = slices.Clone(m.damages)
	}
	for line, at := range lines {
		if _, sent := v.sent[line]; sent {
			all = append(all, m.rows[at].damages...)
		}
	}
	for _, d := range all {
		if d.loud && !regexp.MustCompile(d.says).MatchString(said) {
			faults = append(faults, fmt.Sprintf("%s is not told; said: %q", d.name, said))
		}
	}
	return faults
}

// isAboutCapitals reports whether a warning says truly that keys differ only in capital
// letters: two damages may give "TRUE" and "True".
func isAboutCapitals(warning string, sent map[int]client.NewPartner) bool {
	if !strings.Contains(warning, "differ only in capital letters") {
		return false
	}
	seen := map[string]string{}
	for _, p := range sent {
		if key, ok := seen[strings.ToLower(p.Key)]; ok && key != p.Key {
			return true
		}
		seen[strings.ToLower(p.Key)] = p.Key
	}
	return false
}

// names reports whether a text names a damage of the file.
func (m *meantTable) names(text string, which func(damage) bool) bool {
	return slices.ContainsFunc(m.damages, func(d damage) bool { return which(d) && regexp.MustCompile(d.says).MatchString(text) })
}

func (r *meantRow) explains(text string, which func(damage) bool) bool {
	return slices.ContainsFunc(r.damages, func(d damage) bool { return which(d) && regexp.MustCompile(d.says).MatchString(text) })
}

// isTold reports whether the warnings name a damage of a field.
func (m *meantTable) isTold(r *meantRow, field, told string) bool {
	return slices.ContainsFunc(slices.Concat(r.damages, m.damages), func(d damage) bool {
		return !d.strict && (slices.Contains(d.fields, field) || slices.Contains(d.fields, "*")) && regexp.MustCompile(d.says).MatchString(told)
	})
}

// differences compares field by field.
func differences(want, got client.NewPartner) map[string]string {
	all := map[string]string{}
	compare := func(field, want, got string) {
		if want != got {
			all[field] = fmt.Sprintf("is %q; want %q", got, want)
		}
	}
	compare("email", want.Email, got.Email)
	compare("name", want.Name, got.Name)
	compare("surname", want.Surname, got.Surname)
	compare("id", want.ID, got.ID)
	compare("key", want.Key, got.Key)
	compare("tags", strings.Join(want.Tags, ","), strings.Join(got.Tags, ","))
	compare("referring_partner_email", referrerOf(want), referrerOf(got))
	return all
}

func referrerOf(p client.NewPartner) string {
	if p.Referrer == nil {
		return ""
	}
	return cmp.Or(p.Referrer.Email, p.Referrer.ID, p.Referrer.Key)
}

func showPartner(p client.NewPartner) string {
	return fmt.Sprintf("%q", []string{p.Email, p.Name, p.Surname, p.ID, p.Key, strings.Join(p.Tags, ","), referrerOf(p)})
}

// show is for a person who looks for the defect.
func (m *meantTable) show(content []byte) string {
	var b strings.Builder
	for _, d := range m.damages {
		fmt.Fprintf(&b, "file: %s\n", d.name)
	}
	for i, row := range m.rows {
		for _, d := range row.damages {
			fmt.Fprintf(&b, "row %d: %s\n", i, d.name)
		}
	}
	if bytes.HasPrefix(bytes.TrimSpace(content), []byte("PK")) {
		for _, row := range slices.Concat(m.above, m.rows) {
			for _, cell := range row.cells {
				fmt.Fprintf(&b, "%q, ", cell.text)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	fmt.Fprintf(&b, "%q\n", content)
	return b.String()
}
