package importer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A fixing is rows that are imported, and then fixed in the file of failed rows, until
// all are right.
type fixing struct {
	header    []string
	rows      [][]string // as they are in the file
	right     [][]string // as they should
	delimiter rune
}

// drawFixing makes rows that are right and wrong in every way, with cells that
// are easily damaged. Right rows are p0@example.com and so on.
func drawFixing(t *rapid.T) *fixing {
	m := &fixing{
		header:    []string{"email", "name", "password", "id", "note", "referring_partner_email"},
		delimiter: rapid.SampledFrom([]rune{',', ';'}).Draw(t, "delimiter"),
	}
	text := rapid.SampledFrom([]string{
		"Ann", "", " Zoë ", "=1+1", "two\r\nlines", "three\nlines\n", `6" of "x"`, "a,b;c", "007", "\tx", "'", "1/2", "_",
	})
	n := rapid.IntRange(2, 20).Draw(t, "rows")
	for row := range n {
		right := []string{fmt.Sprintf("p%d@example.com", row), text.Draw(t, "name"), "", fmt.Sprint("00", row), text.Draw(t, "note"), ""}
		if rapid.Bool().Draw(t, "has parent") {
			right[5] = fmt.Sprintf("p%d@example.com", row/2)
		}
		wrong := slices.Clone(right)
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if row == 0 { // is right, so that others can repeat its address
			right[5], wrong[5], kind = "old1@example.com", "old1@example.com", 5
		}
		switch kind {
		case 0:
			wrong[0] = "nobody"
		case 1:
			wrong[2] = "weak"
		case 2:
			wrong[3] = "old-1"
		case 3:
			wrong[0] = "P0@example.com"
		}
		m.rows, m.right = append(m.rows, wrong), append(m.right, right)
	}
	return m
}

// text is a file of rows, as a program writes it that quotes what it must.
func (m *fixing) text(t failer, header []string, rows [][]string) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = m.delimiter
	for _, row := range append([][]string{header}, rows...) {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

// open returns which of the rows of the last file are not done, and fails
// unless the file of them has exactly their cells, and what the report says.
func (m *fixing) open(tr *trial, file []int) (open []int) {
	tr.t.Helper()
	var want [][]string
	for i, line := range tr.report() {
		if row.Status(line["status"]).Good() {
			continue
		}
		open = append(open, file[i])
		want = append(want, append(slices.Clone(m.rows[file[i]]), line["row"], line["line"], line["status"], line["error_code"], line["error"]))
	}
	got, err := os.ReadFile(tr.output(".failed.csv"))
	if len(open) == 0 && os.IsNotExist(err) {
		return nil
	}
	text := "\ufeff" + m.text(tr.t, append(slices.Clone(m.header), source.AddedColumns()...), want)
	if diff := cmp.Diff(text, string(got)); err != nil || diff != "" {
		tr.t.Errorf("%s: %v (-want +got):\n%s", tr.output(".failed.csv"), err, diff)
	}
	return open
}

// TestFixingLaw: a person fixes the failed rows in their own file, in as many rounds as
// it takes. Then every partner exists exactly once. Each round sends only what is open,
// no file that is being fixed is overwritten, and the first file, fixed in place, has
// nothing left to send.
func TestFixingLaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		atMost(t, 20, func(rt *rapid.T) {
			m := drawFixing(rt)
			dir, err := os.MkdirTemp("", "fixing")
			if err != nil {
				rt.Fatal(err)
			}
			defer os.RemoveAll(dir)
			tr := &trial{t: rt, dir: dir,
				sandbox: sandbox.New(sandbox.Options{Latency: 20 * ms, Partners: members(1)}),
				options: Options{Settle: time.Second, Rate: client.LimiterOptions{Rate: 100}, Prefetch: rapid.Bool().Draw(rt, "prefetch")},
			}
			tr.sandbox.SetFaults([]sandbox.Fault{ // what is lost is not known until later
				{Kind: "504", After: true, Share: 1, Emails: []string{"p1@example.com"}},
				{Kind: "503", On: "find", Share: 1, Emails: []string{"p1@example.com"}},
			})
			tr.edit(m.text(rt, m.header, m.rows))
			file := make([]int, len(m.rows))
			for i := range file {
				file[i] = i
			}
			tr.run(nil)
			tr.sandbox.SetFaults(nil)
			for round := 1; ; round++ {
				tr.counts()
				file = m.open(tr, file)
				if len(file) == 0 {
					break
				}
				if round == 5 {
					rt.Fatalf("rows %v are still open", file)
				}
				tr.file = filepath.Base(tr.output(".failed.csv"))
				m.fix(rt, tr, file, round == 4)
			}
			m.checkDone(tr)
		})
	})
}

// fix fixes some or all rows in the file of failed rows, and imports it.
func (m *fixing) fix(t *rapid.T, tr *trial, file []int, all bool) {
	t.Helper()
	rows := csvRows(t, readFile(t, tr.input()), m.delimiter)[1:]
	for i, row := range file {
		// A second row of one e-mail is there already, once the first is elsewhere.
		again := m.rows[row][0] == "P0@example.com"
		if all || again || rapid.Bool().Draw(t, "fix") {
			m.rows[row] = m.right[row]
		}
		rows[i] = append(slices.Clone(m.rows[row]), rows[i][len(m.header):]...)
	}
	tr.edit(m.text(t, append(slices.Clone(m.header), source.AddedColumns()...), rows))
	fixed, before := readFile(t, tr.input()), tr.creates()
	tr.run(nil)
	if got := readFile(t, tr.input()); got != fixed {
		t.Errorf("the fixed file was changed:\n%s", got)
	}
	if n := tr.creates() - before; n > len(file) {
		t.Errorf("%d creates for %d open rows", n, len(file))
	}
}

func csvRows(t failer, text string, delimiter rune) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = delimiter
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// checkDone imports the first file again, fixed in place.
func (m *fixing) checkDone(tr *trial) {
	tr.t.Helper()
	tr.file = ""
	tr.edit(m.text(tr.t, m.header, m.right))
	before := tr.requests()
	tr.run(nil)
	if n := tr.requests() - before; n != 1 {
		tr.t.Errorf("%d requests for a file that is done; want the greeting", n)
	}
	for i, line := range tr.report() {
		p, _ := tr.sandbox.Find(m.right[i][0])
		if !row.Status(line["status"]).Good() || line["error_code"] != "" || p.ID != m.right[i][3] || line["partner_id"] != p.ID {
			tr.t.Errorf("row %s is %v; the API has %+v", line["row"], line, p)
		}
	}
	if got, want := tr.counts()["exists"]+tr.counts()["created"], len(m.right); got != want {
		tr.t.Errorf("%d of %d rows are there", got, want)
	}
	if _, err := os.Stat(tr.path("partners.failed.journal")); !os.IsNotExist(err) {
		tr.t.Errorf("the failed rows have a journal of their own: %v", err)
	}
}

// TestFamily: failed rows share the journal of the file that they come from,
// unless told otherwise, and nothing else.
func TestFamily(t *testing.T) {
	for _, tt := range []struct{ input, journal, failed string }{
		{"partners.csv", "partners.journal", "partners.failed.csv"},
		{"d/partners.failed.csv", "d/partners.journal", "d/partners.failed.failed.csv"},
		{"partners.failed.failed.csv", "partners.journal", "partners.failed.failed.failed.csv"},
		{"partners.failed.xlsx", "partners.journal", "partners.failed.failed.csv"},
		{"partners.failed.csv.gz", "partners.journal", "partners.failed.failed.csv"},
		{"partners.failed.edited.csv", "partners.journal", "partners.failed.edited.failed.csv"},
		{"partners.failed.edited-12.failed.csv", "partners.journal", "partners.failed.edited-12.failed.failed.csv"},
		{"partners.failed.failed.edited.csv", "partners.journal", "partners.failed.failed.edited.failed.csv"},
		{"partners.edited.csv", "partners.edited.journal", "partners.edited.failed.csv"},
		{"partners.failed.edited-x.csv", "partners.failed.edited-x.journal", "partners.failed.edited-x.failed.csv"},
		{".failed.csv", ".failed.journal", ".failed.failed.csv"},
		{"failed.csv", "failed.journal", "failed.failed.csv"},
		{"partners.Failed.csv", "partners.Failed.journal", "partners.Failed.failed.csv"},
	} {
		o := Options{}.Beside(tt.input)
		if filepath.ToSlash(o.Journal) != tt.journal || filepath.ToSlash(o.Failed) != tt.failed {
			t.Errorf("%s: journal %s, failed rows %s; want %s and %s", tt.input, o.Journal, o.Failed, tt.journal, tt.failed)
		}
		o = Options{Journal: "mine"}
		if o = o.Beside(tt.input); o.Journal != "mine" {
			t.Errorf("%s: journal %s; want the one that was named", tt.input, o.Journal)
		}
	}
}
