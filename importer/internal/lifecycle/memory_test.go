package lifecycle

import (
	"errors"
	"fmt"
	"testing"
	"time"
	"unsafe"

	"partner-import/client"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// TestContentHoldsNoPassword: the content of a row in the journal does not depend on the
// password, but on every other field.
func TestContentHoldsNoPassword(t *testing.T) {
	content := func(change func(*client.NewPartner)) [16]byte {
		p := client.NewPartner{Email: "a@example.com", Name: "Ann", Tags: []string{"x"}, Referrer: &client.Referrer{ID: "1"}}
		change(&p)
		return compare.Content(p)
	}
	plain := content(func(*client.NewPartner) {})
	if content(func(p *client.NewPartner) { p.Password = "Secret12" }) != plain {
		t.Error("the content of a row differs with its password")
	}
	for field, change := range map[string]func(*client.NewPartner){
		"email": func(p *client.NewPartner) { p.Email = "b@example.com" }, "name": func(p *client.NewPartner) { p.Name = "Bob" },
		"surname": func(p *client.NewPartner) { p.Surname = "B" }, "id": func(p *client.NewPartner) { p.ID = "1" },
		"key": func(p *client.NewPartner) { p.Key = "1" }, "tags": func(p *client.NewPartner) { p.Tags = nil },
		"referrer": func(p *client.NewPartner) { p.Referrer = &client.Referrer{Key: "1"} },
	} {
		if content(change) == plain {
			t.Errorf("the content of a row does not differ with its %s", field)
		}
	}
}

// TestInherit: a claim is foreign if another file made it, or if this file made it with
// other content, for example with other columns mapped.
func TestInherit(t *testing.T) {
	whole, alone, other := [16]byte{1}, [16]byte{2}, [16]byte{3}
	for _, tt := range []struct {
		name                   string
		entry                  journal.Entry
		lacks, edited, foreign bool
	}{
		{"of this file", journal.Entry{Resumed: true, Content: whole}, false, false, false},
		{"without the referring partner", journal.Entry{Resumed: true, Content: alone}, true, false, false},
		{"with other columns mapped", journal.Entry{Resumed: true, Content: other}, false, true, true},
		{"of another file", journal.Entry{Content: whole}, false, false, true},
		{"of this file, and ended by another one", journal.Entry{Status: "exists", Content: other, Mine: true, Made: whole}, false, false, false},
	} {
		j := &Job{}
		j.ask.whole, j.ask.alone = whole, alone
		rules(nil).remember(j, tt.entry)
		if j.lacks() != tt.lacks || j.isEdited() != tt.edited || j.isForeign() != tt.foreign || j.phase != Verify || !j.inDoubt() {
			t.Errorf("%s: lacks %v, edited %v, foreign %v, in %s; want %v, %v, %v and a lookup",
				tt.name, j.lacks(), j.isEdited(), j.isForeign(), j.phase, tt.lacks, tt.edited, tt.foreign)
		}
		if j.NeedsClaim() {
			t.Errorf("%s: it is claimed before the lookup; want that left to its create", tt.name)
		}
	}
}

// TestClaimedAnew: a create is sent only under a claim of this run with this
// content. A claim of the same input keeps its time.
func TestClaimedAnew(t *testing.T) {
	for _, tt := range []struct {
		name  string
		entry func(*Job) journal.Entry
		want  Write
		since time.Time
	}{
		{"of this file", func(j *Job) journal.Entry { return journal.Entry{Resumed: true, Content: j.ask.whole, Since: since()} }, Nothing, since()},
		{"of another file", func(j *Job) journal.Entry { return journal.Entry{Content: j.ask.whole, Since: since()} }, ClaimRow, at()},
		{"of this file, and ended by another one", func(j *Job) journal.Entry {
			return journal.Entry{Status: "exists", Mine: true, Made: j.ask.whole, Since: since()}
		}, ClaimRow, since()},
	} {
		r := rules(func(r *Rules) { r.Began = at().Add(-time.Hour) })
		j := rowJob()
		remembers(r, tt.entry(j))(j)
		d := r.Next(j, answer(client.Partner{}, failure(client.NotFound)))
		if j.phase != Create || d.Write != tt.want {
			t.Errorf("%s: %s, write %d; want a create, and %d", tt.name, j.phase, d.Write, tt.want)
		}
		if d.Write == ClaimRow {
			j.Claim(at())
		}
		if e := r.Entry(j, ClaimRow, row.Result{}); !e.Since.Equal(tt.since) || e.Content != j.ask.whole {
			t.Errorf("%s: claimed since %s; want %s", tt.name, e.Since, tt.since)
		}
	}
}

// TestImportedOtherwise: if a row was edited after it created its partner, that is said,
// even if the partner has the row's values now.
func TestImportedOtherwise(t *testing.T) {
	j := rowJob(doubted(0), func(j *Job) { j.claim.owner, j.claim.content = otherInput, [16]byte{1} })
	if got := j.exists(ann(nil)); got.Status != row.Exists || got.Problem.Code != row.ExistsDifferent {
		t.Errorf("the row ends %s %q; want %s %s", got.Status, got.Problem.Code, row.Exists, row.ExistsDifferent)
	}
}

// TestUnreadableMemory: if the journal cannot be read, the row is unknown, and the error
// is returned.
func TestUnreadableMemory(t *testing.T) {
	broken := errors.New("broken")
	find := func(string) (e journal.Entry, found bool, err error) { return e, false, broken }
	for name, recall := range map[string]func(*Job, Find) (*row.Result, error){"recover": rules(nil).Recover, "rebuild": rules(nil).Rebuild} {
		if r, err := recall(rowJob(), find); r == nil || r.Status != row.Unknown || err != broken {
			t.Errorf("%s = %+v, %v; want it unknown, and the error", name, r, err)
		}
	}
}

// TestHintedInDoubt: a row that may have been sent is never treated as a row that was
// not.
func TestHintedInDoubt(t *testing.T) {
	for _, j := range []*Job{inPhase(Verify), inPhase(Refresh)} {
		before := j.phase
		if j.Admit(true); j.phase != before {
			t.Errorf("%s became %s", before, j.phase)
		}
	}
	j := rowJob()
	if j.Admit(true); j.phase != Hinted {
		t.Errorf("a row that was never sent is in %s; want %s", j.phase, Hinted)
	}
}

// TestNamesAreBounded: only so many answers are kept, however many names a file has. The
// last one is always kept.
func TestNamesAreBounded(t *testing.T) {
	var names Names
	for n := range 3*maxNames + 1 {
		j := rowJob(named)
		j.ask.named = fmt.Sprint(n)
		j.ask.resolution = new(resolve(j.ask.named, client.Partner{ID: "1"}, client.Partner{ID: "1"}))
		names.Learn(j)
		if len(names.known) > maxNames {
			t.Fatalf("%d answers are kept; want at most %d", len(names.known), maxNames)
		}
		again := rowJob(named)
		again.ask.named = j.ask.named
		if _, known := rules(nil).Resolve(again, &names); !known {
			t.Fatalf("the answer about %q is forgotten at once", j.ask.named)
		}
	}
	if size := unsafe.Sizeof(resolution{}); size > 80 {
		t.Errorf("an answer takes %d bytes; want no whole partners", size)
	}
}
