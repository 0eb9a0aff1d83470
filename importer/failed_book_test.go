package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/row"
	"partner-import/importer/source"
)

// checkInto checks a file, and writes its failed rows to another one.
func checkInto(t rapid.TB, path, failed string) *Summary {
	t.Helper()
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	summary, err := New(nil, Options{DryRun: true, Failed: failed, Call: Flags}).Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// verdictsOf are the rows of a file, as a check of their failed rows as CSV has them: all
// cells, and all problems.
func verdictsOf(t rapid.TB, path, into string) [][]string {
	t.Helper()
	checkInto(t, path, into)
	text, err := os.ReadFile(into)
	if err != nil {
		t.Fatal(err)
	}
	rows := csvCells(t, strings.TrimPrefix(string(text), "\ufeff"))
	for _, cells := range rows {
		cells[len(cells)-4] = "" // the line of the file
		cells[len(cells)-1] = strings.Split(cells[len(cells)-1], "(line ")[0]
	}
	return rows
}

// TestFailedBook: failed rows in a workbook have the same cells as in a CSV file. They
// are input again, and end in the same way.
func TestFailedBook(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	atMost(t, 8, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.SampledFrom([]string{"=1+1", "00123", " x ", "_x0041_", "1E5", "a\r\nb", "2026-01-02", "TRUE", "\t=1", "@SUM(1)", "NULL", "#N/A"}),
			rapid.StringMatching(`[ -~äß😀]{0,12}`),
		)
		rows := [][]string{{"email", "name", "note"}}
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			rows = append(rows, []string{"no address", text.Draw(t, "name"), text.Draw(t, "note")})
		}
		for _, name := range []string{"p.csv", "p.failed.xlsx", "again.csv", "book.csv"} {
			_ = os.Remove(in(name))
		}
		if err := os.WriteFile(in("p.csv"), []byte(csvText(t, rows...)), 0o600); err != nil {
			t.Fatal(err)
		}
		checkInto(t, in("p.csv"), in("p.failed.xlsx"))
		if diff := cmp.Diff(verdictsOf(t, in("p.csv"), in("again.csv")), verdictsOf(t, in("p.failed.xlsx"), in("book.csv"))); diff != "" {
			t.Errorf("the workbook has other rows (-CSV +workbook):\n%s", diff)
		}
	})
}

const formulaRows = "email,name\nno,\"=HYPERLINK(\"\"https://evil.example\"\")\"\nnot,x;=1+1\n"

// TestFailedFormulas: the end of a check says once that a spreadsheet would run cells of
// the failed rows. Of a workbook it does not. Usual cells are no formulas.
func TestFailedFormulas(t *testing.T) {
	const said = `A spreadsheet runs 2 cells of "p.failed.csv" as formulas. --failed p.failed.xlsx writes them as text.`
	path := writeFile(t, "p.csv", formulaRows)
	summary := checkInto(t, path, "")
	if all := strings.Join(summary.Warnings, "\n"); strings.Count(all, said) != 1 || summary.Formulas != 2 {
		t.Errorf("it says %q, and counts %d", all, summary.Formulas)
	}
	summary = checkInto(t, path, strings.TrimSuffix(path, ".csv")+".failed.xlsx")
	if all := strings.Join(summary.Warnings, "\n"); strings.Contains(all, "as formulas") || summary.Formulas != 0 {
		t.Errorf("of a workbook it says %q, and counts %d", all, summary.Formulas)
	}
	usual := checkInto(t, writeFile(t, "u.csv", "email,name,tags\nno,+49 170 12345,-20%\nnot,@home,a=b;c\nno one,-,--\n"), "")
	if usual.Formulas != 0 || usual.Counts[row.Invalid] != 3 {
		t.Errorf("of usual cells, %d are formulas", usual.Formulas)
	}
}

// TestFailedBookAgain: the next check knows the rows of the workbook, and replaces it. If
// another program saved it since, it is kept under another name.
func TestFailedBookAgain(t *testing.T) {
	path := writeFile(t, "p.csv", formulaRows)
	book := strings.TrimSuffix(path, ".csv") + ".failed.xlsx"
	checkInto(t, path, book)
	before := readFile(t, book)
	again := checkInto(t, path, book)
	if again.KnownBad != 2 || again.Kept != "" || readFile(t, book) != before {
		t.Errorf("the second check knows %d rows of 2, kept %q", again.KnownBad, again.Kept)
	}
	f := newBook(t) // as a spreadsheet saves it
	setRow(t, f, "Sheet1", "A1", "email", "name", "_row", "_line", "_status", "_error_code", "_error")
	setRow(t, f, "Sheet1", "A2", "fixed@corp.test", "Ada", 1, 2, "", "", "")
	edited := string(bookBytes(t, f))
	if err := os.WriteFile(book, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	third := checkInto(t, path, book)
	if filepath.Base(third.Kept) != "p.failed.edited.xlsx" || readFile(t, third.Kept) != edited || readFile(t, book) != before {
		t.Errorf("an edited workbook was kept as %q", third.Kept)
	}
}

// TestFailedBookUnfit: rows that no workbook can have are written as CSV. It says where
// they are, and why.
func TestFailedBookUnfit(t *testing.T) {
	path := writeFile(t, "p.csv", "email,name\nno,"+strings.Repeat("x", 40_000)+"\nnot,y\n")
	stem := strings.TrimSuffix(path, ".csv")
	summary := checkInto(t, path, stem+".failed.xlsx")
	if got := len(csvCells(t, strings.TrimPrefix(readFile(t, stem+".failed.csv"), "\ufeff"))); got != 3 {
		t.Errorf("the CSV has %d lines; want 3", got)
	}
	if _, err := os.Lstat(stem + ".failed.xlsx"); err == nil {
		t.Error("there is a workbook")
	}
	const said = `The rows to fix are in "p.failed.csv". They do not fit into the workbook "p.failed.xlsx": a cell of row 2 is longer than 32767 characters.`
	if all := strings.Join(summary.Warnings, "\n"); !strings.Contains(all, said) {
		t.Errorf("it says %q", all)
	}
	if files := summary.Outputs; len(files) < 2 || files[1].Path != stem+".failed.csv" {
		t.Errorf("the files are %v", files)
	}
}

// TestLibreOfficeRunsNoFailedRows: LibreOffice opens a workbook of failed rows without a
// formula, and saves it with the same cells.
func TestLibreOfficeRunsNoFailedRows(t *testing.T) {
	o := newOffice(t)
	rows := [][]string{{"email", "name", "note"}}
	for _, text := range []string{"=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "x;=1+1;y", "＝1+1", "00123", "1E5", " a ", "_x0041_", "TRUE", "a\nb", "'=1"} {
		rows = append(rows, []string{"no address", text, text})
	}
	path := writeFile(t, "p.csv", csvText(t, rows...))
	dir := filepath.Dir(path)
	book := filepath.Join(dir, "p.failed.xlsx")
	checkInto(t, path, book)
	out := o.saveAs("fods", "", book)
	if n := formulasIn(t, filepath.Join(out, "p.failed.fods")); n > 0 {
		t.Errorf("%d cells are formulas", n)
	}
	saved := filepath.Join(o.saveAs("xlsx", "", book), "p.failed.xlsx")
	if diff := cmp.Diff(verdictsOf(t, book, filepath.Join(dir, "1.csv")), verdictsOf(t, saved, filepath.Join(dir, "2.csv"))); diff != "" {
		t.Errorf("LibreOffice saved other rows (-ours +its):\n%s", diff)
	}
}
