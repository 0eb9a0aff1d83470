package importer

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// runChosen imports the rows that are chosen.
func (tr *trial) runChosen(o source.Options) {
	tr.t.Helper()
	s, err := source.Open(tr.input(), o)
	if err != nil {
		tr.t.Fatal(err)
	}
	defer s.Close()
	tr.summary, tr.err = tr.importer().Run(context.Background(), s)
	if tr.summary == nil {
		tr.t.Fatalf("the run did not begin: %v", tr.err)
	}
}

// TestChosenLaw: runs with one choice of rows after the other, and with faults. Each row
// has one line. A row that is left out is skipped, costs no request and is no row to fix.
// In the end exactly those partners exist who were meant in some run, and a run without
// a choice creates the others.
func TestChosenLaw(t *testing.T) {
	virtually(t, 20, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "chosen")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		tr := &trial{t: t, dir: dir, sandbox: sandbox.New(sandbox.Options{Latency: 20 * ms}), options: Options{Settle: time.Second, Rate: client.LimiterOptions{Rate: 100}, Call: Flags}}
		groups := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 12).Draw(t, "groups")
		text := "email,Group of\n"
		for i, group := range groups {
			text += fmt.Sprintf("p%d@nordlys.no,%s\n", i, group)
		}
		tr.edit(text)
		met := map[string]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "runs") {
			group := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "group")
			o := source.Options{Only: []string{"Group of=" + group}}
			meant := func(g string) bool { return g == group }
			if rapid.Bool().Draw(t, "skip") {
				o, meant = source.Options{Skip: []string{"Group of=" + group}}, func(g string) bool { return g != group }
			}
			if rapid.Bool().Draw(t, "faults") {
				tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "504", After: true, Share: 0.3}})
			}
			before := len(tr.sandbox.Ledger())
			tr.runChosen(o)
			tr.sandbox.SetFaults(nil)
			tr.checkChosen(groups, meant, before)
			for _, g := range groups {
				met[g] = met[g] || meant(g)
			}
			time.Sleep(time.Minute)
		}
		for i, g := range groups {
			_, there := tr.sandbox.Find(fmt.Sprintf("p%d@nordlys.no", i))
			if there && !met[g] {
				t.Errorf("row %d of group %s was never meant, and exists", i+1, g)
			}
		}
		tr.runChosen(source.Options{})
		tr.want(map[string]int{"created": len(groups)})
	})
}

// checkChosen compares the report with the choice, and with the requests since then.
func (tr *trial) checkChosen(groups []string, meant func(string) bool, before int) {
	tr.t.Helper()
	lines, left := tr.report(), 0
	if len(lines) != len(groups) {
		tr.t.Fatalf("%d lines for %d rows", len(lines), len(groups))
	}
	for i, g := range groups {
		if skipped := lines[i]["status"] == string(row.Skipped); skipped == meant(g) {
			tr.t.Errorf("row %d of group %s is %s", i+1, g, lines[i]["status"])
		}
		if meant(g) {
			continue
		}
		left++
		for _, entry := range tr.sandbox.Ledger()[before:] {
			if entry.Email == fmt.Sprintf("p%d@nordlys.no", i) {
				tr.t.Errorf("row %d is left out, and cost %s %s", i+1, entry.Method, entry.Path)
			}
		}
	}
	if tr.summary.Counts[row.Skipped] != left {
		tr.t.Errorf("the summary has %d rows left out; want %d", tr.summary.Counts[row.Skipped], left)
	}
	if _, err := os.Stat(tr.output(".failed.csv")); err == nil && tr.summary.Good() {
		tr.t.Errorf("there is a file with rows to fix")
	}
}
