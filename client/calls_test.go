package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"partner-import/client/sandbox"

	"github.com/google/go-cmp/cmp"
)

// TestCreate: every field arrives unchanged, and comes back.
func TestCreate(t *testing.T) {
	b, c := box(t, sandbox.Options{Partners: []sandbox.Partner{{Email: "r@example.com", ID: "ref-id", Key: "ref-key"}}})
	for _, tt := range []struct {
		name     string
		in       NewPartner
		referrer string
	}{
		{"e-mail only", NewPartner{Email: "min@example.com"}, ""},
		{"everything", NewPartner{
			Email: "All+1@Example.com", Name: "Ann", Surname: "Lee", Password: "Passw0rd", ID: "id-1", Key: "key-1",
			Tags: []string{"new", "premium"}, Referrer: &Referrer{ID: "ref-id"},
		}, "ref-id"},
		{"referrer by key", NewPartner{Email: "k@example.com", Referrer: &Referrer{Key: "ref-key"}}, "ref-id"},
		{"referrer by e-mail", NewPartner{Email: "e@example.com", Referrer: &Referrer{Email: "R@example.com"}}, "ref-id"},
		{"beyond ASCII", NewPartner{Email: "u@example.com", Name: "Zoë \"Z\"\u2028<&>", Surname: "李/🙂", Tags: []string{"día, uno"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Create(t.Context(), tt.in)
			if err != nil {
				t.Fatal(err)
			}
			there, _ := b.Find(tt.in.Email)
			want := sandbox.Partner{
				ID: there.ID, Key: there.Key, Email: tt.in.Email, Name: tt.in.Name, Surname: tt.in.Surname, Password: tt.in.Password,
				Tags: tt.in.Tags, ReferrerID: tt.referrer, Status: "active", CreatedAt: there.CreatedAt, UpdatedAt: there.UpdatedAt,
			}
			if tt.in.ID != "" {
				want.ID, want.Key = tt.in.ID, tt.in.Key
			}
			if d := cmp.Diff(want, there); d != "" {
				t.Errorf("the program holds another partner (-want +got):\n%s", d)
			}
			tags := append([]string(nil), got.Tags...)
			slices.Reverse(tags) // the API answers them in this order
			got.Tags = tags
			answer := Partner{
				ID: there.ID, Email: tt.in.Email, Name: tt.in.Name, Surname: tt.in.Surname, Tags: tt.in.Tags,
				Link: "https://partners.example.com?aff=" + there.Key, Status: "active", CreatedAt: there.CreatedAt, UpdatedAt: there.UpdatedAt,
			}
			if d := cmp.Diff(answer, got); d != "" {
				t.Errorf("Create returned another partner (-want +got):\n%s", d)
			}
		})
	}
}

// TestCreateRefused: the API's words, by field.
func TestCreateRefused(t *testing.T) {
	there := sandbox.Partner{Email: "a@example.com", ID: "a-id", Key: "a-key"}
	b, c := box(t, sandbox.Options{Partners: []sandbox.Partner{there}})
	for _, tt := range []struct {
		name   string
		in     NewPartner
		kind   Kind
		status int
		taken  []string
	}{
		{"e-mail taken", NewPartner{Email: "A@Example.com"}, Taken, 422, []string{"email"}},
		{"id taken", NewPartner{Email: "b@example.com", ID: "a-id"}, Taken, 422, []string{"id"}},
		{"key taken", NewPartner{Email: "b@example.com", Key: "a-key"}, Taken, 422, []string{"key"}},
		{"all taken", NewPartner{Email: "a@example.com", ID: "a-id", Key: "a-key"}, Taken, 422, []string{"email", "id", "key"}},
		{"no e-mail", NewPartner{}, Refused, 422, nil},
		{"no referrer", NewPartner{Email: "b@example.com", Referrer: &Referrer{ID: "nobody"}}, Refused, 400, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Create(t.Context(), tt.in)
			e, ok := err.(*Error)
			if !ok || e.Kind != tt.kind || e.Status != tt.status || e.Message == "" || !slices.Equal(e.TakenFields(), tt.taken) {
				t.Errorf("Create(%+v) = %v (%v); want %v, %d, taken %v", tt.in, err, KindOf(err), tt.kind, tt.status, tt.taken)
			}
		})
	}
	if got := len(b.Partners()); got != 1 {
		t.Errorf("%d partners; want 1", got)
	}
	b.SetKey("another")
	if _, err := c.Create(t.Context(), NewPartner{Email: "b@example.com"}); KindOf(err) != Unauthorized {
		t.Errorf("Create with a revoked key = %v (%v); want unauthorized", err, KindOf(err))
	}
}

// odd are ids that mean something in a URL.
var odd = []string{"plain", "a/b", "a?b=c", "a#b", "50%", "%2F", "a b", "a+b", "é李🙂", "a&id=plain", "a;b", "a:b", `"`, `\`, "~", "…"}

// TestFind: exactly one, by e-mail, id or key.
func TestFind(t *testing.T) {
	var partners []sandbox.Partner
	for i, s := range odd {
		partners = append(partners, sandbox.Partner{ID: s, Key: "k" + s, Email: fmt.Sprintf("o'p+%d@example.com", i), Name: s})
	}
	_, c := box(t, sandbox.Options{Partners: partners})
	for _, p := range partners {
		for _, by := range []By{{ID: p.ID}, {Key: p.Key}, {Email: p.Email}} {
			got, err := c.Find(t.Context(), by)
			if err != nil || got.ID != p.ID || got.Key != p.Key || got.Email != p.Email || got.Name != p.Name {
				t.Errorf("Find(%+v) = %+v, %v; want %+v", by, got, err, p)
			}
		}
	}
	for _, by := range []By{{ID: "nobody"}, {Key: "k"}, {Email: "op+0@example.com"}} {
		if got, err := c.Find(t.Context(), by); KindOf(err) != NotFound {
			t.Errorf("Find(%+v) = %+v, %v; want not found", by, got, err)
		}
	}
	for _, by := range []By{{}, {ID: "a", Key: "b"}, {ID: "a", Key: "b", Email: "c"}} {
		if _, err := c.Find(t.Context(), by); err == nil || KindOf(err) != 0 {
			t.Errorf("Find(%+v) = %v; want an error before anything is sent", by, err)
		}
	}
}

// TestList: page by page, every partner once.
func TestList(t *testing.T) {
	for _, tt := range []struct{ partners, limit, pages int }{
		{600, MaxPage, 3}, {500, MaxPage, 3}, {600, 7, 86}, {0, MaxPage, 1}, {1, 1, 2},
	} {
		t.Run(fmt.Sprintf("%d by %d", tt.partners, tt.limit), func(t *testing.T) {
			there := make([]sandbox.Partner, tt.partners)
			var want, got []string
			for i := range there {
				there[i].Email = fmt.Sprintf("p%d@example.com", i)
				want = append(want, there[i].Email)
			}
			b, c := box(t, sandbox.Options{Partners: there})
			for page, more := 1, true; more; page++ {
				var partners []Partner
				var err error
				if partners, more, err = c.List(t.Context(), page, tt.limit); err != nil {
					t.Fatal(err)
				}
				for _, p := range partners {
					got = append(got, p.Email)
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("the listing differs (-want +got):\n%s", d)
			}
			if n := len(b.Ledger()); n != tt.pages {
				t.Errorf("%d requests; want %d", n, tt.pages)
			}
		})
	}
}

// TestUpdate: given fields are set, nil ones do not change, and an empty list of
// tags removes all of them.
func TestUpdate(t *testing.T) {
	old := sandbox.Partner{ID: "i", Key: "k", Email: "a@example.com", Name: "Ann", Surname: "Lee", Tags: []string{"x", "y"}, Status: "active"}
	for _, tt := range []struct {
		name    string
		changes Changes
		want    func(*sandbox.Partner)
	}{
		{"name", Changes{Name: new("Bea")}, func(p *sandbox.Partner) { p.Name = "Bea" }},
		{"surname", Changes{Surname: new("Li")}, func(p *sandbox.Partner) { p.Surname = "Li" }},
		{"e-mail", Changes{Email: new("b@example.com")}, func(p *sandbox.Partner) { p.Email = "b@example.com" }},
		{"key", Changes{Key: new("k2")}, func(p *sandbox.Partner) { p.Key = "k2" }},
		{"password", Changes{Password: new("Passw0rd")}, func(p *sandbox.Partner) { p.Password = "Passw0rd" }},
		{"tags", Changes{Tags: &[]string{"z"}}, func(p *sandbox.Partner) { p.Tags = []string{"z"} }},
		{"no tags any more", Changes{Tags: &[]string{}}, func(p *sandbox.Partner) { p.Tags = nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, c := box(t, sandbox.Options{Partners: []sandbox.Partner{old}})
			got, err := c.Update(t.Context(), "i", tt.changes)
			if err != nil || got.ID != "i" {
				t.Fatalf("Update = %+v, %v; want partner i", got, err)
			}
			want := old
			tt.want(&want)
			there := b.Partners()[0]
			want.CreatedAt, want.UpdatedAt = there.CreatedAt, there.UpdatedAt
			if len(there.Tags) == 0 {
				there.Tags = nil
			}
			if d := cmp.Diff(want, there); d != "" {
				t.Errorf("the program holds another partner (-want +got):\n%s", d)
			}
		})
	}
}

// TestUpdateFailures: a partner that does not exist, and the key of another one.
func TestUpdateFailures(t *testing.T) {
	_, c := box(t, sandbox.Options{Partners: []sandbox.Partner{{ID: "i", Email: "a@example.com"}, {ID: "j", Email: "b@example.com", Key: "jk"}}})
	if _, err := c.Update(t.Context(), "nobody", Changes{Name: new("x")}); KindOf(err) != NotFound {
		t.Errorf("Update(nobody) = %v (%v); want not found", err, KindOf(err))
	}
	for field, changes := range map[string]Changes{"email": {Email: new("B@example.com")}, "key": {Key: new("jk")}} {
		_, err := c.Update(t.Context(), "i", changes)
		if e, ok := err.(*Error); !ok || e.Kind != Taken || !slices.Equal(e.TakenFields(), []string{field}) {
			t.Errorf("Update(%s of another) = %v (%v); want taken", field, err, KindOf(err))
		}
	}
}

// TestUpdateOddIDs: an id is one piece of the path, whatever is in it.
func TestUpdateOddIDs(t *testing.T) {
	var partners []sandbox.Partner
	for i, s := range odd {
		partners = append(partners, sandbox.Partner{ID: s, Email: fmt.Sprintf("p%d@example.com", i)})
	}
	b, c := box(t, sandbox.Options{Partners: partners})
	for i, id := range odd {
		if got, err := c.Update(t.Context(), id, Changes{Name: new("updated " + id)}); err != nil || got.ID != id {
			t.Errorf("Update(%q) = %+v, %v", id, got, err)
		}
		if got := b.Partners()[i]; got.Name != "updated "+id {
			t.Errorf("partner %q has the name %q; want its own", id, got.Name)
		}
	}
}

// TestInvite: a partner with status pending is created.
func TestInvite(t *testing.T) {
	b, c := box(t, sandbox.Options{})
	got, err := c.Invite(t.Context(), Invitation{Email: "a@example.com", Name: "Ann", Surname: "Lee"})
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := b.Find("a@example.com"); !ok || !p.Invited || p.Status != "pending" || p.Name != "Ann" || p.Surname != "Lee" || got.ID != p.ID {
		t.Errorf("invited = %+v, %v; the answer shows %+v", p, ok, got)
	}
	if _, err := c.Invite(t.Context(), Invitation{Email: "b@example.com"}); KindOf(err) != Refused {
		t.Errorf("Invite(no name) = %v (%v); want refused", err, KindOf(err))
	}
	if _, err := c.Invite(t.Context(), Invitation{Email: "a@example.com", Name: "Ann"}); KindOf(err) != Taken {
		t.Errorf("Invite(again) = %v (%v); want taken", err, KindOf(err))
	}
}

// TestAcknowledgements: an invitation and an update have succeeded whatever
// JSON says so, and nothing else does.
func TestAcknowledgements(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		status     int
		want       Partner
		kind       Kind
	}{
		{"a partner", `{"data":{"id":"i","tags":[]},"status":1}`, 200, Partner{ID: "i", Tags: []string{}}, 0},
		{"a list", `{"data":[],"status":1}`, 202, Partner{}, 0},
		{"a sentence", `{"data":"sent"}`, 200, Partner{}, 0},
		{"no data", ` {"status":1}`, 200, Partner{}, 0},
		{"no content", "", 204, Partner{}, 0},
		{"nothing", "", 200, Partner{}, Ambiguous},
		{"a page", "<html>", 200, Partner{}, Ambiguous},
		{"half", `{"data":{"id":"i"`, 200, Partner{}, Ambiguous},
		{"null", "null", 200, Partner{}, Ambiguous},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, serve(t, answering(tt.status, tt.body), plain).URL+"/v1")
			for name, call := range map[string]func() (Partner, error){
				"Invite": func() (Partner, error) { return c.Invite(t.Context(), Invitation{Email: "a@x", Name: "A"}) },
				"Update": func() (Partner, error) { return c.Update(t.Context(), "i", Changes{Name: new("A")}) },
			} {
				got, err := call()
				if d := cmp.Diff(tt.want, got); d != "" || KindOf(err) != tt.kind {
					t.Errorf("%s = %v, %v; want %v of kind %v", name, got, err, tt.want, tt.kind)
				}
			}
		})
	}
}

// TestPing: one cheap request that proves the key and sets the clock.
func TestPing(t *testing.T) {
	there := time.Now().Add(-time.Hour)
	b, c := box(t, sandbox.Options{Now: func() time.Time { return there }})
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.ServerTime().Sub(there); got < -time.Second || got > 20*time.Second {
		t.Errorf("ServerTime() is %v ahead of the server's clock; want it to be the same", got)
	}
	b.SetKey("another")
	if err := c.Ping(t.Context()); KindOf(err) != Unauthorized {
		t.Errorf("Ping with another key = %v (%v); want unauthorized", err, KindOf(err))
	}
	b.SetDown(http.StatusServiceUnavailable)
	if err := c.Ping(t.Context()); KindOf(err) != Ambiguous {
		t.Errorf("Ping in an outage = %v (%v); want ambiguous", err, KindOf(err))
	}
}

// TestPartnerForms: we only know some fields from examples. They are read in every
// likely form.
func TestPartnerForms(t *testing.T) {
	at := time.Date(2025, 4, 30, 16, 44, 13, 0, time.UTC)
	for _, tt := range []struct {
		name, data string
		want       Partner
	}{
		{"the vendor's", `{"id":"a","key":"k","tags":[{"value":"x"},{"value":"y"}],"referral_link":"l","created_at":"2025-04-30T16:44:13.000000Z"}`,
			Partner{ID: "a", Key: "k", Tags: []string{"x", "y"}, Link: "l", CreatedAt: at}},
		{"an id that is a number", `{"id":12}`, Partner{ID: "12"}},
		{"tags that are text", `{"id":"a","tags":["x",7,null,{},{"value":""}]}`, Partner{ID: "a", Tags: []string{"x", "7"}}},
		{"tags that are none", `{"id":"a","tags":"x"}`, Partner{ID: "a"}},
		{"links only", `{"id":"a","referral_links":["l","m"]}`, Partner{ID: "a", Link: "l"}},
		{"links that are none", `{"id":"a","referral_links":{}}`, Partner{ID: "a"}},
		{"nulls", `{"id":"a","key":null,"name":null,"tags":null,"referral_link":null,"created_at":null}`, Partner{ID: "a"}},
		{"a time of another form", `{"id":"a","created_at":"30.04.2025"}`, Partner{ID: "a"}},
		{"a time with a zone", `{"id":"a","created_at":"2025-04-30T18:44:13+02:00"}`, Partner{ID: "a", CreatedAt: at}},
		{"objects for text", `{"id":"a","name":{"first":"x"},"email":[]}`, Partner{ID: "a"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := dial(t, serve(t, answering(200, `{"data":`+tt.data+`}`), plain).URL)
			got, err := c.Find(t.Context(), By{ID: "a"})
			if d := cmp.Diff(tt.want, got); d != "" || err != nil {
				t.Errorf("Find of %s: %v (-want +got):\n%s", tt.data, err, d)
			}
		})
	}
}

// TestPingWithoutListings: a lookup alone also proves the address. A server that
// answers 404 to everything does not.
func TestPingWithoutListings(t *testing.T) {
	for _, tt := range []struct {
		name, lookup string
		want         Kind
	}{
		{"lookups alone", `{"message":"Not found."}`, 0},
		{"no such route", `{"message":"The route v2/partner could not be found."}`, Misconfigured},
		{"a page", `<html>404</html>`, Misconfigured},
		{"nothing", ``, Misconfigured},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusNotFound)
				if strings.HasSuffix(r.URL.Path, "/partner") {
					_, _ = io.WriteString(w, tt.lookup)
				}
			}))
			defer server.Close()
			key, _ := NewKey("sk_test_12345678")
			c, err := New(Options{Key: key, BaseURL: server.URL + "/v1"})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got := KindOf(c.Ping(context.Background())); got != tt.want {
				t.Errorf("Ping = %s; want %s", got, tt.want)
			}
		})
	}
}
