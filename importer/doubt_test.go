package importer

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client/sandbox"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// lostChange is a trial of three rows that were imported, edited since, and are
// to be changed by an API that loses the answers to changes.
func lostChange(t *testing.T, arrives bool) *trial {
	tr := newTrial(t, numbered(3), sandbox.Options{}, slowly())
	tr.run(nil)
	tr.edit(strings.NewReplacer("Name 0", "Other 0", "Name 1", "Other 1").Replace(numbered(3)))
	tr.options.Existing = UpdateExisting
	tr.sandbox.SetFaults([]sandbox.Fault{{On: "update", Kind: "504", After: arrives, Share: 1, Emails: []string{"p1@example.com"}}})
	return tr
}

// TestAChangeInDoubtIsToldAgain: the answer to a change was lost. The journal repeats
// what the run said about it, until a later run finds out.
func TestAChangeInDoubtIsToldAgain(t *testing.T) {
	for arrives, want := range map[bool]string{true: "exists", false: "updated"} {
		t.Run(fmt.Sprint("it arrives: ", arrives), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := lostChange(t, arrives)
				tr.run(nil)
				id := tr.partner("p1@example.com").ID
				tr.wantLine(2, map[string]string{"status": "unknown", "error_code": "outcome_unknown", "partner_id": id, "attempts": "1"})
				tr.want(map[string]int{"unknown": 1, "updated": 1, "exists": 1})
				tr.wantRebuilt()
				tr.sandbox.SetFaults([]sandbox.Fault{{On: "find", Kind: "503", Share: 1}})
				tr.run(nil)
				tr.wantLine(2, map[string]string{"status": "unknown", "partner_id": id})
				tr.wantRebuilt()
				tr.sandbox.SetFaults(nil)
				tr.cost()
				tr.run(nil)
				tr.wantLine(2, map[string]string{"status": want, "error_code": "", "partner_id": id})
				tr.wantRebuilt()
				tr.cost()
				tr.run(nil)
				tr.wantRequests("again", map[string]int{})
				if p := tr.partner("p1@example.com"); p.Name != "Other 1" {
					t.Errorf("name = %q; want it changed", p.Name)
				}
			})
		})
	}
}

// TestAChangeInDoubtUnderAnotherPolicy: a run that changes no partners finds out what a
// change in doubt did, and does not say that nothing was changed.
func TestAChangeInDoubtUnderAnotherPolicy(t *testing.T) {
	for arrives, code := range map[bool]string{true: "", false: "exists_different"} {
		for _, existing := range []Existing{SkipExisting, FailExisting} {
			synctest.Test(t, func(t *testing.T) {
				tr := lostChange(t, arrives)
				tr.run(nil)
				tr.cost()
				tr.options.Existing = existing
				for _, want := range []map[string]int{{"GET": 1}, {}} {
					tr.run(nil)
					tr.wantRequests(existing.String(), want)
					tr.wantLine(2, map[string]string{"status": "exists", "error_code": code})
					tr.wantRebuilt()
				}
			})
		}
	}
}

// TestKilledInAChange: while a change is under way the journal says that it is,
// so that a report made of it tells neither the old nor the new; and the next
// run finds out. A run that is stopped before the change is sent takes that back.
func TestKilledInAChange(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprint("after it was done: ", after), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := lostChange(t, false)
				tr.sandbox.SetFaults(nil)
				var left wreck
				tr.runOn(answering("PUT", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
					if left == nil && !after {
						left = crash(t, tr.path("partners.journal"))
					}
					tr.sandbox.ServeHTTP(w, r)
					if left == nil {
						left = crash(t, tr.path("partners.journal"))
					}
				}), time.Minute)
				tr.want(map[string]int{"updated": 2, "exists": 1})
				left.restore(t)
				tr.options.Rebuild = true
				tr.run(nil)
				tr.options.Rebuild = false
				tr.wantLine(1, map[string]string{"status": "unknown", "partner_id": tr.partner("p0@example.com").ID, "attempts": "1",
					"error": "Already in Partnero, but we do not know yet whether it was changed. Run the same command again; it checks first."})
				tr.wantLine(3, map[string]string{"status": "exists", "error_code": ""})
				tr.run(nil)
				tr.want(map[string]int{"exists": 3}) // the changes were made, by the run that the journal lost
				tr.wantRebuilt()
			})
		})
	}
}

// TestRebuiltIsTheRunsOwn: whatever is lost on the way and however the run ends,
// the report that is made from the journal is the one that the run wrote, of
// rows that are new and of such that were imported, and edited, before.
func TestRebuiltIsTheRunsOwn(t *testing.T) {
	virtually(t, 50, func(t *rapid.T) {
		p, _, o := drawUpdate(t)
		defer p.close()
		p.mayDie = true
		if rapid.Bool().Draw(t, "nobody is there") {
			p.box = sandbox.New(sandbox.Options{})
		}
		o.MaxAttempts = rapid.IntRange(1, 4).Draw(t, "attempts")
		for n := range rapid.IntRange(1, 4).Draw(t, "runs") {
			faults := ambiguous(t)
			for _, on := range []string{"find", "update", ""} {
				faults = append(faults, sandbox.Fault{On: on, Kind: "503", Share: rapid.SampledFrom([]float64{0, 0.3, 0.9}).Draw(t, on+" fails")})
			}
			o.Existing = rapid.SampledFrom([]Existing{UpdateExisting, UpdateExisting, SkipExisting, FailExisting}).Draw(t, "existing")
			if o.Existing != UpdateExisting {
				o.ReplaceTags, o.UpdatePasswords = false, false
			}
			if rapid.Bool().Draw(t, "edit") {
				p.edit(t, n)
			}
			after := rapid.Int64Range(0, 60).Draw(t, "after")
			hard := rapid.Bool().Draw(t, "hard")
			p.run(t, faults, o, after, func(im *Importer, cancel context.CancelFunc) {
				if im.Stop(stop.Cancelled, nil); hard {
					cancel()
				}
			})
			if p.summary == nil {
				continue // before anything was sent
			}
			before := p.lines(t)
			p.run(t, nil, Options{Rebuild: true}, 0, nil)
			for i, line := range p.lines(t) {
				if d := cmp.Diff(before[i], line); d != "" && before[i]["status"] != string(row.Unsent) {
					t.Fatalf("run %d (-run +rebuilt):\n%s", n+1, d)
				}
			}
		}
	})
}

// edit gives all rows another surname.
func (p *proof) edit(t *rapid.T, n int) {
	t.Helper()
	rows := csvCells(t, p.file.text)
	for _, row := range rows[1:] {
		row[2] = fmt.Sprint("Edited ", n)
	}
	p.file.text = csvText(t, rows...)
	if err := os.WriteFile(filepath.Join(p.dir, "p.csv"), []byte(p.file.text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAnOrphanInDoubtOfAChange: a partner was created without its referring partner. A
// change with an unknown end does not make the journal forget that.
func TestAnOrphanInDoubtOfAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := orphanage(t)
		tr.run(nil)
		tr.edit(strings.Replace(pair, ",C,", ",Other,", 1))
		tr.options.Existing = UpdateExisting
		tr.sandbox.SetFaults([]sandbox.Fault{{On: "update", Kind: "504", After: true, Share: 1}})
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "unknown"})
		tr.sandbox.SetFaults(nil)
		tr.options.Existing = SkipExisting
		for range 2 {
			tr.run(nil)
			tr.wantLine(1, map[string]string{"status": "exists", "error_code": "referrer_failed"})
			tr.wantRebuilt()
		}
	})
}

// TestAChangeInDoubtConcernsAll: a lookup in vain for another content does not
// make certain again what a change left in doubt.
func TestAChangeInDoubtConcernsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := lostChange(t, true)
		tr.run(nil)
		edited := readFile(t, tr.input())
		tr.edit(numbered(3))
		tr.options.Existing = SkipExisting
		tr.sandbox.SetFaults([]sandbox.Fault{{On: "find", Kind: "503", Share: 1}})
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "unknown"})
		tr.edit(edited)
		tr.options.Rebuild = true
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "unknown"})
	})
}
