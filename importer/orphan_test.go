package importer

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
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

const pair = "email,name,referring_partner_email\nc@example.com,C,p@example.com\np@example.com,P,\n"

// orphanage is a trial of a pair. The API rejects the parent, and orphans are created.
func orphanage(t *testing.T, faults ...sandbox.Fault) *trial {
	o := slowly()
	o.Orphans = CreateOrphans
	refusal := sandbox.Fault{Kind: "422", Share: 1, Emails: []string{"p@example.com"}}
	return newTrial(t, pair, sandbox.Options{Faults: append(faults, refusal)}, o)
}

func (tr *trial) wantReferrer(email string, want bool) {
	tr.t.Helper()
	if p, there := tr.sandbox.Find(email); !there || (p.ReferrerID != "") != want {
		tr.t.Errorf("%s is there: %v, with the referring partner %q; want one: %v", email, there, p.ReferrerID, want)
	}
}

// TestAnOrphanIsSaidToBeOne by every later run, whatever happens to its parent, until
// the file names no referring partner either.
func TestAnOrphanIsSaidToBeOne(t *testing.T) {
	orphan := func(status string) map[string]string {
		text := "Created without its referring partner, because line 3 was not created. Set the referring partner in the dashboard."
		if status == "exists" { // whatever is on line 3 by now
			text = "An earlier import created it without a referring partner. Set the referring partner in the dashboard."
		}
		return map[string]string{"status": status, "error_code": "referrer_failed", "error_column": "referring_partner_email", "error": text, "attempts": "1"}
	}
	synctest.Test(t, func(t *testing.T) {
		tr := orphanage(t)
		tr.run(nil)
		tr.wantLine(1, orphan("created"))
		tr.wantLine(2, map[string]string{"status": "failed"})
		tr.options.Orphans = BlockOrphans
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		tr.wantLine(1, orphan("created"))
		tr.wantLine(2, map[string]string{"status": "created"})
		tr.edit(pair + "q@example.com,Q,\n")
		tr.run(nil)
		tr.wantLine(1, orphan("exists"))
		tr.edit(strings.Replace(pair, ",C,", ",Other,", 1))
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "exists", "error_code": "exists_different",
			"error": "Imported before with different content and without a referring partner. Nothing was changed. Run with --existing update, or change the partner in the dashboard."})
		tr.edit(strings.Replace(pair, "C,p@example.com", "C,", 1))
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "exists", "error_code": ""})
		tr.wantReferrer("c@example.com", false)
	})
}

// TestAnOrphanInDoubt: a run ends before the answer to an orphan's create, and
// then the parent can be created. What was sent is what is said.
func TestAnOrphanInDoubt(t *testing.T) {
	for _, test := range []struct {
		name    string
		arrived bool
		want    map[string]string
	}{
		{"it arrived", true, map[string]string{"status": "created", "error_code": "referrer_failed"}},
		{"it did not", false, map[string]string{"status": "created", "error_code": "", "attempts": "1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := orphanage(t, sandbox.Fault{Kind: "504", After: test.arrived, Share: 1, Emails: []string{"c@example.com"}}, sandbox.Fault{Kind: "503", On: "find", Share: 1})
				tr.run(func(im *Importer) { time.Sleep(500 * ms); im.Stop(stop.Cancelled, nil) })
				tr.wantLine(1, map[string]string{"status": "unknown"})
				tr.sandbox.SetFaults(nil)
				time.Sleep(time.Minute)
				tr.run(nil)
				tr.wantLine(1, test.want)
				tr.wantLine(2, map[string]string{"status": "created"})
				tr.wantReferrer("c@example.com", !test.arrived)
			})
		})
	}
}

// TestAnotherReferrerInDoubt: while the answer to a create is lost, the row is
// given another referring partner. The partner that is found has the first one,
// and the report says so.
func TestAnotherReferrerInDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const text = "email,referring_partner_email\nc@example.com,p@example.com\n"
		tr := newTrial(t, text, sandbox.Options{
			Partners: []sandbox.Partner{{Email: "p@example.com"}, {Email: "q@example.com"}},
			Faults:   []sandbox.Fault{{Kind: "504", After: true, Share: 1}, {Kind: "503", On: "find", Share: 1}},
		}, slowly())
		tr.run(func(im *Importer) { time.Sleep(500 * ms); im.Stop(stop.Cancelled, nil) })
		tr.sandbox.SetFaults(nil)
		tr.edit(strings.Replace(text, "p@", "q@", 1))
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "exists", "error_code": "exists_different"})
	})
}

// TestNoOrphanWhileTheParentMayBeCreated: a parent that the API did not answer for,
// that is unknown or that was not sent, costs its child nothing but time.
func TestNoOrphanWhileTheParentMayBeCreated(t *testing.T) {
	parent := []string{"p@example.com"}
	for _, test := range []struct {
		name   string
		faults []sandbox.Fault
		limit  int
		want   map[string]string
	}{
		{"unreachable", []sandbox.Fault{{Kind: "503", Share: 1, Emails: parent}}, 0, map[string]string{"status": "blocked", "error_code": "referrer_failed"}},
		{"unknown", []sandbox.Fault{{Kind: "504", After: true, Share: 1, Emails: parent}, {Kind: "503", On: "find", Share: 1}}, 0, map[string]string{"status": "unsent", "error_code": "not_sent"}},
		{"unsent", nil, 1, map[string]string{"status": "unsent", "error_code": "not_sent"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := slowly()
				o.Orphans, o.Limit = CreateOrphans, test.limit
				tr := newTrial(t, "email,referring_partner_email\na@example.com,\nd@example.com,c@example.com\nc@example.com,p@example.com\np@example.com,\n",
					sandbox.Options{Faults: test.faults}, o)
				tr.run(nil)
				for _, row := range []int{2, 3} {
					tr.wantLine(row, test.want)
				}
				tr.sandbox.SetFaults(nil)
				tr.options.Limit = 0
				tr.run(nil)
				tr.want(map[string]int{"created": 4})
				tr.wantReferrer("c@example.com", true)
				tr.wantReferrer("d@example.com", true)
			})
		})
	}
}

// TestOnlyRowsOfTheFileMakeOrphans: if a referring partner is not in the file, only the
// API knows it. If it does not exist, nothing is created.
func TestOnlyRowsOfTheFileMakeOrphans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := orphanage(t)
		tr.edit("email,referring_partner_email\na@example.com,nobody@example.com\nb@example.com,a@example.com\n")
		tr.run(nil)
		tr.wantLine(1, map[string]string{"status": "failed", "error_code": "referrer_not_found", "attempts": "1"})
		tr.wantLine(2, map[string]string{"status": "created", "error_code": "referrer_failed"})
	})
}

// A house is a family between two runs, as a person edits it. A row that
// is before another one never refers to it, so there is no circle.
type house []houseRow

type houseRow struct {
	name   string
	broken bool
	parent int
}

func (h house) email(i int) string { return fmt.Sprintf("p%d@example.com", i) }

func (h house) text() string {
	var b strings.Builder
	b.WriteString("email,name,referring_partner_email\n")
	for i := len(h) - 1; i >= 0; i-- { // parents last
		name, parent := h[i].name, ""
		if h[i].broken {
			name = longName()
		}
		if h[i].parent >= 0 {
			parent = h.email(h[i].parent)
		}
		fmt.Fprintf(&b, "%s,%s,%s\n", h.email(i), name, parent)
	}
	return b.String()
}

func (h house) edit(t *rapid.T) {
	i := rapid.IntRange(0, len(h)-1).Draw(t, "row")
	switch rapid.SampledFrom([]string{"break", "fix", "rename", "move", "nothing", "nothing"}).Draw(t, "edit") {
	case "break":
		h[i].broken = true
	case "fix":
		for i := range h {
			h[i].broken = false
		}
	case "rename":
		h[i].name = rapid.SampledFrom([]string{"A", "B"}).Draw(t, "name")
	case "move":
		h[i].parent = rapid.IntRange(-1, i-1).Draw(t, "parent")
	}
}

// check: if a partner has no referring partner, though the file names one, its
// line says so. No line says so of a partner that has one.
func (h house) check(tr *trial) {
	tr.t.Helper()
	tr.counts()
	for n, line := range tr.report() {
		i := len(h) - 1 - n
		p, there := tr.sandbox.Find(h.email(i))
		code, status := row.Code(line["error_code"]), row.Status(line["status"])
		switch {
		case status == row.Blocked || status == row.Unsent || status == row.Failed:
			if there {
				tr.t.Errorf("%v, and the partner exists: %+v", line, p)
			}
		case !status.Good():
		case code == row.ReferrerFailed && (p.ReferrerID != "" || h[i].parent < 0):
			tr.t.Errorf("%v, and the partner has %q; the row names %d", line, p.ReferrerID, h[i].parent)
		case code != row.ReferrerFailed && code != row.ExistsDifferent && p.ReferrerID == "" && h[i].parent >= 0:
			tr.t.Errorf("%v, and the partner has no referring partner", line)
		}
	}
}

// TestNoOrphanIsForgotten: whatever is edited between runs, and whenever they
// end, with answers that are lost.
func TestNoOrphanIsForgotten(t *testing.T) {
	virtually(t, 60, func(t *rapid.T) {
		h := make(house, rapid.IntRange(2, 6).Draw(t, "rows"))
		for i := range h {
			h[i] = houseRow{"A", i == 0, rapid.IntRange(-1, i-1).Draw(t, "parent")}
		}
		dir, err := os.MkdirTemp("", "orphans-*")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		tr := &trial{t: t, dir: dir, sandbox: sandbox.New(sandbox.Options{Latency: 20 * ms, Seed: rapid.Uint64().Draw(t, "seed")}),
			options: Options{Rate: client.LimiterOptions{Rate: 100}, Settle: time.Second, Workers: 2}}
		for range rapid.IntRange(1, 6).Draw(t, "runs") {
			tr.edit(h.text())
			tr.sandbox.SetFaults(append(someFaults(t), houseFaults(t, h)...))
			tr.options.Orphans = rapid.SampledFrom([]Orphans{CreateOrphans, BlockOrphans}).Draw(t, "orphans")
			halt := time.Duration(rapid.IntRange(30, 4000).Draw(t, "stop")) * ms
			tr.run(func(im *Importer) { time.Sleep(halt); im.Stop(stop.Cancelled, nil) })
			synctest.Wait()
			time.Sleep(time.Minute)
			h.check(tr)
			h.edit(t)
		}
		for i := range h {
			h[i].broken = false
		}
		tr.edit(h.text())
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		h.check(tr)
		if n := len(tr.sandbox.Partners()); n != len(h) || tr.summary.ExitStatus != 0 {
			t.Errorf("%d of %d partners are there: %v", n, len(h), tr.summary.Counts)
		}
	})
}

// houseFaults has the API refuse some rows, and keep lookups from being
// answered.
func houseFaults(t *rapid.T, h house) []sandbox.Fault {
	var faults []sandbox.Fault
	if i := rapid.IntRange(-2, len(h)-1).Draw(t, "refused"); i >= 0 {
		faults = append(faults, sandbox.Fault{Kind: "422", Share: 1, Emails: []string{h.email(i)}})
	}
	if rapid.Bool().Draw(t, "blind") {
		faults = append(faults, sandbox.Fault{Kind: "503", On: "find", Share: 0.7})
	}
	return faults
}

// truncateSpill damages the private file of the rows that wait. It has no name
// any more, so it is found among the open files of this process.
func truncateSpill(t *testing.T) {
	t.Helper()
	const open = "/proc/self/fd"
	files, err := os.ReadDir(open)
	if err != nil {
		t.Skip("open files cannot be listed here")
	}
	for _, file := range files {
		path := filepath.Join(open, file.Name())
		to, _ := os.Readlink(path) // a file without a name is /tmp/#4711 (deleted)
		ours := strings.Contains(to, "partner-import-") || strings.HasPrefix(to, filepath.Join(os.TempDir(), "#"))
		if ours && strings.HasSuffix(to, "(deleted)") {
			if err := os.Truncate(path, 1000); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestARowThatCannotBeReadAgain: the private file of rows that wait is damaged.
// Every row has its line, nothing is guessed, and the next run continues.
func TestARowThatCannotBeReadAgain(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the file has no name, and is found in /proc")
	}
	synctest.Test(t, func(t *testing.T) {
		f := star(3000)
		tr := newTrial(t, f.text(), sandbox.Options{}, brisk())
		tr.options.Journal = ""
		damaged := answering("POST", tr.sandbox, func(w http.ResponseWriter, q *http.Request) {
			if tr.status(201) == 0 {
				truncateSpill(t)
			}
			tr.sandbox.ServeHTTP(w, q)
		})
		key, _ := client.NewKey("sk_virtual_1234")
		c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{damaged}})
		if err != nil {
			t.Fatal(err)
		}
		tr.runImporter(New(c, tr.options))
		tr.wantStop(stop.Disk)
		if counts := tr.counts(); counts["unknown"] < 2000 || counts["unknown"]+counts["unsent"]+counts["created"] != 3001 {
			t.Errorf("counts = %v; want unknown what could not be read", counts)
		}
		tr.run(nil)
		f.check(tr, BlockOrphans)
	})
}
