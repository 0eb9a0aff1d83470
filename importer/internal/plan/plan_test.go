package plan

import (
	"context"
	"errors"
	"fmt"
	rand "math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/check"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

func planOf(t failer, s *source.Source) *Plan {
	t.Helper()
	p, err := Make(context.Background(), s, Options{}, nil)
	if err != nil {
		t.Fatalf("makePlan: %v", err)
	}
	return p
}

// verdicts writes what the plan says about each row: "ok", or the problem's code and
// the line that it names, and "<N" for the row of the referring partner.
func verdicts(t failer, s *source.Source) string {
	t.Helper()
	p := planOf(t, s)
	var all []string
	wrong := 0
	for _, row := range readRows(t, s) {
		verdict := "ok"
		if problem := p.Problem(row); problem != nil {
			wrong++
			verdict = string(problem.Code)
			if c, ok := p.clashes[row.Number]; ok && p.Row(row.Record) == nil {
				verdict += fmt.Sprint("@", p.Line(c.other))
				if !strings.Contains(problem.Message, fmt.Sprint("line ", p.Line(c.other))) {
					t.Errorf("row %d: %q does not name line %d", row.Number, problem.Message, p.Line(c.other))
				}
			}
		}
		if parent := p.parents.parent(row.Number); parent > 0 {
			verdict += fmt.Sprint("<", parent)
		}
		all = append(all, verdict)
	}
	if got := p.WrongRows(); got != wrong {
		t.Errorf("the preview has %d invalid rows; want %d", got, wrong)
	}
	return strings.Join(all, " ")
}

// TestPlan: what is wrong with a row because of others, and which row its referring
// partner is. The columns are those of the rows below.
func TestPlan(t *testing.T) {
	const header = "email,id,key,referring_partner_id,referring_partner_key,referring_partner_email\n"
	for _, tt := range []struct{ name, rows, want string }{
		{"all different", "a@x,1,k,,,\nb@x,2,l,,,", "ok ok"},
		{"empty ids and keys are no duplicates", "a@x,,,,,\nb@x,,,,,", "ok ok"},
		{"same email", "a@x,1,k,,,\na@x,2,l,,,", "ok duplicate_email@2"},
		{"same email in another case", "Anna@X,,,,,\n\nanna@x,,,,,\nANNA@x,,,,,", "ok duplicate_email@2 duplicate_email@2"},
		{"same email, domain in ASCII", "a@exämple.com,,,,,\na@xn--exmple-cua.com,,,,,", "ok duplicate_email@2"},
		{"same email, decomposed", "\u00e4@x,,,,,\na\u0308@x,,,,,", "ok duplicate_email@2"},
		{"same id, decomposed", "a@x,\u00e4,,,,\nb@x,a\u0308,,,,", "ok duplicate_id@2"},
		{"same id", "a@x,1,,,,\nb@x,1,,,,", "ok duplicate_id@2"},
		{"id in another case", "a@x,i,,,,\nb@x,I,,,,", "ok ok"},
		{"same key", "a@x,,k,,,\nb@x,,k,,,", "ok duplicate_key@2"},
		{"id like a key", "a@x,k,,,,\nb@x,,k,,,", "ok ok"},
		{"same everything", "a@x,1,k,,,\na@x,1,k,,,", "ok duplicate_email@2"},
		{"of two lines", "a@x,1,,,,\nb@x,,k,,,\nc@x,1,k,,,", "ok ok duplicate_id@2"},
		{"line behind a cell of several lines", "a@x,\"1\n1\",k,,,\nb@x,2,,,,\nb@x,3,,,,", "ok ok duplicate_email@4"},
		{"invalid gives way to valid", "a@x,1E+5,k,,,\na@x,1,k,,,\na@x,2,l,,,", "spreadsheet_damage ok duplicate_email@3"},
		{"unreadable gives way", "a@x\na@x,1,k,,,", "row_malformed ok"},
		{"a duplicate's id stays free", "a@x,1,,,,\na@x,2,,,,\nb@x,2,,,,", "ok duplicate_email@2 ok"},

		{"parent by id", "p@x,1,,,,\nc@x,,,1,,", "ok ok<1"},
		{"parent by key", "p@x,,k,,,\nc@x,,,,k,", "ok ok<1"},
		{"parent by email", "P@x,,,,,\nc@x,,,,,p@X", "ok ok<1"},
		{"parent below", "c@x,,,1,,\nd@x,,,,,p@x\np@x,1,,,,", "ok<3 ok<3 ok"},
		{"parent elsewhere", "c@x,,,9,,", "ok"},
		{"id is no key", "p@x,1,k,,,\nc@x,,,k,1,", "ok referrer_ambiguous"},
		{"key is no id", "p@x,1,k,,,\nc@x,,,k,,", "ok ok"},
		{"three generations", "c@x,3,,2,,\nb@x,2,,1,,\na@x,1,,,,", "ok<2 ok<3 ok"},
		{"invalid parent", "p@x,1E+5,k,,,\nc@x,,,,k,", "spreadsheet_damage ok<1"},
		{"valid parent behind an invalid one", "p@x,1E+5,k,,,\nc@x,,,,k,\np@x,1,k,,,", "spreadsheet_damage ok<3 ok"},
		{"duplicate as parent", "p@x,1,,,,\np@x,2,,,,\nc@x,,,2,,", "ok duplicate_email@2 ok<2"},
		{"duplicate as parent, and one who has its id", "p@x,1,,,,\np@x,2,,,,\nc@x,,,2,,\nq@x,2,,,,", "ok duplicate_email@2 ok<4 ok"},

		{"ring of one", "a@x,1,,1,,", "referrer_cycle"},
		{"ring of two", "a@x,1,,2,,\nb@x,2,,1,,", "referrer_cycle@3<2 referrer_cycle@2<1"},
		{"ring of three", "a@x,1,,2,,\nb@x,2,,,,c@x\nc@x,3,,1,,", "referrer_cycle@3<2 referrer_cycle@4<3 referrer_cycle@2<1"},
		{"tail of a ring", "t@x,9,,1,,\na@x,1,,2,,\nb@x,2,,1,,\nu@x,,,9,,", "ok<2 referrer_cycle@4<3 referrer_cycle@3<2 ok<1"},
		{"two rings", "a@x,1,,2,,\nb@x,2,,1,,\nc@x,3,,4,,\nd@x,4,,3,,", "referrer_cycle@3<2 referrer_cycle@2<1 referrer_cycle@5<4 referrer_cycle@4<3"},
		{"invalid row in a ring", "a,1,,2,,\nb@x,2,,1,,", "email_invalid<2 referrer_cycle@2<1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdicts(t, openText(t, header+tt.rows+"\n")); got != tt.want {
				t.Errorf("plan = %s; want %s", got, tt.want)
			}
		})
	}
}

func TestPlanSays(t *testing.T) {
	const header = "Mail,Identifier,Parent ID\n"
	for _, tt := range []struct {
		name, rows string
		row        int
		want       row.Problem
	}{
		{"duplicate email", "a@x,1,\nA@x,2,", 2, row.Problem{Code: row.DuplicateEmail, Column: "Mail", Message: "Same Mail as line 2. Delete this row or correct it."}},
		{"duplicate id", "a@x,1,\nb@x,1,", 2, row.Problem{Code: row.DuplicateID, Column: "Identifier", Message: "Same Identifier as line 2. Delete this row or correct it."}},
		{"ring", "a@x,1,2\nb@x,2,1", 1, row.Problem{Code: row.ReferrerCycle, Column: "Parent ID", Message: "Parent ID leads in a circle, from this row to line 3 and back. Empty it in one of the rows."}},
		{"itself, decomposed", "a@x,\u00e4,a\u0308", 1, row.Problem{Code: row.ReferrerCycle, Column: "Parent ID", Message: "Parent ID names this row itself. Empty it, or name another partner."}},
	} {
		s := openText(t, header+tt.rows)
		got := planOf(t, s).Problem(readRows(t, s)[tt.row-1])
		if got == nil || *got != tt.want {
			t.Errorf("%s: problem = %+v; want %+v", tt.name, got, tt.want)
		}
	}
}

// A model finds the same as a plan in a slow way: it compares every row with every
// other one.
type model struct {
	rows    []row.Row
	invalid []bool
	clash   []string
	parent  []int
}

func newModel(rows []row.Row, h source.Header) *model {
	m := &model{rows: rows, invalid: make([]bool, len(rows)), clash: make([]string, len(rows)), parent: make([]int, len(rows))}
	for i, r := range rows {
		m.invalid[i] = r.Record == nil || (check.Rules{Column: h.Name}).Row(r.Record) != nil
		for field := range 3 {
			if first := m.owner(i, field, m.value(i, field)); !m.invalid[i] && first >= 0 && !m.invalid[first] {
				m.clash[i] = fmt.Sprint([]row.Code{row.DuplicateEmail, row.DuplicateID, row.DuplicateKey}[field], "@", rows[first].Line)
				m.invalid[i] = true
			}
		}
	}
	for i, row := range rows {
		if r := row.Record; r != nil {
			for field, value := range []string{identity.Email(r.ReferrerEmail), r.ReferrerID, r.ReferrerKey} {
				if value != "" {
					m.parent[i] = m.owner(len(rows), field, value) + 1
					break
				}
			}
			if m.parent[i] == i+1 {
				m.parent[i] = 0
			}
		}
	}
	return m
}

func (m *model) value(i, field int) string {
	if r := m.rows[i].Record; r != nil {
		return []string{identity.Email(r.Email), r.ID, r.Key}[field]
	}
	return ""
}

// owner is the row before end that has the value: the valid one, or the first.
func (m *model) owner(end, field int, value string) int {
	first := -1
	for i := range m.rows[:end] {
		if value == "" || m.value(i, field) != value {
			continue
		}
		if !m.invalid[i] {
			return i
		}
		if first < 0 {
			first = i
		}
	}
	return first
}

// inRing goes up from a row, and says whether it comes back to it.
func (m *model) inRing(i int) bool {
	at := i
	for range m.rows {
		if m.parent[at] == 0 {
			return false
		}
		if at = m.parent[at] - 1; at == i {
			return true
		}
	}
	return false
}

func (m *model) verdicts(h source.Header) string {
	var all []string
	for i, r := range m.rows {
		verdict := "ok"
		switch {
		case r.Record == nil:
			verdict = string(row.RowMalformed)
		case (check.Rules{Column: h.Name}).Row(r.Record) != nil:
			verdict = string((check.Rules{Column: h.Name}).Row(r.Record).Code)
		case m.clash[i] != "":
			verdict = m.clash[i]
		case m.inRing(i):
			verdict = fmt.Sprint(row.ReferrerCycle, "@", m.rows[m.parent[i]-1].Line)
		}
		if m.parent[i] > 0 {
			verdict += fmt.Sprint("<", m.parent[i])
		}
		all = append(all, verdict)
	}
	return strings.Join(all, " ")
}

// TestPlanIsTheModel compares plans of small random files, full of contradictions, with
// the slow way.
func TestPlanIsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(label, start string) string {
			n := rapid.IntRange(0, 7).Draw(t, label)
			if n == 0 {
				return ""
			}
			return fmt.Sprint(start, n)
		}
		rows := [][]string{strings.Split("email,id,key,referring_partner_id,referring_partner_key,referring_partner_email", ",")}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			row := []string{some("email", rapid.SampledFrom([]string{"a@x", "A@X", "b@x", "no "}).Draw(t, "kind")), some("id", "i"), some("key", "k"), "", "", ""}
			switch rapid.IntRange(0, 4).Draw(t, "referrer") {
			case 0:
				row[3] = some("referring id", "i")
			case 1:
				row[4] = some("referring key", "k")
			case 2:
				row[5] = some("referring email", "a@x")
			case 3:
				if rapid.IntRange(0, 3).Draw(t, "malformed") == 0 && len(rows)%3 == 2 {
					row = row[:len(row)-1] // a cell is missing
				}
			}
			rows = append(rows, row)
		}
		s := openIn(t, csvText(t, rows...))
		defer s.Close()
		want := newModel(readRows(t, s), s.Header()).verdicts(s.Header())
		if got := verdicts(t, s); got != want {
			t.Fatalf("plan  = %s;\nmodel = %s", got, want)
		}
	})
}

// TestPlanCounts: the counts, the lines, and a plan that is cancelled.
func TestPlanCounts(t *testing.T) {
	s := openText(t, "email\na@x\n\nb\na@x\n\"\nc@x\"\nd@x\n")
	p := planOf(t, s)
	if p.Rows() != 5 || p.WrongRows() != 2 {
		t.Errorf("%d rows, %d of them wrong; want 5 and 2", p.Rows(), p.WrongRows())
	}
	if diff := cmp.Diff([]uint32{2, 4, 5, 6, 8}, p.lines); diff != "" {
		t.Errorf("lines differ (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Make(ctx, openText(t, "email\n"+strings.Repeat("a@x\n", 3000)), Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("makePlan(cancelled) = %v; want %v", err, context.Canceled)
	}
}

// TestTable: a table is a map, however it has grown.
func TestTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x identity.Table
		if rapid.Bool().Draw(t, "with room") {
			x.Reserve(rapid.IntRange(0, 1000*identity.TableShards).Draw(t, "room"))
		}
		want := map[identity.Digest]uint32{}
		prints := rapid.IntRange(1, 3000).Draw(t, "prints") // in two shards, so that they are crowded
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		for n := range rapid.IntRange(0, 3000).Draw(t, "entries") {
			d := identity.Digest{Print: uint64(random.IntN(prints)) * 0x9e3779b97f4a7c15, Shard: uint16(random.IntN(2) * (identity.TableShards - 1))}
			if got := x.Row(d); got != want[d] {
				t.Fatalf("row(%v) = %d; want %d", d, got, want[d])
			}
			entry := x.Entry(d)
			if *entry != want[d] {
				t.Fatalf("entry(%v) = %d; want %d", d, *entry, want[d])
			}
			*entry, want[d] = uint32(n+1), uint32(n+1)
		}
		for d, row := range want {
			if got := x.Row(d); got != row {
				t.Fatalf("row(%v) = %d; want %d", d, got, row)
			}
		}
	})
}

// TestDigest: different texts have different digests, each index its own.
func TestDigest(t *testing.T) {
	x, y := identity.NewDigester(), identity.NewDigester()
	seen := map[identity.Digest]string{}
	for i := range 20000 {
		text := fmt.Sprint("partner", i)
		if other, ok := seen[x.Digest(text)]; ok {
			t.Fatalf("%s and %s have the same digest", text, other)
		}
		seen[x.Digest(text)] = text
	}
	if again := x.Digest("a"); again != x.Digest("a") || again == y.Digest("a") {
		t.Error("digest(a) is not the same in one index, or is the same in two")
	}
}
