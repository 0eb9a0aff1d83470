package delimited

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// benchText is a file of n realistic rows: some with quotes, ids, passwords and
// parents.
func benchText(n int) string {
	var b strings.Builder
	b.WriteString(testColumns + "\n")
	for i := range n {
		parent, name := "", "Jürgen"
		if i%4 == 3 {
			parent = fmt.Sprintf("partner%d@example.com", i-3)
		}
		if i%25 == 0 {
			name = `"O'Neil, ""Jim"" Jr."`
		}
		fmt.Fprintf(&b, "partner%d@example.com,%s,Dupré %d,Secret%d,aff-%d,key%d,gold;nordics,,,%s\n", i, name, i, 1000+i, i, i, parent)
	}
	return b.String()
}

const benchRows = 5000

func perRow(b *testing.B, n int) {
	b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "rows/s")
}

// Cells for files of test rows.
const testColumns = "email,name,surname,password,id,key,tags,referring_partner_id,referring_partner_key,referring_partner_email"

// A failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// csvText writes rows of cells with encoding/csv, which is not the code that reads
// them here.
func csvText(t failer, rows ...[]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		// encoding/csv writes one empty cell as an empty line, which is not a row.
		if len(row) == 1 && row[0] == "" {
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}
