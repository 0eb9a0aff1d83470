package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is the time of the frozen clock.
var noon = time.Date(2025, 4, 30, 16, 44, 13, 600_000_000, time.UTC)

func frozen() time.Time { return noon }

// answer is what a client sees.
type answer struct {
	status int
	header http.Header
	body   string
}

// call sends one request straight into the handler. Headers are NAME, VALUE pairs
// that replace the usual ones; "" removes one.
func call(t testing.TB, box *Sandbox, method, path, body string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, "http://api.test"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer k")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	box.ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func create(t testing.TB, box *Sandbox, body string) answer {
	t.Helper()
	return call(t, box, "POST", "/v1/partners", body)
}

// decode reads a JSON body into a T.
func decode[T any](t testing.TB, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("body %q: %v", body, err)
	}
	return v
}

// compacted removes white space and PHP's escapes, for comparing.
func compacted(t testing.TB, body string) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(json.RawMessage(body)); err != nil {
		t.Fatalf("body %q: %v", body, err)
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), `\/`, "/")
}

// some is a program with three partners.
func some(o Options) *Sandbox {
	o.Now = frozen
	o.Partners = []Partner{
		{ID: "p1", Key: "k1", Email: "Ann@Example.com", Name: "Ann", Surname: "Lee", Tags: []string{"new", "premium"}},
		{ID: "p2", Key: "k2", Email: "bob@example.com", Name: "Bob"},
		{ID: "p3", Key: "k3", Email: "cem@example.com"},
	}
	return New(o)
}

func TestGates(t *testing.T) {
	for _, tt := range []struct {
		name         string
		method, path string
		auth         string
		status       int
		body         string
	}{
		{"no key", "GET", "/v1/partners", "", 401, `{"message":"Unauthenticated."}`},
		{"wrong key", "GET", "/v1/partners", "Bearer x", 401, `{"message":"Unauthenticated."}`},
		{"no bearer", "GET", "/v1/partners", "Basic k", 401, `{"message":"Unauthenticated."}`},
		{"unknown route needs no key", "GET", "/v1/customers", "", 404, "{\n    \"message\": \"The route v1/customers could not be found.\"\n}"},
		{"outside v1", "GET", "/partners", "Bearer k", 404, "{\n    \"message\": \"The route partners could not be found.\"\n}"},
		{"below a partner", "GET", "/v1/partners/p1/tags", "Bearer k", 404, "{\n    \"message\": \"The route v1/partners/p1/tags could not be found.\"\n}"},
		{"wrong method", "DELETE", "/v1/partners:invite", "Bearer k", 405,
			"{\n    \"message\": \"The DELETE method is not supported for route v1/partners:invite. Supported methods: POST.\"\n}"},
		{"any prefix", "GET", "/a/b/v1/partners/p9", "Bearer k", 404, "{\n    \"message\": \"No query results for model [App\\\\Models\\\\Partner].\"\n}"},
		{"escaped colon", "GET", "/v1/partners%3Asearch?key=zzz", "Bearer k", 200, `{"data":[],"status":1}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := some(Options{Key: "k"})
			got := call(t, box, tt.method, tt.path, "", "Authorization", tt.auth)
			if got.status != tt.status || got.body != tt.body {
				t.Errorf("%s %s = %d %s; want %d %s", tt.method, tt.path, got.status, got.body, tt.status, tt.body)
			}
			if l := box.Ledger(); len(l) != 1 || l[0].Status != tt.status {
				t.Errorf("ledger = %+v; want one entry with status %d", l, tt.status)
			}
		})
	}
}

func TestKeyIsReplacedAtOnce(t *testing.T) {
	box := New(Options{Key: "k"})
	if got := create(t, box, `{"email":"a@b.c"}`); got.status != 201 {
		t.Fatalf("create = %d; want 201", got.status)
	}
	box.SetKey("other")
	if got := create(t, box, `{"email":"b@b.c"}`); got.status != 401 {
		t.Errorf("with the revoked key = %d; want 401", got.status)
	}
	if _, ok := box.Find("b@b.c"); ok {
		t.Error("a revoked key created a partner")
	}
}

func TestOutageDoesNothing(t *testing.T) {
	box := New(Options{Limit: 1, Now: frozen})
	box.SetDown(503)
	for range 3 {
		if got := create(t, box, `{"email":"a@b.c"}`); got.status != 503 {
			t.Errorf("during the outage = %d; want 503", got.status)
		}
	}
	box.SetDown(0)
	if got := create(t, box, `{"email":"a@b.c"}`); got.status != 201 {
		t.Errorf("after the outage = %d %s; want 201: an outage does not count against the limit", got.status, got.body)
	}
	if l := box.Ledger(); l[0].Fault != "down:503" || l[0].Created {
		t.Errorf("entry = %+v; want fault down:503, nothing created", l[0])
	}
}

func TestLedgerHidesSecrets(t *testing.T) {
	const canary = "Canary123"
	var lines strings.Builder
	box := New(Options{LedgerTo: &lines, Key: canary + "key"})
	send := func(path, body string) {
		call(t, box, "POST", path, body, "Authorization", "Bearer "+canary+"key", "Idempotency-Key", "i1")
	}
	for _, body := range []string{
		`{"email":"a@b.c","password":"Canary123"}`,
		`{"email":"b@b.c","pass\u0077ord" : "Canary123", "name":"x"}`,
		`{"update":{"PassWord":{"a":["Canary123"]}}}`,
		`{"password":"Canary123`,
		`{"password":Canary123}`,
		`{"password":"a","x":"\q Canary123"}`,
		`password=Canary123`,
		`{"password":"x"} Canary123`,
		`[{"password":"Canary123"},{"password":["Canary123"]}]`,
	} {
		send("/v1/partners?password=Canary123", body)
	}
	if strings.Contains(lines.String(), canary) {
		t.Errorf("the ledger shows a secret:\n%s", lines.String())
	}
	l := box.Ledger()
	if want := `{"email":"b@b.c","pass\u0077ord":"***", "name":"x"}`; l[1].Body != want {
		t.Errorf("body = %s; want %s", l[1].Body, want)
	}
	if want := `{"password":"***"***`; l[3].Body != want {
		t.Errorf("broken body = %s; want %s", l[3].Body, want)
	}
	if h := l[0].Headers; h.Get("Idempotency-Key") != "i1" || h.Get("Authorization") != redacted {
		t.Errorf("headers = %v; want the idempotency key, and the key redacted", h)
	}
	if p, _ := box.Find("a@b.c"); p.Password != canary {
		t.Errorf("password = %q; tests must be able to read it", p.Password)
	}
}

func TestLedgerLinesAreTheLedger(t *testing.T) {
	var lines strings.Builder
	box := New(Options{LedgerTo: &lines, Now: frozen, Faults: []Fault{{Kind: "500", First: 1}}})
	for _, body := range []string{`{"email":"a@b.c"}`, `{"email":"a@b.c"}`, `nonsense`} {
		create(t, box, body)
	}
	dec := json.NewDecoder(strings.NewReader(lines.String()))
	for i, want := range box.Ledger() {
		var got Entry
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, got), asJSON(t, want); a != b {
			t.Errorf("line %d = %s; want %s", i+1, a, b)
		}
	}
	if box.Err() != nil || box.Count(func(e Entry) bool { return e.Created }) != 1 {
		t.Errorf("Err() = %v, created = %d; want nil, 1", box.Err(), box.Count(func(e Entry) bool { return e.Created }))
	}
}

func TestLedgerTellsThatItsCopyIsIncomplete(t *testing.T) {
	r, w := io.Pipe()
	_ = r.Close()
	box := New(Options{LedgerTo: w, Discard: true})
	create(t, box, `{"email":"a@b.c"}`)
	if box.Err() == nil {
		t.Error("Err() = nil after a failed write")
	}
	if n := len(box.Ledger()); n != 0 {
		t.Errorf("%d entries in memory in spite of Discard", n)
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
