package profile

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCatalog: every profile that the program brings is whole.
func TestCatalog(t *testing.T) {
	seen := map[string]bool{}
	for i, p := range All() {
		if seen[p.Name] {
			t.Errorf("%s is there twice", p.Name)
		}
		seen[p.Name] = true
		if p.Title == "" || p.File == "" || p.Source == "" || p.Certainty == Unsaid {
			t.Errorf("%s lacks a title, a file, a source or its certainty", p.Name)
		}
		if len(p.ColumnsOf("email")) == 0 && p.Refused == "" && p.Section == "" {
			t.Errorf("%s has no address", p.Name)
		}
		if len(p.Signature) == 0 && p.Suggest != SuggestNever && p.Name != "salesforce" {
			t.Errorf("%s has no signature", p.Name)
		}
		if got := signatureOf(split(catalog)[i]); !cmp.Equal(got, p.Signature) {
			t.Errorf("signatureOf(%s) = %q; want %q", p.Name, got, p.Signature)
		}
		again, err := Decode("again.yaml", []byte(p.YAML()))
		if err != nil || again.Name != p.Name || len(again.Columns) != len(p.Columns) {
			t.Errorf("the text of %s is not a profile of its own: %v", p.Name, err)
		}
		if Find(p.Name) == nil || Find(" "+strings.ToUpper(p.Name)) == nil {
			t.Errorf("%s is not found", p.Name)
		}
		var columns []string
		for _, alternatives := range p.Signature {
			columns = append(columns, strings.ReplaceAll(alternatives[len(alternatives)-1], "*", "x"))
		}
		if len(p.Signature) == 0 {
			continue
		}
		if missing := p.Missing(columns); missing != nil {
			t.Errorf("%s misses %q in its own signature", p.Name, missing)
		}
		if got := Matching(columns); got == nil || got.Name != p.Name {
			t.Errorf("the signature of %s is that of %v", p.Name, got)
		}
	}
	if len(seen) < 30 {
		t.Errorf("%d profiles", len(seen))
	}
}

// TestMatching: a plain list of partners is no export.
func TestMatching(t *testing.T) {
	for want, header := range map[string]string{
		"":            "email,name,surname,password,id,key,tags,referring_partner_id,referring_partner_key,referring_partner_email",
		"affiliatewp": "affiliate_id,EMAIL,First Name,Payment Email,Username,Rate,Rate Type,Status,Date Registered,more",
		"saasquatch":  "id,accountId,email,dateBlocked,programShareLinks.obj-x,referralCodes.obj-x",
	} {
		got := Matching(strings.Split(header, ","))
		if got == nil && want != "" || got != nil && got.Name != want {
			t.Errorf("Matching(%s) = %v; want %s", header, got, want)
		}
	}
	if got := Matching(strings.Split("name,last_name,email,identifier,token,joining_date", ",")); got != nil {
		t.Errorf("the export of the dashboard is %s", got.Name)
	}
}

func TestMissing(t *testing.T) {
	if got := Find("dub").Missing([]string{"ID", "name", "E-Mail"}); !slices.Equal(got, []string{"Enrolled at"}) {
		t.Errorf("%q", got)
	}
	if got := Nearest("afiliatewp"); got != ` Did you mean "affiliatewp"?` {
		t.Errorf("%q", got)
	}
	if got := Nearest("zzz"); got != "" {
		t.Errorf("%q", got)
	}
}

const ours = `name: ours
signature: [Nr, Mail]
columns:
  Mail: email
  Link: {field: key, steps: [link via]}
rows: {column: State, take: [ok]}
`

// TestDecodeErrors: an error says where it is, and what would be right.
func TestDecodeErrors(t *testing.T) {
	if _, err := Decode("ours.yaml", []byte(ours)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"columns:", "colums:", `ours.yaml:3:1: there is no setting "colums"; did you mean "columns"?`},
		{"columns:", "xyz:", `ours.yaml:3:1: there is no setting "xyz"; there are certainty, columns, file,`},
		{"Mail: email", "Mail: emial", `ours.yaml:4:9: there is no field "emial"; did you mean "email"?`},
		{"field: key", "feild: key", `ours.yaml:5:10: there is no setting "feild"; did you mean "field"?`},
		{"field: key, ", "", `ours.yaml:5:9: the column has no field; add "field: key", or another field`},
		{"link via", "lnik", `ours.yaml:5:30: there is no step "lnik"; the steps are link, `},
		{"[link via]", "prefix", `ours.yaml:5:29: the step "prefix" needs TEXT after its name`},
		{"[link via]", "{a: b}", `ours.yaml:5:29: this must be one value, not a list or a group of lines`},
		{"Mail: email", "Mail:", `ours.yaml:4:8: a value is missing; add one, or delete the line`},
		{"Mail: email", "Mail: email\n  Mail: id", `ours.yaml:5:3: "Mail" is already on line 4; delete one of them`},
		{"name: ours", "title: ours", `ours.yaml:1:1: the profile has no name; add a line such as "name: ours"`},
		{"name: ours", "name: our own", `ours.yaml:1:1: the name "our own" is not one word; use letters, digits and hyphens`},
		{"take: [ok]", "taek: [ok]", `ours.yaml:6:23: there is no setting "taek"; did you mean "take"?`},
		{", take: [ok]", "", `ours.yaml:6:7: name the values to create with "take", or the values to leave out with "leave"`},
		{"column: State, ", "", `ours.yaml:6:7: the rows have no column; add "column: Status", or what it is called`},
		{"take: [ok]", "take: [ok], leave: [no]", `ours.yaml:6:7: name the values to create`},
		{"[Nr, Mail]", "Nr", `ours.yaml:2:12: this must be a list of columns, such as [Affiliate ID, Email]`},
		{"[Nr, Mail]", "[Nr, []]", `ours.yaml:2:17: this list is empty; name a column in it`},
		{"[Nr, Mail]", "[Nr, Mail]\nsuggest: often", `ours.yaml:3:10: "often" is not known here; write never or exact`},
		{"[Nr, Mail]", "[Nr, Mail]\nrepeats: [a]", `ours.yaml:3:10: this must be one value, not a list`},
		{"[Nr, Mail]", "[Nr, Mail", `ours.yaml is not valid YAML: line 2: `},
		{ours, "- a", `ours.yaml:1:1: this must be lines with a name, a colon and a value`},
		{ours, "", `ours.yaml is empty; `},
		{ours, "name: a\n", `ours.yaml:1:1: the profile has no columns; `},
		{ours, ours + "---\n" + ours, `ours.yaml has 2 profiles; keep one, `},
	} {
		_, err := Decode("ours.yaml", []byte(strings.Replace(ours, tt.old, tt.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q for %q: %v\nwant %s", tt.new, tt.old, err, tt.want)
		}
	}
}

// FuzzDecode: any text is a profile or an error.
func FuzzDecode(f *testing.F) {
	f.Add(ours)
	f.Add("a: &a [*a]")
	f.Add("columns: {a: &x {field: key}, b: *x}\nname: x")
	content, err := os.ReadFile("profiles.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(content))
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := Decode("x.yaml", []byte(text)); err == nil && (p.Name == "" || p.Refused == "" && len(p.Columns) == 0) {
			t.Errorf("Decode(%q) = %+v", text, p)
		}
	})
}
