package importer

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client/sandbox"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// everyFault is what a sandbox can do to a request without refusing it.
func everyFault(t *testing.T, on string, test func(*testing.T, sandbox.Fault)) {
	for _, kind := range []string{
		"408", "429", "500", "502-html", "503-empty", "504", "520", "599",
		"reset", "cut", "cut-headers", "truncated", "html200", "huge", "hang", "slow",
	} {
		for _, after := range []bool{false, true} {
			fault := sandbox.Fault{Kind: kind, After: after, First: 10, On: on}
			t.Run(strings.TrimSuffix(fault.String(), ":first=10"), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { test(t, fault) })
			})
		}
	}
}

// twenty is a proof with a file of twenty rows, and partners that are there.
func twenty(t failer, partners []sandbox.Partner) *proof {
	p := &proof{file: testFile{text: numbered(20)}, box: sandbox.New(sandbox.Options{Partners: partners})}
	for row := range 20 {
		p.file.lines = append(p.file.lines, row+2)
	}
	p.place(t)
	return p
}

func (p *proof) lines(t failer) []reportLine {
	return reportOf(t, readFile(t, filepath.Join(p.dir, "p.report.csv")))
}

// TestEveryFaultOfAChange: a change may be lost, and is made again.
func TestEveryFaultOfAChange(t *testing.T) {
	everyFault(t, "update", func(t *testing.T, fault sandbox.Fault) {
		var partners []sandbox.Partner
		for _, line := range csvCells(t, numbered(20))[1:] {
			partners = append(partners, longAgo(sandbox.Partner{Email: line[0], Name: "Old", Surname: line[2]}))
		}
		p := twenty(t, partners)
		defer p.close()
		p.run(t, []sandbox.Fault{fault}, Options{Existing: UpdateExisting}, 0, nil)
		p.check(t)
		if n := p.summary.Counts[row.Updated]; n != 20 {
			t.Errorf("counts = %v; want 20 updated", p.summary.Counts)
		}
		for i, line := range csvCells(t, p.file.text)[1:] {
			if got := p.box.Partners()[i]; got.Name != line[1] || got.Surname != line[2] {
				t.Errorf("row %d left %+v", i+1, got)
			}
		}
	})
}

// invitations counts for each e-mail the invitations that may have been sent: a
// 429 rejects one before it is looked at.
func (p *proof) invitations() map[string]int {
	sent := map[string]int{}
	for _, e := range p.box.Ledger() {
		if e.Method == http.MethodPost && e.Status != http.StatusTooManyRequests {
			sent[identity.Email(e.Email)]++
		}
	}
	return sent
}

// checkInvited: a partner that is called created was invited. One that was not (or
// maybe was) is not called so.
func (p *proof) checkInvited(t failer) {
	t.Helper()
	came := map[string]int{}
	for _, e := range p.box.Ledger() {
		if e.Created {
			came[identity.Email(e.Email)]++
		}
	}
	for _, line := range p.lines(t) {
		email := line["email"]
		partner, _ := p.box.Find(email)
		switch row.Status(line["status"]) {
		case row.Created:
			if came[email] != 1 || line["partner_id"] != "" && line["partner_id"] != partner.ID {
				t.Errorf("%v: invited %d times, and is %+v", line, came[email], partner)
			}
		case row.Unsent:
			if p.invitations()[email] > 0 {
				t.Errorf("%v: was sent", line)
			}
		case row.Unknown:
			if came[email] > 1 || line["error_code"] != string(row.OutcomeUnknown) || !strings.Contains(line["error"], "--resend-unknown") {
				t.Errorf("%v: invited %d times", line, came[email])
			}
		default:
			t.Errorf("%v: an unexpected end", line)
		}
	}
}

// TestEveryFaultOfAnInvitation: no one is invited twice, however often the command is
// run. Only the option to send again sends again: to those that nothing is known about,
// and not to those who have become partners.
func TestEveryFaultOfAnInvitation(t *testing.T) {
	everyFault(t, "invite", func(t *testing.T, fault sandbox.Fault) {
		p := twenty(t, nil)
		defer p.close()
		o := Options{Invite: true}
		lost := 10
		if fault.Kind == "429" || fault.Kind == "slow" && fault.After {
			lost = 0 // turned away, or answered in time
		}
		p.run(t, []sandbox.Fault{fault}, o, 0, nil)
		p.checkInvited(t)
		if c := p.summary.Counts; c[row.Unknown] != lost || c[row.Created] != 20-lost {
			t.Errorf("counts = %v; want %d unknown, and the others created", c, lost)
		}
		first := readFile(t, filepath.Join(p.dir, "p.report.csv"))
		for _, rebuild := range []bool{false, true} { // and nothing is sent
			before := len(p.box.Ledger())
			p.run(t, nil, Options{Invite: !rebuild, Rebuild: rebuild}, 0, nil)
			if n := len(p.box.Ledger()) - before; n > 1 {
				t.Errorf("the second run made %d requests; want the greeting alone", n)
			}
			if again := readFile(t, filepath.Join(p.dir, "p.report.csv")); statuses(t, again) != statuses(t, first) {
				t.Errorf("again:\n%s\nfirst:\n%s", again, first)
			}
		}
		for email, n := range p.invitations() {
			if n != 1 {
				t.Errorf("%s was invited %d times, and no one asked for it", email, n)
			}
		}
		o.ResendUnknown = true
		p.run(t, nil, o, 0, nil)
		p.checkInvited(t)
		if n := p.summary.Counts[row.Created]; n != 20 {
			t.Errorf("sent again: counts = %v; want 20 created", p.summary.Counts)
		}
		for email, n := range p.invitations() {
			if n > 1 && fault.After {
				t.Errorf("%s was a partner, and was invited %d times", email, n)
			}
		}
	})
}

// statuses are what a report says without its words.
func statuses(t failer, report string) string {
	var all []string
	for _, line := range reportOf(t, report) {
		all = append(all, line["status"]+" "+line["error_code"]+" "+line["partner_id"])
	}
	return strings.Join(all, "\n")
}

// TestInvitationsLaw: ended in the middle, run again, and at last sent again.
func TestInvitationsLaw(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) {
		p := twenty(t, nil)
		defer p.close()
		var faults []sandbox.Fault
		for _, f := range ambiguous(t) {
			if f.On = "invite"; f.Share > 0 {
				faults = append(faults, f)
			}
		}
		o := Options{Invite: true, Workers: rapid.SampledFrom([]int{1, 4, 16}).Draw(t, "workers")}
		p.run(t, faults, o, rapid.Int64Range(2, 20).Draw(t, "after"), func(im *Importer, cancel context.CancelFunc) {
			if rapid.Bool().Draw(t, "soft") {
				im.Stop(stop.Cancelled, nil)
				return
			}
			cancel()
		})
		if p.summary == nil {
			return // before anything was sent
		}
		p.checkInvited(t)
		p.run(t, faults, o, 0, nil)
		p.checkInvited(t)
		for email, n := range p.invitations() {
			if n > 1 {
				t.Errorf("%s was invited %d times, and no one asked for it", email, n)
			}
		}
		o.ResendUnknown = true
		p.run(t, nil, o, 0, nil)
		p.checkInvited(t)
		if n := p.summary.Counts[row.Created]; n != 20 {
			t.Errorf("sent again: counts = %v; want 20 created", p.summary.Counts)
		}
	})
}

// A wreck is the files of a journal, as a crash leaves them.
type wreck map[string]string

// crash is what a crash at this moment leaves of a journal.
func crash(t failer, path string) wreck {
	w := wreck{}
	for _, name := range []string{path, path + "-wal"} {
		w[name] = readFile(t, name)
	}
	return w
}

// restore has it be what the next run finds.
func (w wreck) restore(t failer) {
	for name, content := range w {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestInvitationsCrash: what a crash leaves in doubt is unknown and not sent
// again, and it is not more than what was under way or about to be.
func TestInvitationsCrash(t *testing.T) {
	virtually(t, 30, func(t *rapid.T) {
		p := twenty(t, nil)
		defer p.close()
		o := Options{Invite: true, Workers: 2}
		var left wreck
		p.run(t, nil, o, rapid.Int64Range(2, 20).Draw(t, "after"), func(_ *Importer, cancel context.CancelFunc) {
			left = crash(t, filepath.Join(p.dir, "p.journal"))
			cancel()
		})
		if p.summary == nil {
			return // before anything was sent
		}
		left.restore(t)
		p.run(t, nil, o, 0, nil)
		p.checkInvited(t)
		for email, n := range p.invitations() {
			if n > 1 {
				t.Errorf("%s was invited %d times", email, n)
			}
		}
		if c := p.summary.Counts; c[row.Created]+c[row.Unknown] != 20 || c[row.Unknown] > 3*o.Workers {
			t.Errorf("counts = %v; want at most %d unknown", c, 3*o.Workers)
		}
	})
}

// TestResendInTheSameRun: the wish holds for what is lost in this run as well,
// and waits for the settle time.
func TestResendInTheSameRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := twenty(t, nil)
		defer p.close()
		p.run(t, []sandbox.Fault{{Kind: "504", On: "invite", First: 3}}, Options{Invite: true, ResendUnknown: true}, 0, nil)
		p.checkInvited(t)
		posts := 0
		for _, n := range p.invitations() {
			posts += n
		}
		if p.summary.Counts[row.Created] != 20 || posts != 23 {
			t.Errorf("counts = %v with %d invitations; want 20 created with 23", p.summary.Counts, posts)
		}
	})
}

// TestInvitationsThatNeverGetThrough: whatever was tried, that they were not sent
// is not proven.
func TestInvitationsThatNeverGetThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.Invite, o.ResendUnknown = true, true
		tr := newTrial(t, numbered(3), sandbox.Options{Faults: []sandbox.Fault{{Kind: "500", On: "invite", Share: 1, Emails: []string{"p1@example.com"}}}}, o)
		tr.run(nil)
		tr.wantLine(2, map[string]string{"status": "unknown", "attempts": "5"})
		tr.want(map[string]int{"created": 2})
		tr.wantRebuilt()
	})
}

// TestInvitedElsewhere: a person who is not a partner yet may already be invited.
func TestInvitedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.Invite = true
		tr := newTrial(t, numbered(1), sandbox.Options{}, o)
		tr.runOn(answering("POST", tr.sandbox, func(w http.ResponseWriter, _ *http.Request) {
			say(w, 422, `{"message":"x","errors":{"email":["The email has already been taken."]}}`)
		}), time.Minute)
		tr.wantLine(1, map[string]string{"status": "failed", "error_code": "email_taken"})
		if text := tr.report()[0]["error"]; !strings.Contains(text, "invited before") {
			t.Errorf("error = %q; want it to say that the person may be invited", text)
		}
	})
}

// TestInvitable: an invitation carries an e-mail and a name; a row with more is
// not sent, rather than sent without it.
func TestInvitable(t *testing.T) {
	const file = "email,name,surname,Labels,referred by,password\n" +
		"a@example.com,A,,,,\n" + "b@example.com,,B,,,\n" + "c@example.com,C,,x,,\n" + "d@example.com,D,,,a@example.com,\n" + "e@example.com,E,,,,Secret123\n"
	for _, dry := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			o := slowly()
			o.Invite, o.DryRun = true, dry
			tr := newTrial(t, file, sandbox.Options{}, o)
			tr.run(nil)
			tr.want(map[string]int{"invalid": 4})
			for row, want := range map[int]map[string]string{
				2: {"error_code": "name_missing", "error_column": "name"},
				3: {"error_code": "not_invitable", "error_column": "Labels",
					"error": `Labels cannot be sent with an invitation. Empty the cell, or leave the column out with --map "Labels=-".`},
				4: {"error_code": "not_invitable", "error_column": "referred by"},
				5: {"error_code": "not_invitable", "error_column": "password"},
			} {
				tr.wantLine(row, want)
			}
			if n := len(tr.sandbox.Partners()); n > 1 || dry && n > 0 {
				t.Errorf("%d partners came of one row", n)
			}
		})
	}
}

// TestInvitedAndCreated: in one journal, invitations and creates of the same
// e-mails are two things.
func TestInvitedAndCreated(t *testing.T) {
	run := func(tr *trial, what string, change func(*Options), want map[string]int, counts map[string]int) {
		tr.t.Helper()
		tr.options = slowly()
		change(&tr.options)
		tr.run(nil)
		tr.wantRequests(what, want)
		tr.want(counts)
	}
	create, invite := func(*Options) {}, func(o *Options) { o.Invite = true }
	fail := func(o *Options) { o.Invite, o.Existing = true, FailExisting }
	t.Run("create, then invite", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(2), sandbox.Options{Partners: []sandbox.Partner{longAgo(sandbox.Partner{Email: "p0@example.com"})}}, slowly())
			run(tr, "create", create, map[string]int{"POST": 2, "GET": 1}, map[string]int{"exists": 1, "created": 1})
			run(tr, "invite", invite, map[string]int{}, map[string]int{"exists": 2})
			run(tr, "invite or fail", fail, map[string]int{}, map[string]int{"exists": 1, "failed": 1})
			run(tr, "create again", create, map[string]int{}, map[string]int{"exists": 1, "created": 1})
		})
	})
	t.Run("invite, then create", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(2), sandbox.Options{}, slowly())
			run(tr, "invite", invite, map[string]int{"POST": 2}, map[string]int{"created": 2})
			tr.options.Invite = false
			tr.wantRebuilt() // the journal knows that they were invited
			run(tr, "create", create, map[string]int{"POST": 2, "GET": 2}, map[string]int{"exists": 2})
			run(tr, "invite again", invite, map[string]int{}, map[string]int{"created": 2})
			tr.wantRebuilt()
		})
	})
	t.Run("refused an invitation, created, then invited", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tr := newTrial(t, numbered(2), sandbox.Options{Faults: []sandbox.Fault{{Kind: "400", On: "invite", Share: 1}}}, slowly())
			run(tr, "invite", invite, map[string]int{"POST": 2}, map[string]int{"failed": 2})
			run(tr, "create", create, map[string]int{"POST": 2}, map[string]int{"created": 2})
			run(tr, "invite again", invite, map[string]int{}, map[string]int{"exists": 2})
		})
	})
	t.Run("a create in doubt, then invite", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tr := leftInDoubt(t, numbered(3))
			tr.cost()
			run(tr, "invite", invite, map[string]int{}, map[string]int{"unknown": 3})
			run(tr, "create", create, map[string]int{"GET": 3}, map[string]int{"created": 3})
			run(tr, "invite again", invite, map[string]int{}, map[string]int{"exists": 3})
		})
	})
}

// TestInviteWhoIsThere: a person that the API knows is looked up, and not
// invited.
func TestInviteWhoIsThere(t *testing.T) {
	for existing, want := range map[Existing]string{SkipExisting: "exists", FailExisting: "failed"} {
		synctest.Test(t, func(t *testing.T) {
			o := slowly()
			o.Invite, o.Existing = true, existing
			tr := newTrial(t, numbered(1), sandbox.Options{Partners: []sandbox.Partner{longAgo(sandbox.Partner{Email: "p0@example.com", ID: "id"})}}, o)
			tr.run(nil)
			tr.wantLine(1, map[string]string{"status": want, "partner_id": "id", "attempts": "1"})
		})
	}
}

// TestNoInvitationsHere: a program that takes none ends the run at once, and no
// row is said to be sent.
func TestNoInvitationsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(30), sandbox.Options{Faults: []sandbox.Fault{{Kind: "404", On: "invite", Share: 1}}}, slowly())
		tr.options.Invite = true
		tr.run(nil)
		tr.wantStop(stop.Misconfigured)
		tr.want(map[string]int{"unsent": 30})
		tr.sandbox.SetFaults(nil)
		tr.run(nil)
		tr.want(map[string]int{"created": 30})
	})
}
