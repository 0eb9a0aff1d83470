package plan

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/importer/source"
)

func openChosen(t failer, text string, o source.Options) *source.Source {
	t.Helper()
	s, err := source.OpenReader(strings.NewReader(text), "partners.csv", o)
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	return s
}

// TestLeftOutLaw: for the rows that are meant, the plan is that of a file without the
// others, except for a referring partner who is in one of those.
func TestLeftOutLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SampledFrom([]string{"", "a", "b", "c"})
		type line struct{ id, key, parent, wanted string }
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) line {
			return line{few.Draw(t, "id"), few.Draw(t, "key"), few.Draw(t, "parent"), rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "wanted")}
		}), 1, 8).Draw(t, "lines")
		all, some := "email,id,key,referring_partner_id,wanted\n", "email,id,key,referring_partner_id,wanted\n"
		kept := 0
		for i, l := range lines {
			text := fmt.Sprintf("p%d@x.y,%s,%s,%s,%s\n", i, l.id, l.key, l.parent, l.wanted)
			all += text
			if l.wanted == "yes" {
				some += text
				kept++
			}
		}
		chosen, alone := openChosen(t, all, source.Options{Only: []string{"wanted=yes"}}), openIn(t, some)
		defer chosen.Close()
		defer alone.Close()
		p, q := planOf(t, chosen), planOf(t, alone)
		if p.LeftOutRows() != len(lines)-kept || p.WrongRows() != q.WrongRows() {
			t.Fatalf("%d rows left out, %d wrong; want %d and %d:\n%s", p.LeftOutRows(), p.WrongRows(), len(lines)-kept, q.WrongRows(), all)
		}
		at := 0
		for _, r := range readRows(t, chosen) {
			if r.LeftOut != "" {
				continue
			}
			at++
			if p.IsInvalid(r.Number) != q.IsInvalid(at) || (p.Parent(r.Number) > 0) != (q.Parent(at) > 0) {
				t.Fatalf("line %d: invalid %v, parent %d; alone %v, %d:\n%s", r.Line, p.IsInvalid(r.Number), p.Parent(r.Number), q.IsInvalid(at), q.Parent(at), all)
			}
			if line := p.Absent(r.Number); line > 0 && p.Parent(r.Number) > 0 {
				t.Fatalf("line %d has a parent, and one that is absent:\n%s", r.Line, all)
			}
		}
	})
}

// TestRemarksOfPlan: what takes all rows to notice.
func TestRemarksOfPlan(t *testing.T) {
	const links = " Links are easily confused then."
	for _, tt := range []struct {
		name, text string
		options    source.Options
		want       string
	}{
		{"no capitals", "email,key\na@b.co,x\nb@b.co,y\n", source.Options{}, ""},
		{"capitals", "email,key\na@b.co,Ada\nb@b.co,Bo\n", source.Options{}, ""},
		{"one small", "email,key\na@b.co,ADA\nb@b.co,ada\n", source.Options{}, "The keys of lines 2 and 3 differ only in capital letters." + links},
		{"none small", "email,key\na@b.co,ADA\nb@b.co,Ada\nc@b.co,aDa\n", source.Options{}, "2 keys differ from another one only in capital letters (first: lines 2 and 3)." + links},
		{"a duplicate", "email,key\na@b.co,Ada\nb@b.co,Ada\n", source.Options{}, ""},
		{"one is left out", "email,key,x\na@b.co,ADA,no\nb@b.co,ada,yes\n", source.Options{Only: []string{"x=yes"}}, ""},
		{"no id of the file", "email,Affiliate ID,referring_partner_id\na@b.co,1,\nb@b.co,2,1\n", source.Options{},
			"The referring partner of 1 row (line 3) is not in this file. An import will look for it in your account."},
		{"an id of the account", "email,referring_partner_id\na@b.co,\nb@b.co,1\n", source.Options{}, ""},
		{"some ids of the file", "email,id,referring_partner_id\na@b.co,1,\nb@b.co,2,1\nc@b.co,3,9\n", source.Options{}, ""},
		{"nothing left", "email,x\na@b.co,no\n", source.Options{Only: []string{"x=yes"}},
			"Options.Only: no row has \"yes\" in x.\nNo row is left to be sent. Check the choice of rows."},
	} {
		s := openChosen(t, tt.text, tt.options)
		if got := strings.Join(planOf(t, s).Remarks(), "\n"); got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
		s.Close()
	}
}
