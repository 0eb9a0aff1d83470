package importer_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer"
)

// What these tests hold is in the journals of every user. A change of it makes
// an import forget what it did, so it must stay the same to the bit.

// A town is an account that creates every partner except for one e-mail.
type town struct {
	partners map[string]client.Partner
	refused  string
}

func newTown(emails ...string) *town {
	w := &town{partners: map[string]client.Partner{}}
	for _, email := range emails {
		w.add(client.NewPartner{Email: email, Name: "Old", ID: "old-" + email})
	}
	return w
}

func (w *town) add(n client.NewPartner) client.Partner {
	p := client.Partner{
		ID: n.ID, Key: n.Key, Email: n.Email, Name: n.Name, Surname: n.Surname, Tags: n.Tags,
		Link: "https://partners.example.com?aff=" + n.Key, CreatedAt: time.Now(),
	}
	if p.ID == "" {
		p.ID = "id-of-" + n.Email
	}
	w.partners[n.Email] = p
	return p
}

func (w *town) Create(_ context.Context, n client.NewPartner) (client.Partner, error) {
	_, there := w.partners[n.Email]
	switch {
	case n.Email == w.refused:
		return client.Partner{}, &client.Error{Kind: client.Refused, Status: 422, Message: "No.", Fields: map[string][]string{"name": {"Bad name."}}}
	case there:
		return client.Partner{}, &client.Error{Kind: client.Taken, Status: 422, Message: "Taken.", Fields: map[string][]string{"email": {"The email has already been taken."}}}
	}
	return w.add(n), nil
}

func (w *town) Invite(ctx context.Context, i client.Invitation) (client.Partner, error) {
	return w.Create(ctx, client.NewPartner{Email: i.Email, Name: i.Name, Surname: i.Surname})
}

func (w *town) Find(_ context.Context, by client.By) (client.Partner, error) {
	for _, p := range w.partners {
		if p.Email == by.Email || by.ID != "" && p.ID == by.ID || by.Key != "" && p.Key == by.Key {
			return p, nil
		}
	}
	return client.Partner{}, &client.Error{Kind: client.NotFound, Status: 404}
}

func (w *town) Update(_ context.Context, id string, c client.Changes) (client.Partner, error) {
	for email, p := range w.partners {
		if p.ID == id && c.Name != nil {
			p.Name = *c.Name
			w.partners[email] = p
		}
	}
	return client.Partner{ID: id}, nil
}

func (w *town) Ping(context.Context) error { return nil }

func (w *town) ServerTime() time.Time { return time.Now() }

func fast() importer.Options {
	return importer.Options{
		Workers: 1, Rate: client.LimiterOptions{Rate: 1e4}, Settle: time.Minute,
		Target: importer.TargetSummary{Host: "api.example.com"}, Fingerprint: "f00d",
	}
}

const families = `email,name,surname,password,id,key,tags,referring_partner_id,referring_partner_key,referring_partner_email
Full@Example.com,Ann,Ärm & <Co>,Passw0rd1,7,ann-7,"gold,new",p-1,,
key@example.com,Bo,,,,,,,k-1,
parent@example.com,Cy,,,,,one,,,
child@example.com,Di,,,,,,,,parent@example.com
bad@example.com,Bad,,,,,,,,
orphan@example.com,Ed,,,,,,,,bad@example.com
plain@example.com,,,,,,,,,
`

// TestKeptContents: what a row asks for has the same hash as ever, with every
// field, as an invitation, and without its referring partner.
func TestKeptContents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, o, account := place{t, t.TempDir()}, fast(), newTown()
		o.Orphans, o.Journal, account.refused = importer.CreateOrphans, p.path("j"), "bad@example.com"
		p.write("partners.csv", families)
		p.imports("partners.csv", account, o)
		p.write("guests.csv", "email,name,surname\nGuest@Example.com,Flo,\nfull@example.com,Ann,\nnew@example.com,Gus,Ö\n")
		o.Orphans, o.Invite = importer.BlockOrphans, true
		p.imports("guests.csv", account, o)
		entries := p.query("j", "SELECT email, content, status, code FROM entry ORDER BY id")
		wantGolden(t, "kept/contents.golden", strings.Join(entries, "\n")+"\n")
	})
}

// TestKeptPolicies: the journal has the same word as ever for what a run does
// about partners that are there.
func TestKeptPolicies(t *testing.T) {
	var all strings.Builder
	for _, existing := range []importer.Existing{importer.SkipExisting, importer.FailExisting, importer.UpdateExisting} {
		for i := range 4 {
			if existing != importer.UpdateExisting && i > 0 {
				continue
			}
			fmt.Fprintf(&all, "%s, replace tags %v, passwords %v: ", existing, i&1 > 0, i&2 > 0)
			fmt.Fprintf(&all, "%q\n", policies(t, existing, i&1 > 0, i&2 > 0))
		}
	}
	wantGolden(t, "kept/policies.golden", all.String())
}

func policies(t *testing.T, existing importer.Existing, tags, passwords bool) (found []string) {
	synctest.Test(t, func(t *testing.T) {
		p, o := place{t, t.TempDir()}, fast()
		o.Existing, o.ReplaceTags, o.UpdatePasswords, o.Journal = existing, tags, passwords, p.path("j")
		p.write("p.csv", "email,name\nthere@example.com,New\nnew@example.com,New\n")
		p.imports("p.csv", newTown("there@example.com"), o)
		found = p.query("j", "SELECT policy FROM entry ORDER BY id")
	})
	return found
}

// TestKeptJournals: a journal of every version of the format is read as ever:
// by the report that is made of it, and by an import under each policy.
func TestKeptJournals(t *testing.T) {
	for version := 1; version <= 3; version++ {
		var all strings.Builder
		for _, input := range []string{"first.csv", "second.csv"} {
			for _, o := range ways() {
				synctest.Test(t, func(t *testing.T) { all.WriteString(continued(t, version, input, o)) })
			}
		}
		wantGolden(t, fmt.Sprintf("kept/v%d.golden", version), all.String())
	}
}

func ways() []importer.Options {
	rebuild, skip, fail, change, replace := fast(), fast(), fast(), fast(), fast()
	rebuild.Rebuild = true
	fail.Existing, change.Existing = importer.FailExisting, importer.UpdateExisting
	replace.Existing, replace.ReplaceTags = importer.UpdateExisting, true
	return []importer.Options{rebuild, skip, fail, change, replace}
}

// continued imports a file over an old journal, twice, and returns what happened.
func continued(t *testing.T, version int, input string, o importer.Options) string {
	t.Helper()
	p := place{t, t.TempDir()}
	revive(t, fmt.Sprintf("testdata/kept/v%d.sql", version), p.path("j"))
	content, err := os.ReadFile("testdata/kept/" + input)
	if err != nil {
		t.Fatal(err)
	}
	p.write(input, string(content))
	o.Journal = p.path("j")
	account := oldTown()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: existing %s, replace tags %v, rebuild %v\n", input, o.Existing, o.ReplaceTags, o.Rebuild)
	for range 2 {
		fmt.Fprintf(&b, "report\n  %s\n", strings.Join(p.imports(input, account, o), "\n  "))
		fmt.Fprintf(&b, "entries\n  %s\n", strings.Join(p.query("j", "SELECT id, email, content, run, since, status, attempts, partner, key, link, created, code, field, message, ours, policy, doubt, asked, maker, made FROM entry ORDER BY id"), "\n  "))
	}
	return b.String()
}

// oldTown is the account at the time of the old journals. It has all partners that they
// know, and two with an outcome that they do not know.
func oldTown() *town {
	account := newTown("claimed@example.com", "created@example.com", "exists@example.com", "updated@example.com", "changing@example.com")
	p := account.partners["claimed@example.com"]
	p.ID, p.Name = "p-claimed", "Ann"
	account.partners[p.Email] = p
	return account
}

// revive makes a journal of what it holds.
func revive(t *testing.T, from, to string) {
	t.Helper()
	statements, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", to)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(string(statements)); err != nil {
		t.Fatal(err)
	}
}
