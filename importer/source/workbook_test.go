package source

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	excelize "github.com/xuri/excelize/v2"

	"partner-import/importer/row"
)

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

func setStyle(t testing.TB, f *excelize.File, cell string, s excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(&s)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", cell, cell, id); err != nil {
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

func openBytes(t testing.TB, content []byte, o Options) *Source {
	t.Helper()
	s, err := OpenReader(bytes.NewReader(content), "partners.csv", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// rawSheet builds a workbook around the XML of its only sheet.
func rawSheet(t testing.TB, sheet string) []byte {
	t.Helper()
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "email")
	return replacePart(t, bookBytes(t, f), "xl/worksheets/sheet1.xml", sheet)
}

func replacePart(t testing.TB, book []byte, part, text string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		if f.Name != part {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, err := w.Create(part); err != nil {
		t.Fatal(err)
	} else if _, err := io.WriteString(out, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbookCells(t *testing.T) {
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "email", "id", "name", "joined")
	date := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	setRow(t, f, "Sheet1", "A2", "zeros-as-text@x.y", "00123", "Zoë 🌍 北京", date)
	setRow(t, f, "Sheet1", "A3", "zeros-by-format@x.y", 123, "", date)
	setRow(t, f, "Sheet1", "A6", "number@x.y", 123456789012345, "NaN", 1.5)
	setRow(t, f, "Sheet1", "A7", "rounded@x.y", "", "", true)
	setRow(t, f, "Sheet1", "A8", "rich@x.y", "7", "", "")
	setRow(t, f, "Sheet1", "A9", nil, nil, "  ")
	code := "00000"
	setStyle(t, f, "B3", excelize.Style{CustomNumFmt: &code})
	day := "yyyy-mm-dd"
	setStyle(t, f, "D2", excelize.Style{CustomNumFmt: &day})
	setStyle(t, f, "D3", excelize.Style{NumFmt: 14})
	setStyle(t, f, "F500", excelize.Style{NumFmt: 14}) // a format without a cell
	if err := f.SetCellDefault("Sheet1", "B7", "1.2345678901234567E+16"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellRichText("Sheet1", "C8", []excelize.RichTextRun{{Text: "Ann "}, {Text: "Lee", Font: &excelize.Font{Bold: true}}}); err != nil {
		t.Fatal(err)
	}
	s := openBytes(t, bookBytes(t, f), Options{Delimiter: ';'})
	if s.width != 4 || s.Delimiter() != ',' || len(s.Warnings()) != 1 {
		t.Errorf("width %d, delimiter %q, warnings %q", s.width, s.Delimiter(), s.Warnings())
	}
	var got []string
	rows := s.Rows()
	for rows.Next() {
		got = append(got, fmt.Sprint(rows.Row().Line, "|", strings.Join(s.originalCells(rows.row.text), "|")))
	}
	want := []string{
		"2|zeros-as-text@x.y|00123|Zoë 🌍 北京|2026-03-09",
		"3|zeros-by-format@x.y|00123||03-09-26",
		"6|number@x.y|123456789012345|NaN|1.5",
		"7|rounded@x.y|1.23456789012346E+16||TRUE",
		"8|rich@x.y|7|Ann Lee|",
	}
	if diff := cmp.Diff(want, got); diff != "" || rows.Err() != nil {
		t.Errorf("%v (-want +got):\n%s", rows.Err(), diff)
	}
}

// A formula's stored result is read. Without a result, the row is refused.
func TestWorkbookFormulas(t *testing.T) {
	s := openBytes(t, rawSheet(t, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>
<row r="2"><c r="A2" t="str"><f>B2&amp;"@x.y"</f><v>a@x.y</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>b@x.y</t></is></c><c r="B3" t="e"><f>NA()</f><v>#N/A</v></c></row>
<row r="4"><c r="A4" t="inlineStr"><is><t>c@x.y</t></is></c><c r="B4"><f>SUM(1)</f></c></row>
<row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>d@x.y</t></is></c><c r="B5" t="str"><f>""</f><v></v></c></row>
</sheetData></worksheet>`), Options{})
	rows := readRows(t, s)
	for i, want := range []string{"a@x.y 2", "b@x.y ", "", "d@x.y "} {
		if r := rows[i].Record; r == nil && want != "" || r != nil && r.Email+" "+r.Name != want {
			t.Errorf("row %d = %+v; want %q", i, r, want)
		}
	}
	want := &row.Problem{Code: row.SpreadsheetDamage, Message: "Cell B4 has a formula without a result. Open the workbook in a spreadsheet program and save it again."}
	if diff := cmp.Diff(want, rows[2].Problem); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"1 row (row 5) is hidden in the sheet. It is read like the others."}, s.Warnings()); diff != "" {
		t.Error(diff)
	}
}

func TestWorkbookSheets(t *testing.T) {
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "email")
	for _, name := range []string{"Partners", "Ümlaute & Co"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		setRow(t, f, name, "A1", "email")
		setRow(t, f, name, "A2", name+"@x.y")
	}
	book := bookBytes(t, f)
	for _, tt := range []struct {
		name, sheet string
		Warnings    int
	}{{"", "Sheet1", 1}, {"partners", "Partners", 0}, {"Ümlaute & Co", "Ümlaute & Co", 0}} {
		s := openBytes(t, book, Options{Sheet: tt.name})
		if s.Description().Sheet != tt.sheet || len(s.Warnings()) != tt.Warnings {
			t.Errorf("%q: sheet %q, warnings %q", tt.name, s.Description().Sheet, s.Warnings())
		}
	}
	f.SetActiveSheet(1)
	if err := f.SetSheetVisible("Sheet1", false); err != nil {
		t.Fatal(err)
	}
	if s := openBytes(t, bookBytes(t, f), Options{}); s.Description().Sheet != "Partners" {
		t.Errorf("with the first one hidden, %q is read", s.Description().Sheet)
	}
}

// A heading over several columns is not a header, even if it names one.
func TestWorkbookHeading(t *testing.T) {
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "E-mail", "Person")
	setRow(t, f, "Sheet1", "A2", "email", "name", "key")
	setRow(t, f, "Sheet1", "A3", "a@x.y", "A", "k")
	setRow(t, f, "Sheet1", "A4", "email", "surname", "name", "id", "tags") // names below a partner
	s := openBytes(t, bookBytes(t, f), Options{})
	if got, want := showRows(readRows(t, s)), "3 a@x.y/A; 4 !row_malformed"; got != want {
		t.Errorf("rows = %s; want %s", got, want)
	}
	if diff := cmp.Diff([]string{"Skipped 1 line above the header, which is on line 2."}, s.Warnings()); diff != "" {
		t.Error(diff)
	}
}

// A workbook that is not sound is refused with what to do.
func TestWorkbookRefused(t *testing.T) {
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "email", "name")
	setRow(t, f, "Sheet1", "A2", "a@x.y", "A")
	book := bookBytes(t, f)
	var locked bytes.Buffer
	if err := f.Write(&locked, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(book)
	at := bytes.Index(flipped, []byte("xl/worksheets/sheet1.xml"))
	flipped[at+60] ^= 0xff
	const head = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c>`
	for _, tt := range []struct {
		name    string
		content []byte
		sheet   string
		want    string
	}{
		{"password", locked.Bytes(), "", "This workbook is protected by a password."},
		{"no such sheet", book, "Partners", `There is no sheet "Partners". Choose one of "Sheet1" with --sheet.`},
		{"no workbook", []byte("email\na@x.y\n"), "Sheet1", "This is not an .xlsx workbook, so it has no sheets."},
		{"cut", book[:len(book)/2], "", "The workbook is damaged"},
		{"a flipped byte", flipped, "", "The workbook is damaged"},
		{"binary", replacePart(t, book, "xl/workbook.bin", "x"), "", "binary workbook (.xlsb)"},
		{"a sheet that ends early", rawSheet(t, head), "", "The workbook is damaged"},
		{"wrong nesting", rawSheet(t, head+`</c></row></sheetData></worksheet>`), "", "The workbook is damaged"},
		{"rows out of order", rawSheet(t, head+`</row><row r="1"></row></sheetData></worksheet>`), "", "row 1 follows row 1"},
		{"cells out of order", rawSheet(t, head+`<c r="A1"><v>1</v></c></row></sheetData></worksheet>`), "", "cell A1 is in row 1 after column 1"},
		{"a text that is not there", rawSheet(t, head+`<c r="B1" t="s"><v>99</v></c></row></sheetData></worksheet>`), "", `refers to the text "99"`},
		{"too many columns", rawSheet(t, head+`<c r="ZZ1"><v>1</v></c></row></sheetData></worksheet>`), "", "more than 512 columns"},
		{"a cell without an end", rawSheet(t, head+`<c r="B1" t="str"><v>`+strings.Repeat("x", 3<<20)+`</v></c></row></sheetData></worksheet>`), "", "a cell has more than 1 MiB"},
		{"nothing in it", rawSheet(t, `<worksheet><sheetData></sheetData></worksheet>`), "", "The sheet is empty."},
	} {
		_, err := OpenReader(bytes.NewReader(tt.content), "p.xlsx", Options{Sheet: tt.sheet, Call: flags})
		var input *Error
		if !errors.As(err, &input) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.name, err, tt.want)
		}
	}
}

// A workbook with macros is read like any other. Macros and sheets of macros are
// never looked at. The values of an ignored column need no warning.
func TestWorkbookMacros(t *testing.T) {
	f := newBook(t)
	setRow(t, f, "Sheet1", "A1", "email", "phone", "name")
	setRow(t, f, "Sheet1", "A2", "a@x.y", "#REF!", "Ann")
	book := replacePart(t, bookBytes(t, f), "xl/vbaProject.bin", "no macros that anything can read")
	types, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := types.Open("[Content_Types].xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	const plain, enabled = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	if !strings.Contains(string(text), plain) {
		t.Fatalf("no content type of a workbook in %s", text)
	}
	book = replacePart(t, book, "[Content_Types].xml", strings.ReplaceAll(string(text), plain, enabled))
	s := openBytes(t, book, Options{})
	rows := readRows(t, s)
	if len(rows) != 1 || rows[0].Record == nil || rows[0].Record.Email != "a@x.y" || rows[0].Record.Name != "Ann" {
		t.Errorf("rows %+v; want the one of the sheet", rows)
	}
	if warnings := s.Warnings(); len(warnings) != 1 || !strings.Contains(warnings[0], "Not imported: phone.") {
		t.Errorf("warnings %q; want one, of the column", warnings)
	}
}

// A zip file that unpacks to gigabytes is refused before it is unpacked.
func TestWorkbookBomb(t *testing.T) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for part, text := range map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="S" id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	} {
		out, _ := w.Create(part)
		_, _ = io.WriteString(out, text)
	}
	out, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 1<<30 + 1})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = out.Write([]byte{3, 0})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = OpenReader(&packed, "p.xlsx", Options{})
	if err == nil || !strings.Contains(err.Error(), "unpacks to more than 1 GiB. Save it as CSV.") {
		t.Error(err)
	}
}

const largeSheet = 20_000 // rows

func largeCells(i int) []any {
	return []any{fmt.Sprintf("p%d@example.com", i), "Name", fmt.Sprintf("%05d", i), fmt.Sprintf("%0200d", i)}
}

// inlineTexts writes every text into its cell.
func inlineTexts(t *testing.T, f *excelize.File) {
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	_ = w.SetRow("A1", []any{"email", "name", "id", "note"})
	for i := range largeSheet {
		_ = w.SetRow(fmt.Sprint("A", i+2), largeCells(i))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

// sharedTexts writes all texts into a table, as Excel does.
func sharedTexts(t *testing.T, f *excelize.File) {
	setRow(t, f, "Sheet1", "A1", "email", "name", "id", "note")
	for i := range largeSheet {
		setRow(t, f, "Sheet1", fmt.Sprint("A", i+2), largeCells(i)...)
	}
}

// Several readings read a large sheet at the same time, in bounded memory, even if it
// is also compressed with gzip.
func TestWorkbookLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures memory, and takes long with -race")
	}
	for name, write := range map[string]func(*testing.T, *excelize.File){"inline": inlineTexts, "shared": sharedTexts} {
		t.Run(name, func(t *testing.T) {
			f := newBook(t)
			write(t, f)
			readLarge(t, f)
		})
	}
}

func readLarge(t *testing.T, f *excelize.File) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(bookBytes(t, f)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	s := openBytes(t, packed.Bytes(), Options{})
	abandoned := s.Rows()
	abandoned.Next()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rows, last, most := s.Rows(), "", uint64(0)
	got := 0
	for rows.Next() {
		if got++; got%5000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapAlloc)
		}
		last = rows.Row().Record.ID
	}
	if rows.Err() != nil || got != largeSheet || last != fmt.Sprintf("%05d", largeSheet-1) {
		t.Errorf("%d rows, the last %q, %v", got, last, rows.Err())
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("reading took %d bytes of memory", grown)
	}
}
