package importer

import (
	"io"
	"strings"
	"testing"
)

// BenchmarkSplit is the splitter alone on the bytes of BenchmarkCSV.
func BenchmarkSplit(b *testing.B) {
	text := benchText(benchRows)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := newSplitter(strings.NewReader(text), ',', 1)
		var row textRow
		for {
			var err error
			if row, err = s.next(row.cells[:0]); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b, benchRows)
}
