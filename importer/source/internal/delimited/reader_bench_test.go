package delimited

import (
	"io"
	"strings"
	"testing"

	"partner-import/importer/source/internal/raw"
)

// BenchmarkSplit is the splitter alone on the bytes of BenchmarkCSV.
func BenchmarkSplit(b *testing.B) {
	text := benchText(benchRows)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := NewReader(strings.NewReader(text), ',', 1)
		var row raw.Row
		for {
			var err error
			if row, err = s.Next(row.Cells[:0]); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b, benchRows)
}
