package report

import (
	"io"
	"path/filepath"
	"testing"

	"partner-import/importer/row"
)

func BenchmarkReport(b *testing.B) {
	for _, bb := range []struct {
		name  string
		order func(i int) int
	}{
		{"in order", func(i int) int { return i + 1 }},
		{"nearly", func(i int) int { return (i ^ 7) + 1 }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			const rows = benchRows &^ 7
			path := filepath.Join(b.TempDir(), "r.csv")
			result := row.Result{Status: row.Created, Email: "partner@example.com", ID: "partner_ab12cd34", Key: "key", Link: "https://partners.example.com?aff=key", Attempts: 1}
			b.SetBytes(int64(len(appendLine(nil, &result)) * rows))
			b.ReportAllocs()
			for b.Loop() {
				r, err := New(path, rows)
				if err != nil {
					b.Fatal(err)
				}
				for i := range rows {
					result.Row = bb.order(i)
					if err := r.Add(result); err != nil {
						b.Fatal(err)
					}
				}
				if err := r.Finish(io.Discard); err != nil {
					b.Fatal(err)
				}
				r.Close()
			}
			perRow(b, rows)
		})
	}
}
