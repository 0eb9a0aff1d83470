package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/row"
	"partner-import/importer/source/profile"
)

// openAs opens a text with a profile.
func openAs(t interface {
	Helper()
	Fatal(...any)
}, p *profile.Profile, o Options, text string) *Source {
	t.Helper()
	o.From = p
	s, err := OpenReader(strings.NewReader(text), "export.csv", o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ours(t *testing.T, text string) *profile.Profile {
	t.Helper()
	p, err := profile.Decode("ours.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// shownRows are the rows of a source, one line each.
func shownRows(t interface{ Fatal(...any) }, s *Source) (all []string) {
	rows := s.Rows()
	for rows.Next() {
		switch r := rows.Row(); {
		case r.LeftOut != "":
			all = append(all, fmt.Sprintf("%d: %s", r.Line, r.LeftOut))
		case r.Problem != nil:
			all = append(all, fmt.Sprintf("%d! %s %s: %s", r.Line, r.Problem.Code, r.Problem.Column, r.Problem.Message))
		default:
			all = append(all, fmt.Sprintf("%d: %+v", r.Line, *r.Record))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

const families = `name: families
columns:
  mail: email
  nr: own id
  by: parent id
`

// TestOwnIDs names every way in which a row may name its referring partner by an id of
// the platform.
func TestOwnIDs(t *testing.T) {
	s := openAs(t, ours(t, families), Options{}, "nr,mail,by\n"+
		"1,a@x.test,2\n2,b@x.test,\n3,c@x.test,0\n4,d@x.test,none\n5,e@x.test, 2 \n6,f@x.test,9\n7,,\n8,h@x.test,7\n9x,i@x.test,10\n10,j@x.test,\n10,k@x.test,\n11,l@x.test,12\n12,m@x.test,\n12,M@X.test,\n")
	defer s.Close()
	want := map[int]string{2: "b@x.test", 6: "b@x.test", 13: "m@x.test"}
	problems := map[int]string{
		7:  `"9" in by is the "nr" of no row in this file. Empty it, or add the row.`,
		9:  `"7" in by is the id of line 8, which has no address. Fill in the address, or empty the cell.`,
		10: `"10" in by is the id of two rows, line 11 and line 12. Correct one of them.`,
	}
	rows := s.Rows()
	for rows.Next() {
		r := rows.Row()
		if r.Record.ReferrerEmail != want[r.Line] || r.Record.ID != "" {
			t.Errorf("line %d: %+v; want %q", r.Line, r.Record, want[r.Line])
		}
		if (r.Problem == nil) != (problems[r.Line] == "") || r.Problem != nil && (r.Problem.Message != problems[r.Line] || r.Problem.Column != "by") {
			t.Errorf("line %d: %v; want %s", r.Line, r.Problem, problems[r.Line])
		}
	}
}

// TestMerge: only rows that agree in everything are merged, and every reading agrees.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := profile.Decode("m.yaml", []byte("name: m\ncolumns: {email: email, name: name}\nrepeats: merge\nrows: {column: s, take: [ok]}\n"))
		if err != nil {
			t.Fatal(err)
		}
		text, seen, left := "email,name,s\n", map[string]string{}, map[int]bool{}
		n := rapid.IntRange(1, 600).Draw(t, "rows")
		for i := range n {
			email, name := fmt.Sprintf("p%d@x.test", rapid.IntRange(0, 9).Draw(t, "who")), rapid.SampledFrom([]string{"Ann", "Bo"}).Draw(t, "name")
			ok := rapid.Bool().Draw(t, "ok")
			status := "no"
			if ok {
				status = "ok"
			}
			text += rapid.SampledFrom([]string{email, strings.ToUpper(email)}).Draw(t, "case") + "," + name + "," + status + "\n"
			first, known := seen[email]
			left[i+1] = !ok || known && first == name
			if ok && !known {
				seen[email] = name
			}
		}
		s := openAs(t, p, Options{}, text)
		defer s.Close()
		for range 2 {
			stream := s.Stream()
			for stream.Next() {
				if r := stream.Row(); (r.LeftOut != "") != left[r.Number] {
					t.Fatalf("row %d: %q; want left out: %t\n%s", r.Number, r.LeftOut, left[r.Number], text)
				}
			}
			stream.Close()
		}
	})
}

// TestSections: the section is read, and the lines are those of the file.
func TestSections(t *testing.T) {
	const table = "nr;mail\n1;a@x.test\n2;b@x.test\n"
	p := ours(t, "name: s\nsignature: [nr, mail]\nsection: \"[[PEOPLE]]\"\ncolumns: {mail: email, nr: id}\n")
	for text, want := range map[string][]int{
		table:                  {2, 3},
		"[[PEOPLE]]\n" + table: {3, 4},
		"[[X]]\na;b\n1;2\n[[people]];\r\n" + table:  {6, 7},
		"[[PEOPLE]]\n" + table + "[[X]]\nc\n1\n":    {3, 4},
		"\ufeff[[PEOPLE]]\n" + table + "\n[[X]]\n":  {3, 4},
		"\"[[PEOPLE]]\"\n" + table + "[[NOT; A]]\n": {3, 4, 5},
	} {
		s, err := OpenReader(strings.NewReader(text), "x.csv", Options{From: p})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var lines []int
		for rows := s.Rows(); rows.Next(); {
			lines = append(lines, rows.Row().Line)
		}
		if !slices.Equal(lines, want) {
			t.Errorf("%q has rows on the lines %d; want %d", text, lines, want)
		}
		for o, err := range s.Originals() {
			if cells := o.Cells(); err != nil || len(cells) != 2 {
				t.Errorf("%q: %q, %v", text, cells, err)
			}
		}
		s.Close()
	}
}

// TestPersonFirst: what a person says about a column comes before the profile.
func TestPersonFirst(t *testing.T) {
	p := ours(t, `name: p
columns:
  Mail: email
  Who: full name
  Link: {field: key, steps: [link via]}
  Group: {field: tags, steps: [one-tag]}
rows: {column: State, take: [ok], doubt: [maybe]}
ignored: [Code]
`)
	const text = "Mail,Who,Link,Group,State,Code\na@x.test,Ann Moe,https://x.test?via=ann,\"A, B\",ok,c1\nb@x.test,Bo Lund,https://x.test?via=bo,C,maybe,c2\n"
	first := func(r row.Record) string { return fmt.Sprintf("%s|%s|%s|%s", r.Name, r.Surname, r.Key, r.Tags) }
	for _, tt := range []struct {
		o    Options
		want string
		rows int
	}{
		{Options{}, `Ann|Moe|ann|"A, B"`, 1},
		{Options{Map: []Mapping{{Column: "Code", Field: "key"}}}, `Ann|Moe|c1|"A, B"`, 1},
		{Options{KeyFrom: "Code"}, `Ann|Moe|c1|"A, B"`, 1},
		{Options{Map: []Mapping{{Column: "Who", Field: "name"}}}, `Ann Moe||ann|"A, B"`, 1},
		{Options{Map: []Mapping{{Column: "Who", Field: "surname"}}}, `|Ann Moe|ann|"A, B"`, 1},
		{Options{Map: []Mapping{{Column: "Group", Field: "-"}}}, "Ann|Moe|ann|", 1},
		{Options{Map: []Mapping{{Column: "Group", Field: "id"}}}, "Ann|Moe|ann|", 1},
		{Options{Only: []string{"State=ok,maybe"}}, `Ann|Moe|ann|"A, B"`, 2},
		{Options{Skip: []string{"State=other"}}, `Ann|Moe|ann|"A, B"`, 2},
		{Options{Skip: []string{"Code=c9"}}, `Ann|Moe|ann|"A, B"`, 1},
	} {
		s := openAs(t, p, tt.o, text)
		var got []string
		for rows := s.Rows(); rows.Next(); {
			if r := rows.Row(); r.LeftOut == "" && r.Problem == nil {
				got = append(got, first(*r.Record))
			}
		}
		if len(got) != tt.rows || got[0] != tt.want {
			t.Errorf("%+v: %q; want %d rows, first %q", tt.o, got, tt.rows, tt.want)
		}
		for _, w := range s.Warnings() {
			if strings.Contains(w, "Not imported") {
				t.Errorf("%+v: %s", tt.o, w)
			}
		}
		s.Close()
	}
}

// TestFooters: only a line without an address can be a footer.
func TestFooters(t *testing.T) {
	p := ours(t, "name: f\ncolumns: {mail: email, name: name}\nfooters: [Totals, Copyright *]\n")
	s := openAs(t, p, Options{}, "name,mail\nTotals,a@x.test\nTotals,\n totals ,,,\nTotals of Bo,\nCopyright (c) us\nCopyright \n")
	defer s.Close()
	got := shownRows(t, s)
	want := []string{
		"2: {Email:a@x.test Name:Totals Surname: Password: ID: Key: Tags: ReferrerID: ReferrerKey: ReferrerEmail: Referrer:}",
		`3: "Totals" is a line that f adds below the rows. It is not a partner.`,
		`4: "totals" is a line that f adds below the rows. It is not a partner.`,
		"5: {Email: Name:Totals of Bo Surname: Password: ID: Key: Tags: ReferrerID: ReferrerKey: ReferrerEmail: Referrer:}",
		`6: "Copyright (c) us" is a line that f adds below the rows. It is not a partner.`,
	}
	if diff := cmp.Diff(want, got[:min(len(got), 5)]); diff != "" {
		t.Error(diff)
	}
}

// TestSuggestion: a file that looks like an export is told so once, and nothing changes.
func TestSuggestion(t *testing.T) {
	for text, want := range map[string]string{
		"Affiliate ID,Name,Email,Fee,Products,Referral URL\n1,Ann,a@x.test,1,,https://gumroad.com/a/1\n": "This looks like an export of Gumroad. Read it with Options.From = gumroad.",
		"ID,Name,Email,Amount,Currency\n1,Ann,a@x.test,1,USD\n":                                          "This looks like a file of SliceWP payouts. A payout file",
		"ID,Name,Email,Amount,Currency,Key\n1,Ann,a@x.test,1,USD,k\n":                                    "",
		"Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,EUID\na@x.test,A,B,1,,\n":           "",
		"email,name\na@x.test,A\n": "",
	} {
		s := openAs(t, nil, Options{}, text)
		got := ""
		for _, w := range s.Warnings() {
			if strings.HasPrefix(w, "This looks like") {
				got += w
			}
		}
		if !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%q: %q; want %q", text, got, want)
		}
		s.Close()
	}
	_, err := OpenReader(strings.NewReader("E-mail 1 - Value,E-mail 1 - Label,Labels\na@x.test,,\n"), "g.csv", Options{Map: []Mapping{{Column: "Labels", Field: "tags"}}})
	if err == nil || !strings.HasSuffix(err.Error(), "This looks like an export of Google Contacts. Read it with Options.From = google-contacts.") {
		t.Errorf("%v", err)
	}
}

// TestNotExport: a file of something else is refused, and the message names it.
func TestNotExport(t *testing.T) {
	for _, tt := range []struct{ from, text, want string }{
		{"gumroad", "id,email,referral_link,signup_source\n1,a@x.test,,\n", `x.csv: line 1: This is not an export of Gumroad: it has no column "Affiliate ID", "Fee", "Products", "Referral URL". It looks like an export of UpPromote. Use Options.From = uppromote.`},
		{"gumroad", "\n\nemail,name\na@x.test,A\n", `x.csv: line 3: This is not an export of Gumroad: it has no column "Affiliate ID", "Fee", "Products", "Referral URL". Check the file, or leave out Options.From.`},
		{"tolt", "email,name\na@x.test,A\n", `x.csv: line 1: This is not an export of Tolt: it has no column "param", "value". The names of the columns of Tolt are not public, so this profile is untested. Please report the first line of your file: it has only the names of the columns.`},
		{"slicewp-payout", "ID,Name,Email,Amount,Currency\n1,A,a@x.test,2,USD\n", "x.csv: line 1: A payout file of SliceWP has payments, not partners."},
		{"slicewp-payout", "email,name\na@x.test,A\n", "x.csv: line 1: This is not an export of SliceWP payouts: it has no column"},
	} {
		_, err := OpenReader(strings.NewReader(tt.text), "x.csv", Options{From: profile.Find(tt.from)})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v\nwant %s", tt.from, err, tt.want)
		}
	}
}

// TestSecrets: what a profile calls secret is neither copied nor shown.
func TestSecrets(t *testing.T) {
	p := ours(t, "name: p\ncolumns: {mail: email}\nsecret: [Hush *]\nignored: [paypal]\n")
	const text = "mail,Hush 1,paypal\na@x.test,s3cret,pay@x.test\n"
	s := openAs(t, p, Options{Carry: []string{"all"}}, text)
	defer s.Close()
	if got := s.Carried(nil); !slices.Equal(got, []string{"mail", "paypal"}) {
		t.Errorf("carried: %q", got)
	}
	columns, err := s.Mapping()
	if err != nil || strings.Contains(fmt.Sprint(columns, s.Warnings()), "s3cret") {
		t.Errorf("%+v, %v", columns, err)
	}
	if _, err := OpenReader(strings.NewReader(text), "x.csv", Options{From: p, Carry: []string{"Hush 1"}}); err == nil || !strings.Contains(err.Error(), "never copied") {
		t.Errorf("%v", err)
	}
}

// TestWorkbookExport: ids, links and statuses of a workbook are those of its cells.
func TestWorkbookExport(t *testing.T) {
	book := newBook(t)
	setRow(t, book, "Sheet1", "A1", "id", "email", "name", "status", "cust_id", "default_ref_id", "parent_promoter_id")
	setRow(t, book, "Sheet1", "A2", 10886341, "tom@x.test", "Tom O'Hara", "approved", 7002, "tom", 10886340)
	setRow(t, book, "Sheet1", "A3", 10886340, "maja@x.test", "Maja Lund", "approved", 7001, "maja")
	setRow(t, book, "Sheet1", "A4", 10886342, "bad@x.test", "Bad Man", "denied", 7003, "bad")
	s := openBytes(t, bookBytes(t, book), Options{From: profile.Find("firstpromoter")})
	want := []string{
		"2: {Email:tom@x.test Name:Tom Surname:O'Hara Password: ID:7002 Key:tom Tags: ReferrerID: ReferrerKey: ReferrerEmail:maja@x.test Referrer:}",
		"3: {Email:maja@x.test Name:Maja Surname:Lund Password: ID:7001 Key:maja Tags: ReferrerID: ReferrerKey: ReferrerEmail: Referrer:}",
		`4: Left out: "denied" in status is not a partner to create, as the profile of FirstPromoter says.`,
	}
	if diff := cmp.Diff(want, shownRows(t, s)); diff != "" {
		t.Error(diff)
	}

	book = newBook(t)
	setRow(t, book, "Sheet1", "A1", "id", "email", "first_name", "last_name", "program", "status", "signup_source", "referral_link")
	setRow(t, book, "Sheet1", "A2", 10886340, "maja@x.test", "Maja", "Lund", "Gold, EU", "Active", "Form", "https://shop.test?sca_ref=10886340.d8Rx")
	s = openBytes(t, bookBytes(t, book), Options{From: profile.Find("uppromote")})
	want = []string{`2: {Email:maja@x.test Name:Maja Surname:Lund Password: ID: Key:10886340.d8Rx Tags:"Gold, EU" ReferrerID: ReferrerKey: ReferrerEmail: Referrer:}`}
	if diff := cmp.Diff(want, shownRows(t, s)); diff != "" {
		t.Error(diff)
	}
}

// TestTwoColumns: two columns that mean the same are not clear, also with a profile.
func TestTwoColumns(t *testing.T) {
	squatch := profile.Find("saasquatch")
	const header = "accountId,email,dateBlocked,programShareLinks.a,referralCodes.a,referralCodes.b\n1,a@x.test,,l,K1,K2\n"
	for _, tt := range []struct {
		p    *profile.Profile
		o    Options
		text string
		want string
	}{
		{squatch, Options{}, header, `Two columns mean key: "referralCodes.a" (column 5) and "referralCodes.b" (column 6).`},
		{squatch, Options{Map: []Mapping{{Column: "referralCodes.a", Field: "-"}}}, header, "K2"},
		{squatch, Options{KeyFrom: "referralCodes.b"}, header, "K2"},
		{profile.Find("affonso"), Options{}, "Email,Tracking Parameter,Email\na@x.test,k,b@x.test\n", `Two columns mean email: "Email" (column 1) and "Email" (column 3).`},
		{profile.Find("affonso"), Options{}, "Email,Tracking Parameter,E-Mail\na@x.test,k,b@x.test\n", `Two columns mean email: "Email" (column 1) and "E-Mail" (column 3).`},
		{profile.Find("gumroad"), Options{}, "Affiliate ID,Email,Fee,Products,Referral URL,Referral URL\n1,a@x.test,,,k,l\n", `both called "Referral URL"`},
	} {
		tt.o.From = tt.p
		s, err := OpenReader(strings.NewReader(tt.text), "x.csv", tt.o)
		if err != nil {
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q: %v; want %s", tt.text, err, tt.want)
			}
			continue
		}
		if got := shownRows(t, s); !strings.Contains(got[0], "Key:"+tt.want+" ") {
			t.Errorf("%q: %q; want %s", tt.text, got, tt.want)
		}
		s.Close()
	}
}

// TestNoneMeant: if the profile knows no value of the status, a person must name them.
func TestNoneMeant(t *testing.T) {
	const header = "id,email,referral_link,signup_source,status\n"
	for rows, want := range map[string]string{
		"1,a@x.test,,,aktiv\n2,b@x.test,,,gesperrt\n3,c@x.test,,, aktiv \n": `No row has "active" in status. The values are "aktiv", "gesperrt". If one of them means the same, name it with Options.Only = status=VALUE.`,
		"1,a@x.test,,,aktiv\n2,b@x.test,,,active\n":                         "",
		"1,a@x.test,,,\n": "",
		"":                "",
	} {
		s := openAs(t, profile.Find("uppromote"), Options{}, header+rows)
		shownRows(t, s)
		got := ""
		for _, w := range s.Warnings() {
			if strings.HasPrefix(w, "No row has") {
				got = w
			}
		}
		if got != want {
			t.Errorf("%q: %q; want %q", rows, got, want)
		}
		s.Close()
	}
}
