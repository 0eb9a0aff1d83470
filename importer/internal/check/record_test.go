package check

import (
	"cmp"
	"strings"
	"testing"

	"partner-import/importer/row"
)

// checked checks a record in a file with other names for its columns than the
// fields.
func checked(t *testing.T, r row.Record) *row.Problem {
	t.Helper()
	called := map[string]string{
		"email": "E-Mail", "name": "First Name", "surname": "Last Name", "password": "Password", "id": "ID", "key": "Token", "tags": "Tags",
		"referring_partner_id": "Parent ID", "referring_partner_key": "Parent Key", "referring_partner_email": "Parent Email",
	}
	return Rules{Column: func(field string) string { return cmp.Or(called[field], field) }}.Row(&r)
}

// is reports whether p is a problem of that code, nil for "".
func is(p *row.Problem, code row.Code) bool {
	if p == nil {
		return code == ""
	}
	return p.Code == code
}

// TestCheckLengths: lengths count characters, not bytes, and the longest allowed text
// is accepted.
func TestCheckLengths(t *testing.T) {
	for _, tt := range []struct {
		field, column string
		most          int
		set           func(*row.Record, string)
	}{
		{"name", "First Name", 100, func(r *row.Record, s string) { r.Name = s }},
		{"surname", "Last Name", 100, func(r *row.Record, s string) { r.Surname = s }},
		{"key", "Token", 64, func(r *row.Record, s string) { r.Key = s }},
		{"id", "ID", 255, func(r *row.Record, s string) { r.ID = s }},
	} {
		for _, letter := range []string{"x", "é", "😀"} {
			for over := range 2 {
				r := row.Record{Email: "a@b.c"}
				tt.set(&r, strings.Repeat(letter, tt.most+over))
				got := checked(t, r)
				if over == 0 && got != nil || over == 1 && (!is(got, row.TooLong) || got.Column != tt.column) {
					t.Errorf("check(%s of %d %q) = %+v; want at most %d to be right", tt.field, tt.most+over, letter, got, tt.most)
				}
			}
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for _, tt := range []struct {
		password, want string // what it lacks
	}{
		{"", ""},
		{"Secret12", ""},
		{"Sécrèt12", ""},
		{"ÄÖÜäöü12", ""},
		{"Secret ٣٤", ""},
		{"Secre12", "at least 8 characters"},
		{"Sécrè12", "at least 8 characters"},
		{"secret12", "an upper case letter"},
		{"SECRET12", "a lower case letter"},
		{"Secretss", "a digit"},
		{"secretss", "an upper case letter and a digit"},
		{"12345678", "a lower case letter and an upper case letter"},
		{"密码密码密码密码", "a lower case letter, an upper case letter and a digit"},
		{"$", "at least 8 characters, a lower case letter, an upper case letter and a digit"},
	} {
		got := checked(t, row.Record{Email: "a@b.c", Password: tt.password})
		if tt.want == "" {
			if got != nil {
				t.Errorf("check(password %q) = %+v; want nothing", tt.password, got)
			}
			continue
		}
		want := "Password needs " + tt.want + ". Choose a stronger one, or leave it empty and Partnero creates one."
		if !is(got, row.PasswordWeak) || got.Message != want || got.Column != "Password" {
			t.Errorf("check(password %q) = %+v; want %q", tt.password, got, want)
		}
	}
}

// TestPasswordIsNeverShown: also not if other cells of the row are wrong.
func TestPasswordIsNeverShown(t *testing.T) {
	for _, password := range []string{"hunter2", "topsecret", "TOPSECRET1"} {
		got := checked(t, row.Record{
			Email: "no address", Name: strings.Repeat("n", 101), Password: password, ID: "1E+05", Key: "#REF!",
			ReferrerID: "a", ReferrerKey: "b", ReferrerEmail: "c",
		})
		if got == nil || !strings.Contains(got.Message, "Password needs") || strings.Contains(got.Message, password) {
			t.Errorf("check(password %q) = %+v; want a problem that does not show it", password, got)
		}
	}
}

func TestCheckReferrer(t *testing.T) {
	for _, tt := range []struct {
		name   string
		record row.Record
		want   row.Code
		column string
	}{
		{"none", row.Record{}, "", ""},
		{"by id", row.Record{ReferrerID: "x"}, "", ""},
		{"by key", row.Record{ReferrerKey: "x"}, "", ""},
		{"by email", row.Record{ReferrerEmail: "p@b.c"}, "", ""},
		{"id and key", row.Record{ReferrerID: "x", ReferrerKey: "x"}, row.ReferrerAmbiguous, "Parent Key"},
		{"id and email", row.Record{ReferrerID: "x", ReferrerEmail: "p@b.c"}, row.ReferrerAmbiguous, "Parent ID"},
		{"all", row.Record{ReferrerID: "x", ReferrerKey: "x", ReferrerEmail: "p@b.c"}, row.ReferrerAmbiguous, "Parent Key"},
		{"own email", row.Record{ReferrerEmail: "A@B.C"}, row.ReferrerCycle, "Parent Email"},
		{"own id", row.Record{ID: "x", ReferrerID: "x"}, row.ReferrerCycle, "Parent ID"},
		{"own key", row.Record{Key: "x", ReferrerKey: "x"}, row.ReferrerCycle, "Parent Key"},
		{"id in another case", row.Record{ID: "x", ReferrerID: "X"}, "", ""},
		{"id like the key", row.Record{Key: "x", ReferrerID: "x"}, "", ""},
		{"no id refers to no id", row.Record{ReferrerKey: "k"}, "", ""},
	} {
		r := tt.record
		r.Email = "a@b.c"
		got := checked(t, r)
		if !is(got, tt.want) || got != nil && got.Column != tt.column {
			t.Errorf("%s: check = %+v; want %q in %q", tt.name, got, tt.want, tt.column)
		}
	}
}

func TestCheckDamage(t *testing.T) {
	for _, tt := range []struct {
		value string
		want  row.Code
	}{
		{"1.23E+05", row.SpreadsheetDamage},
		{"1,23E+05", row.SpreadsheetDamage},
		{"1.23e+05", row.SpreadsheetDamage},
		{"1E+12", row.SpreadsheetDamage},
		{"9.99999999E+15", row.SpreadsheetDamage},
		{"5.00E-03", row.SpreadsheetDamage},
		{"1.2E-05", row.SpreadsheetDamage},
		{"1E-05", row.SpreadsheetDamage},
		{"1,23E+05", row.SpreadsheetDamage},
		{"12.3E+03", row.SpreadsheetDamage},
		{"1.23457E+5", row.SpreadsheetDamage},
		{"1.23457e11", row.SpreadsheetDamage},
		{"4.892E+092", row.SpreadsheetDamage},
		{"-1.5E+10", row.SpreadsheetDamage},
		{"=T(\"00123\")", row.SpreadsheetDamage},
		{"=A2&B2", row.SpreadsheetDamage},
		{"=HYPERLINK(\"http://x.y\",\"ada\")", row.SpreadsheetDamage},
		{"########", row.SpreadsheetDamage},
		{"###", row.SpreadsheetDamage},
		{"#GETTING_DATA", row.SpreadsheetDamage},
		{"#BLOCKED!", row.SpreadsheetDamage},
		{"Loading...", row.SpreadsheetDamage},
		{"Err:502", row.SpreadsheetDamage},
		{"12E-6", ""},
		{"1E-2025", ""},
		{"1.E5", ""},
		{"5e", ""},
		{"E5", ""},
		{"Err.9", ""},
		{"12E5", ""},
		{"12E+5", ""},
		{"1e5x", ""},
		{"1E+5x", ""},
		{"E+5", ""},
		{"1E+", ""},
		{"1E5", ""},
		{"a1E+5", ""},
		{"1.2.3E+5", ""},
		{"aff-2001", ""},
		{"#N/A", row.SpreadsheetDamage},
		{"#n/a", row.SpreadsheetDamage},
		{"#NAME?", row.SpreadsheetDamage},
		{"#REF!", row.SpreadsheetDamage},
		{"#VALUE!", row.SpreadsheetDamage},
		{"#DIV/0!", row.SpreadsheetDamage},
		{"#NULL!", row.SpreadsheetDamage},
		{"#NUM!", row.SpreadsheetDamage},
		{"#ERROR!", row.SpreadsheetDamage},
		{"#SPILL!", row.SpreadsheetDamage},
		{"#1", ""},
		{"#N A!", ""},
		{"00123", ""},
		{"aff-\ufffd", row.SpreadsheetDamage},
	} {
		for column, r := range map[string]row.Record{
			"ID": {ID: tt.value}, "Token": {Key: tt.value}, "Parent ID": {ReferrerID: tt.value}, "Parent Key": {ReferrerKey: tt.value},
		} {
			r.Email = "a@b.c"
			want := tt.want
			if column == "Token" && want == "" && strings.ContainsFunc(tt.value, breaksLink) {
				want = row.KeyInvalid
			}
			if got := checked(t, r); !is(got, want) || got != nil && got.Column != column {
				t.Errorf("check(%s %q) = %+v; want %q", column, tt.value, got, tt.want)
			}
		}
		if got := checked(t, row.Record{Email: "a@b.c", Name: tt.value}); got != nil {
			t.Errorf("check(name %q) = %+v; want nothing: only ids and keys are refused", tt.value, got)
		}
	}
}

// TestCheckSays: the message names all problems of a row, under the file's names, and
// the first problem first.
func TestCheckSays(t *testing.T) {
	for _, tt := range []struct {
		name   string
		record row.Record
		code   row.Code
		column string
		want   string
	}{
		{"no email", row.Record{}, row.EmailMissing, "E-Mail", "E-Mail is empty. Fill in the partner's address, or delete the row."},
		{"bad email", row.Record{Email: "a\x1b\"b"}, row.EmailInvalid, "E-Mail", `"a\x1b\"b" in E-Mail is not an e-mail address. It needs an @, as in name@example.com.`},
		{"long email", row.Record{Email: strings.Repeat("é", 256)}, row.TooLong, "E-Mail", "E-Mail has 256 characters. At most 255 are allowed. Shorten it."},
		{"long bad email", row.Record{Email: strings.Repeat("é", 61)}, row.EmailInvalid, "E-Mail", `"` + strings.Repeat("é", 57) + `..." in E-Mail is not an e-mail address. It needs an @, as in name@example.com.`},
		{"rounded", row.Record{Email: "a@b.c", ID: "1E+05"}, row.SpreadsheetDamage, "ID", `"1E+05" in ID was rounded by a spreadsheet. Format the column as text in the original, and export it again.`},
		{"formula", row.Record{Email: "a@b.c", Key: "#REF!"}, row.SpreadsheetDamage, "Token", `"#REF!" in Token is a spreadsheet error. Fix the formula in the original.`},
		{"referrers", row.Record{Email: "a@b.c", ReferrerID: "x", ReferrerKey: "y"}, row.ReferrerAmbiguous, "Parent Key", "This row names two referring partners. Keep one and empty the other."},
		{"itself", row.Record{Email: "a@b.c", ReferrerEmail: "a@b.c"}, row.ReferrerCycle, "Parent Email", "Parent Email names this row itself. Empty it, or name another partner."},
		{"several", row.Record{Email: "x", Surname: strings.Repeat("s", 101), Password: "x", Key: "1E+5"}, row.EmailInvalid, "E-Mail",
			`"x" in E-Mail is not an e-mail address. It needs an @, as in name@example.com.` +
				" Also: Last Name has 101 characters. At most 100 are allowed. Shorten it." +
				` Also: "1E+5" in Token was rounded by a spreadsheet. Format the column as text in the original, and export it again.` +
				" Also: Password needs at least 8 characters, an upper case letter and a digit. Choose a stronger one, or leave it empty and Partnero creates one."},
	} {
		got := checked(t, tt.record)
		if want := (row.Problem{Code: tt.code, Column: tt.column, Message: tt.want}); got == nil || *got != want {
			t.Errorf("%s: check = %+v;\nwant %+v", tt.name, got, want)
		}
	}
}
