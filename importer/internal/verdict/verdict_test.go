package verdict

import (
	"errors"
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// TestSentences: the sentence for each end of a row.
func TestSentences(t *testing.T) {
	plain := about(client.NewPartner{Name: "Anna", ID: "p9", Key: "k9"})
	referred := about(client.NewPartner{Referrer: &client.Referrer{Key: "r"}})
	child, invited := referred, plain
	child.ParentLine, invited.Invite = 7, true
	tagged := about(client.NewPartner{Tags: []string{"gold"}})
	there := client.Partner{ID: "p1", Email: "a@x.y"}
	lost := &client.Error{Status: 504}
	noReferrer := &client.Error{Status: 400, Message: "Referring partner not found."}
	for _, tt := range []struct {
		name   string
		result row.Result
		want   string // "STATUS CODE COLUMN: SENTENCE"
	}{
		{"created", plain.There(row.Created, there, row.Problem{}), "created  : "},
		{"created alone", child.There(row.Created, there, child.Lacking()),
			"created referrer_failed referring_partner_key: Created without its referring partner, because line 7 was not created. Set the referring partner in the dashboard."},
		{"created alone, of no line", referred.There(row.Created, there, referred.Lacking()),
			"created referrer_failed referring_partner_key: An earlier import created it without a referring partner. Set the referring partner in the dashboard."},
		{"another id and key", plain.There(row.Created, there, plain.Differs([]string{"id", "key"})),
			"exists exists_different : Already in Partnero, with a different id and key. Nothing was changed."},
		{"another name, invited", invited.There(row.Exists, there, invited.Differs([]string{"name"})),
			"exists exists_different : Already a partner, with a different name. No invitation was sent."},
		{"updated, but for the id", plain.Matched(row.Updated, there, false),
			`updated exists_different id: Updated, but Partnero cannot change the id ("p1"). Compare it in the dashboard and fix it there.`},
		{"alike", plain.Alike(client.Partner{Email: "\u00e0@x.y"}),
			"exists exists_different email: Already in Partnero as \"\u00e0@x.y\", which counts as the same address. Nothing was changed. Fix the address, or change the partner in the dashboard."},
		{"conflict", plain.Conflict("id", there, client.Partner{ID: "p2", Email: "b\x1b@x.y"}),
			`failed conflict id: The e-mail belongs to partner "a@x.y" (id "p1"), but the id belongs to partner "b\x1b@x.y" (id "p2"). Fix one of the two.`},
		{"id taken", plain.Taken([]string{"id", "key"}),
			"failed id_taken id: The id belongs to another partner. Choose a different one, or leave it empty."},
		{"key taken", plain.Taken([]string{"key"}),
			"failed key_taken key: The key belongs to another partner. Choose a different one, or leave it empty."},
		{"taken, and not found", plain.TakenByNobody(),
			"failed email_taken email: Partnero says that this partner exists, but finds none with this e-mail. Look for an archived or deleted partner in the dashboard."},
		{"no such referrer", referred.NoReferrer(noReferrer),
			`failed referrer_not_found referring_partner_key: Partnero does not know this referring partner. Create that partner first, or fix the cell. Partnero said: "Referring partner not found".`},
		{"no such referrer, and it is a row", child.NoReferrer(noReferrer),
			`failed referrer_not_found referring_partner_key: Partnero does not know this referring partner, although line 7 was created. Compare its id, key and e-mail in the report. Partnero said: "Referring partner not found".`},
		{"refused by field", plain.Refused(&client.Error{Status: 422, Message: "x", Fields: map[string][]string{"name": {"Too long.", "Bad."}, "id": {"Odd."}}}),
			`failed refused id: Partnero rejected this row (id: "Odd", name: "Too long", name: "Bad"). Fix it and run again.`},
		{"refused without a word", plain.Refused(&client.Error{Status: 413}),
			"failed refused : Partnero rejected this row (413: Request Entity Too Large). Fix it and run again."},
		{"escapes from the network", plain.Refused(&client.Error{Status: 422, Message: "a\x1b[31m\"b\"\n"}),
			`failed refused : Partnero rejected this row (422: "a\x1b[31m\"b\"\n"). Fix it and run again.`},
		{"endless words", plain.Refused(&client.Error{Status: 422, Message: strings.Repeat("é", 9999)}),
			`failed refused : Partnero rejected this row (422: "` + strings.Repeat("é", 297) + `..."). Fix it and run again.`},
		{"unreached", plain.Unreachable(&client.Error{Err: errors.New("connection refused")}),
			`failed unreachable : Partnero could not be reached, or did not process this row (no answer: "connection refused"). Run the same command again.`},
		{"lost", plain.Unproven(lost),
			"unknown outcome_unknown : We do not know yet whether this partner was created (Partnero answered 504). Run the same command again; it checks first."},
		{"lost, invited", invited.Unproven(nil),
			"unknown outcome_unknown : We do not know yet whether this invitation was sent. Ask the person, or run again with <ResendUnknown> to send it again."},
		{"perhaps a partner, invited", invited.MayBePartner(),
			"unknown outcome_unknown : An earlier run may have created this partner. Run once without <Invite> to find out."},
		{"left out", plain.LeftOut(),
			"unsent not_sent : Not sent, because other rows have problems. Fix them and run again, or leave out <Strict>."},
		{"must not be there", plain.Belongs(there),
			"failed email_taken email: Already in Partnero. Nothing was changed. Delete the row, or run again without <Existing fail>."},
		{"imported otherwise", plain.There(row.Created, there, plain.ImportedOtherwise()),
			"exists exists_different : Imported before with different content. Nothing was changed. Run with <Existing update>, or change the partner in the dashboard."},
		{"updated, but for the tags", tagged.Matched(row.Updated, there, false),
			"updated exists_different tags: Updated, but Partnero cannot change single tags (not shown; <ReplaceTags> replaces them all). Compare it in the dashboard and fix it there."},
		{"blocked by a row", child.BlockedByRow(),
			"blocked referrer_failed referring_partner_key: The row of its referring partner (line 7) has failed. Fix that row and run again, or run with <Orphans create>."},
		{"a lost change", plain.Unsettled(lost),
			"unknown outcome_unknown : Already in Partnero, but we do not know yet whether it was changed (Partnero answered 504). Run the same command again; it checks first."},
		{"over the limit", plain.BeyondLimit(3), "unsent not_sent : Not sent yet: the limit was 3. Run again without the limit."},
		{"too early", child.TooEarly(),
			"unsent not_sent referring_partner_key: Not sent yet: its referring partner (line 7) comes first. Run the same command again."},
		{"blocked", child.Blocked(),
			"blocked referrer_failed referring_partner_key: Its referring partner (line 7) was not created. Fix that row and run again."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.result
			if got := string(r.Status) + " " + string(r.Problem.Code) + " " + r.Problem.Column + ": " + r.Problem.Message; got != tt.want {
				t.Errorf("verdict = %q;\nwant %q", got, tt.want)
			}
			if r.Row != 3 || r.Line != 4 || r.Attempts != 2 || r.Email != "a@x.y" {
				t.Errorf("result = %+v; want row 3, line 4, 2 attempts and the e-mail", r)
			}
		})
	}
}

// about is a row that asks for a partner, and was sent twice.
func about(p client.NewPartner) Case {
	p.Email = "a@x.y"
	return Case{Row: 3, Line: 4, Attempts: 2, Asked: &p, Call: call}
}

// call calls an option as no program does.
func call(name option.Name, value string) string {
	return "<" + strings.TrimSpace(string(name)+" "+value) + ">"
}

// TestKeyOfCreated: the key of a partner is from the answer, else from the row, else
// from the link.
func TestKeyOfCreated(t *testing.T) {
	for _, tt := range []struct{ name, answered, sent, link, want string }{
		{"answered", "a", "b", "https://x.y?aff=c", "a"},
		{"sent, and changed", "", "b", "https://x.y?aff=c", "c"},
		{"sent, and not answered", "", "b", "", "b"},
		{"in the link", "", "", "https://x.y/p?x=1&aff=c%2Fd", "c/d"},
		{"nowhere", "", "", "https://x.y/c", ""},
		{"bad link", "", "", "://", ""},
	} {
		p := client.Partner{Key: tt.answered, Link: tt.link}
		if got := about(client.NewPartner{Key: tt.sent}).There(row.Created, p, row.Problem{}).Key; got != tt.want {
			t.Errorf("%s: key = %q; want %q", tt.name, got, tt.want)
		}
	}
}

// TestKeyOfExisting: the key of a partner that existed is from the answer: from its
// field, or else from its link. It is never the row's.
func TestKeyOfExisting(t *testing.T) {
	for link, want := range map[string]string{"https://x.y?aff=its": "its", "https://x.y": ""} {
		p := client.Partner{Link: link}
		if got := about(client.NewPartner{Key: "row"}).There(row.Exists, p, row.Problem{}).Key; got != want {
			t.Errorf("with the link %s, key = %q; want %q", link, got, want)
		}
	}
}

// TestRedact: an API that repeats a password does not get it into the report.
func TestRedact(t *testing.T) {
	e := &client.Error{
		Status: 422, Message: "The password Secret12 is weak.",
		Fields: map[string][]string{"password": {"Secret12 is weak.", "Not Secret12!"}},
	}
	Redact(e, &client.Partner{}, client.NewPartner{Password: "Secret12"})
	r := about(client.NewPartner{}).Refused(e)
	if strings.Contains(r.Problem.Message, "Secret12") || !strings.Contains(r.Problem.Message, "[redacted]") || strings.Contains(e.Error(), "Secret12") {
		t.Errorf("message = %q, error %v; want no password", r.Problem.Message, e)
	}
	Redact(nil, &client.Partner{}, client.NewPartner{Password: "Secret12"})
	e.Message = "x"
	if Redact(e, &client.Partner{}, client.NewPartner{Password: ""}); e.Message != "x" {
		t.Errorf("without a password, message = %q; want it as it was", e.Message)
	}
}
