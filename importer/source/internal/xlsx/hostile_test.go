package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// styled are the parts of a workbook whose cell B2 has the first number format.
func styled(formats, cell string) []file {
	sheet := worksheet(`<row r="1"><c r="A1" t="str"><v>email</v></c><c r="B1" t="str"><v>id</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>a@x.y</v></c><c r="B2" s="1"><v>` + cell + `</v></c></row>`)
	styles := `<styleSheet xmlns="` + spreadsheet + `"><numFmts>` + formats + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>`
	return append(usual(sheet), file{"xl/styles.xml", styles})
}

func numberFormat(id int, code string) string {
	return fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, id, code)
}

// Codes of formats that took seconds or for ever, and numbers that are none. The work
// is bounded by what is allocated.
func TestHostileFormats(t *testing.T) {
	values := []string{"0.1", "-1E308", "1E-320", "NaN", "-Inf", "0x1p-2", strings.Repeat("9", 30_000)}
	var codes []string
	for _, unit := range []string{"0", "#", "?", ",", "/", "# ?/?", "[h]", "[$€]", "m", "E+0", ";", "%", "@", "[&lt;1]", "\\", "general", ".", "_", "*", "y", "am/pm"} {
		for _, size := range []int{len(unit), 500, 40 << 10} {
			codes = append(codes, strings.Repeat(unit, size/len(unit)))
		}
	}
	for _, code := range append(codes, "# ?????/?????", "?/?", "[h]:mm:ss.000", "[<=-1E308]0/0") {
		for _, value := range values {
			before := allocated()
			_, _ = rowsOf(t, zipped(t, styled(numberFormat(200, strings.ReplaceAll(code, "<", "&lt;")), value)))
			if n := allocated() - before; n > 8<<20 {
				t.Errorf("the format %.20q of %d bytes and the value %.20q took %d MB", code, len(code), value, n>>20)
			}
		}
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// A styles part of 30 KB that unpacks to formats for a gigabyte of memory.
func TestManyFormats(t *testing.T) {
	var formats strings.Builder
	for i := range 40_000 {
		formats.WriteString(numberFormat(200+i, strings.Repeat("0", 500)))
	}
	book := zipped(t, styled(formats.String(), "1"))
	before := allocated()
	_, err := open(t, book, Options{})
	if err == nil || !strings.Contains(err.Error(), "too many number formats") {
		t.Errorf("%v; want a refusal", err)
	}
	if n := allocated() - before; n > 8<<20 {
		t.Errorf("a workbook of %d KB took %d MB", len(book)>>10, n>>20)
	}
}

// Texts that all cells share: a small file would fill the disk with the rows to fix.
func TestSharedTextsFillNoDisk(t *testing.T) {
	parts := usual("")
	parts[4].text = `<sst xmlns="` + spreadsheet + `"><si><t>` + strings.Repeat("x", 32_000) + `</t></si></sst>`
	rows := strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 4)+`</row>`, 2500)
	parts[3].text = worksheet(rows + strings.Repeat(" ", 20<<20)) // the blanks are for a bound by the length of the sheet
	book := zipped(t, parts)
	_, err := open(t, book, Options{})
	if err == nil || !strings.Contains(err.Error(), "need too much space") {
		t.Errorf("a workbook of %d KB: %v; want a refusal", len(book)>>10, err)
	}
}

// Two parts of a name: programs differ in which one they read.
func TestPartTwice(t *testing.T) {
	parts := usual(worksheet(table))
	other := strings.Replace(worksheet(table), "Zoë", "Eve", 1)
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/Worksheets/SHEET1.xml", `xl\worksheets\sheet1.xml`, "xl/worksheets/../worksheets/sheet1.xml"} {
		_, err := open(t, zipped(t, append(parts, file{name, other})), Options{})
		if err == nil || !strings.Contains(err.Error(), "the same part twice") {
			t.Errorf("%s: %v; want a refusal", name, err)
		}
	}
	if rows, _ := rowsOf(t, zipped(t, append(parts, file{"docProps/", ""}, file{"docProps/", ""}))); len(rows) != 1 {
		t.Errorf("a folder twice: rows %q; want one", rows)
	}
}

// Two names for the same bytes: the sheet and the shared texts are one part.
func TestPartsOverlap(t *testing.T) {
	book := zipped(t, usual(worksheet(table)))
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		out, _ := w.Create(f.Name)
		if _, err := io.Copy(out, in); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text := b.Bytes()
	sheet := bytes.LastIndex(text, []byte("xl/worksheets/sheet1.xml")) - 46
	texts := bytes.LastIndex(text, []byte("xl/sharedStrings.xml")) - 46
	for _, field := range []struct{ at, n int }{{16, 12}, {42, 4}} { // sizes and checksum, and the place
		copy(text[texts+field.at:texts+field.at+field.n], text[sheet+field.at:])
	}
	if _, err := open(t, text, Options{}); err == nil || !strings.Contains(err.Error(), "in the same place") {
		t.Errorf("%v; want a refusal", err)
	}
}
