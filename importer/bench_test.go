package importer

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/check"
	"partner-import/importer/internal/identity"
	"partner-import/importer/source"
)

// benchText is a file of n credible rows: some with quotes, ids, passwords and
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

// BenchmarkCSV is encoding/csv alone on the same bytes, to compare with.
func BenchmarkCSV(b *testing.B) {
	text := []byte(benchText(benchRows))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(text))
		r.ReuseRecord = true
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b, benchRows)
}

// BenchmarkSource reads the same rows in each way that spreadsheets write them.
func BenchmarkSource(b *testing.B) {
	plain := benchText(benchRows)
	for _, bb := range []struct{ name, text string }{
		{"comma", plain},
		{"semicolon and CRLF", strings.NewReplacer(";", "|", ",", ";", "\n", "\r\n").Replace(plain)},
		{"tab", strings.ReplaceAll(plain, ",", "\t")},
		{"all quoted", `"` + strings.NewReplacer(`"O'Neil, ""Jim"" Jr."`, "O'Neil", ",", `","`, "\n", "\"\n\"").Replace(strings.TrimSuffix(plain, "\n")) + `"`},
		{"utf-16", string(utf16LE(true)([]byte(plain)))},
		{"windows-1252", string(windows1252([]byte(plain)))},
	} {
		b.Run(bb.name, func(b *testing.B) {
			s := openText(b, bb.text)
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				rows := s.Rows()
				for rows.Next() {
					if rows.Row().Problem != nil {
						b.Fatal(rows.Row().Problem)
					}
				}
			}
			perRow(b, benchRows)
		})
	}
}

// BenchmarkIndex enters the rows of a file. Their digests are made before.
func BenchmarkIndex(b *testing.B) {
	const rows = 200_000
	d := identity.NewDigester()
	digests := make([]identity.Digest, rows)
	for i := range digests {
		digests[i] = d.Digest(fmt.Sprintf("partner%d@example.com", i))
	}
	for b.Loop() {
		var t identity.Table
		t.Reserve(rows)
		for i, d := range digests {
			*t.Entry(d) = uint32(i + 1)
		}
	}
	perRow(b, rows)
}

func BenchmarkCheck(b *testing.B) {
	s := openText(b, benchText(100))
	rows := readRows(b, s)
	rules := check.Rules{Column: s.Header().Name}
	b.ReportAllocs()
	for b.Loop() {
		for _, row := range rows {
			if problem := rules.Row(row.Record); problem != nil {
				b.Fatal(problem)
			}
		}
	}
	perRow(b, len(rows))
}

func BenchmarkPlan(b *testing.B) {
	text := benchText(benchRows)
	s := openText(b, text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if p := planOf(b, s); p.WrongRows() > 0 {
			b.Fatal("some rows are invalid")
		}
	}
	perRow(b, benchRows)
}

// BenchmarkImport is the whole way over HTTP, with and without a journal.
func BenchmarkImport(b *testing.B) {
	for _, journal := range []string{"without a journal", "with a journal"} {
		b.Run(journal, func(b *testing.B) {
			const rows = 1000
			text := benchText(rows)
			s := openText(b, text)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				importOnce(b, s, journal == "with a journal")
			}
			perRow(b, rows)
		})
	}
}

func importOnce(b *testing.B, s *source.Source, journal bool) {
	b.Helper()
	srv, err := sandbox.Serve("", sandbox.New(sandbox.Options{Discard: true}))
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	key, _ := client.NewKey("secret-key-12345")
	c, err := client.New(client.Options{Key: key, BaseURL: srv.URL()})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	dir := b.TempDir()
	o := Options{
		Rate: client.LimiterOptions{Rate: 1e6}, Journal: "-", Target: TargetSummary{Host: c.Host()},
		Report: filepath.Join(dir, "r"), Failed: filepath.Join(dir, "f"), Summary: filepath.Join(dir, "s"),
	}
	if journal {
		o.Journal = filepath.Join(dir, "j")
	}
	if summary, err := New(c, o).Run(context.Background(), s); err != nil || !summary.Good() {
		b.Fatal(summary, err)
	}
}

// BenchmarkResume is a run in which all rows were done before, with somebody who
// looks at its plan, and without.
func BenchmarkResume(b *testing.B) {
	for _, watched := range []bool{false, true} {
		b.Run(fmt.Sprint("watched=", watched), func(b *testing.B) {
			const rows = 20_000
			s, dir := openText(b, benchText(rows)), b.TempDir()
			o := Options{
				Rate: client.LimiterOptions{Rate: 1e6}, Journal: filepath.Join(dir, "j"),
				Report: filepath.Join(dir, "r"), Failed: filepath.Join(dir, "f"), Summary: filepath.Join(dir, "s"),
			}
			partners := direct{sandbox.New(sandbox.Options{Discard: true})}
			key, _ := client.NewKey("secret-key-12345")
			c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: partners})
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			if watched {
				o.OnPlan, o.OnProgress = func(Preview) bool { return true }, func(Progress) {}
			}
			run := func() {
				if summary, err := New(c, o).Run(context.Background(), s); err != nil || !summary.Good() {
					b.Fatal(summary, err)
				}
			}
			run()
			for b.Loop() {
				run()
			}
			perRow(b, rows)
		})
	}
}
