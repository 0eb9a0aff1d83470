package importer

import (
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// TestContentHoldsNoPassword: what the journal keeps of a row is the same
// whatever its password is, and another one for every other field.
func TestContentHoldsNoPassword(t *testing.T) {
	row := func(change func(*client.NewPartner)) [16]byte {
		p := client.NewPartner{Email: "a@example.com", Name: "Ann", Tags: []string{"x"}, Referrer: &client.Referrer{ID: "1"}}
		change(&p)
		content, err := contentOf(p)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	plain := row(func(*client.NewPartner) {})
	if row(func(p *client.NewPartner) { p.Password = "Secret12" }) != plain {
		t.Error("the content of a row differs with its password")
	}
	for field, change := range map[string]func(*client.NewPartner){
		"email": func(p *client.NewPartner) { p.Email = "b@example.com" }, "name": func(p *client.NewPartner) { p.Name = "Bob" },
		"surname": func(p *client.NewPartner) { p.Surname = "B" }, "id": func(p *client.NewPartner) { p.ID = "1" },
		"key": func(p *client.NewPartner) { p.Key = "1" }, "tags": func(p *client.NewPartner) { p.Tags = nil },
		"referrer": func(p *client.NewPartner) { p.Referrer = &client.Referrer{Key: "1"} },
	} {
		if row(change) == plain {
			t.Errorf("the content of a row does not differ with its %s", field)
		}
	}
}

// TestInvitationsWaitForNoCompany: what became of one is written at once, since
// nothing proves it after a crash; that of a create waits for others.
func TestInvitationsWaitForNoCompany(t *testing.T) {
	for _, invite := range []bool{true, false} {
		k := newKeeper(nil, &Options{Invite: invite})
		k.groups, k.last = make(chan group, 1), time.Now()
		k.next.ends = make([]ending, 1)
		if k.submit(false); k.busy != invite {
			t.Errorf("invitation %v: handed over %v; want %v", invite, k.busy, invite)
		}
	}
}

// TestInherit: a claim is foreign if another file made it, or this one with
// other content, as with other columns mapped.
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
	} {
		j := &job{whole: whole, alone: alone}
		j.inherit(tt.entry, at())
		if j.lacks != tt.lacks || j.edited != tt.edited || j.foreign != tt.foreign || j.step != find || !j.inDoubt() {
			t.Errorf("%s: lacks %v, edited %v, foreign %v, step %s; want %v, %v, %v and a lookup",
				tt.name, j.lacks, j.edited, j.foreign, j.step, tt.lacks, tt.edited, tt.foreign)
		}
	}
}

// TestImportedOtherwise: of a partner who came of the row before it was edited,
// that is said, even if he has what the row gives now.
func TestImportedOtherwise(t *testing.T) {
	j := rowJob(both(doubted(0), func(j *job) { j.edited = true }))
	if got := j.exists(ann(nil)); got.Status != row.Exists || got.Problem.Code != row.ExistsDifferent {
		t.Errorf("the row ends %s %q; want %s %s", got.Status, got.Problem.Code, row.Exists, row.ExistsDifferent)
	}
}
