package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var (
	createOp = operation{name: "create partner", method: http.MethodPost}
	findOp   = operation{name: "look up partner", method: http.MethodGet, byName: true}
	listOp   = operation{name: "list partners", method: http.MethodGet}
	updateOp = operation{name: "update partner", method: http.MethodPut, byName: true}
)

const (
	taken    = `{"message":"The email has already been taken.","errors":{"email":["The email has already been taken."]}}`
	notTaken = `{"message":"The email field is required.","errors":{"email":["The email field is required."]}}`
	page     = "<html><body><h1>502 Bad Gateway</h1></body></html>"
)

// TestClassify: what each status means, whatever else the answer holds.
func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		name   string
		op     operation
		status int
		body   string
		want   Kind // 0: a success
	}{
		{"200", findOp, 200, `{"data":{}}`, 0},
		{"201", createOp, 201, page, 0},
		{"202", createOp, 202, "", 0},
		{"204", createOp, 204, "", 0},
		{"299", createOp, 299, "", 0},
		{"101", createOp, 101, "", Misconfigured},
		{"300", createOp, 300, "", Misconfigured},
		{"301", createOp, 301, "", Misconfigured},
		{"302, as Laravel answers without Accept", createOp, 302, page, Misconfigured},
		{"303", createOp, 303, "", Misconfigured},
		{"304", findOp, 304, "", Misconfigured},
		{"307", createOp, 307, "", Misconfigured},
		{"308", findOp, 308, "", Misconfigured},
		{"400 in the words of a conflict", createOp, 400, taken, Refused},
		{"400", createOp, 400, `{"message":"Referring partner not found"}`, Refused},
		{"401", createOp, 401, `{"message":"Unauthenticated."}`, Unauthorized},
		{"401 find", findOp, 401, page, Unauthorized},
		{"402", createOp, 402, "", Exhausted},
		{"402 with words", createOp, 402, `{"message":"Payment required."}`, Exhausted},
		{"403", createOp, 403, `{"message":"This action is unauthorized."}`, Forbidden},
		{"403 of a firewall", createOp, 403, page, Forbidden},
		{"404 create", createOp, 404, `{"message":"Not found."}`, Misconfigured},
		{"404 list", listOp, 404, page, Misconfigured},
		{"404 find", findOp, 404, `{"message":"Not found."}`, NotFound},
		{"404 update", updateOp, 404, `{"message":"Not found."}`, NotFound},
		{"404 update, a page", updateOp, 404, page, Foreign},
		{"404 find, a page", findOp, 404, page, Foreign},
		{"404 find, a text", findOp, 404, "404 page not found", Foreign},
		{"404 find, empty", findOp, 404, "", Foreign},
		{"404 find, no such route", findOp, 404, `{"message":"The route v1/partner could not be found."}`, Foreign},
		{"404 find, Kong", findOp, 404, `{"message":"no Route matched with those values"}`, Foreign},
		{"404 find, Spring", findOp, 404, `{"timestamp":"x","status":404,"error":"Not Found","path":"/v1/partner"}`, Foreign},
		{"404 find, Nest", findOp, 404, `{"statusCode":404,"message":"Cannot GET /v1/partner","error":"Not Found"}`, Foreign},
		{"404 find, Google", findOp, 404, `{"error":{"code":404,"message":"Not found."}}`, Foreign},
		{"404 find, no model", findOp, 404, `{"message":"No query results for model [App\\Models\\Partner]."}`, NotFound},
		{"404 find, an empty message", findOp, 404, `{"message":""}`, NotFound},
		{"404 find, an error in an object", findOp, 404, `{"error":{"code":404,"message":"Partner not found."}}`, NotFound},
		{"404 find, a problem", findOp, 404, `{"title":"Not Found","detail":"No partner has this e-mail."}`, NotFound},
		{"404 find, FastAPI", findOp, 404, `{"detail":"Not Found"}`, Foreign},
		{"400, an error in an object", createOp, 400, `{"error":{"message":"No."}}`, Refused},
		{"422 taken, errors that name their field", createOp, 422, `{"errors":[{"field":"email","message":"The email has already been taken."}]}`, Taken},
		{"422 the plan, JSON:API", createOp, 422, `{"errors":[{"detail":"You have reached the maximum number of partners of your plan."}]}`, Exhausted},
		{"404 find, error", findOp, 404, `{"error":"Partner not found","status":0}`, NotFound},
		{"405", createOp, 405, "", Misconfigured},
		{"405 find", findOp, 405, "", Misconfigured},
		{"408", createOp, 408, "", Ambiguous},
		{"409", createOp, 409, "", Taken},
		{"409 with words", createOp, 409, notTaken, Taken},
		{"410", createOp, 410, "", Foreign},
		{"410 with words", createOp, 410, `{"message":"Gone."}`, Foreign},
		{"419 with words", createOp, 419, `{"message":"CSRF token mismatch."}`, Foreign},
		{"423 with words", createOp, 423, `{"message":"The program is locked."}`, Refused},
		{"400 of nginx", createOp, 400, page, Foreign},
		{"409 of a gateway", createOp, 409, page, Foreign},
		{"451", createOp, 451, page, Foreign},
		{"413", createOp, 413, `{"message":"The POST data is too large."}`, Refused},
		{"415", createOp, 415, "", Misconfigured},
		{"418", createOp, 418, "", Foreign},
		{"422 taken", createOp, 422, taken, Taken},
		{"422 taken, update", updateOp, 422, `{"message":"x","errors":{"update.email":["The update.email has already been taken."]}}`, Taken},
		{"422 not taken", createOp, 422, notTaken, Refused},
		{"422 taken by message only", createOp, 422, `{"message":"Email already exists"}`, Taken},
		{"422 taken by error only", createOp, 422, `{"error":"Key already exists"}`, Taken},
		{"422 not taken by message only", createOp, 422, `{"message":"The given data was invalid."}`, Refused},
		{"422 message speaks of another field", createOp, 422, `{"message":"The vat has already been taken.","errors":{"vat":["The vat has already been taken."]}}`, Refused},
		{"422 one of two fields taken", createOp, 422, `{"message":"x","errors":{"email":["No e-mail."],"key":["The key has already been taken."]}}`, Taken},
		{"422 has the word only", createOp, 422, `{"message":"x","errors":{"email":["No mail server exists for this domain."]}}`, Refused},
		{"422 a field no longer exists", createOp, 422, `{"message":"Custom field region no longer exists."}`, Refused},
		{"422 the plan", createOp, 422, `{"message":"You have already reached the maximum number of partners of your plan"}`, Exhausted},
		{"422 the plan, under a field", createOp, 422, `{"errors":{"email":["The maximum number of partners is reached."]}}`, Exhausted},
		{"422 a field called plan", createOp, 422, `{"message":"The plan field is required."}`, Refused},
		{"422 about a person", createOp, 422, `{"errors":{"email":["This account is suspended."]}}`, Refused},
		{"403 the plan", createOp, 403, `{"message":"Upgrade your plan to use the API."}`, Exhausted},
		{"403 the trial", createOp, 403, `{"message":"Your trial has ended. Choose a plan to continue."}`, Exhausted},
		{"403 an address", createOp, 403, `{"message":"Your IP address 203.0.113.7 is not on the allow list of this key."}`, Forbidden},
		{"403 that says limit", createOp, 403, `{"message":"You have exceeded a secondary rate limit"}`, Throttled},
		{"503 that says limit", createOp, 503, `{"message":"Too Many Requests"}`, Overloaded},
		{"422 HTML", createOp, 422, page, Refused},
		{"422 empty", createOp, 422, "", Refused},
		{"425", createOp, 425, "", Ambiguous},
		{"429", createOp, 429, `{"message":"Too Many Attempts."}`, Throttled},
		{"429 HTML", findOp, 429, page, Throttled},
		{"431", createOp, 431, "", Foreign},
		{"499", createOp, 499, "", Ambiguous},
		{"500", createOp, 500, `{"message":"Server Error"}`, Ambiguous},
		{"500 that says taken", createOp, 500, taken, Ambiguous},
		{"500 find", findOp, 500, "", Ambiguous},
		{"501", createOp, 501, "", Ambiguous},
		{"502 HTML", createOp, 502, page, Ambiguous},
		{"503", createOp, 503, "", Ambiguous},
		{"504", createOp, 504, "", Ambiguous},
		{"520", createOp, 520, page, Ambiguous},
		{"599", createOp, 599, "", Ambiguous},
		{"999", createOp, 999, "", Ambiguous},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := classify(tt.op, tt.status, http.Header{}, []byte(tt.body))
			var got Kind
			if e != nil {
				got = e.Kind
			}
			if got != tt.want {
				t.Fatalf("classify(%s, %d, %.40q) = %v; want %v", tt.op.name, tt.status, tt.body, got, tt.want)
			}
			if e != nil && e.NotProcessed() != (tt.want == Throttled) {
				t.Errorf("NotProcessed() = %v; want it for a 429 only", e.NotProcessed())
			}
		})
	}
}

// TestExplain: the parts of an error body that make sense are read.
func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		message    string
		fields     map[string][]string
	}{
		{"Laravel", notTaken, "The email field is required.", map[string][]string{"email": {"The email field is required."}}},
		{"message only", `{"message":"Server Error"}`, "Server Error", nil},
		{"error only", `{"error":"nope"}`, "nope", nil},
		{"message before error", `{"error":"b","message":"a"}`, "a", nil},
		{"errors only", `{"errors":{"key":["k"],"email":["e","f"]}}`, "e", map[string][]string{"key": {"k"}, "email": {"e", "f"}}},
		{"a sentence for a list", `{"errors":{"email":"e"}}`, "e", map[string][]string{"email": {"e"}}},
		{"numbers for sentences", `{"message":7,"errors":{"email":[1,2],"id":3}}`, "7", map[string][]string{"email": {"1", "2"}, "id": {"3"}}},
		{"null and objects among them", `{"message":null,"errors":{"email":[null,{},"e"],"id":{},"key":null}}`, "e", map[string][]string{"email": {"e"}}},
		{"a list for the map", `{"message":"m","errors":["e"]}`, "m", nil},
		{"PHP's empty map", `{"message":"m","errors":[]}`, "m", nil},
		{"an empty map", `{"message":"m","errors":{}}`, "m", nil},
		{"names in capitals", `{"errors":{"Email":["e"]}}`, "e", map[string][]string{"email": {"e"}}},
		{"names of an update", `{"errors":{"update.email":["e"]}}`, "e", map[string][]string{"email": {"e"}}},
		{"not ASCII", `{"message":"d\u00e9j\u00e0 pris"}`, "déjà pris", nil},
		{"HTML", page, "", nil},
		{"empty", "", "", nil},
		{"truncated", taken[:60], "", nil},
		{"a list", `[1]`, "", nil},
		{"a string", `"no"`, "no", nil},
		{"an object in error", `{"error":{"code":4,"message":"e"}}`, "e", nil},
		{"OAuth", `{"error":"invalid_token","error_description":"It expired."}`, "It expired.", nil},
		{"a problem", `{"type":"about:blank","title":"t","detail":"d"}`, "d", nil},
		{"a problem without detail", `{"type":"about:blank","title":"t"}`, "t", nil},
		{"a list of errors", `{"errors":["e","f"]}`, "e", nil},
		{"a list of texts", `["e"]`, "e", nil},
		{"errors that name their field", `{"errors":[{"field":"email","message":"e"},{"field":"email","message":"f"}]}`, "e", map[string][]string{"email": {"e", "f"}}},
		{"errors without a field", `{"errors":[{"message":"Must provide a query."}]}`, "Must provide a query.", nil},
		{"JSON:API", `{"errors":[{"status":"422","title":"t","detail":"d","source":{"pointer":"/data/attributes/email"}}]}`, "d", map[string][]string{"email": {"d"}}},
		{"FastAPI", `{"detail":[{"loc":["body","email"],"msg":"e","type":"value_error"}]}`, "e", map[string][]string{"email": {"e"}}},
		{"Symfony", `{"title":"t","violations":[{"propertyPath":"email","message":"e"}]}`, "e", map[string][]string{"email": {"e"}}},
		{"Django", `{"email":["e"]}`, "e", map[string][]string{"email": {"e"}}},
		{"a map in a map", `{"errors":{"email":{"domain":["e"],"mx":["f"]}}}`, "e", map[string][]string{"email": {"e", "f"}}},
		{"a partner", `{"email":"a@b.example","id":7,"tags":["t"]}`, "", nil},
		{"too deep", `{"errors":{"email":` + strings.Repeat(`{"a":`, 40) + `"e"` + strings.Repeat("}", 42), "", nil},
		{"null", `null`, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message, fields := explain([]byte(tt.body))
			if message != tt.message || !reflect.DeepEqual(fields, tt.fields) {
				t.Errorf("explain(%q) = %q, %v; want %q, %v", tt.body, message, fields, tt.message, tt.fields)
			}
		})
	}
}

// TestTakenFields: email, id and key, in this order, and no other.
func TestTakenFields(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"one", taken, []string{"email"}},
		{"all", `{"errors":{"key":["Key already exists"],"id":["The id has already been taken."],"email":["Email already exists"]}}`, []string{"email", "id", "key"}},
		{"the second sentence", `{"errors":{"id":["Too long.","The id has already been taken."]}}`, []string{"id"}},
		{"another field", `{"errors":{"vat":["The vat has already been taken."]}}`, nil},
		{"message only", `{"message":"Email already exists"}`, nil},
		{"nothing", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := classify(createOp, 422, nil, []byte(tt.body)).TakenFields(); !slices.Equal(got, tt.want) {
				t.Errorf("TakenFields(%s) = %v; want %v", tt.body, got, tt.want)
			}
		})
	}
}

// TestErrorText: one line that says what, which status and why.
func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  *Error
		want string
	}{
		{"status and message", classify(createOp, 422, nil, []byte(taken)), "create partner: 422 Unprocessable Entity: The email has already been taken."},
		{"status only", classify(createOp, 503, nil, nil), "create partner: 503 Service Unavailable"},
		{"a status without a name", classify(createOp, 520, nil, nil), "create partner: 520"},
		{"nothing is known", &Error{Op: "create partner", Kind: Throttled}, "create partner: throttled"},
		{"no answer", unanswered(createOp, true, io.EOF), "create partner: the connection was closed without an answer"},
		{"no answer in time", unanswered(createOp, true, fmt.Errorf("read: %w", context.DeadlineExceeded)), "create partner: no answer in time"},
		{"no connection", unanswered(createOp, false, errors.New("connection refused")), "create partner: connection refused"},
		{"an answer that ends too early", unreadable(createOp, 201, io.ErrUnexpectedEOF), "create partner: 201 Created: the answer was cut off"},
		{"an answer that cannot be read", unreadable(createOp, 201, errNoID), "create partner: 201 Created: the answer holds no partner id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("Error() = %q; want %q", got, tt.want)
			}
		})
	}
}

// TestErrorKinds: the questions that a caller asks, and errors.Is.
func TestErrorKinds(t *testing.T) {
	for k := Unsent; k <= Acknowledged; k++ {
		e := &Error{Kind: k, Status: 418, Err: http.ErrBodyNotAllowed}
		if got, want := e.NotProcessed(), k == Unsent || k == Throttled; got != want {
			t.Errorf("%v: NotProcessed() = %v; want %v", k, got, want)
		}
		if got, want := e.Ambiguous(), k == Ambiguous || k == Overloaded || k == Acknowledged; got != want {
			t.Errorf("%v: Ambiguous() = %v; want %v", k, got, want)
		}
		if got := KindOf(errors.Join(errors.New("x"), e)); got != k {
			t.Errorf("KindOf = %v; want %v", got, k)
		}
		if !errors.Is(e, &Error{Kind: k}) || !errors.Is(e, &Error{Kind: k, Status: 418}) || !errors.Is(e, http.ErrBodyNotAllowed) {
			t.Errorf("%v: errors.Is = false; want true", k)
		}
		if errors.Is(e, &Error{Kind: k + 1}) || errors.Is(e, &Error{Kind: k, Status: 419}) {
			t.Errorf("%v: errors.Is(another kind or status) = true; want false", k)
		}
	}
	if got := KindOf(errors.New("x")); got != 0 {
		t.Errorf("KindOf(no *Error) = %v; want 0", got)
	}
	for _, k := range []Kind{-1, 0, Acknowledged + 1} {
		if !strings.HasPrefix(k.String(), "Kind(") {
			t.Errorf("String() = %q; want Kind(%d)", k.String(), int(k))
		}
	}
}

// FuzzClassify: any answer has a verdict. No verdict allows to repeat a create that
// may have been processed.
func FuzzClassify(f *testing.F) {
	f.Add(422, "", "", taken, false)
	f.Add(429, "0", "", `{"message":"Too Many Attempts."}`, true)
	f.Add(503, "Wed, 21 Oct 2015 07:28:00 GMT", "1", page, false)
	f.Add(422, "99999999999999999999", "-1", `{"message":7,"errors":{"email":"x","id":[1,null,{}]}}`, false)
	f.Add(404, "", "", `{"errors":["x"]}`, true)
	f.Fuzz(func(t *testing.T, status int, retryAfter, reset, body string, byName bool) {
		op := operation{name: "op", byName: byName}
		header := http.Header{"Retry-After": {retryAfter}, "X-Ratelimit-Reset": {reset}}
		e := classify(op, status, header, []byte(body))
		if success := status >= 200 && status < 300; success != (e == nil) {
			t.Fatalf("classify(%d) = %v; want an error unless 2xx", status, e)
		}
		if e == nil {
			return
		}
		switch {
		case e.Kind <= Unsent || e.Kind > Exhausted:
			t.Errorf("classify(%d).Kind = %v; want one that an answer can have", status, e.Kind)
		case e.NotProcessed() && status != 429 && (status < 400 || status >= 500 || isLost(status)):
			t.Errorf("classify(%d).NotProcessed() = %v; want it for 4xx only", status, e.NotProcessed())
		case (status >= 500 || isLost(status)) && !e.Ambiguous():
			t.Errorf("classify(%d).Kind = %v; want one that leaves it open", status, e.Kind)
		case e.Kind == NotFound && !byName:
			t.Errorf("classify(%d).Kind = %v for a request that names no partner", status, e.Kind)
		case !strings.HasPrefix(e.Error(), "op: "):
			t.Errorf("classify(%d).Error() = %q; want the operation and a reason", status, e.Error())
		case e.RetryAfter < 0 || !e.HasRetryAfter && e.RetryAfter != 0:
			t.Errorf("classify(%d).RetryAfter = %v, %v", status, e.RetryAfter, e.HasRetryAfter)
		case e.Status != status:
			t.Errorf("classify(%d) = status %d", status, e.Status)
		}
		for name, sentences := range e.Fields {
			if len(sentences) == 0 || slices.Contains(sentences, "") {
				t.Errorf("Fields[%q] = %q; want sentences", name, sentences)
			}
		}
	})
}

// FuzzDecodePartner: a partner that can be read reads the same after it is written
// in the documented form.
func FuzzDecodePartner(f *testing.F) {
	f.Add(`{"data":{"id":"a","key":"k","email":"a@example.com","tags":[{"value":"x"},"y",3,null],"referral_links":["l"],"created_at":"2025-04-30T16:44:13.000000Z"}}`)
	f.Add(`{"data":{"id":12,"name":null,"tags":{},"referral_links":"no","created_at":5}}`)
	f.Add(`{"data":[]}`)
	f.Add(`{"data":null}`)
	f.Add(page)
	f.Fuzz(func(t *testing.T, body string) {
		data, err := answerData(operation{}, 200, []byte(body))
		if err != nil {
			if err.Error() == "" {
				t.Error("decode: an error without words")
			}
			return
		}
		want := readPartner(data)
		again, err := json.Marshal(map[string]any{"data": map[string]any{
			"id": want.ID, "key": want.Key, "email": want.Email, "name": want.Name, "surname": want.Surname, "tags": want.Tags,
			"referral_link": want.Link, "created_at": want.CreatedAt,
		}})
		if err != nil {
			t.Fatal(err)
		}
		data, err = answerData(operation{}, 200, again)
		if err != nil {
			t.Fatalf("decode(%s) = %v", again, err)
		}
		if got := readPartner(data); !reflect.DeepEqual(got, want) {
			t.Errorf("decode(encode(%+v)) = %+v", want, got)
		}
	})
}

// TestLimits: the limit is recognised by what the answer asks for, whatever its status.
func TestLimits(t *testing.T) {
	const words, fields = `{"message":"No."}`, `{"message":"No.","errors":{"email":["No."]}}`
	wait, none, some := http.Header{"Retry-After": {"3"}}, http.Header{"X-Ratelimit-Remaining": {"0"}}, http.Header{"X-Ratelimit-Remaining": {"5"}}
	for _, tt := range []struct {
		status int
		header http.Header
		body   string
		want   Kind
	}{
		{403, wait, words, Throttled}, {403, wait, page, Throttled}, {403, none, words, Throttled}, {403, some, words, Forbidden},
		{403, http.Header{"Ratelimit": {`"default";r=0;t=5`}}, words, Throttled}, {403, http.Header{"Ratelimit": {`"default";r=3;t=5`}}, words, Forbidden},
		{401, wait, words, Throttled}, {404, wait, page, Throttled}, {420, wait, "", Throttled}, {418, none, page, Throttled},
		{413, wait, page, Throttled}, {400, wait, words, Throttled}, {400, some, words, Refused},
		// The API counts the requests that are left in its refusals, too.
		{422, none, words, Refused}, {422, none, fields, Refused}, {422, wait, fields, Refused}, {400, none, words, Refused},
		{408, wait, "", Ambiguous}, {425, wait, "", Ambiguous}, {499, none, "", Ambiguous},
		{503, wait, page, Overloaded}, {509, wait, page, Overloaded}, {529, none, words, Overloaded}, {503, none, page, Overloaded},
		{503, some, page, Ambiguous}, {503, nil, page, Ambiguous}, {500, wait, words, Ambiguous}, {502, wait, page, Ambiguous},
		{429, nil, "", Throttled}, {420, nil, "", Throttled}, {430, nil, page, Throttled},
		{400, none, `{"message":"Bad Request"}`, Throttled}, {400, nil, `{"error":{"code":"Throttling","message":"Rate exceeded"}}`, Throttled},
		{403, nil, `{"error":{"message":"Quota exceeded for the limit of 60 requests per minute."}}`, Throttled},
		{400, nil, `{"message":"Too many tags on one request."}`, Refused}, {403, nil, `{"detail":"No."}`, Forbidden},
	} {
		if got := classify(createOp, tt.status, tt.header, []byte(tt.body)).Kind; got != tt.want {
			t.Errorf("classify(%d, %v, %.20q) = %v; want %v", tt.status, tt.header, tt.body, got, tt.want)
		}
	}
}

// TestPageText: what a page says that came instead of the API's answer.
func TestPageText(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"default backend - 404", "default backend - 404"},
		{"404 page not found\n", "404 page not found"},
		{"<html><head><title>404 Not Found</title></head><body>nginx</body></html>", ""},
		{"<title>\n We&#39;ll be back \n</title><body>x", "We'll be back"},
		{"<style>p{}</style><script>1</script><p>Down for<b> maintenance", "Down for"},
		{"", ""},
		{`{"code":7}`, ""},
		{`{"code":"E7","info":"No such domain"}`, "No such domain"},
		{"<title>404</title><body><p>No such shop.", "No such shop."},
		{"\x1b[2J\u202eabc\xff", "[2J abc\ufffd"},
		{strings.Repeat("x", 300), strings.Repeat("x", 200) + "…"},
	} {
		if got := pageText(404, []byte(tt.body)); got != tt.want {
			t.Errorf("pageText(%q) = %q; want %q", tt.body, got, tt.want)
		}
	}
}
