package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// results are any results, of the given rows.
func someResults(t *rapid.T, rows int) []row.Result {
	text := func(label string) string {
		// encoding/csv takes CR LF for LF when it reads them back.
		return strings.ReplaceAll(rapid.OneOf(cells(), formulas()).Draw(t, label), "\r\n", "\n")
	}
	all := make([]row.Result, rows)
	for i := range all {
		all[i] = row.Result{
			Row: i + 1, Line: i + 2, Status: rapid.SampledFrom(row.Statuses()).Draw(t, "status"),
			Email: text("email"), ID: text("id"), Key: text("key"), Link: text("link"),
			Problem:  row.Problem{Code: row.Code(text("code")), Column: text("column"), Message: text("message")},
			Attempts: rapid.IntRange(0, 9).Draw(t, "attempts"),
		}
		if rapid.Bool().Draw(t, "has a time") {
			all[i].CreatedAt = time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0).In(time.FixedZone("", 7200))
		}
	}
	return all
}

// formulas begin with what a spreadsheet would run.
func formulas() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(formulaStarts()).Draw(t, "start") + rapid.String().Draw(t, "rest")
	})
}

func formulaStarts() []string {
	return []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}
}

// harmless is what a spreadsheet may be shown of a text.
func harmless(text string) string {
	behind := regexp.MustCompile("([;\t|\r\n][ \";\t|\r\n]*)([-=+@＝＋－＠])") // a separator of some spreadsheet
	spaced := regexp.MustCompile("(?s) [-+＋－]$")                           // no formula
	text = behind.ReplaceAllStringFunc(text, func(found string) string {
		if spaced.MatchString(found) {
			return found
		}
		return behind.ReplaceAllString(found, "$1'$2")
	})
	for _, start := range formulaStarts() {
		if strings.HasPrefix(text, start) {
			return "'" + text
		}
	}
	return text
}

// asCells is the line of a result as a program reads it.
func asCells(r row.Result) []string {
	created := ""
	if !r.CreatedAt.IsZero() {
		created = r.CreatedAt.UTC().Format(time.RFC3339)
	}
	row := []string{strconv.Itoa(r.Row), strconv.Itoa(r.Line), string(r.Status), r.Email, r.ID, r.Key, r.Link,
		string(r.Problem.Code), r.Problem.Column, r.Problem.Message, strconv.Itoa(r.Attempts), created}
	for i := range row {
		row[i] = harmless(row[i])
	}
	return row
}

// TestReport: in whatever order results come, the report ends up with its
// header and one line for each row in the order of the file, and a program
// reads from it what was put in.
func TestReport(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		all := someResults(t, rapid.IntRange(0, 8).Draw(t, "rows"))
		path := filepath.Join(dir, "r.csv")
		if rapid.Bool().Draw(t, "to stdout") {
			path = "-"
		}
		expected, order := len(all), rapid.Permutation(all).Draw(t, "order")
		if rapid.Bool().Draw(t, "in order") {
			expected, order = 0, all
		}
		r, err := New(path, expected)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for _, result := range order {
			if rapid.IntRange(0, 4).Draw(t, "wrong at first") == 4 {
				addWrong(t, r, result.Row)
			}
			if err := r.Add(result); err != nil {
				t.Fatalf("add: %v", err)
			}
			if !r.Has(result.Row) {
				t.Fatalf("row %d has no line", result.Row)
			}
			if rapid.Bool().Draw(t, "flush") {
				_ = r.Flush()
			}
		}
		var stdout bytes.Buffer
		if err := r.Finish(&stdout); err != nil {
			t.Fatalf("finish: %v", err)
		}
		want := [][]string{strings.Split(ReportHeader, ",")}
		for _, result := range all {
			want = append(want, asCells(result))
		}
		text := stdout.String()
		if path != "-" {
			text = readFile(t, path)
		}
		if diff := cmp.Diff(want, csvCells(t, text)); diff != "" {
			t.Fatalf("report differs (-want +got):\n%s\n%s", diff, text)
		}
		lines, err := r.Lines()
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range rapid.Permutation(all).Draw(t, "look-ups") {
			line, err := lines.At(result.Row)
			got := row.Result{}
			if err == nil {
				got, err = parseLine(line)
			}
			if err != nil || got.Status != result.Status || got.Problem.Message != harmless(result.Problem.Message) {
				t.Fatalf("line of row %d = %q, %v; want that of %+v", result.Row, line, err, result)
			}
		}
	})
}

// addWrong gives a row a line that must be gone at the end.
func addWrong(t failer, r *Report, one int) {
	t.Helper()
	if err := r.Add(row.Result{Row: one, Status: row.Valid, Email: "wrong \"\n"}); err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(one); err != nil {
		t.Fatal(err)
	}
}

// TestNeutral: nothing in a report is run by a spreadsheet.
func TestNeutral(t *testing.T) {
	for _, tt := range []struct{ cell, want string }{
		{"", ""},
		{"plain", "plain"},
		{"a=b", "a=b"},
		{"'", "'"},
		{"=1+1", "'=1+1"},
		{"+49 30 1234", "'+49 30 1234"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t'=1"}, // a tab or a line end may separate cells,
		{"\r=1", "'\r'=1"},
		{"\n=1", "'\n'=1"},
		{"＝1", "'＝1"},
		{"＋1", "'＋1"},
		{"－1", "'－1"},
		{"＠x", "'＠x"},
		{"−1 (a minus sign is no formula)", "−1 (a minus sign is no formula)"},
	} {
		if got := cell.Neutralize(tt.cell); got != tt.want {
			t.Errorf("neutral(%q) = %q; want %q", tt.cell, got, tt.want)
		}
	}
}

// TestReportLine: a line as it is in the file.
func TestReportLine(t *testing.T) {
	created := time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("CET", 3600))
	for _, tt := range []struct {
		result row.Result
		want   string
	}{
		{row.Result{Row: 1, Line: 2, Status: row.Valid, Email: "a@x.y"}, "1,2,valid,a@x.y,,,,,,,0,\n"},
		{row.Result{Row: 7, Line: 9, Status: row.Created, Email: "a@x.y", ID: "i", Key: "k", Link: "https://x.y/?aff=k", Attempts: 2, CreatedAt: created},
			"7,9,created,a@x.y,i,k,https://x.y/?aff=k,,,,2,2026-03-01T08:30:00Z\n"},
		{row.Result{Row: 1, Line: 2, Status: row.Invalid, Email: "=a, \"b\"", Problem: row.Problem{Code: row.EmailInvalid, Column: "E-Mail", Message: "no\naddress"}},
			"1,2,invalid,\"'=a, \"\"b\"\"\",,,,email_invalid,E-Mail,\"no\naddress\",0,\n"},
		{row.Result{Row: 1, Line: 2, Status: row.Invalid, Email: " a"}, "1,2,invalid,\" a\",,,,,,,0,\n"},
	} {
		if got := string(appendLine(nil, &tt.result)); got != tt.want {
			t.Errorf("appendLine(%+v) = %q; want %q", tt.result, got, tt.want)
		}
	}
}

// TestReportTwice: a row never gets a second line.
func TestReportTwice(t *testing.T) {
	r := openReport(t, "-", 2)
	_ = r.Add(row.Result{Row: 2, Status: row.Created})
	if err := r.Add(row.Result{Row: 2, Status: row.Failed}); !errors.Is(err, errTwoLines) {
		t.Errorf("a second line for row 2: add = %v; want %v", err, errTwoLines)
	}
}

// TestReportMissing: a report that lacks a row is an error, wherever the row
// stands and in whatever order the others came.
func TestReportMissing(t *testing.T) {
	for _, tt := range []struct {
		name  string
		order []int
	}{
		{"none", nil}, {"first", []int{2, 3}}, {"middle", []int{1, 3}}, {"last", []int{1, 2}}, {"out of order", []int{3, 1}},
	} {
		for _, path := range []string{"-", filepath.Join(t.TempDir(), "r.csv")} {
			r := openReport(t, path, 3)
			for _, one := range tt.order {
				_ = r.Add(row.Result{Row: one})
			}
			if err := r.Finish(io.Discard); !errors.Is(err, errNoLine) {
				t.Errorf("%s, to %q: finish = %v; want %v", tt.name, filepath.Base(path), err, errNoLine)
			}
			lines, err := r.Lines()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := lines.At(slicesMissing(tt.order)); !errors.Is(err, errNoLine) {
				t.Errorf("%s: at = %v; want %v", tt.name, err, errNoLine)
			}
		}
	}
}

func slicesMissing(rows []int) int {
	missing := map[int]bool{1: true, 2: true, 3: true}
	for _, row := range rows {
		delete(missing, row)
	}
	for row := range missing {
		return row
	}
	return 0
}

func openReport(t *testing.T, path string, rows int) *Report {
	t.Helper()
	r, err := New(path, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// TestReportUnreadable: what keeps the lines from being read is said each time,
// and not that rows have none.
func TestReportUnreadable(t *testing.T) {
	r, err := New(filepath.Join(t.TempDir(), "r.csv"), 3)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for n := range 3 {
		if err := r.Add(row.Result{Row: n + 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Flush(); err != nil {
		t.Fatal(err)
	}
	r.live.Temp.Close()
	for try := range 2 {
		if err := r.Forget(1); !errors.Is(err, os.ErrClosed) || !r.Has(1) {
			t.Errorf("try %d: forget = %v, and the row has a line: %v; want the error of the file, and the line", try+1, err, r.Has(1))
		}
	}
}

// TestReportLongLines: lines that are longer than what is read at once, and
// lines far apart from one another.
func TestReportLongLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	const rows = 200
	r := openReport(t, path, rows)
	message := func(row int) string {
		switch row {
		case 7, rows:
			return strings.Repeat("long\n\"line\" ", 40_000) // about 500 KiB
		}
		return strings.Repeat(fmt.Sprint(row, ","), row)
	}
	for i := range rows {
		one := (i*149)%rows + 1 // each row once, out of order
		if err := r.Add(row.Result{Row: one, Problem: row.Problem{Message: message(one)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Finish(io.Discard); err != nil {
		t.Fatal(err)
	}
	lines := reportOf(t, readFile(t, path))
	if len(lines) != rows {
		t.Fatalf("%d lines; want %d", len(lines), rows)
	}
	for i, line := range lines {
		if line["row"] != strconv.Itoa(i+1) || line["error"] != message(i+1) {
			t.Fatalf("line %d is row %s, %.40q; want its own", i+1, line["row"], line["error"])
		}
	}
}

// TestReportGrows: while rows end, the report can be followed at its own
// place; and its place is taken from an older one at once.
func TestReportGrows(t *testing.T) {
	path := writeFile(t, "r.csv", ReportHeader+"\nold\n")
	r := openReport(t, path, 2)
	_ = r.Add(row.Result{Row: 2, Line: 3, Status: row.Created})
	if err := r.Flush(); err != nil {
		t.Fatal(err)
	}
	if got, want := readFile(t, path), ReportHeader+"\n2,3,created,,,,,,,,0,\n"; got != want {
		t.Errorf("on the way, report = %q; want %q", got, want)
	}
	_ = r.Add(row.Result{Row: 1, Line: 2, Status: row.Failed})
	if err := r.Finish(io.Discard); err != nil {
		t.Fatal(err)
	}
	if got, want := readFile(t, path), ReportHeader+"\n1,2,failed,,,,,,,,0,\n2,3,created,,,,,,,,0,\n"; got != want {
		t.Errorf("at the end, report = %q; want %q", got, want)
	}
	r.Close() // on Windows the live file is there until then
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("the folder holds %v; want the report alone", left)
	}
}

// TestReportToBrokenPipe: whoever reads the report may stop.
func TestReportToBrokenPipe(t *testing.T) {
	r := openReport(t, "-", 1)
	_ = r.Add(row.Result{Row: 1})
	if err := r.Finish(brokenPipe{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("finish = %v; want %v", err, io.ErrClosedPipe)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestIsReport(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"ours", ReportHeader + "\n1,2,created,,,,,,,,0,\n", true},
		{"only the header", ReportHeader, true},
		{"CRLF", ReportHeader + "\r\n", true},
		{"empty", "", false},
		{"more columns", ReportHeader + ",x\n", true},
		{"input", "email\na@x.y\n", false},
		{"binary", strings.Repeat("\x00", 10000), false},
	} {
		if got := Is(strings.NewReader(tt.text)); got != tt.want {
			t.Errorf("isReport(%s) = %v; want %v", tt.name, got, tt.want)
		}
	}
}
