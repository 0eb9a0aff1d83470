package workbook

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func save(t rapid.TB, path string, rows ...[]string) error {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	b := New(file)
	for _, cells := range rows {
		if err := b.Write(cells); err != nil {
			return err
		}
	}
	return b.Close()
}

func load(t rapid.TB, path string) (rows [][]string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	Rows(file, func(cells []string) bool {
		rows = append(rows, cells)
		return true
	})
	return rows
}

// TestKeeps: what is written comes back, the same rows give the same bytes, and each
// part is XML.
func TestKeeps(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "1.xlsx"), filepath.Join(t.TempDir(), "2.xlsx")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringOf(rapid.RuneFrom([]rune("a_x0D5F\r\n\t\x00\x1f\x7f<>&;#10'\" =\ufffe\uffff\ufeff😀"))),
			rapid.SampledFrom([]string{"", "=1+1", "_x000D_", "__x0041__", "&#10;", "]]>", "</t></is></c>", " a ", "_x00"}),
			rapid.String(),
		).Filter(utf8.ValidString)
		rows := rapid.SliceOf(rapid.SliceOfN(text, 0, 30)).Draw(t, "rows")
		for _, path := range []string{one, two} {
			if err := save(t, path, rows...); err != nil {
				t.Fatal(err)
			}
		}
		want := [][]string(nil)
		for _, cells := range rows {
			for len(cells) > 0 && cells[len(cells)-1] == "" {
				cells = cells[:len(cells)-1]
			}
			want = append(want, slices.Clip(cells))
		}
		if diff := cmp.Diff(want, load(t, one), cmp.Transformer("", func(c []string) string { return strings.Join(c, "\x00|") })); diff != "" {
			t.Fatal(diff)
		}
		isXML(t, one)
		if !bytes.Equal(bytesOf(t, one), bytesOf(t, two)) {
			t.Fatal("the same rows gave other bytes")
		}
	})
}

func bytesOf(t rapid.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func isXML(t rapid.TB, path string) {
	t.Helper()
	text := bytesOf(t, path)
	book, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range book.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(part)
		for err == nil {
			_, err = d.Token()
		}
		if err != io.EOF {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
}

// TestUnfit: what Excel would cut off or refuse is an error that says why.
func TestUnfit(t *testing.T) {
	long := strings.Repeat("a", maxUnits)
	noise := func() string { return strings.ToUpper(rand.Text()) }
	for _, tt := range []struct {
		name string
		rows func(yield func([]string) bool)
		want string
	}{
		{"long cells that fit", slices.Values([][]string{{long, strings.Repeat("ü", maxUnits), strings.Repeat("😀", maxUnits/2)}}), ""},
		{"a long cell", slices.Values([][]string{{"a"}, {"a", long + "a"}}), "a cell of row 2 is longer than 32767 characters"},
		{"a long cell of pairs", slices.Values([][]string{{strings.Repeat("😀", maxUnits/2+1)}}), "a cell of row 1 is longer"},
		{"no text", slices.Values([][]string{{"J\xfc"}}), "row 1 has bytes that are no text"},
		{"wide", slices.Values([][]string{make([]string, maxColumns+1)}), "more than 16384 columns"},
		{"rows", func(yield func([]string) bool) {
			for range maxRows + 1 {
				if !yield(nil) {
					return
				}
			}
		}, "more than 1048576 rows"},
		{"a bomb", func(yield func([]string) bool) {
			for range 4000 {
				if !yield([]string{long}) {
					return
				}
			}
		}, "its cells repeat so much"},
		{"noise", func(yield func([]string) bool) {
			for range 20_000 {
				if !yield([]string{noise(), noise()}) {
					return
				}
			}
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := New(io.Discard)
			for cells := range tt.rows {
				if b.Write(cells) != nil {
					break
				}
			}
			err := b.Close()
			if (err != nil) != (tt.want != "") || err != nil && (!IsUnfit(err) || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Close = %v; want %q", err, tt.want)
			}
		})
	}
}

// TestForeign: files that are not ours have no rows, and none is read for long.
func TestForeign(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"empty": "", "text": "email\n", "cut": sheetHead, "no rows": sheetHead + sheetTail,
		"other": strings.Replace(sheetHead, "<sheetData>\n", "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\n", 1),
		"line":  sheetHead + strings.Repeat("a", maxLine+1),
		"back":  sheetHead + `<row r="1">` + cellBegin + "B1" + cellText + "x" + cellEnd + cellBegin + "A1" + cellText + "x" + cellEnd + rowEnd,
		"far":   sheetHead + `<row r="1">` + cellBegin + "ZZZZZZZZ1" + cellText + "x" + cellEnd + rowEnd,
	} {
		path := filepath.Join(dir, name)
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, _ := z.Create(sheetName)
		_, _ = io.WriteString(w, text)
		_ = z.Close()
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if rows := load(t, path); rows != nil {
			t.Errorf("%s: %q", name, rows)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if rows := load(t, path); rows != nil {
			t.Errorf("%s without a zip: %q", name, rows)
		}
	}
}

func TestHasColumns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := save(t, path, []string{"email", "_row", "_error"}); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if !HasColumns(file, "_row", "_error") || HasColumns(file, "_row", "_line") || HasColumns(file) {
		t.Error("HasColumns is wrong")
	}
}
