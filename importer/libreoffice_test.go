package importer

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/check"
	"partner-import/importer/internal/report"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// An office is a LibreOffice without a screen, and a folder for what it makes.
type office struct {
	t       *testing.T
	profile string
}

func newOffice(t *testing.T) *office {
	if testing.Short() {
		t.Skip("another program's time, not ours")
	}
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("soffice is not on the PATH: install LibreOffice Calc (the Debian package libreoffice-calc) to run this test")
	}
	return &office{t, t.TempDir()}
}

// saveAs opens the files and saves them in another format, into a new folder.
func (o *office) saveAs(format, opening string, files ...string) string {
	o.t.Helper()
	out := o.t.TempDir()
	args := []string{"--headless", "-env:UserInstallation=file://" + o.profile, "--convert-to", format, "--outdir", out}
	if opening != "" {
		args = append(args, opening)
	}
	if said, err := exec.Command("soffice", append(args, files...)...).CombinedOutput(); err != nil {
		o.t.Fatalf("soffice: %v: %s", err, said)
	}
	return out
}

// opening is how LibreOffice's import window reads a CSV with a byte order mark
// if nothing is changed there: commas, quotes, UTF-8. With columns, the type of
// so many is set to Text
// (https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html).
func opening(columns int) string {
	var formats []string
	for i := range columns {
		formats = append(formats, fmt.Sprintf("%d/2", i+1))
	}
	return "--infilter=Text - txt - csv (StarCalc):44,34,76,1," + strings.Join(formats, "/")
}

// failedOf checks the rows, which are all wrong, and returns the path of the
// failed ones.
func failedOf(t *testing.T, name string, rows ...[]string) string {
	t.Helper()
	path := writeFile(t, name+".csv", csvText(t, append([][]string{{"email", "name", "id", "tags"}}, rows...)...))
	dryRunFile(t, path)
	return strings.TrimSuffix(path, ".csv") + ".failed.csv"
}

func dryRunFile(t *testing.T, path string) *Summary {
	t.Helper()
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	summary, err := New(nil, Options{DryRun: true}).Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// recordsOf reads a file to its records.
func recordsOf(t *testing.T, path string) []row.Record {
	t.Helper()
	var all []row.Record
	for _, row := range readAll(t, path) {
		if row.Record == nil {
			t.Fatalf("%s, line %d: %v", path, row.Line, row.Problem)
		}
		all = append(all, *row.Record)
	}
	return all
}

// readAll reads a file to its rows.
func readAll(t *testing.T, path string) []row.Row {
	t.Helper()
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return readRows(t, s)
}

// TestLibreOffice opens failed rows and the report with LibreOffice, and saves
// them as CSV and as a workbook.
func TestLibreOffice(t *testing.T) {
	o := newOffice(t)
	safe := failedOf(t, "partners", safeRows()...)
	report := strings.Replace(safe, ".failed.csv", ".check.csv", 1)
	risky := failedOf(t, "risky", riskyRows()...)
	for _, format := range []string{"csv", "xlsx"} {
		in := func(dir, name string) string { return filepath.Join(dir, name+"."+format) }
		plain := o.saveAs(format, opening(0), safe, risky, report)
		keepsRows(t, safe, in(plain, "partners.failed"))
		damagesRows(t, risky, in(plain, "risky.failed"))
		if format == "csv" {
			staysOurs(t, in(plain, "partners.failed"), in(plain, "partners.check"))
		}
		text := o.saveAs(format, opening(4+len(source.AddedColumns())), safe, risky)
		keepsRows(t, safe, in(text, "partners.failed"))
		keepsRows(t, risky, in(text, "risky.failed"))
	}
}

// safeRows have cells that LibreOffice does not take for something else.
func safeRows() (rows [][]string) {
	for i, cell := range []string{
		"Ann", "Zoë Müller-Lüdenscheidt", "北京 🌍", `6" of "x"`, "a, b; c|d", "two\nlines", "O'Neil", "'quoted", "+49 170 1234567", "-", "@home",
		"3-4", "1,5", "n/a", "#N/A", "x=1", "_", "a\tb",
	} {
		rows = append(rows, []string{fmt.Sprint("nobody ", i), cell, fmt.Sprint("id-", i), "gold;silver"})
	}
	return rows
}

// riskyRows have names that it takes for formulas, dates, numbers and truths.
func riskyRows() (rows [][]string) {
	for i, cell := range []string{"=1+1", "1/2", "2026-1-2", "50 %", "(12)", "true", "007", "1.50"} {
		rows = append(rows, []string{fmt.Sprint("nobody ", i), cell, fmt.Sprint("00", i), ""})
	}
	return append(rows, []string{"nobody", "", "12345678901234567890", ""})
}

// keepsRows: the rows are what they were, with the same verdicts.
func keepsRows(t *testing.T, before, after string) {
	t.Helper()
	want := recordsOf(t, before)
	if diff := cmp.Diff(want, recordsOf(t, after)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", after, diff)
	}
	if s := dryRunFile(t, after); s.Codes[row.EmailInvalid] != len(want) || s.Rows != len(want) {
		t.Errorf("%s: %v, %v; want every row invalid as before", after, s.Counts, s.Codes)
	}
}

// damagesRows: LibreOffice changes them, as docs/csv.md says. In a workbook, the
// format of a cell often proves it, and the row is refused. A long number is refused
// too. In a CSV it cannot be noticed that zeros were lost, or what a formula was.
func damagesRows(t *testing.T, before, after string) {
	t.Helper()
	want, got := recordsOf(t, before), readAll(t, after)
	last := len(want) - 1
	for i := range want[:last] {
		switch now := got[i]; {
		case now.Problem != nil:
			if now.Problem.Code != row.SpreadsheetDamage {
				t.Errorf("%s: line %d is refused for another reason: %v", after, now.Line, now.Problem)
			}
		case now.Record.Name == want[i].Name || now.Record.ID != strings.TrimPrefix(want[i].ID, "00"):
			t.Errorf("%s: LibreOffice makes name %q, id %q of %q, %q; fix docs/csv.md", after, now.Record.Name, now.Record.ID, want[i].Name, want[i].ID)
		}
	}
	problem := got[last].Problem
	if problem == nil {
		got[last].Record.Email = "b@example.com"
		header := mapped(t)
		problem = (check.Rules{Column: header.Name}).Row(got[last].Record)
	}
	if problem == nil || problem.Code != row.SpreadsheetDamage {
		t.Errorf("%s: the long id is %v; want it refused", after, problem)
	}
}

// staysOurs: the next run may replace what LibreOffice saved in place.
func staysOurs(t *testing.T, failed, rep string) {
	t.Helper()
	if !report.IsFailed(strings.NewReader(readFile(t, failed))) {
		t.Errorf("the failed rows are not known any more: %.200s", readFile(t, failed))
	}
	if !report.Is(strings.NewReader(readFile(t, rep))) {
		t.Errorf("the report is not known any more: %.200s", readFile(t, rep))
	}
}

// mapped is a header with the fields as columns.
func mapped(t *testing.T) source.Header {
	t.Helper()
	return openText(t, testColumns+"\n").Header()
}
