package lifecycle

import (
	"errors"
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestEndings: how each end of a row is worded.
func TestEndings(t *testing.T) {
	found := client.Partner{ID: "p1", Email: "a@x.y", Key: "k1", Link: "https://x.y/?aff=k1", Name: "Anna"}
	other := client.Partner{ID: "p2", Email: "b\x1b@x.y"}
	request := client.NewPartner{Email: "a@x.y", Name: "Anna", ID: "p9", Key: "k9"}
	referred := client.NewPartner{Email: "a@x.y", Referrer: &client.Referrer{Key: "r"}}
	for _, tt := range []struct {
		name string
		job  *Job
		end  func(*Job) row.Result
		want string // "STATUS CODE COLUMN: SENTENCE"
	}{
		{"created", asking(request), func(j *Job) row.Result { return j.created(found) }, "created  : "},
		{"exists", asking(client.NewPartner{Email: "a@x.y", Name: " Anna "}), func(j *Job) row.Result { return j.exists(found) }, "exists  : "},
		{"exists otherwise", asking(request), func(j *Job) row.Result { return j.exists(found) },
			"exists exists_different : is there already, with another id, key; nothing was changed"},
		{"conflict", asking(request, wasTaken("email", "id"), asks(found)), func(j *Job) row.Result { return j.verdict().Conflict(j.whose(), *j.found, other) },
			`failed conflict id: the e-mail belongs to partner a@x.y (id p1), and the id to partner b\x1b@x.y (id p2); correct one of the two`},
		{"id taken", asking(request, wasTaken("id", "key")), func(j *Job) row.Result { return j.verdict().Taken(j.taken()) },
			"failed id_taken id: the id belongs to another partner already; choose another one or leave it empty"},
		{"key taken", asking(request, wasTaken("key")), func(j *Job) row.Result { return j.verdict().Taken(j.taken()) },
			"failed key_taken key: the key belongs to another partner already; choose another one or leave it empty"},
		{"taken by nobody", asking(request), func(j *Job) row.Result { return j.verdict().TakenByNobody() },
			"failed email_taken email: the API says that this partner exists, and finds none with this e-mail; look for an archived or deleted partner in the dashboard"},
		{"no such referrer", asking(referred), refusal(&client.Error{Status: 400, Message: "Referring partner not found."}),
			"failed referrer_not_found referring_partner_key: the API knows no such referring partner (400: Referring partner not found); create that partner first, or correct the cell"},
		{"400 without a referrer", asking(request), refusal(&client.Error{Status: 400, Message: "No."}),
			"failed refused : the API refused the row (400: No); correct it and run again"},
		{"refused by field", asking(request), refusal(&client.Error{Status: 422, Message: "x", Fields: map[string][]string{"name": {"Too long.", "Bad."}, "id": {"Odd."}}}),
			"failed refused id: the API refused the row: id: Odd. name: Too long. name: Bad; correct it and run again"},
		{"refused without a word", asking(request), refusal(&client.Error{Status: 413}),
			"failed refused : the API refused the row (413 Request Entity Too Large); correct it and run again"},
		{"escapes from the network", asking(request), refusal(&client.Error{Status: 422, Message: "a\x1b[31m\"b\"\n"}),
			`failed refused : the API refused the row (422: a\x1b[31m"b"\n); correct it and run again`},
		{"endless words", asking(request), refusal(&client.Error{Status: 422, Message: strings.Repeat("é", 9999)}),
			"failed refused : the API refused the row (422: " + strings.Repeat("é", 297) + "..); correct it and run again"},
		{"unreached", asking(request, func(j *Job) { j.last = &client.Error{Err: errors.New("connection refused")} }), func(j *Job) row.Result { return j.verdict().Unreachable(j.last) },
			"failed unreachable : the API could not be reached or did not do it (connection refused); run the same command again"},
		{"unknown", asking(request, func(j *Job) { j.last = &client.Error{Status: 504} }), (*Job).unknown,
			"unknown outcome_unknown : the partner may or may not have been created (504 Gateway Timeout); run the same command again to find out"},
		{"unsent", asking(request), unsentNow, "unsent not_sent : the run ended first; run the same command again"},
		{"unsent, in doubt", asking(request, doubted(0)), unsentNow,
			"unknown outcome_unknown : the partner may or may not have been created; run the same command again to find out"},
		{"no such referrer, and it is a row", asking(referred, under(5, 7)), refusal(&client.Error{Status: 400, Message: "Referring partner not found."}),
			"failed referrer_not_found referring_partner_key: the API knows no such referring partner (400: Referring partner not found), although line 7 is created or was there; look up that partner's id, key and e-mail in the report, and correct the cell"},
		{"created without the referrer", asking(referred, under(5, 7), sentAlone), func(j *Job) row.Result { return j.created(client.Partner{}) },
			"created referrer_failed referring_partner_key: was created without its referring partner, whose row, in line 7, was not created; set the referring partner in the dashboard"},
		{"400 without the referrer", asking(referred, under(5, 7), sentAlone), refusal(&client.Error{Status: 400, Message: "No."}),
			"failed refused : the API refused the row (400: No); correct it and run again"},
		{"too early", asking(referred, under(5, 7)), func(j *Job) row.Result { return j.verdict().TooEarly() },
			"unsent not_sent referring_partner_key: the referring partner, in line 7, must be created first; run again"},
		{"blocked", asking(referred, under(5, 7)), (*Job).blocked,
			"blocked referrer_failed referring_partner_key: the referring partner, in line 7, is not created; mend that line and run again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := tt.job
			j.budget.posts = 2
			r := tt.end(j)
			got := string(r.Status) + " " + string(r.Problem.Code) + " " + r.Problem.Column + ": " + r.Problem.Message
			if got != tt.want {
				t.Errorf("ending = %q;\nwant %q", got, tt.want)
			}
			if r.Row != 3 || r.Line != 4 || r.Attempts != 2 || r.Email != "a@x.y" {
				t.Errorf("result = %+v; want row 3, line 4, 2 attempts and the e-mail", r)
			}
		})
	}
}

func refusal(e *client.Error) func(*Job) row.Result {
	return func(j *Job) row.Result { return *j.refused(e).Result }
}

// TestKeyOfCreated: the key of a partner is the API's word, else what was sent,
// else what the link says.
func TestKeyOfCreated(t *testing.T) {
	for _, tt := range []struct{ name, answered, sent, link, want string }{
		{"answered", "a", "b", "https://x.y?aff=c", "a"},
		{"sent", "", "b", "https://x.y?aff=c", "b"},
		{"in the link", "", "", "https://x.y/p?x=1&aff=c%2Fd", "c/d"},
		{"nowhere", "", "", "https://x.y/c", ""},
		{"bad link", "", "", "://", ""},
	} {
		j := asking(client.NewPartner{Key: tt.sent})
		if got := j.created(client.Partner{Key: tt.answered, Link: tt.link}).Key; got != tt.want {
			t.Errorf("%s: key = %q; want %q", tt.name, got, tt.want)
		}
	}
}

// TestKeyOfExisting: a partner who was there has the key that the API shows, if
// not in a field then in the link, and never the row's.
func TestKeyOfExisting(t *testing.T) {
	j := asking(client.NewPartner{Key: "row"})
	for link, want := range map[string]string{"https://x.y?aff=his": "his", "https://x.y": ""} {
		if got := j.exists(client.Partner{Link: link}).Key; got != want {
			t.Errorf("with the link %s, key = %q; want %q", link, got, want)
		}
	}
}

// TestRedact: an API that repeats a password does not get it into the
// report.
func TestRedact(t *testing.T) {
	e := &client.Error{
		Status: 422, Message: "The password Secret12 is weak.",
		Fields: map[string][]string{"password": {"Secret12 is weak.", "Not Secret12!"}},
	}
	j := asking(client.NewPartner{Password: "Secret12"})
	j.Redact(e)
	r := *j.refused(e).Result
	if strings.Contains(r.Problem.Message, "Secret12") || !strings.Contains(r.Problem.Message, "[redacted]") || strings.Contains(e.Error(), "Secret12") {
		t.Errorf("message = %q, error %v; want no password", r.Problem.Message, e)
	}
	j.Redact(nil)
	e.Message = "x"
	if asking(client.NewPartner{}).Redact(e); e.Message != "x" {
		t.Errorf("without a password, message = %q; want it as it was", e.Message)
	}
}

// under gives a row a parent, in a line.
func under(parent, line int) func(*Job) {
	return func(j *Job) { j.ask.parent, j.ask.parentLine = parent, line }
}

// sentAlone: the row was claimed without its referring partner.
func sentAlone(j *Job) {
	j.terms = alone
	j.Claim(since())
}

func unsentNow(j *Job) row.Result { return *rules(nil).End(j, RunEnded).Result }
