package importer

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A sheet is a file between two runs, as a person edits it.
type sheet struct {
	rows []sheetRow
	next int
}

type sheetRow struct{ email, name string }

func (s *sheet) text() string {
	var b strings.Builder
	b.WriteString("email,name\n")
	for _, r := range s.rows {
		fmt.Fprintf(&b, "%s,%s\n", r.email, r.name)
	}
	return b.String()
}

func (s *sheet) add(n int) {
	for range n {
		s.next++
		s.rows = append(s.rows, sheetRow{fmt.Sprintf("p%d@example.com", s.next), "Name"})
	}
}

// edit does to the sheet what people do.
func (s *sheet) edit(t *rapid.T) {
	at := func(label string) int { return rapid.IntRange(0, len(s.rows)-1).Draw(t, label) }
	switch rapid.SampledFrom([]string{"append", "delete", "reorder", "change", "break", "fix", "duplicate", "case", "nothing"}).Draw(t, "edit") {
	case "append":
		s.add(rapid.IntRange(1, 10).Draw(t, "rows"))
	case "delete":
		if i := at("row"); len(s.rows) > 1 {
			s.rows = slices.Delete(s.rows, i, i+1)
		}
	case "reorder":
		s.rows = rapid.Permutation(s.rows).Draw(t, "order")
	case "change":
		s.rows[at("row")].name = "Changed"
	case "break":
		s.rows[at("row")].email = "nobody"
	case "fix":
		for i := range s.rows {
			if s.rows[i].email == "nobody" {
				s.next++
				s.rows[i].email = fmt.Sprintf("p%d@example.com", s.next)
			}
		}
	case "duplicate":
		s.rows = append(s.rows, s.rows[at("row")])
	case "case":
		i := at("row")
		s.rows[i].email = strings.ToUpper(s.rows[i].email)
	}
}

// TestAnyEditingBetweenRuns runs a file several times while it is edited, the
// runs are stopped and the server misbehaves. In the end every partner in
// it exists once, none that was there before is called created, and every report
// is true.
func TestAnyEditingBetweenRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Behind the struct rapid does not see that t has a deadline, which
		// means nothing in virtual time.
		rapid.Check(struct{ *testing.T }{t}, func(rt *rapid.T) {
			dir, err := os.MkdirTemp("", "edited")
			if err != nil {
				rt.Fatal(err)
			}
			defer os.RemoveAll(dir)
			s := &sheet{}
			s.add(rapid.IntRange(3, 40).Draw(rt, "rows"))
			there := sandbox.Partner{Email: s.rows[1].email, Name: "Name", CreatedAt: time.Now().Add(-time.Hour)}
			tr := &trial{t: rt, dir: dir,
				sandbox: sandbox.New(sandbox.Options{Latency: 20 * ms, Partners: []sandbox.Partner{there}, Seed: rapid.Uint64().Draw(rt, "seed")}),
				options: Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, Workers: 4},
			}
			for range rapid.IntRange(1, 4).Draw(rt, "runs") {
				tr.sandbox.SetFaults(someFaults(rt))
				stopAt := time.Duration(rapid.IntRange(30, 400).Draw(rt, "stop")) * ms
				tr.edit(s.text())
				tr.run(func(im *Importer) {
					time.Sleep(stopAt)
					im.Stop(stop.Cancelled, nil)
				})
				synctest.Wait()
				tr.counts()
				s.edit(rt)
			}
			tr.sandbox.SetFaults(nil)
			tr.edit(s.text())
			tr.run(nil)
			tr.checkAllThere(there.Email)
		})
	})
}

func someFaults(t *rapid.T) []sandbox.Fault {
	var faults []sandbox.Fault
	for _, kind := range []string{"500", "504", "truncated"} {
		if rapid.Bool().Draw(t, kind) {
			faults = append(faults, sandbox.Fault{Kind: kind, After: rapid.Bool().Draw(t, "after"), Share: 0.2})
		}
	}
	return faults
}

func (tr *trial) checkAllThere(before string) {
	tr.t.Helper()
	counts := tr.counts()
	if bad := counts["failed"] + counts["unknown"] + counts["unsent"]; bad > 0 {
		tr.t.Errorf("after an undisturbed run: %v; want every valid row created or there", counts)
	}
	for _, line := range tr.report() {
		p, there := tr.sandbox.Find(line["email"])
		if good := line["status"] == "created" || line["status"] == "exists"; good && (!there || p.ID != line["partner_id"]) {
			tr.t.Errorf("row %s is %s with id %q; the sandbox has %q", line["row"], line["status"], line["partner_id"], p.ID)
		}
		if strings.EqualFold(line["email"], before) && line["status"] == "created" {
			tr.t.Errorf("row %s was there before, and is called created", line["row"])
		}
	}
}

// TestCutWhileImported: if a file lost rows between the two passes, the run says that
// it was changed, and nothing about the rows that are gone.
func TestCutWhileImported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows = 20_000
		tr := newTrial(t, numbered(rows), sandbox.Options{}, Options{Rate: client.LimiterOptions{Rate: 100}})
		tr.run(func(*Importer) {
			time.Sleep(time.Second)
			tr.edit(numbered(rows / 2))
		})
		tr.wantStop(stop.Input)
		if created := tr.summary.Counts[row.Created]; created != tr.creates() || created == 0 || created > rows/2 || !strings.Contains(tr.err.Error(), "was changed while") {
			t.Errorf("%d rows are created, %d partners, and Run = %v; want those that were read, and that the file was changed", created, tr.creates(), tr.err)
		}
	})
}

// TestStoppedWhenCut: what was created is reported, although the rest of the
// file cannot be read any more.
func TestStoppedWhenCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(20_000), sandbox.Options{Latency: 20 * ms}, Options{Rate: client.LimiterOptions{Rate: 400}})
		tr.run(func(im *Importer) {
			time.Sleep(time.Second)
			tr.edit(numbered(5000))
			im.Stop(stop.Cancelled, nil)
		})
		tr.wantStop(stop.Cancelled)
		if created := tr.summary.Counts[row.Created]; created != tr.creates() || created < 300 {
			t.Errorf("%d rows are created, and %d partners", created, tr.creates())
		}
	})
}
