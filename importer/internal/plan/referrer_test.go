package plan

import (
	"fmt"
	"strings"
	"testing"
)

// TestReferredBy: some columns do not say how they name the referring partner. Nothing
// is guessed from how their values look.
func TestReferredBy(t *testing.T) {
	const header = "email,id,key,Referred By,parent id\n"
	for _, tt := range []struct{ name, rows, want string }{
		{"an address", "a@x,1,k,,\nb@x,2,l,A@X,", "ok ok<1"},
		{"an address elsewhere", "a@x,1,k,p@x,", "ok"},
		{"a name and an address", "a@x,1,k,,\nb@x,2,l,A <a@x>,", "ok ok<1"},
		{"an id", "a@x,1,k,,\nb@x,2,l,1,", "ok ok<1"},
		{"an id below", "b@x,2,l,1,\na@x,1,k,,", "ok<2 ok"},
		{"a key", "a@x,1,k,,\nb@x,2,l,k,", "ok ok<1"},
		{"id and key of one row", "a@x,k,k,,\nb@x,2,l,k,", "ok ok<1"},
		{"id of one row, key of another", "a@x,1,k,,\nb@x,k,l,,\nc@x,3,m,k,", "ok ok referrer_ambiguous"},
		{"of a partner elsewhere", "a@x,1,k,z,", "ok"},
		{"itself by id", "a@x,1,k,1,", "referrer_cycle"},
		{"itself by key", "a@x,1,k,k,", "referrer_cycle"},
		{"a ring", "a@x,1,k,2,\nb@x,2,l,k,", "referrer_cycle<2 referrer_cycle<1"},
		{"two columns", "a@x,1,k,,\nb@x,2,l,1,1", "ok referrer_ambiguous<1"},
		{"damaged", "a@x,1,k,1E+5,", "spreadsheet_damage"},
		{"no address", "a@x,1,k,p@,", "email_invalid"},
	} {
		s := openText(t, header+tt.rows+"\n")
		p := planOf(t, s)
		var all []string
		for _, row := range readRows(t, s) {
			verdict := "ok"
			if problem := p.Problem(row); problem != nil {
				verdict = string(problem.Code)
				if problem.Column != "Referred By" && problem.Column != "parent id" {
					t.Errorf("%s: problem = %+v; want the column as the file calls it", tt.name, problem)
				}
			} else if (p.parents.parent(row.Number) > 0) != (row.Record.Referring() != nil) && !strings.Contains(tt.name, "elsewhere") || row.Record.Referrer != "" && !strings.HasPrefix(tt.name, "of a partner elsewhere") {
				t.Errorf("%s: record = %+v; want its referrer settled", tt.name, row.Record)
			}
			if parent := p.parents.parent(row.Number); parent > 0 {
				verdict += "<" + string(rune('0'+parent))
			}
			all = append(all, verdict)
		}
		if got := strings.Join(all, " "); got != tt.want {
			t.Errorf("%s: plan = %s; want %s", tt.name, got, tt.want)
		}
	}
}

// TestReferredByCostsLittleMemory: the meaning of such a column takes no more than a
// byte or two for each row.
func TestReferredByCostsLittleMemory(t *testing.T) {
	const rows = 50_000
	takes := func(column string) int64 {
		var text strings.Builder
		fmt.Fprintf(&text, "email,id,%s\np0@example.com,boss,\n", column)
		for n := range rows {
			fmt.Fprintf(&text, "c%d@example.com,id%d,boss\n", n, n)
		}
		s := openText(t, text.String())
		before := held()
		p := planOf(t, s)
		after := held()
		if row := readRows(t, s)[rows]; p.Problem(row) != nil || row.Record.ReferrerID != "boss" {
			t.Errorf("%s: record = %+v; want its referrer settled", column, row.Record)
		}
		return after - before
	}
	plain, settled := takes("referring_partner_id"), takes("referred by")
	t.Logf("bytes for each row: %d and %d", plain/rows, settled/rows)
	if settled > plain+2*rows+64<<10 {
		t.Errorf("a plan takes %d bytes, and %d where ids or keys are to be told apart", plain, settled)
	}
}

func TestReferredBySays(t *testing.T) {
	const advice = ` Rename the column to "referring_partner_id" or "referring_partner_key".`
	for _, tt := range []struct{ rows, want string }{
		{"c@x,3,m,k\na@x,1,k,\nb@x,k,l,", `"k" in Referrer is the id of one row and the key of another (line 3).` + advice},
		{"c@x,3,m,m", "Referrer names this row itself. Empty it, or name another partner."},
		{"c@x,3,m,#N/A", `"#N/A" in Referrer is a spreadsheet error. Fix the formula in the original.`},
	} {
		s := openText(t, "email,id,key,Referrer\n"+tt.rows+"\n")
		got := planOf(t, s).Problem(readRows(t, s)[0])
		if got == nil || got.Message != tt.want || got.Column != "Referrer" {
			t.Errorf("%q: problem = %+v; want %s", tt.rows, got, tt.want)
		}
	}
}
