package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		path   string
		status int
		id     string
	}{
		{"/v1/partner?email=ann@example.com", 200, "p1"},
		{"/v1/partner?email=%20ANN%40EXAMPLE.COM", 200, "p1"},
		{"/v1/partner?key=k2", 200, "p2"},
		{"/v1/partner?id=p3", 200, "p3"},
		{"/v1/partners/p2", 200, "p2"},
		{"/v1/partner?key=p2", 404, ""},
		{"/v1/partner?key=k", 404, ""},
		{"/v1/partner?email=a+nn@example.com", 404, ""},
		{"/v1/partners/k2", 404, ""},
		{"/v1/partner", 422, ""},
		{"/v1/partner?email=", 422, ""},
	} {
		box := some(Options{})
		got := call(t, box, "GET", tt.path, "")
		if e := box.Ledger()[0]; got.status != tt.status || e.PartnerID != tt.id {
			t.Errorf("GET %s = %d, found %q; want %d, %q", tt.path, got.status, e.PartnerID, tt.status, tt.id)
		}
	}
}

func TestLookupShowsWhatCreateHides(t *testing.T) {
	got := compacted(t, call(t, some(Options{}), "GET", "/v1/partners/p1", "").body)
	want := `{"data":{"email":"Ann@Example.com","created_at":"2025-04-30T16:44:13.000000Z","updated_at":"2025-04-30T16:44:13.000000Z","name":"Ann","id":"p1","key":"k1",` +
		`"surname":"Lee","tos":false,"approved":true,"status":"active","custom_fields":[],"referrals_count":0,"tags":[{"value":"premium"},{"value":"new"}],` +
		`"referral_link":"https://partners.example.com?aff=k1","referral_links":["https://partners.example.com?aff=k1"]},"status":1}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestSearchMatchesParts(t *testing.T) {
	type found struct{ Data []struct{ ID string } }
	got := decode[found](t, call(t, some(Options{}), "GET", "/v1/partners:search?key=K", "").body)
	if len(got.Data) != 3 {
		t.Errorf("search for a part of every key found %d; want 3", len(got.Data))
	}
	got = decode[found](t, call(t, some(Options{}), "GET", "/v1/partners:search?id=3", "").body)
	if len(got.Data) != 1 || got.Data[0].ID != "p3" {
		t.Errorf("search for 3 found %+v; want p3", got.Data)
	}
}

// listing is a page of the list.
type listing struct {
	Data  []map[string]any
	Links struct{ First, Last, Prev, Next *string }
	Meta  struct {
		Current int `json:"current_page"`
		Per     int `json:"per_page"`
		From    *int
		To      *int
	}
}

// TestListHasEachPartnerOnce: the links to the next page lead to every partner once,
// in order, with any page size.
func TestListHasEachPartnerOnce(t *testing.T) {
	var all []Partner
	for i := range 61 {
		all = append(all, Partner{Email: fmt.Sprintf("p%d@example.com", i)})
	}
	box := New(Options{Partners: all})
	for _, limit := range []int{1, 7, 20, 60, 61, 62, 250} {
		n, pages := 0, 0
		for path := fmt.Sprintf("/v1/partners?limit=%d", limit); path != ""; pages++ {
			page := decode[listing](t, call(t, box, "GET", path, "").body)
			for _, p := range page.Data {
				if want := all[n].Email; p["email"] != want {
					t.Fatalf("limit %d: partner %d is %v; want %s", limit, n, p["email"], want)
				}
				n++
			}
			if page.Meta.Current != pages+1 || page.Meta.Per != limit || *page.Meta.To != n || *page.Meta.From != n-len(page.Data)+1 {
				t.Errorf("limit %d: meta of page %d = %+v", limit, pages+1, page.Meta)
			}
			path = ""
			if page.Links.Next != nil {
				path = strings.TrimPrefix(*page.Links.Next, "http://api.test")
			}
		}
		if n != len(all) || pages != (len(all)+limit-1)/limit {
			t.Errorf("limit %d: %d partners on %d pages; want %d", limit, n, pages, len(all))
		}
	}
}

func TestListItemsAreBrief(t *testing.T) {
	got := decode[listing](t, call(t, some(Options{}), "GET", "/v1/partners", "").body)
	if got.Meta.Per != 15 || got.Links.Next != nil || len(got.Data) != 3 {
		t.Fatalf("list = %+v; want 3 partners, 15 to a page, no next", got)
	}
	want := map[string]any{"id": "p2", "email": "bob@example.com", "name": "Bob", "surname": nil, "status": "active", "approved": true,
		"custom_fields": []any{}, "created_at": "2025-04-30T16:44:13.000000Z", "updated_at": "2025-04-30T16:44:13.000000Z"}
	if diff := cmp.Diff(want, got.Data[1]); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
}

func TestListRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"limit=0": "The limit field must be at least 1.", "limit=251": "The limit field must not be greater than 250.",
		"limit=x": "The limit field must be an integer.", "page=0": "The page field must be at least 1.",
	} {
		got := call(t, some(Options{}), "GET", "/v1/partners?"+query, "")
		if got.status != 422 || !strings.Contains(got.body, want) {
			t.Errorf("list %s = %d %s; want 422 %s", query, got.status, got.body, want)
		}
	}
	got := decode[listing](t, call(t, some(Options{}), "GET", "/v1/partners?limit=250&page=9223372036854775807", "").body)
	if len(got.Data) != 0 || got.Meta.From != nil || got.Links.Next != nil {
		t.Errorf("a page behind the last = %+v; want an empty one", got)
	}
}

func TestUpdate(t *testing.T) {
	at := noon.Truncate(time.Second)
	base := Partner{ID: "p1", Key: "k1", Email: "Ann@Example.com", Name: "Ann", Surname: "Lee", Status: "active", Tags: []string{"new", "premium"}, CreatedAt: at, UpdatedAt: at}
	for _, tt := range []struct {
		name, path, body string
		status           int
		change           func(*Partner)
	}{
		{"a name, by id", "/p1", `{"update":{"name":"Anna"}}`, 200, func(p *Partner) { p.Name = "Anna" }},
		{"by key", "", `{"key":"k1","update":{"surname":"Low"}}`, 200, func(p *Partner) { p.Surname = "Low" }},
		{"by email", "", `{"email":"ann@example.com","update":{"key":"knew"}}`, 200, func(p *Partner) { p.Key = "knew" }},
		{"a key is no id", "/k1", `{"update":{"name":"Anna"}}`, 404, nil},
		{"null clears a name", "/p1", `{"update":{"surname":""}}`, 200, func(p *Partner) { p.Surname = "" }},
		{"no tags are all gone", "/p1", `{"update":{"tags":[]}}`, 200, func(p *Partner) { p.Tags = nil }},
		{"other tags", "/p1", `{"update":{"tags":["x"]}}`, 200, func(p *Partner) { p.Tags = []string{"x"} }},
		{"own email again", "/p1", `{"update":{"email":"ann@example.com"}}`, 200, func(p *Partner) { p.Email = "ann@example.com" }},
		{"password", "/p1", `{"update":{"password":"Abcdefg1"}}`, 200, func(p *Partner) { p.Password = "Abcdefg1" }},
		{"somebody's email", "/p1", `{"update":{"email":"BOB@example.com"}}`, 422, nil},
		{"somebody's key", "/p1", `{"update":{"key":"k2"}}`, 422, nil},
		{"weak password", "/p1", `{"update":{"password":"x"}}`, 422, nil},
		{"no email", "/p1", `{"update":{"email":null}}`, 422, nil},
		{"no update", "/p1", `{"name":"Anna"}`, 422, nil},
		{"nobody", "", `{"update":{"name":"Anna"}}`, 422, nil},
		{"a stranger", "", `{"email":"no@body.com","update":{"name":"Anna"}}`, 404, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := some(Options{})
			got := call(t, box, "PUT", "/v1/partners"+tt.path, tt.body)
			want := base
			if tt.change != nil {
				tt.change(&want)
			}
			if got.status != tt.status {
				t.Errorf("status = %d %s; want %d", got.status, got.body, tt.status)
			}
			if diff := cmp.Diff(want, box.Partners()[0]); diff != "" {
				t.Errorf("partner (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUpdateMovesTheIndex(t *testing.T) {
	box := some(Options{})
	call(t, box, "PUT", "/v1/partners/p1", `{"update":{"email":"new@example.com","key":"knew"}}`)
	if got := create(t, box, `{"email":"ann@example.com","key":"k1"}`); got.status != 201 {
		t.Errorf("create with what an update set free = %d %s; want 201", got.status, got.body)
	}
	if got := create(t, box, `{"email":"NEW@example.com"}`); got.status != 422 {
		t.Errorf("create with the updated e-mail = %d; want 422", got.status)
	}
	if got := call(t, box, "PUT", "/v1/partners/p2", `{"update":{"email":"Bob"}}`); !strings.Contains(got.body, `"update.email":["The update.email field must be a valid email address."]`) {
		t.Errorf("body = %s; want the attribute update.email", got.body)
	}
}

// TestIndexServesTheOldest: if several rows have one value, the oldest is found,
// whatever is removed.
func TestIndexServesTheOldest(t *testing.T) {
	x := newIndex()
	for _, n := range []int{4, 2, 7, 5} {
		x.add("v", n)
	}
	for _, step := range []struct{ remove, first int }{{7, 2}, {2, 4}, {5, 4}} {
		x.remove("v", step.remove)
		if x.first["v"] != step.first {
			t.Errorf("after %d went, first = %d; want %d", step.remove, x.first["v"], step.first)
		}
	}
	x.remove("v", 4)
	if len(x.first)+len(x.more) != 0 {
		t.Errorf("index = %+v; want it empty", x)
	}
}
