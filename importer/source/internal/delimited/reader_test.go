package delimited

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/source/internal/raw"
)

// splitText splits a text with a header of width columns, 0 if that is not known. It
// checks that every byte belongs to one record or blank line.
func splitText(t failer, in io.Reader, text, delimiter string, width int) []raw.Row {
	t.Helper()
	s := NewReader(in, []rune(delimiter)[0], 1)
	s.Width = width
	s.Email = min(1, max(width-1, 0))
	var rows []raw.Row
	end, line := int64(0), 0
	for {
		row, err := s.Next(nil)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Begin < end || row.End <= row.Begin || strings.Trim(text[end:row.Begin], "\r\n") != "" {
			t.Fatalf("a record is at %d to %d, after one that ends at %d of %q", row.Begin, row.End, end, text)
		}
		if want := 1 + countLines(text[:row.Begin]); row.Line <= line || row.Line != want {
			t.Fatalf("the record at %d is on line %d, behind line %d; want line %d of %q", row.Begin, row.Line, line, want, text)
		}
		end, line = row.End, row.Line
		row.Cells = slices.Clone(row.Cells)
		rows = append(rows, row)
	}
	if strings.Trim(text[end:], "\r\n") != "" {
		t.Fatalf("%q is left over of %q", text[end:], text)
	}
	return rows
}

// show writes rows as "LINE CELL|CELL", a refused one as "LINE !".
func showText(rows []raw.Row) string {
	var all []string
	for _, row := range rows {
		if row.Err != nil {
			all = append(all, fmt.Sprintf("%d !", row.Line))
			continue
		}
		all = append(all, fmt.Sprintf("%d %s", row.Line, strings.Join(row.Cells, "|")))
	}
	return strings.Join(all, "; ")
}

// TestSplit: lines, quotes and what an unbalanced quote costs.
func TestSplit(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"LF, CRLF and CR mixed", "a,b\nc,d\r\ne,f\rg,h", "1 a|b; 2 c|d; 3 e|f; 4 g|h"},
		{"CR only", "a,b\r\rc,d\r", "1 a|b; 3 c|d"},
		{"CR CR LF", "a,b\r\r\n\r\r\nc,d\r\r\n", "1 a|b; 3 c|d"},
		{"newline in quoted cells", "a,\"x\ny\"\nc,d", "1 a|x\ny; 3 c|d"},
		{"CRLF in quoted cells", "a,\"x\r\ny\"\r\nc,d", "1 a|x\ny; 3 c|d"},
		{"CR in quoted cells", "a,\"x\ry\"\nc,d", "1 a|x\ry; 3 c|d"},
		{"doubled quotes", `a,"x ""y"""`, `1 a|x "y"`},
		{"space around quotes", "\"a\" ,\t\"b,\" \n", "1 a|b,"},
		{"space around bare cells", " a , b", "1  a | b"},
		{"quotes inside unquoted cells", "6\",x\"y\"z\nc,d", "1 6\"|x\"y\"z; 2 c|d"},
		{"empty cells", ",\n\"\",\"\"\n", "1 |; 2 |"},
		{"single column", "\"a\"\nb", "1 a; 2 b"},
		{"unclosed quote", "a,b\n\"c,d\ne,f\n", "1 a|b; 2 !; 3 e|f"},
		{"unclosed quote that meets another", "a,\"b\nc,\"d\"\ne,f\n", "1 !; 2 c|d; 3 e|f"},
		{"unclosed quote that meets an inch", "a,\"b\nc,6\",d\ne,f\n", "1 !; 2 c|6\"|d; 3 e|f"},
		{"unescaped quotes in quoted cells", "a,\"The \"Real\" Deal\"\nc,d\n", "1 !; 2 c|d"},
		{"backslash-escaped quotes in quoted cells", "a,\"x \\\"y\\\" z\"\nc,d\n", "1 !; 2 c|d"},
		{"quoted part of a cell", "\"a\"@x,b\nc,d\n", "1 !; 2 c|d"},
		{"too many columns", strings.Repeat("x,", 600) + "\nc,d", "1 !; 2 c|d"},
		{"too many empty columns", strings.Repeat(",", mostCells) + "\nc,d", "1 !; 2 c|d"},
		{"row over 1 MiB", strings.Repeat("x", raw.MaxRow+1) + "\nc,d", "1 !; 2 c|d"},
		{"quoted row over 1 MiB", "\"" + strings.Repeat("x", raw.MaxRow+1) + "\"\nc,d", "1 !; 2 c|d"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, in := range []io.Reader{strings.NewReader(tt.text), iotest.DataErrReader(iotest.OneByteReader(strings.NewReader(tt.text)))} {
				if got := showText(splitText(t, in, tt.text, ",", 2)); got != tt.want {
					t.Errorf("%.100q is split into %.300s; want %.300s", tt.text, got, tt.want)
				}
			}
		})
	}
}

// TestSplitSwallowed: if another row's quote closes a quote by chance, that costs its
// own line. A cell of several lines costs nothing, whatever is in it.
func TestSplitSwallowed(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"rows", "a,b@x,c\nd,\"e@x,f\ng,h@x,i\nj,k@x,\"\nl,m@x,n\n", "1 a|b@x|c; 2 !; 3 g|h@x|i; 4 !; 5 l|m@x|n"},
		{"rows that may be text", "a,b@x,c\nd,e@x,\"f\ng,h@x,i\nj,k@x,l\"\nm,n@x,o\n", "1 a|b@x|c; 2 !; 5 m|n@x|o"},
		{"rows without end", "d,e@x,\"f\n" + strings.Repeat("g,h@x,i\n", mostText) + "j,k@x,l\"\n", "1 !" + manyRows(2, mostText) + "; 52 j|k@x|l\""},
		{"text in a file with all cells in quotes", "\"a\",\"b@x\",\"c\nd,e@x,f\ng,h@x,i\"\n", "1 a|b@x|c\nd,e@x,f\ng,h@x,i"},
		{"rows in a file with all cells in quotes", "\"a\",\"b@x\",\"c\n\"d\",\"e@x\",\"f\"\n", "1 !; 2 d|e@x|f"},
		{"its own row", "\"a,b@x,c\nd\",e@x,f\n", "1 !"},
		{"the last row", "a,b@x,\"c\nd,e@x,f\"\n", "1 !"},
		{"no row: first cell of two lines", "\"a\nb\",c@x,d\n", "1 a\nb|c@x|d"},
		{"no row: first and last cell of two lines", "\"a\nb\",c@x,\"d\ne\"\n", "1 a\nb|c@x|d\ne"},
		{"no row: an address of two lines", "a,\"b\n@x\",c\nd,e@x,\"f\n@,\"\n", "1 a|b\n@x|c; 3 d|e@x|f\n@,"},
		{"not a row: too little is before it", "\"a\nb,@,\",c@x,d\n", "1 a\nb,@,|c@x|d"},
		{"no row: commas in a cell of two lines", "a,b@x,\"c,d,e\nf,g,h\"\n", "1 a|b@x|c,d,e\nf,g,h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := showText(splitText(t, strings.NewReader(tt.text), tt.text, ",", 3)); got != tt.want {
				t.Errorf("%q is split into %q; want %q", tt.text, got, tt.want)
			}
		})
	}
}

// manyRows shows rows from a line on.
func manyRows(line, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "; %d g|h@x|i", line+i)
	}
	return b.String()
}

func dialects() []string { return []string{",", ";", "\t", "|", "§", "–"} }

// TestSplitWritten: rows that are written with any delimiter, line end and quoting are
// read back unchanged.
func TestSplitWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delimiter := rapid.SampledFrom(dialects()).Draw(t, "delimiter")
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r", "\r\r\n"}).Draw(t, "line end")
		width := rapid.IntRange(2, 4).Draw(t, "width")
		cell := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "é", `"`, " ", ",", ";", "\t", "|", "§", "\n", "x@y"}), 0, 6)
		var text strings.Builder
		var want [][]string
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			var row []string
			for i := range width {
				c := strings.Join(cell.Draw(t, "cell"), "")
				if end == "\r" {
					c = strings.ReplaceAll(c, "\n", "")
				}
				row = append(row, c)
				if i > 0 {
					text.WriteString(delimiter)
				}
				if strings.ContainsAny(c, "\" \t\n") || strings.Contains(c, delimiter) || rapid.Bool().Draw(t, "quoted") {
					c = `"` + strings.ReplaceAll(strings.ReplaceAll(c, `"`, `""`), "\n", end) + `"`
				}
				text.WriteString(c)
			}
			text.WriteString(end)
			want = append(want, row)
		}
		var got [][]string
		for _, row := range splitText(t, strings.NewReader(text.String()), text.String(), delimiter, 0) {
			got = append(got, row.Cells)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q differs (-written +read):\n%s", text.String(), diff)
		}
	})
}

// FuzzSplit: any bytes are partitioned, and cells that are written again are read
// again. If encoding/csv accepts the bytes, it reads the same.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{"a,b\n\"c\nd\",e\r\n", "\"a\"\"\",\"\n", "a\r\r\nb\rc", "\" \"\t,x\n", "a,\"b\nc,6\",d\n"} {
		f.Add([]byte(text), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text []byte, width uint8) {
		rows := splitText(t, bytes.NewReader(text), string(text), ",", int(width%4))
		for _, row := range rows {
			if row.Err != nil {
				continue
			}
			again := splitText(t, strings.NewReader(csvText(t, row.Cells)), csvText(t, row.Cells), ",", 0)
			if len(again) != 1 || !slices.Equal(again[0].Cells, row.Cells) {
				t.Fatalf("%q is written as %q and read as %s", row.Cells, csvText(t, row.Cells), showText(again))
			}
		}
		compareToCSV(t, text, width%4 == 0, rows)
	})
}

func compareToCSV(t *testing.T, text []byte, anyWidth bool, rows []raw.Row) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	want, err := r.ReadAll()
	if err != nil || !anyWidth || bytes.Contains(bytes.ReplaceAll(text, []byte("\r\n"), nil), []byte("\r")) ||
		bytes.Contains(text, []byte(" \"")) || bytes.Contains(text, []byte("\t\"")) {
		return // these it reads otherwise
	}
	var got [][]string
	for _, row := range rows {
		if row.Err != nil {
			return
		}
		got = append(got, row.Cells)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q differs (-encoding/csv +ours):\n%s", text, diff)
	}
}

// An endlessLine repeats a byte.
type endlessLine struct {
	b    byte
	left int64
}

func (e *endlessLine) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = e.b
	}
	e.left -= n
	return int(n), nil
}

// TestEndlessLine: a line without an end, in quotes or not, costs almost no memory, and
// does not harm the lines around it.
func TestEndlessLine(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures memory, and takes long with -race")
	}
	for _, start := range []string{"", `"`} {
		for _, b := range []byte{'x', ',', '"'} {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			s := NewReader(io.MultiReader(strings.NewReader("a,b\n"+start), &endlessLine{b, 100 << 20}, strings.NewReader("x\nc,d\n")), ',', 1)
			s.Width = 2
			var rows []raw.Row
			most := uint64(0)
			for {
				row, err := s.Next(nil)
				if err != nil {
					break
				}
				rows = append(rows, row)
				most = max(most, uint64(len(s.window)+len(s.block)))
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			if got, want := showText(rows), "1 a|b; 2 !; 3 c|d"; got != want {
				t.Errorf("%s%c...: %.200s; want %s", start, b, got, want)
			}
			if most > 8<<20 || after.HeapAlloc > before.HeapAlloc+16<<20 {
				t.Errorf("%s%c...: a window of %d bytes, %d bytes of heap more", start, b, most, after.HeapAlloc-before.HeapAlloc)
			}
			runtime.KeepAlive(s)
		}
	}
}

// TestSplitAllocates: almost nothing for each record.
func TestSplitAllocates(t *testing.T) {
	text := strings.Repeat("partner@example.com,\"Jürgen\",Dupré,,aff-1\n", 10_000)
	got := testing.AllocsPerRun(3, func() {
		s := NewReader(strings.NewReader(text), ',', 1)
		var row raw.Row
		for {
			var err error
			if row, err = s.Next(row.Cells[:0]); errors.Is(err, io.EOF) {
				return
			}
		}
	})
	if got > 100 {
		t.Errorf("%v allocations for 10,000 records; want at most 100", got)
	}
}
