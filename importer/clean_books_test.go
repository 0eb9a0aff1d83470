package importer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/source"
)

// A bookMaker makes a workbook. It fails the test if something goes wrong.
type bookMaker struct {
	t *testing.T
	*excelize.File
}

func newBookMaker(t *testing.T) *bookMaker {
	f := excelize.NewFile()
	t.Cleanup(func() { f.Close() })
	return &bookMaker{t, f}
}

func (b *bookMaker) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bookMaker) rows(sheet string, rows ...[]any) {
	b.t.Helper()
	for i, row := range rows {
		b.must(b.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
	}
}

func (b *bookMaker) style(from, to string, style excelize.Style) {
	b.t.Helper()
	id, err := b.NewStyle(&style)
	b.must(err)
	b.must(b.SetCellStyle("Sheet1", from, to, id))
}

func (b *bookMaker) bytes() []byte {
	b.t.Helper()
	var out bytes.Buffer
	b.must(b.Write(&out))
	return out.Bytes()
}

// theCleanRows have numbers, dates, amounts and truth values where they do no harm.
func theCleanRows() [][]any {
	day := time.Date(2026, 1, 15, 10, 30, 0, 0, time.UTC)
	return [][]any{
		{"email", "name", "surname", "id", "key", "tags", "created", "revenue", "newsletter", "share", "notes"},
		{"ann@acme.com", "Ann", "Lee", 1001, "ann", "gold", day, 1234.5, true, 0.12, "first"},
		{"bob@acme.com", "Zoë", "Peña", 1002, "bob", "", day, 99, false, 0.5, nil},
		{"cat@acme.com", "Łucja", "王", 1003, "cat", "vip;blog", day, -3.25, true, 1, "third"},
	}
}

// cleanBooks are workbooks as people have them.
func cleanBooks(t *testing.T) map[string][]byte {
	made := map[string][]byte{}
	for name, change := range map[string]func(*bookMaker){
		"plain": func(*bookMaker) {},
		"bold header, colours and widths": func(b *bookMaker) {
			b.style("A1", "K1", excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"#DDEEFF"}}})
			b.must(b.SetColWidth("Sheet1", "A", "K", 24))
		},
		"filter": func(b *bookMaker) { b.must(b.AutoFilter("Sheet1", "A1:K4", nil)) },
		"table":  func(b *bookMaker) { b.must(b.AddTable("Sheet1", &excelize.Table{Range: "A1:K4", Name: "Partners"})) },
		"frozen header": func(b *bookMaker) {
			b.must(b.SetPanes("Sheet1", &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
		},
		"text ids": func(b *bookMaker) {
			b.style("D2", "D99", excelize.Style{NumFmt: 49})
			for i := range 3 {
				b.must(b.SetCellStr("Sheet1", fmt.Sprintf("D%d", i+2), fmt.Sprintf("0010%d", i)))
			}
		},
		"ids with leading zeros by format": func(b *bookMaker) {
			zeros := "00000"
			b.style("D2", "D4", excelize.Style{CustomNumFmt: &zeros})
		},
		"ids with a plain number format": func(b *bookMaker) { b.style("D2", "D4", excelize.Style{NumFmt: 1}) },
		"dates and money where nobody reads": func(b *bookMaker) {
			b.style("G2", "G4", excelize.Style{NumFmt: 14})
			b.style("H2", "H4", excelize.Style{NumFmt: 44})
			b.style("J2", "J4", excelize.Style{NumFmt: 9})
		},
		"empty columns and rows with styles": func(b *bookMaker) {
			b.style("A5", "Z500", excelize.Style{Border: []excelize.Border{{Type: "left", Color: "000000", Style: 1}}})
			b.must(b.SetCellStr("Sheet1", "Z600", ""))
		},
		"hidden column that nobody reads": func(b *bookMaker) { b.must(b.SetColVisible("Sheet1", "G", false)) },
		"links, comments and checks": func(b *bookMaker) {
			b.must(b.SetCellHyperLink("Sheet1", "A2", "mailto:ann@acme.com", "External"))
			b.must(b.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "A", Text: "Called on Monday"}))
			check := excelize.NewDataValidation(true)
			check.Sqref = "F2:F99"
			b.must(check.SetDropList([]string{"gold", "vip"}))
			b.must(b.AddDataValidation("Sheet1", check))
		},
		"formulas where nobody reads": func(b *bookMaker) { b.must(b.SetCellFormula("Sheet1", "K2", "H2*2")) },
		"an empty second sheet": func(b *bookMaker) {
			_, err := b.NewSheet("Sheet2")
			b.must(err)
		},
		"texts in several runs": func(b *bookMaker) {
			b.must(b.SetCellRichText("Sheet1", "B2", []excelize.RichTextRun{{Text: "An", Font: &excelize.Font{Bold: true}}, {Text: "n"}}))
		},
		"print area and names": func(b *bookMaker) {
			b.must(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "Sheet1!$A$1:$K$4", Scope: "Sheet1"}))
		},
		"heights and a group": func(b *bookMaker) {
			b.must(b.SetRowHeight("Sheet1", 1, 40))
			b.must(b.SetRowOutlineLevel("Sheet1", 3, 1))
		},
		"one row": func(b *bookMaker) {
			b.must(b.RemoveRow("Sheet1", 4))
			b.must(b.RemoveRow("Sheet1", 3))
		},
	} {
		b := newBookMaker(t)
		b.rows("Sheet1", theCleanRows()...)
		change(b)
		made[name] = b.bytes()
	}
	return made
}

func openBook(t *testing.T, book []byte) *source.Source {
	t.Helper()
	s, err := source.OpenReader(bytes.NewReader(book), "partners.xlsx", source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestCleanBooks: the workbooks of usual programs say nothing.
func TestCleanBooks(t *testing.T) {
	for name, book := range cleanBooks(t) {
		silent(t, name, openBook(t, book))
	}
}

// TestCleanBooksOfLibreOffice: neither do they after LibreOffice has saved them.
func TestCleanBooksOfLibreOffice(t *testing.T) {
	office := newOffice(t)
	folder := t.TempDir()
	var files []string
	for name, book := range cleanBooks(t) {
		path := filepath.Join(folder, name+".xlsx")
		if err := os.WriteFile(path, book, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	for _, kind := range []string{"xlsx", "ods"} {
		out := office.saveAs(kind, "", files...)
		for _, path := range files {
			name := strings.TrimSuffix(filepath.Base(path), ".xlsx")
			book, err := os.ReadFile(filepath.Join(out, name+"."+kind))
			if err != nil {
				t.Fatal(err)
			}
			s := openBook(t, book)
			if silent(t, "LibreOffice: "+name+"."+kind, s); s.Description().Encoding != kind {
				t.Errorf("%s.%s is read as %s", name, kind, s.Description().Encoding)
			}
			if diff := cmp.Diff(recordsOf(t, path), recordsOf(t, filepath.Join(out, name+"."+kind))); diff != "" {
				t.Errorf("%s.%s has other rows (-original +LibreOffice):\n%s", name, kind, diff)
			}
		}
	}
}
