package lifecycle

import (
	"testing"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestEndings: what is said about a row follows from its job.
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
		{"created", asking(request), func(j *Job) row.Result { return j.created(found) },
			`created stored_differently key: Created. Partnero changed the key to "k1" and the id to "p1".`},
		{"created as it is", asking(client.NewPartner{Email: "a@x.y", ID: "p1"}), func(j *Job) row.Result { return j.created(found) }, "created  : "},
		{"exists", asking(client.NewPartner{Email: "a@x.y", Name: " Anna "}), func(j *Job) row.Result { return j.exists(found) }, "exists  : "},
		{"exists otherwise", asking(request), func(j *Job) row.Result { return j.exists(found) },
			"exists exists_different : Already in Partnero, with a different id and key. Nothing was changed."},
		{"conflict", asking(request, wasTaken("email", "id"), asks(found)), func(j *Job) row.Result { return j.verdict().Conflict(j.whose(), *j.found, other) },
			`failed conflict id: The e-mail belongs to partner "a@x.y" (id "p1"), but the id belongs to partner "b\x1b@x.y" (id "p2"). Fix one of the two.`},
		{"no such referrer", asking(referred), refusal(&client.Error{Status: 400, Message: "Referring partner not found."}),
			`failed referrer_not_found referring_partner_key: Partnero does not know this referring partner. Create that partner first, or fix the cell. Partnero said: "Referring partner not found".`},
		{"400 without a referrer", asking(request), refusal(&client.Error{Status: 400, Message: "No."}),
			`failed refused : Partnero rejected this row (400: "No"). Fix it and run again.`},
		{"unknown", asking(request, func(j *Job) { j.last = &client.Error{Status: 504} }), (*Job).unknown,
			"unknown outcome_unknown : We do not know yet whether this partner was created (Partnero answered 504). Run the same command again; it checks first."},
		{"unsent", asking(request), unsentNow, "unsent not_sent : Not sent yet. Run the same command again."},
		{"unsent, in doubt", asking(request, doubted(0)), unsentNow,
			"unknown outcome_unknown : We do not know yet whether this partner was created. Run the same command again; it checks first."},
		{"no such referrer, and it is a row", asking(referred, under(5, 7)), refusal(&client.Error{Status: 400, Message: "Referring partner not found."}),
			`failed referrer_not_found referring_partner_key: Partnero does not know this referring partner, although line 7 was created. Compare its id, key and e-mail in the report. Partnero said: "Referring partner not found".`},
		{"created without the referrer", asking(referred, under(5, 7), sentAlone), func(j *Job) row.Result { return j.created(client.Partner{}) },
			"created referrer_failed referring_partner_key: Created without its referring partner, because line 7 was not created. Set the referring partner in the dashboard."},
		{"400 without the referrer", asking(referred, under(5, 7), sentAlone), refusal(&client.Error{Status: 400, Message: "No."}),
			`failed refused : Partnero rejected this row (400: "No"). Fix it and run again.`},
		{"blocked", asking(referred, under(5, 7)), (*Job).blocked,
			"blocked referrer_failed referring_partner_key: Its referring partner (line 7) was not created. Fix that row and run again."},
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

// TestRedact: if Partnero repeats the row's own password, it is removed.
func TestRedact(t *testing.T) {
	e := &client.Error{Status: 422, Message: "Secret12 is weak."}
	if asking(client.NewPartner{Password: "Secret12"}).Redact(&Answer{Err: e}); e.Message != "[redacted] is weak." {
		t.Errorf("message = %q; want no password", e.Message)
	}
}
