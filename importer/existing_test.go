package importer

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/lifecycle"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// cost counts what arrived since the last call, without the greetings.
func (tr *trial) cost() map[string]int {
	all := tr.sandbox.Ledger()
	counts := map[string]int{}
	for _, e := range all[tr.counted:] {
		if e.Path != "/v1/partners" || e.Method != http.MethodGet {
			counts[e.Method]++
		}
	}
	tr.counted = len(all)
	return counts
}

func (tr *trial) wantRequests(what string, want map[string]int) {
	tr.t.Helper()
	if d := cmp.Diff(want, tr.cost()); d != "" {
		tr.t.Errorf("%s: requests (-want +got):\n%s", what, d)
	}
}

// wantRebuilt: what the report command writes is what the run wrote.
func (tr *trial) wantRebuilt() {
	tr.t.Helper()
	before := readFile(tr.t, tr.path("partners.report.csv"))
	tr.options.Rebuild = true
	tr.run(nil)
	tr.options.Rebuild = false
	if d := cmp.Diff(before, readFile(tr.t, tr.path("partners.report.csv"))); d != "" {
		tr.t.Errorf("rebuilt (-run +rebuilt):\n%s", d)
	}
}

func (tr *trial) partner(email string) sandbox.Partner {
	tr.t.Helper()
	p, ok := tr.sandbox.Find(email)
	if !ok {
		tr.t.Fatalf("there is no %s", email)
	}
	p.UpdatedAt = time.Time{}
	return p
}

// longAgo is a partner of before the import.
func longAgo(p sandbox.Partner) sandbox.Partner {
	p.CreatedAt = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	return p
}

// three are a partner like the row, one with another name, and no partner.
func three() (string, sandbox.Options) {
	return "email,name,tags\nsame@example.com,Same,x\nother@example.com,New,x\nnew@example.com,New,x\n",
		sandbox.Options{Partners: []sandbox.Partner{
			longAgo(sandbox.Partner{Email: "same@example.com", Name: "Same", Tags: []string{"x"}}),
			longAgo(sandbox.Partner{Email: "other@example.com", Name: "Old", Tags: []string{"x", "y"}}),
		}}
}

func TestWhatExistingCosts(t *testing.T) {
	for _, tt := range []struct {
		existing      Existing
		first, second map[string]int
		counts        map[string]int
		code          string // of the partner that differs
	}{
		{SkipExisting, map[string]int{"POST": 3, "GET": 2}, map[string]int{}, map[string]int{"created": 1, "exists": 2}, "exists_different"},
		{FailExisting, map[string]int{"POST": 3, "GET": 2}, map[string]int{"POST": 2, "GET": 2}, map[string]int{"created": 1, "failed": 2}, "email_taken"},
		{UpdateExisting, map[string]int{"POST": 3, "GET": 2, "PUT": 1}, map[string]int{}, map[string]int{"created": 1, "exists": 1, "updated": 1}, ""},
	} {
		t.Run(tt.existing.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				file, box := three()
				o := slowly()
				o.Existing = tt.existing
				tr := newTrial(t, file, box, o)
				tr.run(nil)
				tr.want(tt.counts)
				tr.wantRequests("first run", tt.first)
				tr.wantLine(2, map[string]string{"error_code": tt.code, "partner_id": tr.partner("other@example.com").ID, "attempts": "1"})
				tr.wantRebuilt()
				tr.run(nil)
				tr.want(tt.counts)
				tr.wantRequests("second run", tt.second)
				tr.wantRebuilt()
			})
		})
	}
}

// TestAnotherPolicy: after a run that skipped, what an update finds to do is
// done, with a lookup and no create; and what a run created or updated never
// fails.
func TestAnotherPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file, box := three()
		tr := newTrial(t, file, box, slowly())
		tr.run(nil)
		tr.cost()
		for _, step := range []struct {
			name   string
			change func(*Options)
			want   map[string]int
			counts map[string]int
		}{
			{"update", func(o *Options) { o.Existing = UpdateExisting }, map[string]int{"GET": 2, "PUT": 1}, map[string]int{"created": 1, "exists": 1, "updated": 1}},
			{"replace tags", func(o *Options) { o.ReplaceTags = true }, map[string]int{"GET": 2, "PUT": 1}, map[string]int{"created": 1, "exists": 1, "updated": 1}},
			{"the same", func(o *Options) {}, map[string]int{}, map[string]int{"created": 1, "exists": 1, "updated": 1}},
			{"fail", func(o *Options) { o.Existing, o.ReplaceTags = FailExisting, false }, map[string]int{"GET": 1}, map[string]int{"created": 1, "failed": 1, "updated": 1}},
			{"skip", func(o *Options) { o.Existing = SkipExisting }, map[string]int{"GET": 1, "POST": 1}, map[string]int{"created": 1, "exists": 1, "updated": 1}},
		} {
			step.change(&tr.options)
			tr.run(nil)
			tr.want(step.counts)
			tr.wantRequests(step.name, step.want)
			tr.wantRebuilt()
		}
	})
}

// TestEditedRowsAreUpdated: a row that an earlier run created is changed when
// the file is, and stays ours whatever follows.
func TestEditedRowsAreUpdated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(3), sandbox.Options{}, slowly())
		tr.run(nil)
		tr.cost()
		tr.edit(strings.Replace(numbered(3), "Name 1,", "Other,", 1))
		tr.run(nil)
		tr.wantRequests("skip", map[string]int{})
		tr.wantLine(2, map[string]string{"status": "exists", "error_code": "exists_different"})

		tr.options.Existing = UpdateExisting
		tr.run(nil)
		tr.wantRequests("update", map[string]int{"GET": 1, "PUT": 1})
		tr.wantLine(2, map[string]string{"status": "updated", "error_code": "", "attempts": "1"})
		if p := tr.partner("p1@example.com"); p.Name != "Other" || p.Surname != "Sur 1" {
			t.Errorf("updated = %+v; want the name of the file", p)
		}
		tr.wantRebuilt()
		tr.run(nil)
		tr.wantRequests("again", map[string]int{})

		tr.edit(strings.Replace(numbered(3), "Name 1,", strings.Repeat("n", 100)+",", 1))
		tr.sandbox.SetFaults([]sandbox.Fault{{On: "update", Kind: "422", First: 1}})
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "failed", "error_code": "refused", "partner_id": tr.partner("p1@example.com").ID})
		tr.wantRebuilt()
		tr.options.Existing = FailExisting
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "exists"}) // an earlier run created it
		tr.wantRebuilt()
	})
}

// TestDeletedMeanwhile: a partner that was created, edited in the file, and
// deleted in the dashboard is created again, and claimed before that.
func TestDeletedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(3), sandbox.Options{}, slowly())
		tr.run(nil)
		tr.edit(strings.Replace(numbered(3), "Name 1,", "Other,", 1))
		tr.options.Existing = UpdateExisting
		tr.sandbox, tr.counted = sandbox.New(sandbox.Options{}), 0
		var left wreck
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, r *http.Request) {
			left = crash(t, tr.path("partners.journal"))
			tr.sandbox.ServeHTTP(w, r)
		}), time.Minute)
		tr.wantRequests("update", map[string]int{"GET": 1, "POST": 1})
		tr.wantLine(2, map[string]string{"status": "created", "attempts": "2"})
		tr.wantRebuilt()
		left.restore(t) // from a crash while the create was under way
		tr.run(nil)
		tr.wantRequests("after the crash", map[string]int{"GET": 1})
		tr.wantLine(2, map[string]string{"status": "created"})
	})
}

// TestLookedUpInVain: a row of a known partner that cannot be looked up is
// unknown, and the journal knows the partner all the same.
func TestLookedUpInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(1), sandbox.Options{}, slowly())
		tr.run(nil)
		tr.edit(strings.ReplaceAll(numbered(1), "Name ", "Other "))
		tr.options.Existing = UpdateExisting
		tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "503", On: "find", Share: 1}})
		tr.run(nil)
		tr.want(map[string]int{"unknown": 1})
		tr.cost()
		tr.sandbox.SetFaults(nil)
		tr.edit(numbered(1))
		tr.options.Existing = SkipExisting
		tr.run(nil)
		tr.wantRequests("afterwards", map[string]int{})
		tr.want(map[string]int{"created": 1})
	})
}

// TestUpdateStoppedEarly: if a row's change was not sent, its line says what is known.
// Nothing is forgotten, and the next run makes the change.
func TestUpdateStoppedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(30), sandbox.Options{Latency: 20 * ms}, slowly())
		tr.run(nil)
		tr.edit(strings.ReplaceAll(numbered(30), "Name ", "Other "))
		tr.options.Existing = UpdateExisting
		tr.run(func(im *Importer) { time.Sleep(900 * ms); im.Stop(stop.Cancelled, nil) })
		counts := tr.counts()
		if counts["updated"] == 0 || counts["exists"] == 0 || counts["updated"]+counts["exists"] != 30 {
			t.Errorf("stopped: %v; want updated, and exists with exists_different", counts)
		}
		tr.wantRebuilt()
		tr.run(nil)
		tr.want(map[string]int{"updated": 30})
		tr.options.Existing = FailExisting
		tr.run(nil)
		tr.want(map[string]int{"updated": 30})
	})
}

// TestStoppedInDoubtOfAChange: if the answer to a change was lost, its effect is
// unknown, and the next run finds out.
func TestStoppedInDoubtOfAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(3), sandbox.Options{Partners: []sandbox.Partner{longAgo(sandbox.Partner{Email: "p1@example.com", Name: "Old", ID: "id"})},
			Faults: []sandbox.Fault{{On: "update", Kind: "504", After: true, Share: 1}}}, slowly())
		tr.options.Existing, tr.options.MaxAttempts = UpdateExisting, 1000
		tr.run(func(im *Importer) { time.Sleep(5 * time.Second); im.Stop(stop.Cancelled, nil) })
		tr.wantLine(2, map[string]string{"status": "unknown", "partner_id": "id"})
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "exists", "partner_id": "id"})
	})
}

// TestConflictUnderUpdate: the e-mail belongs to one partner and the id or key to
// another, whether a create, a lookup or a change says so.
func TestConflictUnderUpdate(t *testing.T) {
	const known = "email,name,id,key\na@example.com,A,,\n"
	for _, tt := range []struct{ name, first, file, column string }{
		{"id, by a create", "", "email,name,id,key\na@example.com,B,id-b,\n", "id"},
		{"key, by a create", "", "email,name,id,key\na@example.com,B,,key-b\n", "key"},
		{"id, by a lookup", known, "email,name,id,key\na@example.com,B,id-b,\n", "id"},
		{"key, by a change", known, "email,name,id,key\na@example.com,B,,key-b\n", "key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := slowly()
				o.Existing = UpdateExisting
				tr := newTrial(t, tt.file, sandbox.Options{Partners: []sandbox.Partner{
					longAgo(sandbox.Partner{Email: "a@example.com", Name: "A", ID: "id-a", Key: "key-a"}),
					longAgo(sandbox.Partner{Email: "b@example.com", ID: "id-b", Key: "key-b"}),
				}}, o)
				if tt.first != "" {
					tr.edit(tt.first)
					tr.run(nil)
					tr.want(map[string]int{"exists": 1})
					tr.edit(tt.file)
				}
				before := tr.partner("a@example.com")
				tr.run(nil)
				tr.wantLine(1, map[string]string{"status": "failed", "error_code": "conflict", "error_column": tt.column})
				for _, who := range []string{`"a@example.com" (id "id-a")`, `"b@example.com" (id "id-b")`} {
					if text := tr.report()[0]["error"]; !strings.Contains(text, who) {
						t.Errorf("error = %q; want it to name %s", text, who)
					}
				}
				if d := cmp.Diff(before, tr.partner("a@example.com")); d != "" {
					t.Errorf("the partner was changed:\n%s", d)
				}
				tr.wantRebuilt()
			})
		})
	}
}

// TestBeyondAnUpdate: what the API cannot change is said, above all of the
// referring partner.
func TestBeyondAnUpdate(t *testing.T) {
	for _, tt := range []struct{ name, file, status, column, text string }{
		{"id", "email,id\na@example.com,other\n", "exists", "id", `the id ("id-a")`},
		{"id, and something to change", "email,id,name\na@example.com,other,B\n", "updated", "id", `Updated, but Partnero cannot change the id ("id-a")`},
		{"referrer", "email,referring_partner_email\na@example.com,b@example.com\n", "exists", "referring_partner_email", "the referring partner"},
		{"both", "email,id,parent key\na@example.com,other,key-b\n", "exists", "", `the id ("id-a") or the referring partner`},
		{"nothing", "email,id,name\na@example.com,id-a,\n", "exists", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := slowly()
				o.Existing = UpdateExisting
				tr := newTrial(t, tt.file, sandbox.Options{Partners: []sandbox.Partner{
					longAgo(sandbox.Partner{Email: "a@example.com", Name: "A", ID: "id-a"}),
					longAgo(sandbox.Partner{Email: "b@example.com", Key: "key-b"}),
				}}, o)
				for range 2 { // the second time from the journal
					tr.run(nil)
					line := tr.report()[0]
					if line["status"] != tt.status || line["error_column"] != tt.column && tt.name != "referrer" || !strings.Contains(line["error"], tt.text) || (line["error_code"] == "exists_different") != (tt.text != "") {
						t.Errorf("line = %v; want %s in %q: … %s …", line, tt.status, tt.column, tt.text)
					}
				}
			})
		})
	}
}

// A dossier is a partner, and a row about the same.
type dossier struct {
	partner sandbox.Partner
	row     [6]string // email, name, surname, password, key, tags
}

func drawDossier(t *rapid.T, n int) dossier {
	text := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label) }
	email := fmt.Sprintf("p%d@example.com", n)
	return dossier{
		longAgo(sandbox.Partner{
			Email: email, ID: fmt.Sprint("id-", n), Key: fmt.Sprint("key-", n), Password: "Secret123", Status: "active",
			Name: text("name", "", "Ann", "Bob"), Surname: text("surname", "", "Lee"),
			Tags: rapid.SampledFrom([][]string{nil, {"x"}, {"x", "y"}, {"z"}}).Draw(t, "tags"),
		}),
		[6]string{
			email, text("row's name", "", "Ann", "Zoë"), text("row's surname", "", "Lee", "O'Neil"),
			text("row's password", "", "Geheim456"), text("row's key", "", fmt.Sprint("key-", n), fmt.Sprint("new-", n)),
			text("row's tags", "", "x", "y|z", "y;x"),
		},
	}
}

// after is the partner as an update has to leave it.
func (d dossier) after(o Options) sandbox.Partner {
	p := d.partner
	set := func(field *string, value string) {
		if value != "" {
			*field = value
		}
	}
	set(&p.Name, d.row[1])
	set(&p.Surname, d.row[2])
	set(&p.Key, d.row[4])
	if o.UpdatePasswords {
		set(&p.Password, d.row[3])
	}
	row := row.SplitTags(d.row[5])
	if len(row) > 0 && o.ReplaceTags {
		p.Tags = nil
	}
	p.Tags = append(slices.Clone(p.Tags), row...)
	slices.Sort(p.Tags)
	p.Tags = slices.Compact(p.Tags)
	return p
}

// drawUpdate is a file of rows about partners that are there, and how to change
// them.
func drawUpdate(t *rapid.T) (*proof, []dossier, Options) {
	p := &proof{}
	var partners []sandbox.Partner
	var dossiers []dossier
	rows := [][]string{{"email", "name", "surname", "password", "key", "tags"}}
	for n := range rapid.IntRange(1, 12).Draw(t, "partners") {
		d := drawDossier(t, n)
		dossiers, partners, rows = append(dossiers, d), append(partners, d.partner), append(rows, d.row[:])
		p.file.lines = append(p.file.lines, n+2)
	}
	p.file.text = csvText(t, rows...)
	p.box = sandbox.New(sandbox.Options{Partners: partners})
	p.place(t)
	return p, dossiers, Options{
		Existing: UpdateExisting, Workers: 3, MaxAttempts: 50,
		ReplaceTags: rapid.Bool().Draw(t, "replace tags"), UpdatePasswords: rapid.Bool().Draw(t, "passwords"),
	}
}

// checkUpdated: every field that a row gives is as in the row, and nothing else
// is changed; then there is nothing more to do.
func (p *proof) checkUpdated(t failer, dossiers []dossier, o Options) {
	t.Helper()
	for _, d := range dossiers {
		got, _ := p.box.Find(d.row[0])
		want := d.after(o)
		want.UpdatedAt = got.UpdatedAt
		if diff := cmp.Diff(want, withSortedTags(got)); diff != "" {
			t.Errorf("row %v (-want +got):\n%s", d.row, diff)
		}
	}
	before, report := len(p.box.Ledger()), statuses(t, readFile(t, p.dir+"/p.report.csv"))
	p.run(t, nil, o, 0, nil)
	p.check(t)
	if n := len(p.box.Ledger()) - before; n != 1 {
		t.Errorf("running again made %d requests; want the greeting alone", n)
	}
	if again := statuses(t, readFile(t, p.dir+"/p.report.csv")); again != report {
		t.Errorf("again:\n%s\nfirst:\n%s", again, report)
	}
}

// TestUpdateLaw: whatever is lost on the way, and exactly those rows are called
// updated that had something to change.
func TestUpdateLaw(t *testing.T) {
	virtually(t, 50, func(t *rapid.T) {
		p, dossiers, o := drawUpdate(t)
		defer p.close()
		p.run(t, ambiguous(t), o, 0, nil)
		p.check(t)
		for i, line := range p.lines(t) {
			d, want := dossiers[i], row.Exists
			if d.row[3] != "" && o.UpdatePasswords || !cmp.Equal(d.after(o), withSortedTags(d.partner)) {
				want = row.Updated
			}
			if line["status"] != string(want) {
				t.Errorf("row %v of %+v is %v; want %s", d.row, d.partner, line, want)
			}
		}
		p.checkUpdated(t, dossiers, o)
	})
}

// TestUpdateKilled: a run that is cut off in the middle, softly or hard or by a
// crash, is finished by the next one.
func TestUpdateKilled(t *testing.T) {
	virtually(t, 50, func(t *rapid.T) {
		p, dossiers, o := drawUpdate(t)
		defer p.close()
		p.mayDie = true
		var left wreck
		how := rapid.SampledFrom([]string{"soft", "hard", "crash"}).Draw(t, "how")
		p.run(t, ambiguous(t), o, rapid.Int64Range(2, 40).Draw(t, "after"), func(im *Importer, cancel context.CancelFunc) {
			switch how {
			case "soft":
				im.Stop(stop.Cancelled, nil)
			case "crash":
				left = crash(t, p.dir+"/p.journal")
				fallthrough
			default:
				cancel()
			}
		})
		if p.summary == nil {
			return // before anything was sent
		}
		p.check(t)
		left.restore(t)
		p.run(t, nil, o, 0, nil)
		p.check(t)
		if c := p.summary.Counts; c[row.Updated]+c[row.Exists] != len(dossiers) || p.err != nil {
			t.Errorf("Run = %v, %v; want all updated or there", c, p.err)
		}
		p.checkUpdated(t, dossiers, o)
	})
}

func withSortedTags(p sandbox.Partner) sandbox.Partner {
	p.Tags = slices.Sorted(slices.Values(p.Tags))
	return p
}

// TestPasswordsAreSetOncePerFile: they are compared with nothing, so that they
// are set by the first run with that wish, and again when the file was edited.
func TestPasswordsAreSetOncePerFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const file = "email,password\na@example.com,Secret123\nb@example.com,\n"
		tr := newTrial(t, file, sandbox.Options{Partners: []sandbox.Partner{longAgo(sandbox.Partner{Email: "a@example.com", Password: "Before00"})}}, slowly())
		tr.options.Existing = UpdateExisting
		tr.run(nil)
		tr.wantRequests("without the wish", map[string]int{"POST": 2, "GET": 1})
		tr.options.UpdatePasswords = true
		for _, password := range []string{"Secret123", "Secret456"} {
			tr.edit(strings.Replace(file, "Secret123", password, 1))
			tr.run(nil)
			tr.wantRequests(password, map[string]int{"GET": 1, "PUT": 1})
			if p := tr.partner("a@example.com"); p.Password != password {
				t.Errorf("password = %q; want %q", p.Password, password)
			}
			tr.run(nil)
			tr.wantRequests(password+" again", map[string]int{})
		}
		journal, err := os.ReadFile(tr.path("partners.journal"))
		if err != nil || strings.Contains(string(journal), "Secret") {
			t.Errorf("the journal holds a password (%v)", err)
		}
	})
}

// TestAnOutageOfChangesOnly: creates, lookups and listings are answered all the
// while, and no row is given up.
func TestAnOutageOfChangesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var partners []sandbox.Partner
		for i := range 300 {
			partners = append(partners, longAgo(sandbox.Partner{Email: fmt.Sprintf("p%d@example.com", i), Name: "Old"}))
		}
		tr := newTrial(t, numbered(300), sandbox.Options{Latency: 20 * ms, Partners: partners}, Options{Rate: client.LimiterOptions{Rate: 50}, Existing: UpdateExisting})
		tr.run(func(*Importer) {
			time.Sleep(2 * time.Second)
			tr.sandbox.SetFaults([]sandbox.Fault{{Kind: "503", Share: 1, On: "update"}})
			time.Sleep(20 * time.Minute)
			tr.sandbox.SetFaults(nil)
		})
		tr.want(map[string]int{"updated": 300})
		if n := tr.status(503); n > 300 {
			t.Errorf("%d changes were sent into an outage of 20 minutes", n)
		}
	})
}

// TestFailDoesNotCondemnTheFile: rows that are to fail if their partners are
// there say nothing of how the columns are mapped; they count as failures all
// the same where these are limited.
func TestFailDoesNotCondemnTheFile(t *testing.T) {
	var partners []sandbox.Partner
	for i := range 40 {
		partners = append(partners, longAgo(sandbox.Partner{Email: fmt.Sprintf("p%d@example.com", i)}))
	}
	for most, want := range map[int]int{0: 40, 30: 30} {
		synctest.Test(t, func(t *testing.T) {
			o := slowly()
			o.Existing, o.MaxFailures.Rows = FailExisting, most
			tr := newTrial(t, numbered(40), sandbox.Options{Partners: partners}, o)
			tr.run(nil)
			tr.want(map[string]int{"failed": want})
			if (most == 0) != (tr.err == nil) {
				t.Errorf("Run = %v with at most %d failures", tr.err, most)
			}
		})
	}
}

// TestOptionsContradict: what makes no sense is refused before anything is done.
func TestOptionsContradict(t *testing.T) {
	refused := func(name string, p Partners, o Options) {
		t.Helper()
		if summary, err := New(p, o).Run(context.Background(), openText(t, "email\na@x\n")); err == nil || summary != nil {
			t.Errorf("%s: Run = %v, %v; want it refused", name, summary, err)
		}
	}
	for name, o := range map[string]Options{
		"tags": {ReplaceTags: true}, "passwords": {Existing: FailExisting, UpdatePasswords: true},
		"invite and update": {Invite: true, Existing: UpdateExisting}, "resend": {ResendUnknown: true},
		"no Updater": {Existing: UpdateExisting}, "no Inviter": {Invite: true},
	} {
		refused(name, struct{ Partners }{}, o)
	}
	if err := (&Options{Invite: true, Prefetch: true}).check(); err == nil {
		t.Error("invite and prefetch are not refused")
	}
}

// TestOptionsAreRules: the options count as the rules of a row's life do.
func TestOptionsAreRules(t *testing.T) {
	for option, rule := range map[Existing]lifecycle.Existing{SkipExisting: lifecycle.Skip, FailExisting: lifecycle.Fail, UpdateExisting: lifecycle.Update} {
		if lifecycle.Existing(option) != rule {
			t.Errorf("%v is the rule %d; want %d", option, option, rule)
		}
	}
	for option, rule := range map[Orphans]lifecycle.Orphans{BlockOrphans: lifecycle.Block, CreateOrphans: lifecycle.CreateAlone} {
		if lifecycle.Orphans(option) != rule {
			t.Errorf("orphans %d are the rule %d", option, rule)
		}
	}
}
