package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
)

const (
	spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	documents   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// A file is one part of a package.
type file struct{ name, text string }

// relations is a part that names others, each as "kind=target".
func relations(targets ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, t := range targets {
		kind, target, _ := strings.Cut(t, "=")
		fmt.Fprintf(&b, `<Relationship Id="r%d" Type="%s/%s" Target="%s"/>`, i+1, documents, kind, target)
	}
	return b.String() + `</Relationships>`
}

func workbook(sheets ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<workbook xmlns="%s" xmlns:r="%s"><sheets>`, spreadsheet, documents)
	for i, name := range sheets {
		fmt.Fprintf(&b, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, name, i+1, i+1)
	}
	return b.String() + `</sheets></workbook>`
}

func worksheet(rows string) string {
	return fmt.Sprintf(`<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>`, spreadsheet, rows)
}

const table = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
	`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>Zoë</t></is></c></row>`

const shared = `<sst xmlns="` + spreadsheet + `"><si><t>email</t></si><si><r><t>na</t></r><r><t>me</t></r><rPh><t>xx</t></rPh></si><si><t>a@x.y</t></si></sst>`

// usual are the parts of a workbook as most programs write it.
func usual(sheet string) []file {
	return []file{
		{"_rels/.rels", relations("officeDocument=xl/workbook.xml")},
		{"xl/workbook.xml", workbook("S")},
		{"xl/_rels/workbook.xml.rels", relations("worksheet=worksheets/sheet1.xml", "sharedStrings=sharedStrings.xml", "styles=styles.xml")},
		{"xl/worksheets/sheet1.xml", sheet},
		{"xl/sharedStrings.xml", shared},
	}
}

// zipped packs parts.
func zipped(t testing.TB, parts []file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		out, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func call(name option.Name, value string) string { return string(name) + " " + value }

// hasEmail stands for the names of columns.
func hasEmail(cells []string) int {
	n := 0
	for _, c := range cells {
		switch strings.ToLower(c) {
		case "email", "name", "surname", "id", "key", "tags":
			n++
		}
	}
	if !strings.Contains(strings.ToLower(strings.Join(cells, "|")+"|"), "email|") {
		return 0
	}
	return n
}

func open(t testing.TB, book []byte, o Options) (*Workbook, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(path, book, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	o.Fields, o.Call = hasEmail, call
	b, err := Open(f, int64(len(book)), o)
	if b != nil {
		t.Cleanup(b.Close)
	}
	return b, err
}

// uses gives each column the use that its name has.
func uses(header []string) []Column {
	columns := make([]Column, len(header))
	for i, name := range header {
		columns[i].Name = name
		switch name {
		case "email":
			columns[i].Use = Address
		case "name", "surname":
			columns[i].Use = Name
		case "tags":
			columns[i].Use = Tags
		case "id", "key":
			columns[i].Use = Code
		}
	}
	return columns
}

// readAll shows each row as its number and its cells, or its problem.
func readAll(b *Workbook) ([]string, error) {
	header, err := b.FindHeader(hasEmail, 0)
	if err != nil {
		return nil, err
	}
	var all []string
	rows := b.Rows(uses(header.Cells))
	if _, err := rows.Next(nil); err != nil { // the header
		return nil, err
	}
	for {
		r, err := rows.Next(nil)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		text := strings.Join(r.Cells, "|")
		if r.Err != nil {
			text = r.Err.Message
		}
		all = append(all, fmt.Sprint(r.Line, " ", text))
	}
}

// rowsOf reads a workbook that must be read.
func rowsOf(t testing.TB, book []byte) (rows, notes []string) {
	t.Helper()
	b, err := open(t, book, Options{})
	if err != nil || b == nil {
		t.Fatalf("workbook %v, error %v", b, err)
	}
	all, err := readAll(b)
	if err != nil {
		t.Fatal(err)
	}
	return all, b.Notes()
}

var _ raw.Reader = (*sheetRows)(nil)
