package importer

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client/sandbox"
	"partner-import/importer/row"
)

// Two files share a journal. Created means that the file itself made the partner. A
// partner that the other file made exists.

// first and second are files of one row, about the same person.
const (
	first  = "first.csv"
	second = "second.csv"
)

func sharedTrial(t *testing.T, ofFirst, ofSecond string) *trial {
	o := slowly()
	tr := newTrial(t, "", sandbox.Options{}, o)
	tr.options.Journal = tr.path("shared.journal")
	tr.file = first
	tr.edit("email,name\n" + ofFirst + "\n")
	tr.file = second // which is never the same to the byte
	tr.edit("email,name,_note\n" + ofSecond + ",\n")
	return tr
}

// imports runs one of the files, and wants its line to have this status and the
// journal to tell the same.
func (tr *trial) imports(file, want string, faults ...sandbox.Fault) {
	tr.t.Helper()
	tr.file = file
	tr.sandbox.SetFaults(faults)
	tr.run(nil)
	tr.sandbox.SetFaults(nil)
	tr.wantTold(want)
	tr.options.Rebuild = true
	tr.run(nil)
	tr.options.Rebuild = false
	tr.wantTold(want)
}

func (tr *trial) wantTold(want string) {
	tr.t.Helper()
	line := tr.report()[0]
	if got := strings.TrimSuffix(line["status"]+" "+line["error_code"], " "); got != want {
		tr.t.Errorf("%s is %s; want %s (%v)", tr.file, got, want, line)
	}
}

// TestWhoMadeIt: a create of the first file is lost, and then its partner is met
// by the second one.
func TestWhoMadeIt(t *testing.T) {
	const same, other, unknown = "a@example.com,A", "a@example.com,Other", "unknown outcome_unknown"
	blind := sandbox.Fault{On: "find", Kind: "503", Share: 1}
	arrives := []sandbox.Fault{{Kind: "504", After: true, Share: 1}, blind}
	lost := []sandbox.Fault{{Kind: "504", Share: 1}, blind}
	for _, tt := range []struct {
		name, row string
		steps     func(tr *trial)
	}{
		{"it arrived", same, func(tr *trial) {
			tr.imports(first, unknown, arrives...)
			tr.imports(second, "exists")
			tr.cost()
			tr.imports(first, "created")
			tr.wantRequests("the first again", map[string]int{})
			tr.imports(second, "exists")
		}},
		{"it arrived, and the second asks for something else", other, func(tr *trial) {
			tr.imports(first, unknown, arrives...)
			tr.imports(second, "exists exists_different")
			tr.cost()
			tr.imports(second, "exists exists_different")
			tr.wantRequests("the second again", map[string]int{})
			tr.imports(first, unknown, blind)
			tr.cost()
			tr.imports(first, "created")
			tr.wantRequests("the first again", map[string]int{"GET": 1})
			tr.imports(second, "exists exists_different")
		}},
		{"it arrived, and the second cannot look", same, func(tr *trial) {
			tr.imports(first, unknown, arrives...)
			tr.imports(second, unknown, blind)
			tr.imports(second, "exists")
			tr.imports(first, "created")
		}},
		{"it did not arrive", same, func(tr *trial) {
			tr.imports(first, unknown, lost...)
			tr.imports(second, "created")
			tr.imports(first, "exists")
		}},
		{"neither arrived", same, func(tr *trial) {
			tr.imports(first, unknown, lost...)
			tr.imports(second, unknown, blind)
			tr.imports(first, "created")
			tr.imports(second, "exists")
		}},
		{"the second one's create is lost as well, and arrived", same, func(tr *trial) {
			tr.imports(first, unknown, lost...)
			tr.file = second
			sent := false
			tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					sent = true
					tr.sandbox.ServeHTTP(discard{}, r)
					w.WriteHeader(504)
				case sent:
					w.WriteHeader(503)
				default:
					tr.sandbox.ServeHTTP(w, r)
				}
			}), time.Minute)
			tr.wantTold(unknown)
			tr.imports(first, "exists")
			tr.imports(second, "created")
		}},
		{"the second one updates", other, func(tr *trial) {
			tr.imports(first, unknown, arrives...)
			tr.options.Existing = UpdateExisting
			tr.imports(second, "updated")
			tr.options.Existing = SkipExisting
			tr.imports(first, "exists exists_different")
			tr.imports(second, "updated")
		}},
		{"the second one updates, and nothing differs", same, func(tr *trial) {
			tr.imports(first, "created")
			tr.options.Existing, tr.options.UpdatePasswords = UpdateExisting, true
			tr.imports(second, "exists")
			tr.imports(first, "created")
		}},
		{"the second one fails where somebody is", same, func(tr *trial) {
			tr.imports(first, unknown, arrives...)
			tr.options.Existing = FailExisting
			tr.imports(second, "exists") // the journal's own, which no one has to correct
			tr.imports(first, "created")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tt.steps(sharedTrial(t, same, tt.row)) })
		})
	}
}

// TestTakenAfterAnothersDoubt: the lookups read a copy older than the settle time, so the
// second file sends a create, which is rejected. That create made no partner.
func TestTakenAfterAnothersDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := sharedTrial(t, "a@example.com,A", "a@example.com,A")
		tr.imports(first, "unknown outcome_unknown", sandbox.Fault{Kind: "504", After: true, Share: 1}, sandbox.Fault{On: "find", Kind: "503", Share: 1})
		tr.file = second
		taken := false
		tr.runOn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			taken = taken || r.Method == http.MethodPost
			if !taken && r.URL.Query().Get("email") != "" {
				say(w, 404, `{"message":"Not found."}`)
				return
			}
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.wantTold("exists")
	})
}

// TestOwnershipLaw: whatever is lost and however the runs end, no file calls a
// partner created that the other one made, and none that it made itself exists.
func TestOwnershipLaw(t *testing.T) {
	virtually(t, 50, func(t *rapid.T) {
		files := [2]*proof{{mayDie: true}, {mayDie: true}}
		box := sandbox.New(sandbox.Options{Partners: seeded()})
		for i, p := range files {
			p.box = box
			p.file.text = fmt.Sprintf("email,name,_%d\n", i)
			for n := range 6 {
				p.file.text += fmt.Sprintf("p%d@example.com,%s,\n", n, rapid.SampledFrom([]string{"Ann", "Ann", "Bob"}).Draw(t, "name"))
			}
			p.file.text += "there1@example.com,Theo,\n"
			p.place(t)
			defer p.close()
		}
		makers := map[string]*proof{}
		var o Options
		o.Journal = filepath.Join(files[0].dir, "shared.journal")
		for range rapid.IntRange(2, 6).Draw(t, "runs") {
			p := files[rapid.IntRange(0, 1).Draw(t, "file")]
			o.MaxAttempts = rapid.IntRange(1, 3).Draw(t, "attempts")
			o.Existing = rapid.SampledFrom([]Existing{SkipExisting, SkipExisting, UpdateExisting, FailExisting}).Draw(t, "existing")
			faults := append(ambiguous(t), sandbox.Fault{On: "find", Kind: "503", Share: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "find fails")})
			before := len(box.Ledger())
			p.run(t, faults, o, rapid.Int64Range(0, 30).Draw(t, "after"), func(_ *Importer, cancel context.CancelFunc) { cancel() })
			synctest.Wait()
			for _, e := range box.Ledger()[before:] {
				if e.Created {
					makers[e.Email] = p
				}
			}
			if p.summary != nil {
				p.checkMakers(t, makers)
			}
		}
	})
}

func (p *proof) checkMakers(t failer, makers map[string]*proof) {
	t.Helper()
	for _, line := range p.lines(t) {
		own := makers[line["email"]] == p
		if line["status"] == string(row.Created) && !own {
			t.Errorf("%v; it was not created by this file", line)
		}
		if line["status"] == string(row.Exists) && own && line["error_code"] == "" {
			t.Errorf("%v; it was created by this file", line)
		}
	}
}
