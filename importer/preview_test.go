package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/internal/send"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// previewed is the options with a hook that keeps the preview.
func previewed(o Options, kept *Preview) Options {
	o.OnPlan = func(p Preview) bool { *kept = p; return true }
	return o
}

func (p Preview) sum() int { return p.Now + p.Later + p.Done + p.Kept + p.Invalid + p.Blocked }

// TestPreviewAddsUp: whatever the file, the journal and the limit, the plan has
// each row once, and a run without faults does what its plan says.
func TestPreviewAddsUp(t *testing.T) {
	virtually(t, 1, func(rt *rapid.T) {
		var plan Preview
		p := &proof{file: drawFile(rt, 30)}
		p.box = sandbox.New(sandbox.Options{Key: "secret-key-12345", Partners: seeded()})
		p.place(rt)
		defer p.close()
		o := Options{Limit: rapid.IntRange(0, 10).Draw(rt, "limit")}
		for run := range 3 {
			p.run(rt, nil, previewed(o, &plan), 0, nil)
			if p.summary == nil {
				rt.Fatalf("run %d: %v", run, p.err)
			}
			c := p.summary.ThisRun
			if plan.sum() != plan.Rows || plan.Rows != p.summary.Rows {
				rt.Errorf("run %d: the plan %+v does not add up to %d rows", run, plan, p.summary.Rows)
			}
			if plan.Invalid != p.summary.Counts[row.Invalid] {
				rt.Errorf("run %d: plan %+v, but %d rows are invalid", run, plan, p.summary.Counts[row.Invalid])
			}
			sent := c[row.Created] + c[row.Exists] + c[row.Failed]
			if o.Limit > 0 && sent > o.Limit || sent > plan.Now {
				rt.Errorf("run %d: %v were sent; plan %+v", run, c, plan)
			}
			o.Limit = 0
		}
		if most := p.summary.Counts[row.Failed] + p.summary.Counts[row.Blocked]; plan.Now > most {
			rt.Errorf("the third run plans %d rows; want only the %d that failed, or wait for one that did", plan.Now, most)
		}
	})
}

// TestPreviewOfATrial: a trial says what it sends now and what it leaves.
func TestPreviewOfATrial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var plan Preview
		tr := newTrial(t, numbered(20)+"no,N,N,\n", sandbox.Options{}, previewed(Options{Limit: 3}, &plan))
		tr.run(nil)
		if plan.Now != 3 || plan.Later != 17 || plan.Invalid != 1 || plan.Requests != 4 || len(plan.Findings) != 1 {
			t.Errorf("plan of a trial: %+v", plan)
		}
		tr.want(map[string]int{"created": 3, "unsent": 17, "invalid": 1})
		if tr.err != nil || tr.summary.ExitStatus != 0 || !tr.summary.IsTrial() {
			t.Errorf("a trial that went well: %v, exit status %d", tr.err, tr.summary.ExitStatus)
		}
		if failed := readFile(t, tr.output(".failed.csv")); strings.Count(failed, "\n") != 2 || !strings.Contains(failed, "\nno,") {
			t.Errorf("failed rows of a trial: %q; want the invalid one alone", failed)
		}
		tr.options.Limit = 0
		tr.run(nil)
		if plan.Now != 17 || plan.Done != 3 || plan.There != 0 || plan.Later != 0 {
			t.Errorf("plan of the rest: %+v", plan)
		}
		if now, all := tr.summary.ThisRun[row.Created], tr.summary.Counts[row.Created]; now != 17 || all != 20 {
			t.Errorf("%d of %d were created by this run; want 17 of 20", now, all)
		}
		tr.run(nil)
		if plan.Now != 0 || plan.Done != 20 || plan.Requests != 0 || tr.summary.ThisRun[row.Created] != 0 {
			t.Errorf("plan when all is done: %+v, this run: %v", plan, tr.summary.ThisRun)
		}
	})
}

// TestTrialIsNotGood: a limit that left nothing is no trial, and a row that
// failed spoils one.
func TestTrialIsNotGood(t *testing.T) {
	for _, tt := range []struct {
		name  string
		limit int
		count map[row.Status]int
		good  bool
	}{
		{"as many as there are", 3, map[row.Status]int{row.Created: 2, row.Invalid: 1}, false},
		{"one failed", 2, map[row.Status]int{row.Created: 1, row.Failed: 1, row.Unsent: 1}, false},
		{"one unknown", 2, map[row.Status]int{row.Created: 1, row.Unknown: 1, row.Unsent: 1}, false},
		{"invalid ones were left out", 1, map[row.Status]int{row.Created: 1, row.Invalid: 1, row.Unsent: 1}, true},
		{"children of invalid ones too", 1, map[row.Status]int{row.Exists: 1, row.Blocked: 1, row.Unsent: 1}, true},
	} {
		s := Summary{Limit: tt.limit, Counts: tt.count}
		for _, n := range tt.count {
			s.Rows += n
		}
		if got := s.Good(); got != tt.good {
			t.Errorf("%s: Good = %v; want %v", tt.name, got, tt.good)
		}
	}
}

// TestPreviewAfterAStop: rows that a stopped run left without an answer are
// counted among those that are looked up first.
func TestPreviewAfterAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var plan Preview
		tr := newTrial(t, numbered(40), sandbox.Options{Latency: time.Second}, previewed(Options{Settle: time.Minute}, &plan))
		tr.options.Rate.Rate = 1000
		tr.run(func(im *Importer) {
			time.Sleep(500 * time.Millisecond)
			tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "500", After: true, First: 100}})
			time.Sleep(time.Second)
			im.Stop(stop.Cancelled, context.Canceled)
		})
		unknown := tr.summary.Counts[row.Unknown]
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		if unknown == 0 || plan.InDoubt != unknown || plan.sum() != 40 {
			t.Errorf("%d rows were left unknown; plan %+v", unknown, plan)
		}
		tr.want(map[string]int{"created": 40})
	})
}

// TestPreviewOfOrphans: children of rows with problems are left out, and so are
// theirs.
func TestPreviewOfOrphans(t *testing.T) {
	const text = "email,id,referring_partner_id\nno,a,\nb@x.y,b,a\nc@x.y,c,b\nd@x.y,d,\ne@x.y,e,d\n"
	for _, orphans := range []Orphans{BlockOrphans, CreateOrphans} {
		synctest.Test(t, func(t *testing.T) {
			var plan Preview
			tr := newTrial(t, text, sandbox.Options{}, previewed(Options{Orphans: orphans}, &plan))
			tr.run(nil)
			if plan.Blocked != tr.summary.Counts[row.Blocked] || plan.Now != tr.summary.Counts[row.Created] {
				t.Errorf("plan %+v; counts %v", plan, tr.summary.Counts)
			}
			tr.run(nil)
			if plan.sum() != 5 || plan.Blocked != tr.summary.Counts[row.Blocked] || plan.Now != 0 {
				t.Errorf("second plan %+v; counts %v", plan, tr.summary.Counts)
			}
		})
	}
}

// TestPreviewOfAnotherKey: a journal that will be taken over is read as well,
// and bound to the new key only when the plan was approved.
func TestPreviewOfAnotherKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var plan Preview
		tr := newTrial(t, numbered(5), sandbox.Options{}, previewed(Options{Fingerprint: "old"}, &plan))
		tr.run(nil)
		tr.options.Fingerprint, tr.options.AdoptJournal = "new", true
		tr.run(nil)
		if plan.Done != 5 || plan.Now != 0 {
			t.Errorf("plan %+v; want all of it done", plan)
		}
	})
}

// TestChecksAndSandboxesReplaceNothing: what an import wrote stays to the byte
// when its file is checked, or imported into a sandbox.
func TestChecksAndSandboxesReplaceNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, Options{})
		tr.run(nil)
		before := map[string]string{}
		for _, name := range tr.names("") {
			before[name] = readFile(t, tr.path(name))
		}
		tr.options.DryRun = true
		tr.run(nil)
		tr.run(nil)
		tr.options = Options{Sandbox: true, Journal: "-", Call: Flags}
		tr.file = ""
		tr.run(nil)
		for name, text := range before {
			if after := readFile(t, tr.path(name)); after != text {
				t.Errorf("%s was %q and is %q", name, text, after)
			}
		}
		for _, name := range []string{"partners.check.csv", "partners.check.json", "partners.check.failed.csv",
			"partners.sandbox.report.csv", "partners.sandbox.failed.csv", "partners.sandbox.summary.json"} {
			if _, err := os.Stat(tr.path(name)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !tr.summary.Sandbox {
			t.Error("the summary does not say that it was a sandbox")
		}
	})
}

// TestFailedRowsOfACheck: a check writes its failed rows where an import does, as
// long as it replaces only its own. An import replaces them, and keeps them if they
// were edited.
func TestFailedRowsOfACheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, Options{DryRun: true})
		for range 2 {
			tr.run(nil)
			if got := tr.names("partners."); strings.Contains(fmt.Sprint(got), "check.failed") {
				t.Fatalf("files %v; want the failed rows in the usual place", got)
			}
		}
		tr.options.DryRun = false
		tr.run(nil)
		if kept := tr.names("partners.failed.edited"); len(kept) > 0 {
			t.Errorf("%v were kept, and no one edited anything", kept)
		}
		os.Remove(tr.path("partners.failed.csv"))
		tr.options.DryRun = true
		tr.run(nil)
		edited := tr.fix("partners.failed.csv")
		tr.run(nil)
		if got := readFile(t, tr.path("partners.failed.csv")); got != edited {
			t.Errorf("a check replaced edited rows by %q", got)
		}
	})
}

// TestKnownBad: rows that fail as they did the night before are counted, whatever
// line they are on. A row that is new, changed, or wrong for another reason is not.
func TestKnownBad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, twoBad, sandbox.Options{}, Options{})
		for _, night := range []struct {
			what, text string
			known      int
		}{
			{"the first", twoBad, 0},
			{"the same", twoBad, 2},
			{"on other lines", strings.Replace(twoBad, "\n", "\nfirst@example.com,F\n", 1), 2},
			{"one changed", strings.Replace(twoBad, ",W", ",V", 1), 1},
			{"one is new", twoBad + "third.example.com,T\n", 1},
			{"other columns", strings.ReplaceAll(twoBad+"third.example.com,T\n", ",", ",x,"), 0},
		} {
			tr.edit(night.text)
			tr.run(nil)
			if tr.summary.KnownBad != night.known {
				t.Errorf("%s: %d known; want %d", night.what, tr.summary.KnownBad, night.known)
			}
		}
	})
}

// TestProgressTellsWaits: at every moment of an import the progress has a reason
// to wait, or rows end; it counts what this run does, and nothing else.
func TestProgressTellsWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		settled, planned := false, 0
		tr := newTrial(t, numbered(300), sandbox.Options{Latency: 20 * ms}, Options{Settle: time.Minute, Rate: client.LimiterOptions{Rate: 50}})
		tr.options.Limit = 100
		tr.run(nil)
		tr.options.Limit = 0
		tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "500", First: 3}})
		last, at := -1, time.Time{}
		tr.options.OnProgress = func(p Progress) {
			if p.Reading || p.Planned == 0 || p.Started.IsZero() {
				return
			}
			planned = p.Planned
			if p.Settling > 0 {
				settled = true
				if p.SettlesIn <= 0 || p.SettlesIn > time.Minute {
					t.Errorf("%d rows settle in %v", p.Settling, p.SettlesIn)
				}
			}
			if p.Sent > p.Planned {
				t.Errorf("%d of %d rows were sent", p.Sent, p.Planned)
			}
			moved := p.Sent != last
			if last, at = p.Sent, timeOr(moved, at); !moved && time.Since(at) > time.Second && p.Settling+p.Looking+p.InFlight == 0 && p.Paused == 0 && p.Sent < p.Planned {
				t.Errorf("nothing moves, and there is no reason: %+v", p)
			}
		}
		tr.run(nil)
		if !settled || planned != 200 || last != 200 {
			t.Errorf("settled %v, planned %d, sent %d; want 200 of 200, and 3 settled", settled, planned, last)
		}
	})
}

// timeOr is now if something moved, else when it last did.
func timeOr(moved bool, at time.Time) time.Time {
	if moved {
		return time.Now()
	}
	return at
}

// TestGlanceIsSurvey: what one look at the journal says of the rows is what a walk
// through the file says, in whatever state the runs before left it.
func TestGlanceIsSurvey(t *testing.T) {
	certainly := 0
	virtually(t, 1, func(rt *rapid.T) {
		p := &proof{file: drawFile(rt, 30), mayDie: true}
		p.box = sandbox.New(sandbox.Options{Key: "secret-key-12345", Partners: seeded()})
		p.place(rt)
		defer p.close()
		o := Options{Orphans: Orphans(rapid.IntRange(0, 1).Draw(rt, "orphans"))}
		after := rapid.Int64Range(1, 20).Draw(rt, "requests before the stop")
		fault := sandbox.Fault{Kind: "500", After: true, First: rapid.IntRange(0, 5).Draw(rt, "lost answers")}
		p.run(rt, []sandbox.Fault{fault}, o, after, func(im *Importer, cancel context.CancelFunc) {
			im.Stop(stop.Cancelled, context.Canceled)
			cancel()
		})
		if rapid.Bool().Draw(rt, "edited since") {
			text := strings.Replace(p.file.text, "Zoë", "Chloë", 1)
			if err := os.WriteFile(filepath.Join(p.dir, "p.csv"), []byte(text), 0o600); err != nil {
				rt.Fatal(err)
			}
		}
		fast, slow, certain := p.census(rt, o)
		if certain {
			certainly++
		}
		if fast.There = 0; certain && fast != slow {
			rt.Errorf("a glance says %+v; a survey says %+v", fast, slow)
		}
	})
	if certainly == 0 {
		t.Error("no glance was certain")
	}
}

// census asks the plan and the journal of the next run.
func (p *proof) census(t failer, o Options) (fast, slow send.Census, certain bool) {
	t.Helper()
	s, err := source.Open(filepath.Join(p.dir, "p.csv"), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := &importing{run: New(nil, o).begin(s, nil)}
	defer r.close()
	ctx := context.Background()
	if err := r.makePlan(ctx, nil); err != nil {
		t.Fatal(err)
	}
	old, err := r.oldJournal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if old == nil {
		return fast, slow, false // the stop came before the journal was made
	}
	defer old.Close()
	fast, certain, err = send.Glance(context.Background(), r.plan, old, o.Orphans == BlockOrphans)
	if err == nil {
		err = old.Resume(r.summary.Input.SHA256)
	}
	if err != nil {
		t.Fatal(err)
	}
	slow, err = send.Survey(ctx, r.input(old, lifecycle.Rules.Recover))
	if err != nil {
		t.Fatal(err)
	}
	return fast, slow, certain
}
