package sandbox

import (
	"fmt"
	"net/http"
	"testing"
)

// TestArchive: what the reference says of archive, revoke-archive and DELETE.
func TestArchive(t *testing.T) {
	box := some(Options{})
	for i, step := range []struct {
		method, path, body string
		status             int
		partner            string // status of p1 after it
	}{
		{"POST", "/v1/partners/p1/revoke-archive", "", 400, "active"},
		{"POST", "/v1/partners/p1/archive", "", 200, "archived"},
		{"POST", "/v1/partners/p1/archive", "", 400, "archived"},
		{"POST", "/v1/partners", `{"email":"ann@example.com"}`, 422, "archived"}, // the e-mail stays taken
		{"POST", "/v1/partners", `{"email":"x@example.com","key":"k1"}`, 422, "archived"},
		{"POST", "/v1/partners/nobody/archive", "", 404, "archived"},
		{"GET", "/v1/partners/p1/archive", "", 405, "archived"},
		{"POST", "/v1/partners/p1/other", "", 404, "archived"},
		{"POST", "/v1/partners/p1/revoke-archive", "", 200, "active"},
		{"POST", "/v1/partners/p1/revoke-archive", "", 400, "active"},
		{"DELETE", "/v1/partners", "", 422, "active"},
		{"DELETE", "/v1/partners", `{"email":"nobody@example.com"}`, 404, "active"},
		{"DELETE", "/v1/partners/p1", "", 200, ""},
		{"DELETE", "/v1/partners/p1", "", 404, ""},
		{"POST", "/v1/partners/p1/archive", "", 404, ""},
		{"DELETE", "/v1/partners", `{"key":"k2"}`, 200, ""},
	} {
		if a := call(t, box, step.method, step.path, step.body); a.status != step.status {
			t.Errorf("%d %s %s = %d %s; want %d", i, step.method, step.path, a.status, a.body, step.status)
		}
		p, _ := box.Find("ann@example.com")
		if p.Status != step.partner {
			t.Errorf("%d %s %s: the partner is %q; want %q", i, step.method, step.path, p.Status, step.partner)
		}
	}
	if a := create(t, box, `{"email":"ann@example.com","id":"p1","key":"k1"}`); a.status != http.StatusCreated {
		t.Errorf("a deleted partner's e-mail, id and key are not free: %d %s", a.status, a.body)
	}
	var did []string
	for _, e := range box.Ledger() {
		if e.Action != "" {
			did = append(did, e.Action+" "+e.PartnerID)
		}
	}
	if got, want := fmt.Sprint(did), "[archive p1 restore p1 delete p1 delete p2]"; got != want {
		t.Errorf("the ledger has %s; want %s", got, want)
	}
	list := decode[struct{ Data []struct{ ID string } }](t, call(t, box, "GET", "/v1/partners?limit=250", "").body)
	if len(list.Data) != len(box.Partners()) {
		t.Errorf("the list has %d partners; want %d", len(list.Data), len(box.Partners()))
	}
}

// TestArchiveFaults: faults reach these calls, before the work or after it.
func TestArchiveFaults(t *testing.T) {
	for text, want := range map[string]string{
		"archive:504-after:first=1": "archived", "archive:500:first=1": "active", "any:503:first=1": "active",
	} {
		f, err := ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		box := some(Options{Faults: []Fault{f}})
		a := call(t, box, "POST", "/v1/partners/p1/archive", "")
		if p, _ := box.Find("ann@example.com"); a.status < 500 || p.Status != want {
			t.Errorf("%s: %d, and the partner is %q; want a failure and %q", text, a.status, p.Status, want)
		}
	}
}
