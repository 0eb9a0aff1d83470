package undo_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
	"partner-import/importer/option"
	"partner-import/importer/source"
	"partner-import/importer/undo"
)

// A lab is an account with a clock that a test sets, and a folder with files.
type lab struct {
	*testing.T
	box    *sandbox.Sandbox
	client *client.Client
	dir    string
	ahead  time.Duration // of the account's clock
}

func newLab(t *testing.T, o sandbox.Options) *lab {
	t.Helper()
	return newLabBehind(t, o, func(box *sandbox.Sandbox) http.Handler { return box })
}

// newLabBehind has something between the client and the sandbox.
func newLabBehind(t *testing.T, o sandbox.Options, front func(*sandbox.Sandbox) http.Handler) *lab {
	t.Helper()
	l := &lab{T: t, dir: t.TempDir()}
	o.Now = func() time.Time { return time.Now().Add(l.ahead) }
	l.box = sandbox.New(o)
	server, err := sandbox.Serve("", front(l.box))
	if err != nil {
		t.Fatal(err)
	}
	key, err := client.NewKey("sk_test_lab_1234")
	if err != nil {
		t.Fatal(err)
	}
	l.client, err = client.New(client.Options{Key: key, BaseURL: server.URL(), Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.client.Close(); server.Close() })
	return l
}

func (l *lab) path(name string) string { return filepath.Join(l.dir, name) }

func fast() client.LimiterOptions { return client.LimiterOptions{Rate: 2000} }

// imports imports a text as the file of that name.
func (l *lab) imports(name, text string, change ...func(*importer.Options)) {
	l.Helper()
	if err := os.WriteFile(l.path(name), []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
	s, err := source.Open(l.path(name), source.Options{})
	if err != nil {
		l.Fatal(err)
	}
	defer s.Close()
	o := importer.Options{Rate: fast(), Settle: 100 * time.Millisecond, Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d"}
	for _, c := range change {
		c(&o)
	}
	if _, err := importer.New(l.client, o).Run(context.Background(), s); err != nil {
		l.Fatal(err)
	}
}

// undoes takes back a file, and returns the status and the code of each line.
func (l *lab) undoes(name string, o undo.Options) (map[string]string, *undo.Summary) {
	l.Helper()
	o.Rate, o.Settle, o.Target, o.Fingerprint = fast(), 100*time.Millisecond, importer.TargetSummary{Host: l.client.Host()}, "f00d"
	summary, err := undo.New(l.client, o).Run(context.Background(), l.path(name))
	if err != nil {
		l.Fatal(err)
	}
	return l.lines(strings.TrimSuffix(name, ".csv") + ".undo.csv"), summary
}

func (l *lab) lines(name string) map[string]string {
	l.Helper()
	file, err := os.Open(l.path(name))
	if err != nil {
		l.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		l.Fatal(err)
	}
	lines := map[string]string{}
	for _, r := range records[1:] {
		lines[r[3]] = strings.TrimSpace(r[2] + " " + r[7])
	}
	return lines
}

// statuses are those of the partners in the account, by e-mail.
func (l *lab) statuses() map[string]string {
	all := map[string]string{}
	for _, p := range l.box.Partners() {
		all[p.Email] = p.Status
	}
	return all
}

func (l *lab) same(what string, want, got map[string]string) {
	l.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		l.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// TestWhatIsLeft: each reason why a partner is not archived.
func TestWhatIsLeft(t *testing.T) {
	l := newLab(t, sandbox.Options{Partners: []sandbox.Partner{{Email: "old@x.org", ID: "old"}}})
	l.imports("p.csv", "email,id\nours@x.org,ours\nold@x.org,\nchanged@x.org,changed\ngone@x.org,gone\nreplaced@x.org,replaced\narchived@x.org,archived\nsoon@x.org,soon\n")
	ctx := t.Context()
	_, err := l.client.Update(ctx, "soon", client.Changes{Name: new("A")}) // as a program may do that finishes a new partner
	l.must(err)
	l.ahead = time.Hour
	_, err = l.client.Update(ctx, "changed", client.Changes{Name: new("B")})
	l.must(err)
	l.must(l.client.Delete(ctx, "gone"))
	l.must(l.client.Delete(ctx, "replaced"))
	_, err = l.client.Create(ctx, client.NewPartner{Email: "replaced@x.org", ID: "replaced"})
	l.must(err)
	l.must(l.client.Archive(ctx, "archived"))

	var plan undo.Plan
	lines, summary := l.undoes("p.csv", undo.Options{OnPlan: func(p undo.Plan) bool { plan = p; return true }})
	l.same("lines", map[string]string{
		"ours@x.org": "archived", "soon@x.org": "archived", "old@x.org": "exists not_created", "changed@x.org": "exists partner_changed",
		"gone@x.org": "gone partner_gone", "replaced@x.org": "exists partner_replaced", "archived@x.org": "archived already_archived",
	}, lines)
	l.same("account", map[string]string{
		"ours@x.org": "archived", "soon@x.org": "archived", "old@x.org": "active", "changed@x.org": "active",
		"replaced@x.org": "active", "archived@x.org": "archived",
	}, l.statuses())
	want := undo.Plan{Now: 2, Changed: 1, Replaced: 1, Archived: 1, Gone: 1, Before: 1, Run: plan.Run, Requests: 4, Expected: plan.Expected}
	if diff := cmp.Diff(want, plan); diff != "" || summary.Open != 2 || summary.ExitStatus != 1 {
		t.Errorf("%d open, status %d, plan (-want +got):\n%s", summary.Open, summary.ExitStatus, diff)
	}

	// Restoring brings back those, and not the one that somebody else archived.
	lines, _ = l.undoes("p.csv", undo.Options{Restore: true})
	l.same("restored", map[string]string{"ours@x.org": "restored", "soon@x.org": "restored", "gone@x.org": "gone partner_gone"}, lines)

	// Our own undo and restore are no change by somebody.
	l.ahead = 2 * time.Hour
	lines, _ = l.undoes("p.csv", undo.Options{EvenChanged: true})
	l.same("again", map[string]string{
		"ours@x.org": "archived", "soon@x.org": "archived", "old@x.org": "exists not_created", "changed@x.org": "archived",
		"gone@x.org": "gone partner_gone", "replaced@x.org": "exists partner_replaced", "archived@x.org": "archived already_archived",
	}, lines)
}

// TestRestoredIsNotChanged: after a restore, an undo takes the same partners back
// without being asked for changed ones.
func TestRestoredIsNotChanged(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("p.csv", "email\na@x.org\nb@x.org\n")
	for i := range 3 {
		l.ahead += time.Hour
		lines, _ := l.undoes("p.csv", undo.Options{})
		l.same(fmt.Sprint("undo ", i), map[string]string{"a@x.org": "archived", "b@x.org": "archived"}, lines)
		l.ahead += time.Hour
		lines, _ = l.undoes("p.csv", undo.Options{Restore: true})
		l.same(fmt.Sprint("restore ", i), map[string]string{"a@x.org": "restored", "b@x.org": "restored"}, lines)
	}
	// What our own update changed is no change by somebody either.
	l.ahead += time.Hour
	l.imports("p.csv", "email,name\na@x.org,New\nb@x.org,\n", func(o *importer.Options) { o.Existing = importer.UpdateExisting })
	lines, _ := l.undoes("p.csv", undo.Options{})
	l.same("after an update", map[string]string{"a@x.org": "archived", "b@x.org": "archived"}, lines)
}

// TestLast: only what the last import created is taken back.
func TestLast(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("p.csv", "email\na@x.org\n")
	l.imports("p.csv", "email\na@x.org\nb@x.org\n")
	lines, _ := l.undoes("p.csv", undo.Options{Last: true})
	l.same("last", map[string]string{"b@x.org": "archived"}, lines)
	l.imports("p.csv", "email\na@x.org\nb@x.org\n")
	lines, _ = l.undoes("p.csv", undo.Options{Last: true})
	l.same("the last one created nobody", map[string]string{}, lines)
	lines, _ = l.undoes("p.csv", undo.Options{})
	l.same("all", map[string]string{"a@x.org": "archived", "b@x.org": "archived"}, lines)
}

// TestSharedJournal: what another file's import created stays, and has no line. Failed rows belong to
// their file.
func TestSharedJournal(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	shared := func(o *importer.Options) { o.Journal = l.path("shared.journal") }
	l.imports("a.csv", "email\nboth@x.org\na@x.org\n", shared)
	l.imports("b.csv", "email\nb@x.org\nboth@x.org\n", shared)
	l.imports("b.failed.csv", "email\nfixed@x.org\n", shared)
	lines, _ := l.undoes("b.csv", undo.Options{Journal: l.path("shared.journal")})
	l.same("b", map[string]string{"b@x.org": "archived", "fixed@x.org": "archived"}, lines)
	l.same("account", map[string]string{"both@x.org": "active", "a@x.org": "active", "b@x.org": "archived", "fixed@x.org": "archived"}, l.statuses())
	lines, _ = l.undoes("a.csv", undo.Options{Journal: l.path("shared.journal")})
	l.same("a", map[string]string{"both@x.org": "archived", "a@x.org": "archived"}, lines)
}

// TestDelete: partners are deleted, also those that an undo archived. Their file can be
// imported again.
func TestDelete(t *testing.T) {
	l := newLab(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: "504", After: true, On: "delete", First: 2}, {Kind: "503", On: "delete", First: 1}}})
	const text = "email,id\na@x.org,a\nb@x.org,b\nc@x.org,c\n"
	l.imports("p.csv", text)
	l.undoes("p.csv", undo.Options{})
	want := map[string]string{"a@x.org": "deleted", "b@x.org": "deleted", "c@x.org": "deleted"}
	for range 2 {
		lines, summary := l.undoes("p.csv", undo.Options{Permanently: true})
		l.same("deleted", want, lines)
		if len(l.box.Partners()) > 0 || summary.ExitStatus != 0 {
			t.Errorf("%d partners are left, and the exit status is %d", len(l.box.Partners()), summary.ExitStatus)
		}
	}
	l.imports("p.csv", text)
	l.same("imported again", map[string]string{"a@x.org": "active", "b@x.org": "active", "c@x.org": "active"}, l.statuses())
	l.same("report", map[string]string{"a@x.org": "created", "b@x.org": "created", "c@x.org": "created"}, l.lines("p.report.csv"))
	lines, _ := l.undoes("p.csv", undo.Options{})
	l.same("undone again", map[string]string{"a@x.org": "archived", "b@x.org": "archived", "c@x.org": "archived"}, lines)
}

// TestInvitations: invited people are partners too, and may have no id in the answer.
func TestInvitations(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("p.csv", "email,name\na@x.org,A\n", func(o *importer.Options) { o.Invite = true })
	lines, _ := l.undoes("p.csv", undo.Options{})
	l.same("invited", map[string]string{"a@x.org": "archived"}, lines)
	l.imports("p.csv", "email,name\na@x.org,A\n", func(o *importer.Options) { o.Invite = true })
	l.same("invited again", map[string]string{"a@x.org": "failed partner_archived"}, l.lines("p.report.csv"))
	l.undoes("p.csv", undo.Options{Restore: true})
	l.same("account", map[string]string{"a@x.org": "pending"}, l.statuses())
}

// TestRefused: a key that is revoked stops the undo. The next run continues.
func TestRefused(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("p.csv", "email\na@x.org\nb@x.org\n")
	l.box.SetFaults([]sandbox.Fault{{Kind: "401", On: "archive", Share: 1}})
	o := undo.Options{Rate: fast(), Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d"}
	summary, err := undo.New(l.client, o).Run(t.Context(), l.path("p.csv"))
	if err == nil || summary == nil || summary.ExitStatus != 3 || summary.Counts["archived"] > 0 {
		t.Fatalf("a revoked key: %v, %+v; want that it stops", err, summary)
	}
	l.box.SetFaults([]sandbox.Fault{{Kind: "422", On: "archive", First: 1, Emails: []string{"a@x.org"}}, {Kind: "422", On: "archive", Share: 1, Emails: []string{"a@x.org"}}})
	lines, _ := l.undoes("p.csv", undo.Options{})
	l.same("one is rejected", map[string]string{"a@x.org": "failed refused", "b@x.org": "archived"}, lines)
	l.box.SetFaults(nil)
	lines, _ = l.undoes("p.csv", undo.Options{})
	l.same("then not", map[string]string{"a@x.org": "archived", "b@x.org": "archived"}, lines)
}

// TestNothingWrittenBeforeConsent: without consent nothing is changed or written, and a file
// of another program is never replaced.
func TestNothingWrittenBeforeConsent(t *testing.T) {
	l := newLab(t, sandbox.Options{})
	l.imports("p.csv", "email\na@x.org\n")
	o := undo.Options{Rate: fast(), Target: importer.TargetSummary{Host: l.client.Host()}, Fingerprint: "f00d", OnPlan: func(undo.Plan) bool { return false }}
	if summary, err := undo.New(l.client, o).Run(t.Context(), l.path("p.csv")); summary != nil || err != importer.ErrDeclined {
		t.Errorf("declined: %v, %v", summary, err)
	}
	if _, err := os.Stat(l.path("p.undo.csv")); err == nil {
		t.Error("a report was written")
	}
	if n := l.box.Count(func(e sandbox.Entry) bool { return e.Method != http.MethodGet && e.Action != "" }); n > 0 {
		t.Errorf("%d partners were changed", n)
	}
	other := "not ours\n"
	l.must(os.WriteFile(l.path("p.undo.csv"), []byte(other), 0o600))
	o.OnPlan = nil
	if summary, err := undo.New(l.client, o).Run(t.Context(), l.path("p.csv")); summary != nil || err == nil || !strings.Contains(err.Error(), "was not written by this tool") {
		t.Errorf("a foreign file in the place of the report: %v, %v", summary, err)
	}
}

// TestOptionNames: each name of an option is that of a field.
func TestOptionNames(t *testing.T) {
	for _, name := range option.UndoNames() {
		if _, ours := reflect.TypeFor[undo.Options]().FieldByName(string(name)); !ours {
			t.Errorf("there is no field %s", name)
		}
	}
}

// hiding answers 404 to lookups of archived partners, as an API may.
func hiding(box *sandbox.Sandbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, p := range box.Partners() {
			asked := strings.HasSuffix(r.URL.Path, "/partners/"+p.ID) || r.URL.Query().Get("email") == p.Email
			if r.Method == http.MethodGet && asked && p.Status == "archived" {
				w.WriteHeader(http.StatusNotFound)
				_, _ = w.Write([]byte(`{"message":"Not found."}`))
				return
			}
		}
		box.ServeHTTP(w, r)
	})
}

// TestHidden: if Partnero does not show archived partners, a lost answer does not make
// them gone, and all can be restored, also after an import.
func TestHidden(t *testing.T) {
	l := newLabBehind(t, sandbox.Options{}, hiding)
	const text = "email,id\na@x.org,a\nb@x.org,b\nc@x.org,c\n"
	l.imports("p.csv", text)
	l.must(l.client.Delete(t.Context(), "c"))
	l.box.SetFaults([]sandbox.Fault{{Kind: "504", After: true, On: "archive", First: 1}})
	lines, _ := l.undoes("p.csv", undo.Options{})
	l.same("undone", map[string]string{"a@x.org": "archived", "b@x.org": "archived", "c@x.org": "gone partner_gone"}, lines)
	l.imports("p.csv", text)
	l.same("imported", map[string]string{"a@x.org": "failed email_taken", "b@x.org": "failed email_taken", "c@x.org": "created"}, l.lines("p.report.csv"))
	l.box.SetFaults([]sandbox.Fault{{Kind: "504", After: true, On: "restore", First: 1}})
	lines, _ = l.undoes("p.csv", undo.Options{Restore: true})
	l.same("restored", map[string]string{"a@x.org": "restored", "b@x.org": "restored"}, lines)
	l.same("account", map[string]string{"a@x.org": "active", "b@x.org": "active", "c@x.org": "active"}, l.statuses())
}
