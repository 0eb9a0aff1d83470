package verify_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/verify"
)

type lab struct {
	*testing.T
	box    *sandbox.Sandbox
	client *client.Client
	dir    string
	ahead  time.Duration // of the account's clock
}

func newLab(t *testing.T, o sandbox.Options) *lab {
	t.Helper()
	l := &lab{T: t, dir: t.TempDir()}
	o.Now = func() time.Time { return time.Now().Add(l.ahead) }
	l.box = sandbox.New(o)
	server, err := sandbox.Serve("", l.box)
	l.must(err)
	key, err := client.NewKey("sk_test_lab_1234")
	l.must(err)
	l.client, err = client.New(client.Options{Key: key, BaseURL: server.URL(), Timeout: 5 * time.Second})
	l.must(err)
	t.Cleanup(func() { l.client.Close(); server.Close() })
	return l
}

func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *lab) open(text string) *source.Source {
	path := filepath.Join(l.dir, "p.csv")
	l.must(os.WriteFile(path, []byte(text), 0o600))
	s, err := source.Open(path, source.Options{})
	l.must(err)
	l.Cleanup(func() { s.Close() })
	return s
}

func (l *lab) imports(text string, change ...func(*importer.Options)) {
	l.Helper()
	o := importer.Options{Rate: client.LimiterOptions{Rate: 2000}, Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d"}
	for _, c := range change {
		c(&o)
	}
	_, err := importer.New(l.client, o).Run(context.Background(), l.open(text))
	l.must(err)
}

// verifies returns the status, the code and the column of each line, by e-mail.
func (l *lab) verifies(text string) (map[string]string, *verify.Summary) {
	l.Helper()
	o := verify.Options{Rate: client.LimiterOptions{Rate: 2000}, Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d"}
	summary, err := verify.New(l.client, o).Run(context.Background(), l.open(text))
	l.must(err)
	file, err := os.Open(filepath.Join(l.dir, "p.verify.csv"))
	l.must(err)
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	l.must(err)
	lines := map[string]string{}
	for _, r := range records[1:] {
		lines[r[3]] = strings.TrimSpace(r[2] + " " + r[7] + " " + r[8])
	}
	return lines, summary
}

// TestFinds: each way in which a partner is not as the report said.
func TestFinds(t *testing.T) {
	l := newLab(t, sandbox.Options{Partners: []sandbox.Partner{{Email: "old@x.org", ID: "old", Name: "Theirs"}}})
	const text = "email,name,surname,key,tags,id\nfine@x.org,Ann,Lee,k-fine,\"a,b\",fine\nrenamed@x.org,Bo,,,,renamed\nsurname@x.org,Bo,Old,,,surname\n" +
		"key@x.org,,,k-key,,key\nmade@x.org,,,,,made\ntags@x.org,,,,\"a,b\",tags\naddress@x.org,,,,,address\ndeleted@x.org,,,,,deleted\n" +
		"archived@x.org,,,,,archived\nreplaced@x.org,,,,,replaced\nold@x.org,Ours,,,,\nbad,,,,,\n"
	l.imports(text)
	all := map[string]string{}
	for _, name := range []string{"fine", "renamed", "surname", "key", "made", "tags", "address", "deleted", "archived", "replaced", "old"} {
		all[name+"@x.org"] = "there"
	}
	lines, summary := l.verifies(text)
	if diff := cmp.Diff(all, lines); diff != "" || summary.ExitStatus != 0 || summary.Open != 0 {
		t.Errorf("untouched: status %d (-want +got):\n%s", summary.ExitStatus, diff)
	}
	l.ahead = time.Minute
	change := func(id string, c client.Changes) {
		_, err := l.client.Update(t.Context(), id, c)
		l.must(err)
	}
	change("fine", client.Changes{Tags: &[]string{"a", "b", "more"}})
	change("renamed", client.Changes{Name: new("Bob")})
	change("surname", client.Changes{Surname: new("New")})
	change("key", client.Changes{Key: new("k-other")})
	change("made", client.Changes{Key: new("k-made")})
	change("tags", client.Changes{Tags: &[]string{"b"}})
	change("address", client.Changes{Email: new("moved@x.org")})
	l.must(l.client.Delete(t.Context(), "deleted"))
	l.must(l.client.Archive(t.Context(), "archived"))
	l.must(l.client.Delete(t.Context(), "replaced"))
	_, err := l.client.Create(t.Context(), client.NewPartner{Email: "replaced@x.org", ID: "replaced"})
	l.must(err)
	lines, summary = l.verifies(text)
	want := map[string]string{
		"fine@x.org": "there", "old@x.org": "there", "renamed@x.org": "changed partner_changed name", "surname@x.org": "changed partner_changed surname",
		"key@x.org": "changed partner_changed key", "made@x.org": "changed partner_changed key", "tags@x.org": "changed partner_changed tags",
		"address@x.org": "changed partner_changed email", "deleted@x.org": "gone partner_gone", "archived@x.org": "archived partner_archived",
		"replaced@x.org": "changed partner_replaced id",
	}
	if diff := cmp.Diff(want, lines); diff != "" || summary.ExitStatus != 1 || summary.Open != 9 {
		t.Errorf("status %d, %d open (-want +got):\n%s", summary.ExitStatus, summary.Open, diff)
	}
}

// TestChangedWithinTheSecond: a key that the file asks for is compared even if the
// partner was changed in the second in which it was created, which no time shows.
func TestChangedWithinTheSecond(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("email,key,id\na@x.org,k-a,a\n")
	_, err := l.client.Update(t.Context(), "a", client.Changes{Key: new("k-b")})
	l.must(err)
	if lines, _ := l.verifies("email,key,id\na@x.org,k-a,a\n"); lines["a@x.org"] != "changed partner_changed key" {
		t.Errorf("lines = %v; want the changed key", lines)
	}
}

// TestCost: a file without keys costs a page of the account for 250 rows, and a file
// that is small for its account is looked up.
func TestCost(t *testing.T) {
	var there []sandbox.Partner
	for i := range 600 {
		there = append(there, sandbox.Partner{Email: strings.Repeat("x", i+1) + "@old.org"})
	}
	l := newLab(t, sandbox.Options{})
	text := "email\n"
	for i := range 100 {
		text += strings.Repeat("a", i+1) + "@x.org\n"
	}
	l.imports(text)
	before := len(l.box.Ledger())
	l.verifies(text)
	if n := len(l.box.Ledger()) - before; n != 2 {
		t.Errorf("%d requests for 100 rows; want the ping and a page", n)
	}
	l = newLab(t, sandbox.Options{Partners: there})
	l.imports("email\na@x.org\n")
	before = len(l.box.Ledger())
	if lines, _ := l.verifies("email\na@x.org\n"); lines["a@x.org"] != "there" {
		t.Errorf("lines = %v; want there", lines)
	}
	if n := len(l.box.Ledger()) - before; n != 3 {
		t.Errorf("%d requests for one row; want the ping, one page and a lookup", n)
	}
}

// TestNoAnswer: partners that Partnero does not answer about are unknown, and the
// books do not balance.
func TestNoAnswer(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	const text = "email,key\na@x.org,k-a\nb@x.org,k-b\n"
	l.imports(text)
	l.box.SetFaults([]sandbox.Fault{{Kind: "500", On: "find", Share: 1, Emails: []string{"a@x.org"}}})
	lines, summary := l.verifies(text)
	if lines["a@x.org"] != "unknown outcome_unknown" || lines["b@x.org"] != "there" || summary.ExitStatus != 1 {
		t.Errorf("lines = %v, status %d; want one unknown", lines, summary.ExitStatus)
	}
}
