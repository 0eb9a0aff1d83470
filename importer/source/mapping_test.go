package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestConstants: what constants and added tags do to a row.
func TestConstants(t *testing.T) {
	o := Options{
		Set:     []Constant{{Field: "surname", Value: "Unknown"}, {Field: "referring_partner_key", Value: "anna"}, {Field: "password", Value: " Secret12 "}},
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

// TestMapping: the first value that is not empty, and never a password, not even one
// in an unknown column.
func TestMapping(t *testing.T) {
	text := "E-Mail,Pasword,password,Vorname,,referred by\n,Secret12,,\nbad\na@x.y,Secret12,Secret34, Anna ,,p@x.y\nb@x.y,,,Bernd,,\n"
	s, err := OpenReader(strings.NewReader(text), "p.csv", Options{Set: []Constant{{Field: "password", Value: "Secret56"}}, AddTags: []string{"new"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Mapping()
	if err != nil {
		t.Fatal(err)
	}
	want := []MappedColumn{
		{"E-Mail", "email", "a@x.y", ""}, {"Pasword", "", "", "text"}, {"password", "password", "********", ""}, {"Vorname", "name", "Anna", ""}, {"", "", "", "empty"},
		{"referred by", "referring_partner", "p@x.y", ""}, {"", "password", "********", ""}, {"", "tags", "new", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Mapping differs (-want +got):\n%s", diff)
	}
}
