package delimited

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"partner-import/importer/row"
)

// vain reads all records and counts the bytes that were looked at, and refused.
func vain(t *testing.T, text string, width int) (looked int64, records, refused int) {
	t.Helper()
	s := NewReader(strings.NewReader(text), ',', 1)
	s.Width = width
	for {
		before := s.credit
		r, err := s.Next(nil)
		if err == io.EOF {
			return looked, records, refused
		}
		if err != nil {
			t.Fatal(err)
		}
		records++
		if r.Err != nil {
			refused++
		}
		looked += 2*(r.End-r.Begin) + max(0, before+creditPerByte*(r.End-r.Begin)-s.credit)
	}
}

// Wrong quotes on every line cost time in proportion to the length of the file. Each
// line is one record, and none is lost.
func TestQuotesOnEveryLine(t *testing.T) {
	for _, line := range []string{"b\",\"\n", "\"\n", "a@b.co,\"x\n", "a,\"b\" x\n", ",\"\n", "a@b.co,\"x\",\"y\n", "\"a\n\"\n", "a,\"\"\"\n", "\"a,\"b\",\n"} {
		for _, width := range []int{0, 3} {
			t.Run(fmt.Sprintf("%q %d", line, width), func(t *testing.T) {
				for _, size := range []int{128 << 10, 512 << 10} {
					text := strings.Repeat(line, size/len(line))
					looked, records, _ := vain(t, text, width)
					if most := int64(2+creditPerByte)*int64(len(text)) + firstCredit + 64; looked > most {
						t.Errorf("%d bytes: looked at %d, and %d are allowed (%d records)", len(text), looked, most, records)
					}
				}
			})
		}
	}
}

// After the credit is used up, rows without wrong quotes are read as before, also with
// line breaks in their cells.
func TestRowsAfterManyQuotes(t *testing.T) {
	bad := strings.Repeat("b\",\"\n", 20_000)
	good := strings.Repeat("a@b.co,\"two\nlines\",1\n", 1000)
	s := NewReader(strings.NewReader(bad+"x,y,z\n"+good), ',', 1)
	s.Width = 3
	read, line := 0, 0
	for {
		r, err := s.Next(nil)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.Err == nil && len(r.Cells) == 3 && r.Cells[1] == "two\nlines" {
			read++
		}
		if r.Err != nil && r.Err.Code == row.TooLong {
			t.Fatalf("line %d: %s", r.Line, r.Err.Message)
		}
		line = r.Line
	}
	if read < 998 || line != 20_000+1+2*999+1 {
		t.Errorf("%d rows of two lines, the last on line %d; want 1000 or nearly, and line %d", read, line, 20_000+2*1000)
	}
}
