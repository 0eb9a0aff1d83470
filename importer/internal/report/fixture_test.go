package report

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const benchRows = 5000

func perRow(b *testing.B, n int) {
	b.ReportMetric(float64(b.N)*float64(n)/b.Elapsed().Seconds(), "rows/s")
}

// A failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// writeFile puts text into a file of its own folder.
func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(t failer, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// csvCells reads a CSV text to its end.
func csvCells(t failer, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("not a CSV: %v\n%s", err, text)
	}
	return all
}

// A reportLine is a line of a report by the names of its columns.
type reportLine map[string]string

// reportOf reads a report and checks its first line.
func reportOf(t failer, text string) []reportLine {
	t.Helper()
	rows := csvCells(t, text)
	if got := strings.Join(rows[0], ","); got != ReportHeader {
		t.Fatalf("report's header = %q; want %q", got, ReportHeader)
	}
	var lines []reportLine
	for _, cells := range rows[1:] {
		line := reportLine{}
		for i, name := range rows[0] {
			line[name] = cells[i]
		}
		lines = append(lines, line)
	}
	return lines
}

// cells are of the kinds that a CSV reader may stumble over.
func cells() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(rapid.RuneFrom([]rune("\",;|\n\t' =ä€😀a\u00a0")), 0, 12, -1),
		rapid.SampledFrom([]string{"", `"`, `""`, `\.`, "\n", ",", "#", "null", "\ufeff", "a\"b,c\nd"}),
	)
}
