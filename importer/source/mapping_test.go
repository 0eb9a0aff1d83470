package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMapping(t *testing.T) {
	const usage = `must be COLUMN=FIELD, like "Work e-mail=email"`
	for _, tt := range []struct {
		text string
		want Mapping
		err  string
	}{
		{"Work mail=email", Mapping{"Work mail", "email"}, ""},
		{" a = b = First Name ", Mapping{"a = b", "First Name"}, `must name a field, and there is no "First Name"; did you mean "name"?`},
		{"a=b=E-Mail", Mapping{"a=b", "email"}, ""},
		{"x=Referring Partner ID", Mapping{"x", "referring_partner_id"}, ""},
		{"x=-", Mapping{"x", "-"}, ""},
		{"x=", Mapping{"x", ""}, `must name a field, and there is no ""; the fields are email, name, surname, password, id, key, tags, ` +
			`referring_partner_id, referring_partner_key, referring_partner_email; to ignore the column, write COLUMN=-`},
		{"=email", Mapping{}, usage},
		{"email", Mapping{}, usage},
		{"", Mapping{}, usage},
	} {
		got, err := ParseMapping(tt.text)
		if said := errorText(err); got != tt.want || said != tt.err {
			t.Errorf("ParseMapping(%q) = %+v, %q; want %+v, %q", tt.text, got, said, tt.want, tt.err)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestParseConstant(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Constant
		err  string
	}{
		{"tags=2025", Constant{"tags", "2025"}, ""},
		{"Referring Partner Key = a=b ", Constant{"referring_partner_key", "a=b"}, ""},
		{"password= Secret12 ", Constant{"password", " Secret12 "}, ""},
		{"tags= ", Constant{"tags", ""}, "must have a value behind the ="},
		{"email=a@b.c", Constant{"email", "a@b.c"}, "must not be for email, which no two rows may share"},
		{"id=1", Constant{"id", "1"}, "must not be for id, which no two rows may share"},
		{"key=1", Constant{"key", "1"}, "must not be for key, which no two rows may share"},
		{"tgas=1", Constant{"tgas", "1"}, `must name a field, and there is no "tgas"; did you mean "tags"?`},
		{"tags", Constant{}, "must be FIELD=VALUE, like tags=2025"},
	} {
		got, err := ParseConstant(tt.text)
		if said := errorText(err); got != tt.want || said != tt.err {
			t.Errorf("ParseConstant(%q) = %+v, %q; want %+v, %q", tt.text, got, said, tt.want, tt.err)
		}
	}
}

// TestConstants: what the same for every row does to a row.
func TestConstants(t *testing.T) {
	o := Options{
		Set:     []Constant{{"surname", "Unknown"}, {"referring_partner_key", "anna"}, {"password", " Secret12 "}},
		AddTags: []string{"new", "2025, trial"},
	}
	const header = "email,surname,tags,password,referring_partner_id\n"
	for _, tt := range []struct{ name, row, want string }{
		{"all missing", "a@x.y,,,,", `a@x.y|Unknown| Secret12 |[new 2025 trial]|{  anna}`},
		{"all given", "a@x.y,B,old,Other123,7", `a@x.y|B|Other123|[old new 2025 trial]|{ 7 }`},
		{"white space is nothing", "a@x.y,\u00a0, ,,\t", `a@x.y|Unknown| Secret12 |[new 2025 trial]|{  anna}`},
		{"a tag is there", "a@x.y,B,new,Other123,7", `a@x.y|B|Other123|[new 2025 trial]|{ 7 }`},
	} {
		s, err := OpenReader(strings.NewReader(header+tt.row+"\n"), "p.csv", o)
		if err != nil {
			t.Fatal(err)
		}
		p := readRows(t, s)[0].Record.Request()
		s.Close()
		got := strings.Join([]string{p.Email, p.Surname, p.Password, "[" + strings.Join(p.Tags, " ") + "]",
			"{" + p.Referrer.Email + " " + p.Referrer.ID + " " + p.Referrer.Key + "}"}, "|")
		if got != tt.want {
			t.Errorf("%s: request = %s; want %s", tt.name, got, tt.want)
		}
	}
}

// TestMapping: the first value that is not empty, and never a password, not
// even one in a column that nobody knows.
func TestMapping(t *testing.T) {
	text := "E-Mail,Pasword,password,Vorname,,referred by\n,Secret12,,\nbad\na@x.y,Secret12,Secret34, Anna ,,p@x.y\nb@x.y,,,Bernd,,\n"
	s, err := OpenReader(strings.NewReader(text), "p.csv", Options{Set: []Constant{{"password", "Secret56"}}, AddTags: []string{"new"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Mapping()
	if err != nil {
		t.Fatal(err)
	}
	want := []MappedColumn{
		{"E-Mail", "email", "a@x.y", ""}, {"Pasword", "", "", ""}, {"password", "password", "********", ""}, {"Vorname", "name", "Anna", ""}, {"", "", "", ""},
		{"referred by", "referring_partner", "p@x.y", ""}, {"", "password", "********", ""}, {"", "tags", "new", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Mapping differs (-want +got):\n%s", diff)
	}
}
