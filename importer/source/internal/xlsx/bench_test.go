package xlsx

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

const benchRows = 50_000

// benchBook is a workbook of n credible rows with six short columns, whose texts are
// shared, as Excel writes it.
func benchBook(tb testing.TB, n int) []byte {
	tb.Helper()
	var sheet, texts strings.Builder
	known := map[string]int{}
	share := func(text string) int {
		i, ok := known[text]
		if !ok {
			i = len(known)
			known[text] = i
			fmt.Fprintf(&texts, "<si><t>%s</t></si>", text)
		}
		return i
	}
	for i := range n + 1 {
		cells := []string{fmt.Sprintf("partner.%d@example%d.com", i, i%97), fmt.Sprint("Name", i%1000), fmt.Sprint("Surname ", i%5000), "", fmt.Sprint("key", i), "gold"}
		if i == 0 {
			cells = []string{"email", "name", "surname", "id", "key", "tags"}
		}
		fmt.Fprintf(&sheet, `<row r="%d" spans="1:6">`, i+1)
		for x, text := range cells {
			if text == "" {
				fmt.Fprintf(&sheet, `<c r="%s"><v>%d</v></c>`, refName(x+1, i+1), 100_000+i)
				continue
			}
			fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, refName(x+1, i+1), share(text))
		}
		sheet.WriteString("</row>")
	}
	parts := usual(worksheet(sheet.String()))
	parts[4].text = fmt.Sprintf(`<sst xmlns="%s">%s</sst>`, spreadsheet, &texts)
	return zipped(tb, parts)
}

// readBench opens a workbook and reads all its rows.
func readBench(tb testing.TB, book []byte) (rows int) {
	tb.Helper()
	b, err := open(tb, book, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	header, err := b.FindHeader(hasEmail, 0)
	if err != nil {
		tb.Fatal(err)
	}
	var cells []string
	for r := b.Rows(uses(header.Cells)); ; rows++ {
		row, err := r.Next(cells[:0])
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			tb.Fatal(err)
		}
		cells = row.Cells
	}
}

// BenchmarkWorkbook opens and reads a sheet with six short columns.
func BenchmarkWorkbook(b *testing.B) {
	book := benchBook(b, benchRows)
	b.ReportAllocs()
	for b.Loop() {
		readBench(b, book)
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}

// iterparse reads the same two parts with Python's own parser, and prints how many
// seconds it took.
const iterparse = `
import sys, time, zipfile
from xml.etree.ElementTree import iterparse
book, began = zipfile.ZipFile(sys.argv[1]), time.perf_counter()
for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
    for _, element in iterparse(book.open(part)):
        element.clear()
print(time.perf_counter() - began)
`

// BenchmarkPython is how long Python's XML parser alone takes for the same parts, in
// the same run. The ratio is our time divided by its time: 0.25 is a quarter.
func BenchmarkPython(b *testing.B) {
	python, err := exec.LookPath("python3")
	if err != nil {
		b.Skip("python3 is not on the PATH, so there is nothing to compare with")
	}
	book := benchBook(b, benchRows)
	path := filepath.Join(b.TempDir(), "book.xlsx")
	if err := os.WriteFile(path, book, 0o600); err != nil {
		b.Fatal(err)
	}
	var ours, theirs float64
	for b.Loop() {
		out, err := exec.Command(python, "-c", iterparse, path).Output()
		if err != nil {
			b.Skip("python3 cannot parse the parts: ", err)
		}
		seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		readBench(b, book)
		ours, theirs = ours+time.Since(began).Seconds(), theirs+seconds
	}
	b.ReportMetric(float64(b.N)*benchRows/theirs, "python-rows/s")
	b.ReportMetric(float64(b.N)*benchRows/ours, "rows/s")
	b.ReportMetric(ours/theirs, "ratio")
}

// TestMemory: the rows need little memory, however many texts they share. A million
// rows may take 200 MB, and these are a fifth of it.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes a large workbook")
	}
	const rows, most = 200_000, 40 << 20
	book := benchBook(t, rows)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := open(t, book, Options{}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > most {
		t.Errorf("to open %d rows took %d MB; want at most %d", rows, took>>20, most>>20)
	}
}
