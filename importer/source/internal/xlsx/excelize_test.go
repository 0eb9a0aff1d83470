package xlsx

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	excelize "github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// aValueFor draws a value for a cell.
func aValueFor(t *rapid.T) any {
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) any {
			return rapid.StringMatching(`[A-Za-zäñøЖ京😀 _&<>"'x0-9-]{0,12}`).Draw(t, "text")
		}),
		rapid.Custom(func(t *rapid.T) any {
			return rapid.SampledFrom([]string{"_x000D_", "a\nb", "  ", "_x005F_", "#N/A", "1E+5"}).Draw(t, "odd")
		}),
		rapid.Custom(func(t *rapid.T) any { return rapid.Int64Range(-999_999_999_999, 999_999_999_999).Draw(t, "int") }),
		rapid.Custom(func(t *rapid.T) any { return math.Round(rapid.Float64Range(-1e6, 1e6).Draw(t, "float")*100)/100 + 0 }), // no -0
		rapid.Custom(func(t *rapid.T) any { return rapid.Bool().Draw(t, "truth") }),
		rapid.Just[any](nil),
	).Draw(t, "value")
}

// aFormat draws a number format that both show in the same way.
func aFormat(t *rapid.T, value any) string {
	formats := []string{"General", "@", "0", "00000", `"P-"0000`, "#,##0", "0.00", "#,##0.00", "0%", "0.0%"}
	switch n := value.(type) {
	case int64:
		if n > 0 && n < 2_000_000 && n != 60 { // day 60 is 29 February 1900, which never was
			formats = append(formats, "yyyy-mm-dd", "dd/mm/yyyy", "d-mmm-yy", "mmmm yyyy")
		}
		if n < 0 {
			formats = formats[:3]
		}
		if n > 99_999_999_999 || n < -9_999_999_999 {
			formats = formats[1:] // General rounds it, and we do not
		}
	case float64:
		formats = formats[:2] // both round, but not always in the same way
	}
	return rapid.SampledFrom(formats).Draw(t, "format")
}

// cellsOf reads all rows as they are shown, by row and column.
func cellsOf(b *Workbook) (map[string]string, error) {
	cells := map[string]string{}
	rows := b.Rows(nil)
	for {
		r, err := rows.Next(nil)
		if err != nil {
			return cells, unlessEnd(err)
		}
		for i, text := range r.Cells {
			if text = strings.TrimSpace(text); text != "" {
				cells[refName(i+1, r.Line)] = text
			}
		}
	}
}

func unlessEnd(err error) error {
	if err.Error() == "EOF" {
		return nil
	}
	return err
}

// TestLikeExcelize: excelize is the second opinion. It writes workbooks, and reads
// the same text from every cell.
func TestLikeExcelize(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := excelize.NewFile()
		defer f.Close()
		height, width := rapid.IntRange(1, 6).Draw(rt, "rows"), rapid.IntRange(1, 5).Draw(rt, "columns")
		for y := range height {
			for x := range width {
				value := aValueFor(rt)
				if value == nil {
					continue
				}
				ref, code := refName(x+1, y*3+1), aFormat(rt, value)
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
				if err == nil {
					err = f.SetCellValue("Sheet1", ref, value)
				}
				if err == nil {
					err = f.SetCellStyle("Sheet1", ref, ref, style)
				}
				if err != nil {
					rt.Fatal(err)
				}
			}
		}
		compare(t, rt, f)
	})
}

// compare reads a workbook with excelize and with this package.
func compare(t *testing.T, rt *rapid.T, f *excelize.File) {
	var book bytes.Buffer
	if err := f.Write(&book); err != nil {
		rt.Fatal(err)
	}
	other, err := excelize.OpenReader(bytes.NewReader(book.Bytes()))
	if err != nil {
		rt.Fatal(err)
	}
	defer other.Close()
	b, err := open(t, book.Bytes(), Options{})
	if err != nil {
		rt.Fatal(err)
	}
	defer b.Close()
	got, err := cellsOf(b)
	if err != nil {
		rt.Fatal(err)
	}
	rows, err := other.GetRows("Sheet1")
	if err != nil {
		rt.Fatal(err)
	}
	for y, cells := range rows {
		for x, text := range cells {
			ref := refName(x+1, y+1)
			if want := strings.TrimSpace(text); got[ref] != want {
				rt.Fatalf("%s is %q; excelize reads %q", ref, got[ref], want)
			}
			delete(got, ref)
		}
	}
	if len(got) > 0 {
		rt.Fatalf("excelize does not read %v", got)
	}
}

// TestDatesLikeExcelize: every day since 1900 is the same date for both.
func TestDatesLikeExcelize(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	code := "yyyy-mm-dd hh:mm:ss"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 500 {
		ref := refName(1, i+1)
		at := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * (97*24*time.Hour + 3*time.Hour + 7*time.Minute + 13*time.Second))
		if err := f.SetCellValue("Sheet1", ref, at); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", ref, ref, style); err != nil {
			t.Fatal(err)
		}
	}
	var book bytes.Buffer
	if err := f.Write(&book); err != nil {
		t.Fatal(err)
	}
	b, err := open(t, book.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := cellsOf(b)
	if err != nil {
		t.Fatal(err)
	}
	for ref, text := range got {
		if want, err := f.GetCellValue("Sheet1", ref); err != nil || text != want {
			t.Errorf("%s is %q; excelize reads %q, %v", ref, text, want, err)
		}
	}
}

// TestColumnNames: columns are called as excelize calls them.
func TestColumnNames(t *testing.T) {
	var wrong []string
	for n := 1; n <= maxSheetColumns; n++ {
		name, err := excelize.CoordinatesToCellName(n, 7)
		column, row, ok := parseRef([]byte(name))
		if err != nil || refName(n, 7) != name || column != n || row != 7 || !ok {
			wrong = append(wrong, fmt.Sprint(name, refName(n, 7)))
		}
	}
	if len(wrong) > 0 {
		t.Error(wrong[:min(5, len(wrong))])
	}
	for _, bad := range []string{"", "A", "1", "A0", "XFE1", "AAAA1", "A1B", "$A$1", "A-1", strconv.Itoa(1 << 30)} {
		if c, r, ok := parseRef([]byte(bad)); ok {
			t.Errorf("%q is column %d, row %d", bad, c, r)
		}
	}
	if !slices.Equal([]string{columnName(1), columnName(27), columnName(702)}, []string{"A", "AA", "ZZ"}) {
		t.Error("columns have other names")
	}
}
