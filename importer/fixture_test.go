package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/internal/plan"
	"partner-import/importer/internal/report"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// Cells that a file of test rows is written with.
const testColumns = "email,name,surname,password,id,key,tags,referring_partner_id,referring_partner_key,referring_partner_email"

// A failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// Flags calls options as the command does: SkipRows is --skip-rows.
func Flags(name option.Name, value string) string {
	words := regexp.MustCompile("([a-z])([A-Z])").ReplaceAllString(string(name), "$1-$2")
	return strings.TrimSpace("--" + strings.ToLower(words) + " " + value)
}

// writeFile puts text into a file of its own folder.
func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t failer, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// openText opens a source that holds the text, for as long as the test runs.
func openText(t testing.TB, text string) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), "partners.csv", source.Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openIn is openText for a property, which closes the source itself.
func openIn(t failer, text string) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), "partners.csv", source.Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	return s
}

// longName is longer than the API allows a name to be.
func longName() string { return strings.Repeat("x", 101) }

// readRows reads all rows of a source.
func readRows(t failer, s *source.Source) []row.Row {
	t.Helper()
	var all []row.Row
	rows := s.Rows()
	for rows.Next() {
		all = append(all, rows.Row())
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("Rows.Err() = %v", err)
	}
	return all
}

// csvText writes rows of cells as encoding/csv does, which is not the code that
// reads them here.
func csvText(t failer, rows ...[]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		// encoding/csv writes one empty cell as an empty line, which is not a row.
		if len(row) == 1 && row[0] == "" {
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

// csvCells reads a CSV text to its end.
func csvCells(t failer, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("not a CSV: %v\n%s", err, text)
	}
	return all
}

// A reportLine is a line of a report by the names of its columns.
type reportLine map[string]string

// reportOf reads a report and checks its first line.
func reportOf(t failer, text string) []reportLine {
	t.Helper()
	rows := csvCells(t, text)
	if got := strings.Join(rows[0], ","); got != report.ReportHeader {
		t.Fatalf("report's header = %q; want %q", got, report.ReportHeader)
	}
	var lines []reportLine
	for _, cells := range rows[1:] {
		line := reportLine{}
		for i, name := range rows[0] {
			line[name] = cells[i]
		}
		lines = append(lines, line)
	}
	return lines
}

// shown makes visible what would not be seen, or would turn the text around:
// control characters, those without a width, and those that set the direction.
// It cuts text short.
func shown(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > most {
			return b.String() + "…"
		}
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

func planOf(t failer, s *source.Source) *plan.Plan {
	t.Helper()
	p, err := plan.Make(context.Background(), s, plan.Options{}, nil)
	if err != nil {
		t.Fatalf("makePlan: %v", err)
	}
	return p
}

// show writes rows as "LINE EMAIL/NAME" or "LINE !CODE COLUMN".
func showRows(rows []row.Row) string {
	var all []string
	for _, row := range rows {
		if row.Problem != nil {
			all = append(all, strings.TrimRight(fmt.Sprintf("%d !%s %s", row.Line, row.Problem.Code, row.Problem.Column), " "))
			continue
		}
		all = append(all, fmt.Sprintf("%d %s/%s", row.Line, row.Record.Email, row.Record.Name))
	}
	return strings.Join(all, "; ")
}

func gzipped(t testing.TB, r io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// newBook begins a workbook. Its first sheet is "Sheet1".
func newBook(t testing.TB) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	t.Cleanup(func() { f.Close() })
	return f
}

func setRow(t testing.TB, f *excelize.File, sheet, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, cell, &values); err != nil {
		t.Fatal(err)
	}
}

func bookBytes(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
