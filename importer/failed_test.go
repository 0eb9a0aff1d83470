package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
)

// dryRun checks a text without sending anything, and returns the report's
// lines and the failed rows' text, "" if there are none.
func dryRunOf(t failer, dir, text string, o source.Options) ([]reportLine, string) {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), filepath.Join(dir, "p.csv"), o)
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	defer s.Close()
	if _, err := New(nil, Options{DryRun: true}).Run(context.Background(), s); err != nil {
		t.Fatalf("Run: %v", err)
	}
	failed, err := os.ReadFile(filepath.Join(dir, "p.failed.csv"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return reportOf(t, readFile(t, filepath.Join(dir, "p.check.csv"))), string(failed)
}

// TestFailed: the failed rows are the original cells and what is wrong, to the
// byte.
func TestFailed(t *testing.T) {
	const added = "_row,_line,_status,_error_code,_error"
	const missing = ",invalid,email_missing,\"email is empty. Fill in the partner's address, or delete the row.\"\n"
	for _, tt := range []struct{ name, text, want string }{
		{"none", "email\na@x\n", ""},
		{"one", "email,name\na@x,A\n,B\n", "email,name," + added + "\n,B,2,3" + missing},
		{"cells as they are", "email,name,note\n, A ,\"=1, \"\"x\"\"\ny\"\n", "email,name,note," + added + "\n,\" A \",\"=1, \"\"x\"\"\ny\",1,2" + missing},
		{"line ends in cells", "email,name\r\n,\"a\r\nb\r\r\nc\nd\re \"\"q\"\"\"\r\n", "email,name," + added + "\n,\"a\r\nb\r\r\nc\nd\re \"\"q\"\"\",1,2" + missing},
		{"line ends in cells, with cells too many", "email,name\r\n,\"a\r\nb\",\r\nx@y,z,\r\n", "email,name," + added + "\n,\"a\r\nb\",1,2" + missing},
		{"columns as they are called", "E-Mail, First Name ,\n,A,x\n", "E-Mail,First Name,," + added + "\n,A,x,1,2,invalid,email_missing,\"E-Mail is empty. Fill in the partner's address, or delete the row.\"\n"},
		{"BOM", "\ufeffemail,name\n,A\n", "email,name," + added + "\n,A,1,2" + missing},
		{"other columns with _", "email,_note,name\n,n,A\n", "email,_note,name," + added + "\n,n,A,1,2" + missing},
		{"own columns are written anew", "email,_row,name,_line,_status,_error_code,_error\n,7,A,8,failed,refused,no\n", "email,name," + added + "\n,A,1,2" + missing},
		{"empty cells too many", "email,name\n,A,\n,B,\n", "email,name," + added + "\n,A,1,2" + missing + ",B,2,3" + missing},
		{"short row", "email,name\na@x\n", "email,name," + added + "\n,a@x,1,2,invalid,row_malformed,This row has 1 cell; the header has 2. Look for a missing comma or quote.\n"},
		{"long row", "name,email\r\nA,a@x,B\r\n", "name,email," + added + "\n\"A,a@x,B\",,1,2,invalid,row_malformed,This row has 3 cells; the header has 2. Look for an extra comma or quote.\n"},
		{"bad quote", "name,email\n\n\"A\"B\",a@x\n", "name,email," + added + "\n\"\"\"A\"\"B\"\",a@x\",,1,3,invalid,row_malformed,\"A quote inside a cell is not doubled (line 3, character 3). Inside a quoted cell, write \"\"\"\" for each quote.\"\n"},
		{"invalid UTF-8", "email,name\na@x,J\xfc\nb@x,ö\n", "email,name," + added + "\na@x,J\xfc,1,2,invalid,row_malformed,\"name is not valid UTF-8 text. Save the file as \"\"CSV UTF-8\"\".\"\n"},
		{"password", "email,password\n,Secret12\n", "email,password," + added + "\n,Secret12,1,2" + missing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want != "" {
				tt.want = "\ufeff" + tt.want
			}
			if _, got := dryRunOf(t, t.TempDir(), tt.text, source.Options{}); got != tt.want {
				t.Errorf("failed rows:\n%q; want\n%q", got, tt.want)
			}
		})
	}
}

func TestFailedKeepsDelimiter(t *testing.T) {
	_, got := dryRunOf(t, t.TempDir(), "email;name\n;A,B\n;\"C;D\"\n", source.Options{Delimiter: ';'})
	want := "\ufeffemail;name;_row;_line;_status;_error_code;_error\n" +
		";A,B;1;2;invalid;email_missing;email is empty. Fill in the partner's address, or delete the row.\n" +
		";\"C;D\";2;3;invalid;email_missing;email is empty. Fill in the partner's address, or delete the row.\n"
	if got != want {
		t.Errorf("failed rows:\n%q; want\n%q", got, want)
	}
}

// badRow is a row that is wrong by itself, as text.
func badRow(t *rapid.T, n int, wide int) string {
	pad := strings.Repeat(",", wide-1)
	return rapid.SampledFrom([]string{
		"no address" + pad, pad + "x", fmt.Sprintf("a%d@x@y%s", n, pad), // wrong cells
		fmt.Sprintf("a%d@x", n) + strings.TrimSuffix(pad, ","), fmt.Sprintf("a%d@x", n), fmt.Sprintf("a%d@x,x%s", n, pad), // wrong width
		fmt.Sprintf("a%d@x \"y\"%s", n, pad), fmt.Sprintf("\"a%d\"@x%s", n, pad), fmt.Sprintf("\"a%d@x\"y%s", n, pad), // wrong quotes
		fmt.Sprintf("a%d@x%s\xff", n, pad), fmt.Sprintf("a%d@x%s\x1b", n, pad), // not text
		"a@" + strings.Repeat("b.", 150) + pad, strings.Repeat("x", cell.MaxBytes+1) + pad, // too long
	}).Draw(t, "bad row")
}

// TestFailedAgain: unchanged failed rows have problems again when they are imported: the
// same cells with the same verdict if the row has cells, and never valid.
func TestFailedAgain(t *testing.T) {
	dir := t.TempDir()
	atMost(t, 20, func(t *rapid.T) {
		columns := rapid.Permutation([]string{"email", "name", "note", "tags"}[:rapid.IntRange(2, 4).Draw(t, "width")]).Draw(t, "columns")
		text := strings.Join(columns, ",") + "\n"
		rows := rapid.IntRange(1, 6).Draw(t, "rows")
		for n := range rows + 1 { // most rows have the header's width: else the file is refused as a whole
			good := fmt.Sprintf("goöd%d@x", n) // UTF-8, so a bad byte is an accident
			text += good + strings.Repeat(","+good, len(columns)-1) + "\n"
		}
		for n := range rows {
			row := badRow(t, n, len(columns))
			if columns[0] != "email" && !strings.HasPrefix(row, ",") {
				row = strings.Replace(row, "@", " at ", 1)
			}
			text += row + "\n"
		}
		lines, failed := dryRunOf(t, dir, text, source.Options{})
		var bad []reportLine
		for _, line := range lines {
			if line["status"] == "invalid" {
				bad = append(bad, line)
			}
		}
		if len(bad) == 0 {
			t.Skip("all rows are right")
		}
		again, failedAgain := dryRunOf(t, dir, failed, source.Options{})
		if len(again) != len(bad) {
			t.Fatalf("%d failed rows are read as %d:\n%s", len(bad), len(again), failed)
		}
		for i, line := range again {
			was := bad[i]
			if line["status"] != "invalid" || was["error_code"] != "row_malformed" && line["error_code"] != was["error_code"] {
				t.Errorf("row %s was %s %s (%s), and is %s %s again:\n%.2000s", was["row"], was["status"], was["error_code"], was["error"], line["status"], line["error_code"], text)
			}
		}
		if diff := cmp.Diff(csvShape(t, failed), csvShape(t, failedAgain)); diff != "" {
			t.Errorf("the failed rows of the failed rows differ (-first +second):\n%s", diff)
		}
	})
}

// csvShape is the cells of failed rows without what is added.
func csvShape(t failer, text string) [][]string {
	all := csvCells(t, text)
	for i, row := range all {
		all[i] = row[:len(row)-len(source.AddedColumns())]
	}
	return all
}

func TestIsFailed(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"ours", "\ufeffemail,_row,_line,_status,_error_code,_error\nx\n", true},
		{"semicolons", "\ufeffemail;_row;_line;_status;_error_code;_error\n", true},
		{"column of two lines", "\ufeffemail,\"a\nb\",_row,_line,_status,_error_code,_error\nx\n", true},
		{"saved by a spreadsheet", "email,_row,_line,_status,_error_code,_error\r\nx\r\n", true},
		{"empty", "", false},
		{"input", "email,name\na@x,A\n", false},
		{"other", "_error\n", false},
		{"no line end", strings.Repeat("x", 5000), false},
	} {
		if got := report.IsFailed(strings.NewReader(tt.text)); got != tt.want {
			t.Errorf("isFailed(%s) = %v; want %v", tt.name, got, tt.want)
		}
	}
}

// TestFailedOfAHeaderOfLines: what was written for a header of several lines
// is known as ours, and is replaced by the next run.
func TestFailedOfAHeaderOfLines(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		_, _ = dryRunOf(t, dir, "email,\"note\n(internal)\"\n,x\n", source.Options{})
	}
}

// TestFailedGoesAway: when every row is right, no failed rows of an earlier
// run stay.
func TestFailedGoesAway(t *testing.T) {
	dir := t.TempDir()
	if _, failed := dryRunOf(t, dir, "email\nno\n", source.Options{}); failed == "" {
		t.Error("no failed rows of a bad file")
	}
	if _, failed := dryRunOf(t, dir, "email\na@x\n", source.Options{}); failed != "" {
		t.Errorf("failed rows of a good file: %q", failed)
	}
}
