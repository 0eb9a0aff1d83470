package importer

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// What each option promises is held by tests of its own. Here they meet. Part of
// one file is there already, and part refers to the rest. The file is imported
// again and again with other options each time, and each run may be stopped,
// cancelled or crash.

// A clan is a file of rows that refer to one another, in any order.
type clan []kin

type kin struct {
	email, name, id string
	parent          int  // the member that it refers to, -1 if there is none
	byID            bool // and not by e-mail
	there           bool // before the first import
	refused         bool // by the API, whenever a row asks for it
}

// drawClan makes one. Its first members may be anywhere in the file. They refer to no
// later member of the clan, so there are no circles.
func drawClan(t *rapid.T) clan {
	c := make(clan, rapid.IntRange(2, 9).Draw(t, "members"))
	for i := range c {
		c[i] = kin{
			email: fmt.Sprintf("p%d@example.com", i), parent: rapid.IntRange(-1, i-1).Draw(t, "parent"),
			name: rapid.SampledFrom([]string{"Ann", "Bob"}).Draw(t, "name"), id: fmt.Sprintf("id-%d", i),
			there: rapid.IntRange(0, 2).Draw(t, "there") == 2, refused: rapid.IntRange(0, 4).Draw(t, "refused") == 4,
			byID: rapid.Bool().Draw(t, "by id"),
		}
		if rapid.IntRange(0, 9).Draw(t, "broken") == 9 {
			c[i].name = longName()
		}
	}
	return c
}

// text is the file, with its rows in the given order.
func (c clan) text(t *rapid.T, order []int) string {
	rows := [][]string{{"email", "name", "id", "referring_partner_id", "referring_partner_email"}}
	for _, i := range order {
		m := c[i]
		row := []string{m.email, m.name, m.id, "", ""}
		switch {
		case m.parent < 0:
		case m.byID:
			row[3] = c[m.parent].id
		default:
			row[4] = c[m.parent].email
		}
		rows = append(rows, row)
	}
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// account is who is there before, with names of their own.
func (c clan) account() (partners []sandbox.Partner) {
	for _, m := range c {
		if m.there {
			partners = append(partners, sandbox.Partner{Email: m.email, ID: m.id, Name: "Ann", CreatedAt: seeded()[0].CreatedAt})
		}
	}
	return partners
}

// faults are those that no run overcomes: the API has something against a row.
func (c clan) faults() (faults []sandbox.Fault) {
	for _, m := range c {
		on := "create"
		if m.there {
			on = "update"
		}
		if m.refused {
			faults = append(faults, sandbox.Fault{On: on, Kind: "422", Share: 1, Emails: []string{m.email}})
		}
	}
	return faults
}

// drawTroubles lose requests of all kinds, or their answers.
func drawTroubles(t *rapid.T) (faults []sandbox.Fault) {
	for _, on := range []string{"create", "update", "find", "list"} {
		kind := rapid.SampledFrom([]string{"", "", "500", "504", "truncated", "429"}).Draw(t, on)
		if kind != "" {
			faults = append(faults, sandbox.Fault{On: on, Kind: kind, After: kind != "429" && rapid.Bool().Draw(t, "after"), Share: 0.3})
		}
	}
	return faults
}

func drawWishes(t *rapid.T) Options {
	return Options{
		Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, MaxAttempts: 3,
		Workers:  rapid.SampledFrom([]int{1, 2, 16}).Draw(t, "workers"),
		Existing: rapid.SampledFrom([]Existing{SkipExisting, FailExisting, UpdateExisting}).Draw(t, "existing"),
		Orphans:  rapid.SampledFrom([]Orphans{CreateOrphans, BlockOrphans}).Draw(t, "orphans"),
		Prefetch: rapid.Bool().Draw(t, "prefetch"),
		Limit:    rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "limit"),
	}
}

// runUntil imports the file; when so many requests have arrived, it is ended in
// some way. It reports whether the run came to sending.
func (tr *trial) runUntil(t *rapid.T, after int64, how string) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var im *Importer
	var left wreck
	var arrived atomic.Int64
	c := tr.clientOf(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if arrived.Add(1) == after {
			switch how {
			case "soft":
				im.Stop(stop.Cancelled, nil)
			case "crash":
				if _, err := os.Stat(tr.path("partners.journal-wal")); err == nil { // else nothing was written yet
					left = crash(t, tr.path("partners.journal"))
				}
				fallthrough
			case "hard":
				cancel()
			}
		}
		tr.sandbox.ServeHTTP(w, r)
	}))
	im = New(c, tr.options)
	source, err := source.Open(tr.input(), source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	tr.summary, tr.err = im.Run(ctx, source)
	synctest.Wait()
	left.restore(t)
	return tr.summary != nil
}

func (tr *trial) clientOf(h http.Handler) *client.Client {
	key, _ := client.NewKey("sk_virtual_1234")
	c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{h}})
	if err != nil {
		tr.t.Fatal(err)
	}
	return c
}

// check holds the report against the account and how it came to be.
func (c clan) check(tr *trial, order []int) {
	tr.t.Helper()
	tr.counts()
	born := map[string]int{}
	for _, e := range tr.sandbox.Ledger() {
		if e.Created {
			born[identity.Email(e.Email)] = e.Seq
		}
	}
	for n, line := range tr.report() {
		m := c[order[n]]
		p, there := tr.sandbox.Find(m.email)
		status, code := row.Status(line["status"]), row.Code(line["error_code"])
		if status.Good() && (!there || p.ID != line["partner_id"]) {
			tr.t.Errorf("%v, and the partner is %+v", line, p)
		}
		if _, ours := born[m.email]; ours != (status == row.Created) && (!ours || status != row.Unknown) {
			tr.t.Errorf("%v, and the partner was created by this import: %v", line, ours)
		}
		if code == row.EmailTaken && (tr.options.Existing != FailExisting || !m.there) {
			tr.t.Errorf("%v, and partners who are there are to be: %v", line, tr.options.Existing)
		}
		if status == row.Created {
			c.checkReferrer(tr, m, p, line, born)
		}
	}
}

// checkReferrer: a partner of this import has the referring partner of the row, or a
// line that says otherwise. Then the referring partner did not exist, as far as that
// was asked. Nothing is known about the partner of an invalid row.
func (c clan) checkReferrer(tr *trial, m kin, p sandbox.Partner, line map[string]string, born map[string]int) {
	tr.t.Helper()
	want := ""
	if m.parent >= 0 {
		above := c[m.parent]
		parent, _ := tr.sandbox.Find(above.email)
		want = parent.ID
		if p.ReferrerID == "" && len(above.name) < len(longName()) && (above.there || born[above.email] > 0 && born[above.email] < born[m.email]) {
			tr.t.Errorf("%v was created without its referring partner %+v, who was there", line, parent)
		}
	}
	switch lacks := line["error_code"] == string(row.ReferrerFailed); {
	case lacks == (p.ReferrerID != "" || m.parent < 0):
		tr.t.Errorf("%v, and the partner has the referring partner %q; the row names member %d", line, p.ReferrerID, m.parent)
	case !lacks && p.ReferrerID != want:
		tr.t.Errorf("%v, and the partner has the referring partner %q; want %q", line, p.ReferrerID, want)
	}
}

// checkRebuilt: a report from the journal says about each existing partner what the
// run said.
func (tr *trial) checkRebuilt() {
	tr.t.Helper()
	told, options := tr.report(), tr.options
	tr.options = Options{Rebuild: true}
	tr.run(nil)
	tr.options = options
	for i, line := range tr.report() {
		was, is := row.Status(told[i]["status"]), row.Status(line["status"])
		if (was.Good() || is == row.Created) && was != row.Unknown && !cmp.Equal(line, told[i]) {
			tr.t.Errorf("rebuilt:\n%v; the run said\n%v", line, told[i])
		}
	}
}

// drawTrial is a clan, the order of its rows, and a sandbox to import it into.
func drawTrial(t *rapid.T) (*trial, clan, []int) {
	c := drawClan(t)
	order := rapid.Permutation(slices.Collect(numbers(len(c)))).Draw(t, "order")
	dir, err := os.MkdirTemp("", "combined-*")
	if err != nil {
		t.Fatal(err)
	}
	tr := &trial{t: t, dir: dir, sandbox: sandbox.New(sandbox.Options{
		Latency: 20 * ms, Partners: c.account(), Seed: rapid.Uint64().Draw(t, "seed")})}
	tr.edit(c.text(t, order))
	return tr, c, order
}

// runSomehow imports the file with whatever options, troubles and end, and
// returns which end it was, "" if the run did not come to sending.
func (tr *trial) runSomehow(t *rapid.T, c clan) string {
	tr.options = drawWishes(t)
	tr.sandbox.SetFaults(append(drawTroubles(t), c.faults()...))
	how := rapid.SampledFrom([]string{"its own", "soft", "hard", "crash"}).Draw(t, "end")
	sent := tr.runUntil(t, rapid.Int64Range(2, 20).Draw(t, "after"), how)
	time.Sleep(time.Minute)
	if !sent {
		return ""
	}
	return how
}

// TestOptionsMeet: with any options and any ends of runs, each line is true, no
// partner is created twice, and no existing referring partner is lost. Then the same
// command finishes the import, and after that has nothing to do.
func TestOptionsMeet(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) {
		tr, c, order := drawTrial(t)
		defer os.RemoveAll(tr.dir)
		for range rapid.IntRange(0, 4).Draw(t, "runs") {
			how := tr.runSomehow(t, c)
			if how == "" {
				continue
			}
			c.check(tr, order)
			if how != "crash" { // the report tells of another journal
				tr.checkRebuilt()
			}
		}
		tr.options = drawWishes(t)
		tr.options.Limit = 0
		tr.sandbox.SetFaults(c.faults())
		c.checkLast(tr, order)
	})
}

// checkLast: runs without trouble leave nothing open, and the next one has
// nothing to do but for rows that failed.
func (c clan) checkLast(tr *trial, order []int) {
	tr.t.Helper()
	var reports [2][]map[string]string
	for i := range reports {
		before := len(tr.sandbox.Ledger())
		tr.run(nil)
		c.check(tr, order)
		reports[i] = tr.withoutAttempts()
		failed := tr.summary.Counts[row.Failed]
		if open := tr.summary.Counts[row.Unknown] + tr.summary.Counts[row.Unsent]; open > 0 || tr.err != nil {
			tr.t.Errorf("Run = %v, %v; want nothing left open", tr.summary.Counts, tr.err)
		}
		if sent := len(tr.sandbox.Ledger()) - before; i > 0 && sent > 2+3*failed {
			tr.t.Errorf("running again made %d requests for %d rows that failed", sent, failed)
		}
	}
	if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
		tr.t.Errorf("the second report differs (-first +second):\n%s", diff)
	}
	tr.checkRebuilt()
}

// numbers are 0 to n-1.
func numbers(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// edit changes a row between two runs, as a person does.
func (c clan) edit(t *rapid.T) {
	i := rapid.IntRange(0, len(c)-1).Draw(t, "row")
	switch rapid.SampledFrom([]string{"rename", "move", "break", "nothing", "nothing"}).Draw(t, "edit") {
	case "rename":
		c[i].name = rapid.SampledFrom([]string{"Ann", "Bob"}).Draw(t, "name")
	case "move":
		c[i].parent = rapid.IntRange(-1, i-1).Draw(t, "parent")
	case "break":
		c[i].name = longName()
	}
}

// checkEdited is what holds when rows are edited between runs. No line says that a
// partner of this import does not exist. No line says that a partner has the row's
// values if it does not.
func (c clan) checkEdited(tr *trial, order []int) {
	tr.t.Helper()
	tr.counts()
	ours := map[string]bool{}
	for _, e := range tr.sandbox.Ledger() {
		ours[identity.Email(e.Email)] = ours[identity.Email(e.Email)] || e.Created
	}
	for n, line := range tr.report() {
		m := c[order[n]]
		p, there := tr.sandbox.Find(m.email)
		status, code := row.Status(line["status"]), row.Code(line["error_code"])
		referrer := ""
		if m.parent >= 0 {
			referrer = c[m.parent].id
		}
		switch {
		case status.Good() && (!there || p.ID != line["partner_id"]), status == row.Created && !ours[m.email]:
			tr.t.Errorf("%v, and the partner is %+v", line, p)
		case !ours[m.email]:
		case status == row.Blocked, status == row.Unsent, status == row.Failed && code != row.Refused:
			tr.t.Errorf("%v, and this import created %+v", line, p)
		case code == row.ReferrerFailed && (p.ReferrerID != "" || referrer == ""):
			tr.t.Errorf("%v, and the partner is %+v; the row names %q", line, p, referrer)
		case status.Good() && code == "" && (p.Name != m.name || referrer != "" && p.ReferrerID != referrer):
			tr.t.Errorf("%v says nothing, and the partner is %+v; the row names %q and %q", line, p, m.name, referrer)
		}
	}
}

// TestOptionsMeetEditing: the same while the file is edited between the runs.
func TestOptionsMeetEditing(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) {
		tr, c, order := drawTrial(t)
		defer os.RemoveAll(tr.dir)
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			if tr.runSomehow(t, c) != "" {
				c.checkEdited(tr, order)
			}
			c.edit(t)
			tr.edit(c.text(t, order))
		}
		tr.options = drawWishes(t)
		tr.options.Limit = 0
		tr.sandbox.SetFaults(c.faults())
		tr.run(nil)
		c.checkEdited(tr, order)
		if open := tr.summary.Counts[row.Unknown] + tr.summary.Counts[row.Unsent]; open > 0 || tr.err != nil {
			t.Errorf("Run = %v, %v; want nothing left open", tr.summary.Counts, tr.err)
		}
	})
}

// TestNoOrphanOfWhoIsThere: a row has failed, but its partner exists. A row that refers
// to it is sent with the referring partner, or not at all.
func TestNoOrphanOfWhoIsThere(t *testing.T) {
	for name, existing := range map[string]Existing{"who was not to be": FailExisting, "and could not be changed": UpdateExisting} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTrial(t, pair, sandbox.Options{Partners: []sandbox.Partner{{Email: "p@example.com", Name: "Q"}},
					Faults: []sandbox.Fault{{On: "update", Kind: "422", Share: 1}}}, slowly())
				tr.options.Existing = existing
				tr.run(nil)
				tr.wantLine(1, map[string]string{"status": "blocked", "error_code": "referrer_failed",
					"error": "The row of its referring partner (line 3) has failed. Fix that row and run again, or run with --orphans create."})
				tr.options.Orphans = CreateOrphans
				tr.run(nil)
				tr.wantLine(1, map[string]string{"status": "created", "error_code": ""})
				tr.wantLine(2, map[string]string{"status": "failed"})
				tr.wantReferrer("c@example.com", true)
			})
		})
	}
}

// TestBlockedAndInDoubt: the answer to an orphan's create was lost. A run that would not
// send it still looks it up, so it does not stay unknown forever.
func TestBlockedAndInDoubt(t *testing.T) {
	for arrived, want := range map[bool]map[string]string{
		true:  {"status": "created", "error_code": "referrer_failed"},
		false: {"status": "blocked", "error_code": "referrer_failed", "attempts": "0"},
	} {
		synctest.Test(t, func(t *testing.T) {
			lost := sandbox.Fault{Kind: "504", After: arrived, Share: 1, Emails: []string{"c@example.com"}}
			tr := orphanage(t, lost, sandbox.Fault{Kind: "503", On: "find", Share: 1})
			tr.run(func(im *Importer) { time.Sleep(500 * ms); im.Stop(stop.Cancelled, nil) })
			tr.wantLine(1, map[string]string{"status": "unknown"})
			tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "422", Share: 1, Emails: []string{"p@example.com"}}})
			tr.options.Orphans = BlockOrphans
			tr.run(nil)
			tr.wantLine(1, want)
			before := tr.lookups()
			tr.run(nil)
			tr.wantLine(1, want)
			if n := tr.lookups() - before; n > 0 {
				t.Errorf("%d lookups of a row that is fully known", n)
			}
			tr.sandbox.SetFaults(nil)
			tr.run(nil)
			tr.want(map[string]int{"created": 2})
			tr.wantReferrer("c@example.com", !arrived)
		})
	}
}

// TestOursDoesNotFailLater: a lost create of another file, or of this one before
// the row was edited, is found to be this journal's, which every later run knows
// as well.
func TestOursDoesNotFailLater(t *testing.T) {
	for _, first := range []Existing{SkipExisting, FailExisting, UpdateExisting} {
		t.Run(first.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := leftInDoubt(t, numbered(2))
				tr.edit(strings.Replace(numbered(3), "Name 1,", "Other,", 1))
				for _, existing := range []Existing{first, FailExisting, FailExisting} {
					tr.options.Existing = existing
					tr.run(nil)
					if counts := tr.counts(); counts["exists"]+counts["updated"] != 2 || counts["created"] != 1 {
						t.Errorf("--existing %v: %v; want two who were there, and a new one", existing, counts)
					}
				}
			})
		})
	}
}
