package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A repeater repeats a text, between two others.
type repeater struct {
	begin, text, end string
	times            int
}

func (r repeater) writeTo(w io.Writer) {
	_, _ = io.WriteString(w, r.begin)
	piece := strings.Repeat(r.text, 1000)
	for range r.times / 1000 {
		_, _ = io.WriteString(w, piece)
	}
	_, _ = io.WriteString(w, r.end)
}

// bomb packs parts whose last one is repeated text.
func bomb(t testing.TB, parts []file, name string, r repeater) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, p := range parts {
		if p.name != name {
			out, _ := w.Create(p.name)
			_, _ = io.WriteString(out, p.text)
		}
	}
	out, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	r.writeTo(out)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBombs: what is made to fill the memory or to take long ends early. The bound
// is on work: how much is allocated. The time is only logged.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("it unpacks a gigabyte, which takes a minute under the race detector")
	}
	const sheet, texts = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	begin, end, _ := strings.Cut(worksheet("|"), "|")
	plain := usual(worksheet(table))
	long := append(usual(worksheet(table)), file{"x", ""})
	long[4].text = fmt.Sprintf(`<sst xmlns="%s"><si><t>%s</t></si></sst>`, spreadsheet, strings.Repeat("x", 60_000))
	many := usual(worksheet(table))
	names := make([]string, 3000)
	targets := make([]string, 3000)
	for i := range names {
		names[i], targets[i] = fmt.Sprint("S", i), fmt.Sprintf("worksheet=s%d.xml", i)
	}
	many[1].text, many[2].text = workbook(names...), relations(targets...)
	for i := range names {
		many = append(many, file{fmt.Sprintf("xl/s%d.xml", i), begin + strings.Repeat(line(1, "x", "y"), 1)})
	}
	for name, book := range map[string][]byte{
		"blank cells":      bomb(t, plain, sheet, repeater{begin + "<row>", `<c/>`, "</row>" + end, 12_000_000}),
		"blank rows":       bomb(t, plain, sheet, repeater{begin, `<row/>`, end, 12_000_000}),
		"white space":      bomb(t, plain, sheet, repeater{begin, " ", end, 64_000_000}),
		"attributes":       bomb(t, plain, sheet, repeater{"<worksheet ", `a="b" `, "/>", 10_000_000}),
		"namespaces":       bomb(t, plain, sheet, repeater{"<worksheet ", `xmlns:a="b" `, "/>", 5_000_000}),
		"a name":           bomb(t, plain, sheet, repeater{"<", "x", "/>", 64_000_000}),
		"closing brackets": bomb(t, plain, sheet, repeater{`<worksheet a="`, ">", `"/>`, 64_000_000}),
		"depth":            bomb(t, plain, sheet, repeater{begin, "<x>", end, 16_000_000}),
		"comments":         bomb(t, plain, sheet, repeater{begin, "<!---->", end, 8_000_000}),
		"entities":         bomb(t, plain, sheet, repeater{begin + `<row><c t="str"><v>`, "&amp;", "</v></c></row>" + end, 12_000_000}),
		"merged cells":     bomb(t, plain, sheet, repeater{"<worksheet><sheetData/>", `<mergeCell ref="A1:A1048576"/>`, "</worksheet>", 2_000_000}),
		"shared texts":     bomb(t, plain, texts, repeater{"<sst>", "<si><t/></si>", "</sst>", 5_000_000}),
		"long shared text": bomb(t, long, sheet, repeater{begin, `<row><c t="s"><v>0</v></c></row>`, end, 1_000_000}),
		"formats":          bomb(t, plain, "xl/styles.xml", repeater{"<styleSheet><cellXfs>", `<xf numFmtId="3"/>`, "</cellXfs></styleSheet>", 3_000_000}),
		"sheets":           bomb(t, plain, "xl/workbook.xml", repeater{"<workbook><sheets>", `<sheet name="S" id="r1"/>`, "</sheets></workbook>", 3_000_000}),
		"relations":        bomb(t, plain, "xl/_rels/workbook.xml.rels", repeater{"<Relationships>", `<Relationship Id="x" Type="y/worksheet" Target="z"/>`, "</Relationships>", 5_000_000}),
		"many sheets":      zipped(t, many),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		b, err := open(t, book, Options{})
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%-17s %6d KB %8v %4d MB %v", name, len(book)>>10, took.Round(time.Millisecond), allocated, err)
		if allocated > 100 {
			t.Errorf("%s: opened with %d MB, %v, %v", name, allocated, b != nil, err)
		}
		if b != nil {
			b.Close()
		}
	}
}

// TestDeclared: what a sheet declares about itself costs nothing.
func TestDeclared(t *testing.T) {
	sheet := strings.Replace(worksheet(table), "<sheetData>",
		`<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols><sheetData>`, 1)
	sheet = strings.Replace(sheet, `<row r="2">`, `<row r="2" spans="1:16384">`, 1)
	if rows, _ := rowsOf(t, zipped(t, usual(sheet))); len(rows) != 1 {
		t.Errorf("rows %q; want one", rows)
	}
}

// TestDirectory: a list of millions of parts is not read.
func TestDirectory(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range 200_000 {
		if _, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprint("xl/", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, b.Bytes(), Options{}); err == nil || !strings.Contains(err.Error(), "list of parts") {
		t.Errorf("%v; want a refusal", err)
	}
}
