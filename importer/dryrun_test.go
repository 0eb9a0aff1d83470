package importer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestDryRunIsThePlan: though it reads the file once, a dry run's report says
// of every row what the import's second pass would say.
func TestDryRunIsThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawFile(t, 30).text
		ring := rapid.IntRange(0, 4).Draw(t, "ring")
		for i := range ring {
			text += fmt.Sprintf("ring%d@x.y,,,,,,,,,ring%d@x.y\n", i, (i+1)%ring)
		}
		if rapid.Bool().Draw(t, "one column for all kinds of referrers") {
			text = strings.Replace(text, "referring_partner_email", "referred by", 1)
		}
		dir, err := os.MkdirTemp("", "dry-*")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		lines, _ := dryRunOf(t, dir, text, source.Options{})
		s := openIn(t, text)
		defer s.Close()
		p, rows := planOf(t, s), readRows(t, s)
		if len(lines) != len(rows) {
			t.Fatalf("%d report lines for %d rows", len(lines), len(rows))
		}
		for i, r := range rows {
			want := row.Result{Status: row.Valid, Row: r.Number, Line: r.Line}
			if problem := p.Problem(r); problem != nil {
				want.Status, want.Problem = row.Invalid, *problem
			}
			got := lines[i]
			if got["row"] != strconv.Itoa(want.Row) || got["line"] != strconv.Itoa(want.Line) || got["status"] != string(want.Status) ||
				got["error_code"] != string(want.Problem.Code) || got["error"] != cell.Neutralize(want.Problem.Message) {
				t.Errorf("row %d is reported as %v; want %+v", r.Number, got, want)
			}
		}
	})
}

// TestDryRunLeavesNothing: a dry run that ends early leaves the outputs of an
// earlier one as they are, and no other file.
func TestDryRunLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.csv")
	if err := os.WriteFile(path, []byte("email\n"+strings.Repeat("a@x\n", 5000)), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(im *Importer) (*Summary, error) {
		s, err := source.Open(path, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return im.Run(context.Background(), s)
	}
	if _, err := run(New(nil, Options{DryRun: true})); err != nil {
		t.Fatal(err)
	}
	before := folder(t, dir)
	im := New(nil, Options{DryRun: true})
	im.Stop(stop.Cancelled, context.Canceled)
	if summary, err := run(im); summary != nil || err == nil {
		t.Errorf("Run of a stopped importer = %v, %v; want an error alone", summary, err)
	}
	summary, err := run(New(nil, Options{DryRun: true, OnPlan: func(Preview) bool { return false }}))
	if summary != nil || err != ErrDeclined {
		t.Errorf("Run = %v, %v; want %v alone", summary, err, ErrDeclined)
	}
	if after := folder(t, dir); after != before {
		t.Errorf("the folder has\n%s; want\n%s", after, before)
	}
}

// TestDryRunCannotReadAgain: a file that cannot be read a second time is not
// said to be changed.
func TestDryRunCannotReadAgain(t *testing.T) {
	s := openText(t, "email,referring_partner_email\na@x.y,b@x.y\nb@x.y,a@x.y\n")
	o := Options{DryRun: true, Report: filepath.Join(t.TempDir(), "report")}
	o.Failed, o.Summary = o.Report+"f", o.Report+"s"
	r := &dryRun{run: New(nil, o).begin(s, nil)}
	defer r.close()
	if err := r.judgeAll(t.Context()); err != nil || len(r.plan.LateRows()) == 0 {
		t.Fatalf("judgeAll = %v, late rows %v; want some to read again", err, r.plan.LateRows())
	}
	s.Close()
	var refused *source.Error
	if err := r.judgeLate(t.Context()); !errors.As(err, &refused) || !errors.Is(err, os.ErrClosed) {
		t.Errorf("judgeLate = %v; want the error of the reading", err)
	}
}

// folder lists the files of a folder with their contents.
func folder(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, entry := range entries {
		all += entry.Name() + ":\n" + string(readFile(t, filepath.Join(dir, entry.Name()))) + "\n"
	}
	return all
}
