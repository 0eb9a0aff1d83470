package xlsx

import (
	"os"
	"strings"
	"testing"
)

// fuzzed opens what a fuzz target made, and reads it twice: both readings must be the
// same, and all rows as wide as the first.
func fuzzed(t *testing.T, book []byte) {
	f, err := os.CreateTemp(t.TempDir(), "book")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(book); err != nil {
		t.Fatal(err)
	}
	b, err := Open(f, int64(len(book)), Options{Fields: hasEmail, Call: call})
	if err != nil && b != nil {
		t.Fatal("a workbook and an error")
	}
	if b == nil {
		return
	}
	defer b.Close()
	first, err := readAll(b)
	second, again := readAll(b)
	if strings.Join(first, "\n") != strings.Join(second, "\n") || (err == nil) != (again == nil) {
		t.Fatalf("%q, %v, and then %q, %v", first, err, second, again)
	}
	rows := b.Rows(nil)
	for {
		r, err := rows.Next(nil)
		if err != nil {
			return
		}
		if len(r.Cells) != b.shape.width {
			t.Fatalf("row %d has %d cells; want %d", r.Line, len(r.Cells), b.shape.width)
		}
	}
}

// FuzzWorkbook: no bytes end the program, whatever archive they are.
func FuzzWorkbook(f *testing.F) {
	f.Add(zipped(f, usual(worksheet(table))))
	f.Add(formatted(f, table, `<mergeCells><mergeCell ref="A1:B9"/></mergeCells>`, "yyyy", `0%;"x"@`))
	f.Fuzz(fuzzed)
}

// FuzzSheet: no sheet ends the program.
func FuzzSheet(f *testing.F) {
	f.Add(worksheet(table))
	f.Add(strings.Replace(worksheet(line(1, "email", "id")+line(2, "a@x.y", `<c s="1"><f>1</f><v>1.5E+3</v></c>`)+line(3, `<c t="b"><v>1</v></c>`, `<c><f/></c>`)),
		"</sheetData>", `</sheetData><mergeCells><mergeCell ref="B2:B4"/></mergeCells>`, 1))
	f.Fuzz(func(t *testing.T, sheet string) {
		fuzzed(t, zipped(t, append(usual(sheet), file{"xl/styles.xml", `<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`})))
	})
}

// FuzzStyles: no styles and no shared texts end the program.
func FuzzStyles(f *testing.F) {
	f.Add(`<styleSheet><numFmts><numFmt numFmtId="200" formatCode="0.0;[Red]-0%;&quot;x&quot;@"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs></styleSheet>`, shared, "12.5")
	f.Fuzz(func(t *testing.T, styles, texts, value string) {
		sheet := worksheet(table + `<row r="3"><c s="1"><v>` + value + `</v></c><c s="1" t="s"><v>1</v></c></row>`)
		parts := usual(sheet)
		parts[4].text = texts
		fuzzed(t, zipped(t, append(parts, file{"xl/styles.xml", styles})))
	})
}
