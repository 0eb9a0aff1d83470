package source

import (
	"bytes"
	"strings"
	"testing"

	excelize "github.com/xuri/excelize/v2"
)

// someBook is a workbook with sheets of these names and first rows.
func someBook(t *testing.T, sheets ...string) []byte {
	t.Helper()
	f := newBook(t)
	for i, sheet := range sheets {
		name, columns, _ := strings.Cut(sheet, "=")
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(columns, "/") {
			for at, text := range strings.Split(line, ",") {
				cell, err := excelize.CoordinatesToCellName(at+1, n+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStr(name, cell, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return bookBytes(t, f)
}

// TestSheetIsChosen: of several sheets, the first is read if it has an e-mail
// column, or else the only one that has.
func TestSheetIsChosen(t *testing.T) {
	for _, tt := range []struct {
		name   string
		sheets []string
		o      Options
		sheet  string
		says   string // a warning, or the error if no sheet is read
	}{
		{"one", []string{"A=email"}, Options{}, "A", ""},
		{"the first", []string{"A=email", "B=email", "C=x"}, Options{}, "A", `Read only the sheet "A", not "B", "C". To read another one, use --sheet.`},
		{"the only one", []string{"READ ME=Affiliate partners", "Partners 2025=Name,E-Mail/A,a@x.y"}, Options{}, "Partners 2025",
			`Read the sheet "Partners 2025", the only one with an e-mail column.`},
		{"below a title", []string{"READ ME=hello", "P=Partners/of 2025/name,email/A,a@x.y"}, Options{}, "P", `Read the sheet "P", the only one with an e-mail column.`},
		{"an address is not a name", []string{"READ ME=Write to,mail@x.y", "P=email"}, Options{}, "P", `Read the sheet "P", the only one`},
		{"mapped by hand", []string{"A=x", "B=Contact"}, Options{Map: []Mapping{{Column: "Contact", Field: "email"}}}, "B", `Read the sheet "B", the only one`},
		{"below skipped rows", []string{"A=email/x", "B=x/email"}, Options{SkipRows: 1}, "B", `Read the sheet "B", the only one`},
		{"two others", []string{"READ ME=hello", "P=email", "Q=email"}, Options{}, "", `Sheet "READ ME" has no e-mail column; "P", "Q" have. Choose one, as in --sheet "P".`},
		{"none", []string{"A=x", "B=y"}, Options{}, "", `No e-mail column. The columns are: "x". Rename the right one to "email". This is the sheet "A". To read another one of "B", use --sheet.`},
		{"named without a column", []string{"A=x", "B=email"}, Options{Sheet: "a"}, "", `The sheet "B" has one: use --sheet "B".`},
		{"named", []string{"A=email", "B=email"}, Options{Sheet: "B"}, "B", ""},
	} {
		tt.o.Call = flags
		s, err := OpenReader(bytes.NewReader(someBook(t, tt.sheets...)), "p.xlsx", tt.o)
		if tt.sheet == "" {
			if err == nil || !strings.HasSuffix(err.Error(), tt.says) {
				t.Errorf("%s: %v; want %s", tt.name, err, tt.says)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := strings.Join(s.Warnings(), "\n"); s.Description().Sheet != tt.sheet || !strings.Contains(got, tt.says) || tt.says == "" && got != "" {
			t.Errorf("%s: sheet %q, warnings %s; want %q, %s", tt.name, s.Description().Sheet, got, tt.sheet, tt.says)
		}
		s.Close()
	}
}
