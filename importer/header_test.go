package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestAliases: the names that a column may bear, as the manual has them.
func TestAliases(t *testing.T) {
	for field, names := range map[string]string{
		"email":                   "email, e-mail, email address, e-mail address, mail",
		"name":                    "name, first name, firstname, given name",
		"surname":                 "surname, last name, lastname, family name",
		"password":                "password",
		"id":                      "id, identifier, partner id, external id, custom id",
		"key":                     "key, token, referral key, referral code, partner key, ref",
		"tags":                    "tags, tag, labels, label, groups, group",
		"referring_partner_id":    "referring partner id, referring_partner.id, referrer id, parent id",
		"referring_partner_key":   "referring partner key, referring_partner.key, referrer key, parent key",
		"referring_partner_email": "referring partner email, referring_partner.email, referrer email, parent email, parent e-mail",
	} {
		for name := range strings.SplitSeq(names, ", ") {
			for _, column := range []string{
				name, strings.ToUpper(name), " " + name + " ", "\ufeff" + name,
				strings.ReplaceAll(name, " ", "_"), strings.ReplaceAll(name, " ", "-"), strings.ReplaceAll(name, " ", "."),
				strings.ReplaceAll(name, " ", ""), strings.ReplaceAll(name, " ", "\u00a0"), strings.ReplaceAll(name, " ", "  "),
			} {
				columns, at := []string{"email", column}, 1
				if field == "email" {
					columns, at = columns[1:], 0
				}
				h, warnings, err := mapHeader(columns)
				if err != nil || len(warnings) > 0 || h.Field(at) != field {
					t.Errorf("mapHeader(%q) = %q, %q, %v; want %s without a warning", columns, h.fields, warnings, err, field)
				}
				if got := h.name(field); got != column {
					t.Errorf("name(%s) = %q; want %q, as the file calls it", field, got, column)
				}
			}
		}
	}
}

func TestMapHeader(t *testing.T) {
	for _, tt := range []struct {
		name, columns string
		fields        string
		warnings      []string
	}{
		{"plain", "email,name", "email,name", nil},
		{"dashboard export", "name,last_name,email,identifier,token,joining_date", "name,surname,email,id,key,",
			[]string{`column "joining_date" is ignored: the API has no field for the joining date`}},
		{"full name", "Email,Full Name", "email,",
			[]string{`column "Full Name" is ignored, since a full name cannot be taken apart safely; split it into name and surname`}},
		{"unknown", "email,phone", "email,", []string{`column "phone" is not known and is ignored`}},
		{"misspelt", "email,pasword", "email,", []string{`column "pasword" is not known and is ignored; did you mean "password"?`}},
		{"swapped", "email,surnmae", "email,", []string{`column "surnmae" is not known and is ignored; did you mean "surname"?`}},
		{"misspelt alias", "email,identifyer", "email,", []string{`column "identifyer" is not known and is ignored; did you mean "id"?`}},
		{"too far", "email,company", "email,", []string{`column "company" is not known and is ignored`}},
		{"underscored are silent", "email,_row,_line,_status,_error_code,_error,_anything", "email,,,,,,", nil},
		{"an underscored field is none", "email,_name", "email,", nil},
		{"nameless", "email,, ", "email,,", nil},
		{"twice unknown", "email,note,note", "email,,",
			[]string{`column "note" is not known and is ignored`, `column "note" is not known and is ignored`}},
		{"escapes are shown as such", "email,a\x1bb\"c", "email,", []string{`column "a\x1bb\"c" is not known and is ignored`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, warnings, err := mapHeader(strings.Split(tt.columns, ","))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(h.fields, ","); got != tt.fields {
				t.Errorf("fields = %s; want %s", got, tt.fields)
			}
			if diff := cmp.Diff(tt.warnings, warnings); diff != "" {
				t.Errorf("warnings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMapHeaderRefuses(t *testing.T) {
	many := strings.Repeat("c,", 24) + "c"
	for _, tt := range []struct{ name, columns, want string }{
		{"no email", "name", `no email column; the columns are: "name"; name one of them "email"`},
		{"nearly", "name,e-mai", `no email column; the columns are: "name", "e-mai"; did you mean "email" for "e-mai"?`},
		{"two for one field", "email,id,Partner ID", `two columns mean id: "id" (column 2) and "Partner ID" (column 3); remove or rename one`},
		{"many columns", many, "no email column; the columns are: " + strings.Repeat(`"c", `, 20) + "and 5 more; name one of them \"email\""},
		{"an underscored email is none", "_email", `no email column; the columns are: "_email"; did you mean "email" for "_email"?`},
	} {
		_, _, err := mapHeader(strings.Split(tt.columns, ","))
		if err == nil || !strings.HasSuffix(err.Error(), tt.want) {
			t.Errorf("%s: mapHeader(%q) = %v; want %s", tt.name, tt.columns, err, tt.want)
		}
	}
}

// TestNearest: a suggestion is the same each time, at most two typing errors
// away, and no more than a third of the name.
func TestNearest(t *testing.T) {
	known := aliases()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(
			rapid.StringMatching(`[a-z]{1,9}`),
			rapid.Custom(func(t *rapid.T) string { // a known name with two letters changed
				name := []byte(rapid.SampledFrom([]string{"email", "name", "mail", "token", "group", "label", "surname", "parentid", "ref"}).Draw(t, "name"))
				for range 2 {
					name[rapid.IntRange(0, len(name)-1).Draw(t, "at")] = byte(rapid.IntRange('a', 'z').Draw(t, "letter"))
				}
				return string(name)
			}),
		).Draw(t, "name")
		got := nearest(name, known)
		for range 8 {
			if again := nearest(name, known); again != got {
				t.Fatalf("nearest(%q) = %q, then %q", name, got, again)
			}
		}
		best := 3
		for alias := range known {
			if d := distance(name, alias); d*3 <= len(alias) {
				best = min(best, d)
			}
		}
		for alias, field := range known {
			if d := distance(name, alias); field == got && d == best && d*3 <= len(alias) {
				return
			}
		}
		if got != "" || best < 3 {
			t.Fatalf("nearest(%q) = %q; want a field that is %d away", name, got, best)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "ab", 2}, {"email", "email", 0}, {"emial", "email", 1}, {"emai", "email", 1},
		{"eemail", "email", 1}, {"imail", "email", 1}, {"naem", "name", 1}, {"kitten", "sitting", 3}, {"größe", "grösse", 2},
	} {
		for _, got := range []int{distance(tt.a, tt.b), distance(tt.b, tt.a)} {
			if got != tt.want {
				t.Errorf("distance(%q, %q) = %d; want %d both ways", tt.a, tt.b, got, tt.want)
			}
		}
	}
}
