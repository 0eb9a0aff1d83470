package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCreateAnswersAsTheVendorsExample(t *testing.T) {
	box := New(Options{Now: frozen, ProgramURL: "https://yourcompany.com"})
	got := create(t, box, `{"email":" john.doe@partnero.com ","name":"John","surname":"Doe","id":"partner_123","key":"ref_123",
		"tags":["new","premium"],"password":" Abcdefg1 "}`)
	want := `{"data":{"email":"john.doe@partnero.com","created_at":"2025-04-30T16:44:13.000000Z","updated_at":"2025-04-30T16:44:13.000000Z",` +
		`"name":"John","id":"partner_123","surname":"Doe","tos":false,"approved":true,"status":"active","custom_fields":[],"referrals_count":0,` +
		`"tags":[{"value":"premium"},{"value":"new"}],"referral_link":"https://yourcompany.com?aff=ref_123",` +
		`"referral_links":["https://yourcompany.com?aff=ref_123"]},"status":1}`
	if got.status != http.StatusCreated {
		t.Errorf("status = %d; want 201", got.status)
	}
	if diff := cmp.Diff(want, compacted(t, got.body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if d := got.header.Get("Date"); d != "Wed, 30 Apr 2025 16:44:13 GMT" {
		t.Errorf("Date = %q; want that of the clock", d)
	}
	second := noon.Truncate(time.Second)
	wantP := []Partner{{ID: "partner_123", Key: "ref_123", Email: "john.doe@partnero.com", Name: "John", Surname: "Doe", Status: "active",
		Password: " Abcdefg1 ", Tags: []string{"new", "premium"}, CreatedAt: second, UpdatedAt: second}}
	if diff := cmp.Diff(wantP, box.Partners()); diff != "" {
		t.Errorf("partners (-want +got):\n%s", diff)
	}
	if e := box.Ledger()[0]; !e.Created || e.PartnerID != "partner_123" || e.Email != "john.doe@partnero.com" {
		t.Errorf("entry = %+v; want created partner_123", e)
	}
}

func TestCreateMakesUpIDAndKey(t *testing.T) {
	box := New(Options{})
	create(t, box, `{"email":"a@b.c","name":"","id":null}`)
	p, ok := box.Find(" A@B.C ")
	if !ok || !strings.HasPrefix(p.ID, "partner_") || !strings.HasPrefix(p.Key, "ref_") || p.Name != "" {
		t.Errorf("Find = %+v, %v; want a partner with a made-up id and key", p, ok)
	}
	body := call(t, box, "GET", "/v1/partner?email=a@b.c", "").body
	if !strings.Contains(body, `"name":null`) || !strings.Contains(body, `"key":"`+p.Key+`"`) {
		t.Errorf("lookup = %s; want a null name and the key", body)
	}
}

func TestValidation(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	for _, tt := range []struct {
		name, body string
		want       string
	}{
		{"nothing", `{}`, `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`},
		{"not JSON", `nonsense`, `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`},
		{"a list", `["a@b.c"]`, `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`},
		{"broken UTF-8", "{\"email\":\"a@b.c\",\"name\":\"\xff\"}", `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`},
		{"blank email", `{"email":" \t\u200b"}`, `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`},
		{"email is no email", `{"email":"a b@c"}`, `{"message":"The email field must be a valid email address.","errors":{"email":["The email field must be a valid email address."]}}`},
		{"email with a name", `{"email":"A <a@b.c>"}`, `{"message":"The email field must be a valid email address.","errors":{"email":["The email field must be a valid email address."]}}`},
		{"email is a number", `{"email":1}`, `{"message":"The email field must be a string. (and 1 more error)","errors":{"email":["The email field must be a string.","The email field must be a valid email address."]}}`},
		{"email is taken", `{"email":"ANN@example.COM"}`, `{"message":"The email has already been taken.","errors":{"email":["The email has already been taken."]}}`},
		{"all three are taken", `{"email":"ann@example.com","id":"p2","key":"k3"}`,
			`{"message":"The email has already been taken. (and 2 more errors)","errors":{"email":["The email has already been taken."],"id":["The id has already been taken."],"key":["The key has already been taken."]}}`},
		{"too long", `{"email":"x@y.z","name":"` + long(101) + `","surname":"` + long(101) + `","id":"` + long(256) + `","key":"` + long(65) + `"}`,
			`{"message":"The name field must not be greater than 100 characters. (and 3 more errors)","errors":{"name":["The name field must not be greater than 100 characters."],` +
				`"surname":["The surname field must not be greater than 100 characters."],"id":["The id field must not be greater than 255 characters."],"key":["The key field must not be greater than 64 characters."]}}`},
		{"not strings", `{"email":"x@y.z","name":1,"surname":true,"password":12345678,"id":2,"key":[]}`,
			`{"message":"The name field must be a string. (and 4 more errors)","errors":{"name":["The name field must be a string."],"surname":["The surname field must be a string."],` +
				`"password":["The password field must be a string."],"id":["The id field must be a string."],"key":["The key field must be a string."]}}`},
		{"weak password", `{"email":"x@y.z","password":"abc"}`, `{"message":"The password field must be at least 8 characters. (and 2 more errors)","errors":{"password":["The password field must be at least 8 characters.",` +
			`"The password field must contain at least one uppercase and one lowercase letter.","The password field must contain at least one number."]}}`},
		{"tags are text", `{"email":"x@y.z","tags":"a,b"}`, `{"message":"The tags field must be an array.","errors":{"tags":["The tags field must be an array."]}}`},
		{"an empty tag", `{"email":"x@y.z","tags":["a",""]}`, `{"message":"The tags.1 field must be a string.","errors":{"tags.1":["The tags.1 field must be a string."]}}`},
		{"referrer is text", `{"email":"x@y.z","referring_partner":"p1"}`, `{"message":"The referring partner field must be an array.","errors":{"referring_partner":["The referring partner field must be an array."]}}`},
		{"referrer's id is a number", `{"email":"x@y.z","referring_partner":{"id":1}}`, `{"message":"The referring partner.id field must be a string.","errors":{"referring_partner.id":["The referring partner.id field must be a string."]}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := some(Options{})
			got := create(t, box, tt.body)
			if got.status != http.StatusUnprocessableEntity || got.body != tt.want {
				t.Errorf("create(%s) =\n%d %s; want\n422 %s", tt.body, got.status, got.body, tt.want)
			}
			if n := len(box.Partners()); n != 3 {
				t.Errorf("%d partners; want 3 as before", n)
			}
		})
	}
}

func TestAnswersAreWrittenAsPHPDoes(t *testing.T) {
	box := New(Options{})
	got := create(t, box, `{"email":"a@b.c","name":"Zoë/😀\"\u0001"}`)
	if want := `"name":"Zo\u00eb\/\ud83d\ude00\"\u0001"`; !strings.Contains(got.body, want) {
		t.Errorf("body = %s; want %s in it", got.body, want)
	}
}

func TestValidationRedirectsBrowsers(t *testing.T) {
	for _, tt := range []struct {
		accept string
		status int
	}{
		{"application/json", 422}, {"application/vnd.api+json", 422}, {"text/html;q=0.5, application/json", 422},
		{"", 302}, {"*/*", 302}, {"text/html, application/json", 302},
	} {
		got := call(t, New(Options{}), "POST", "/v1/partners", `{}`, "Accept", tt.accept)
		if got.status != tt.status || tt.status == 302 && got.header.Get("Location") != "/" {
			t.Errorf("Accept %q = %d to %q; want %d", tt.accept, got.status, got.header.Get("Location"), tt.status)
		}
	}
	got := call(t, New(Options{}), "POST", "/v1/partners", `{"email":"a@b.c"}`, "Content-Type", "text/plain")
	if got.status != 422 {
		t.Errorf("JSON that is not declared as such = %d; want 422: it is not read", got.status)
	}
}

func TestReferringPartner(t *testing.T) {
	const absent = `{"message":"Referring partner not found.","status":0}`
	for _, tt := range []struct {
		name, ref string
		status    int
		referrer  string
	}{
		{"by id", `{"id":"p1"}`, 201, "p1"},
		{"by key", `{"key":"k2"}`, 201, "p2"},
		{"by email", `{"email":"CEM@example.com"}`, 201, "p3"},
		{"a key is no id", `{"id":"k2"}`, 400, ""},
		{"a stranger", `{"email":"no@body.com"}`, 400, ""},
		{"nobody", `{}`, 400, ""},
		{"null", `null`, 201, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := some(Options{})
			got := create(t, box, `{"email":"x@y.z","referring_partner":`+tt.ref+`}`)
			p, ok := box.Find("x@y.z")
			if got.status != tt.status || ok != (tt.status == 201) || p.ReferrerID != tt.referrer {
				t.Errorf("status = %d, created = %v, referrer = %q; want %d, %q", got.status, ok, p.ReferrerID, tt.status, tt.referrer)
			}
			if tt.status == 400 && got.body != absent {
				t.Errorf("body = %s; want %s", got.body, absent)
			}
		})
	}
}

func TestInvite(t *testing.T) {
	box := New(Options{})
	invite := func(body string) answer { return call(t, box, "POST", "/v1/partners:invite", body) }
	if got := invite(`{"email":"jane@partnero.com"}`); got.status != 422 || !strings.Contains(got.body, `"name":["The name field is required."]`) {
		t.Errorf("without a name = %d %s; want 422", got.status, got.body)
	}
	if got := invite(`{"email":"jane@partnero.com","name":"Jane"}`); got.status != 200 || !strings.Contains(got.body, `"status":"pending"`) {
		t.Errorf("invite = %d %s; want 200, pending", got.status, got.body)
	}
	if got := invite(`{"email":"Jane@partnero.com","name":"Jane"}`); got.status != 422 {
		t.Errorf("a second time = %d; want 422", got.status)
	}
	if p, _ := box.Find("jane@partnero.com"); !p.Invited {
		t.Errorf("partner = %+v; want invited", p)
	}
}

// TestRace: two creates of one e-mail, the second within the first one's LateInsert.
func TestRace(t *testing.T) {
	for _, tt := range []struct {
		race      string
		statuses  [2]int
		partners  int
		afterward int // status of a third create, later
	}{
		{"", [2]int{201, 500}, 1, 422},
		{"unique", [2]int{201, 500}, 1, 422},
		{"none", [2]int{201, 201}, 2, 422},
	} {
		t.Run("race "+tt.race, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				box := New(Options{Race: tt.race, LateInsert: 2 * time.Second})
				var got [2]int
				for i := range got {
					go func() { got[i] = create(t, box, `{"email":"a@b.c"}`).status }()
					time.Sleep(time.Second / 2)
				}
				if n := len(box.Partners()); n != 0 {
					t.Errorf("%d partners before the late insert; want 0", n)
				}
				time.Sleep(5 * time.Second)
				synctest.Wait()
				if got != tt.statuses || len(box.Partners()) != tt.partners {
					t.Errorf("statuses = %v, %d partners; want %v, %d", got, len(box.Partners()), tt.statuses, tt.partners)
				}
				if s := create(t, box, `{"email":"A@b.c"}`).status; s != tt.afterward {
					t.Errorf("later = %d; want %d", s, tt.afterward)
				}
			})
		})
	}
}

// TestLatency: latency delays every answer, but not its entry.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := New(Options{Latency: 20 * time.Millisecond})
		start := time.Now()
		var took time.Duration
		go func() {
			create(t, box, `{"email":"a@b.c"}`)
			took = time.Since(start)
		}()
		synctest.Wait()
		if l := box.Ledger(); len(l) != 1 || !l[0].Created {
			t.Errorf("ledger before the answer = %+v; want the created partner", l)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if took != 20*time.Millisecond {
			t.Errorf("answer after %v; want 20ms", took)
		}
	})
}
