package page

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"partner-import/importer/row"
)

// TestPagesRead: what people read on the page of an import, of a trial, of an
// import into the sandbox and of a check. UPDATE=1 writes the files anew.
func TestPagesRead(t *testing.T) {
	for name, v := range map[string]*View{"import": imported(), "trial": trial(), "sandbox": rehearsed(), "check": checked()} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := v.Write(&b); err != nil {
				t.Fatal(err)
			}
			got, golden := reads(parsePage(t, b.String())), filepath.Join("testdata", name+".txt")
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the page reads (-want +got):\n%s", diff)
			}
		})
	}
}

// reads is the text of a page from top to bottom, one line for each paragraph,
// heading, item and row.
func reads(page *html.Node) string {
	var b strings.Builder
	for n := range page.Descendants() {
		if n.Type != html.ElementNode || len(elements(n, atom.P))+len(elements(n, atom.Tr)) > 0 ||
			!slices.Contains([]atom.Atom{atom.H1, atom.H2, atom.H3, atom.P, atom.Li, atom.Div, atom.Tr, atom.Figcaption, atom.Summary}, n.DataAtom) {
			continue
		}
		var parts []string
		for below := range n.Descendants() {
			if below.Type == html.TextNode {
				parts = append(parts, below.Data)
			}
		}
		if text := strings.Join(strings.Fields(strings.Join(parts, " ")), " "); text != "" {
			fmt.Fprintf(&b, "%s: %s\n", n.Data, text)
		}
	}
	return b.String()
}

func began() time.Time { return time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC) }

// imported is an import that finds old partners and new problems, waits for the
// limit, and ends early.
func imported() *View {
	line := NewTimeline()
	line.Began = began()
	for i := range 5 {
		line.Add(Sample{
			At: time.Duration(i) * time.Second, Good: 4 * i, Bad: i / 2, Requests: 6 * i, Throttled: i / 2,
			Paused: time.Duration(i/3) * time.Second / 2, Rate: 10,
		}, i == 3)
	}
	v := &View{
		Kind: "Import", File: "partners.csv", Host: "api.partnero.com", Key: "1234", Release: "v1.0.0", ExitStatus: 3,
		Notice: "It ended early: time is over.", Started: began(), Took: 75 * time.Second, Rows: 420,
		Counts:  map[row.Status]int{row.Created: 394, row.Exists: 5, row.Failed: 1, row.Invalid: 2, row.Blocked: 1, row.Unknown: 1, row.Unsent: 16},
		ThisRun: map[row.Status]int{row.Created: 12, row.Exists: 5, row.Failed: 1, row.Invalid: 2, row.Blocked: 1, row.Unknown: 1},
		Figures: Requests(24, 1, 2, 500*time.Millisecond, 44.8), Timeline: line,
		Encoding: "UTF-8", Delimiter: ',', Bytes: 12345, SHA256: "5ca1ab1e",
		Columns: []Column{
			{Column: "E-Mail", Field: "email", First: "ann@example.org"}, {Column: "Since", Kind: "dates"}, {Column: "Secret", First: "never shown"},
			{Field: "tags", First: "nightly"},
		},
		FailedAt: "partners.failed.csv", Written: []Output{{"report", "partners.report.csv"}, {"failed rows", "partners.failed.csv"}},
	}
	v.find(row.Unsent, row.NotSent, 16, 405, "Not sent yet. Run the same command again.")
	v.find(row.Exists, row.ExistsDifferent, 5, 8, "Already in Partnero, with a different name. Nothing was changed.")
	v.find(row.Invalid, row.EmailInvalid, 2, 3, `"N/A" in E-Mail is not an e-mail address. It needs an @, as in name@example.com.`)
	v.find(row.Failed, row.Refused, 1, 5, "Partnero rejected this row (422).")
	v.find(row.Blocked, row.ReferrerFailed, 1, 6, "Its referring partner (line 5) was not created. Fix that row and run again.")
	v.find(row.Unknown, row.OutcomeUnknown, 1, 7, "We do not know yet whether this partner was created. Run the same command again; it checks first.")
	return v
}

// find adds a finding and, if it is to fix, its first row.
func (v *View) find(s row.Status, c row.Code, count, line int, message string) {
	v.Findings = append(v.Findings, row.Finding{Status: s, Code: c, Count: count, Lines: []int{line}, Example: message})
	if s.NeedsPerson() {
		v.Table = append(v.Table, row.Result{Line: line, Email: "bea@example.org", Status: s, Problem: row.Problem{Code: c, Message: message}})
	}
}

// trial is one that went well: what is left was not meant to be sent.
func trial() *View {
	v := &View{
		Kind: "Import", File: "partners.csv", Host: "api.partnero.com", Key: "1234", Started: began(), Took: time.Second, Rows: 20000,
		Counts: map[row.Status]int{row.Created: 3, row.Unsent: 19997}, ThisRun: map[row.Status]int{row.Created: 3},
		Figures: Requests(4, 0, 0, 0, 5), Encoding: "UTF-8", Delimiter: ';', Columns: []Column{{Column: "email", Field: "email", First: "ann@example.org"}},
		Written: []Output{{"report", "partners.report.csv"}},
	}
	v.find(row.Unsent, row.NotSent, 19997, 5, "Not sent yet. Run the same command again.")
	return v
}

func rehearsed() *View {
	return &View{
		Kind: "Import", File: "partners.csv", Host: "127.0.0.1:44345", Sandbox: true, Started: began(), Took: time.Second, Rows: 36,
		Counts: map[row.Status]int{row.Created: 36}, ThisRun: map[row.Status]int{row.Created: 36}, Figures: Requests(37, 0, 0, 0, 100),
		Encoding: "UTF-8", Delimiter: ',', Columns: []Column{{Column: "email", Field: "email", First: "ann@example.org"}},
		Written: []Output{{"report", "partners.sandbox.report.csv"}},
	}
}

func checked() *View {
	v := &View{
		Kind: "Check", File: "partners.xlsx", DryRun: true, Started: began(), Took: 50 * time.Millisecond, ExitStatus: 1, Rows: 4,
		Counts: map[row.Status]int{row.Valid: 3, row.Invalid: 1}, Figures: append(Account(250, 2, 1, 0), Expected(4, 2*time.Second)...),
		Encoding: "workbook", Sheet: "Partners", Columns: []Column{{Column: "email", Field: "email", First: "ann@example.org"}},
		Warnings: []string{"Not imported: Since."}, FailedAt: "partners.failed.csv", Written: []Output{{"report", "partners.check.csv"}},
	}
	v.find(row.Invalid, row.ExampleRow, 1, 2, "This is an example row of the template. Delete it.")
	return v
}

// TestNotSentYetIsNotWrong: what went wrong has no rows that were only not sent
// yet. Without others it is not on the page at all.
func TestNotSentYetIsNotWrong(t *testing.T) {
	for name, v := range map[string]*View{"import": imported(), "trial": trial()} {
		var b strings.Builder
		if err := v.Write(&b); err != nil {
			t.Fatal(err)
		}
		page := parsePage(t, b.String())
		if waiting := element(page, "waiting"); waiting == nil || !strings.Contains(content(waiting), "Not sent yet") {
			t.Errorf("%s: no section of rows that were not sent yet", name)
		}
		reasons := element(page, "reasons")
		if reasons != nil && strings.Contains(content(reasons), "not_sent") || (reasons != nil) == (name == "trial") {
			t.Errorf("%s: what went wrong is %v", name, reasons)
		}
	}
}

// TestSplit: the counts of this run are shown where earlier runs have a part.
func TestSplit(t *testing.T) {
	v := &View{Counts: map[row.Status]int{row.Created: 394, row.Invalid: 5, row.Exists: 1204, row.Unsent: 7}}
	for _, tt := range []struct {
		thisRun map[row.Status]int
		status  row.Status
		want    string
	}{
		{nil, row.Created, ""},
		{map[row.Status]int{}, row.Created, "0 in this run, 394 earlier"},
		{map[row.Status]int{row.Created: 4}, row.Created, "4 in this run, 390 earlier"},
		{map[row.Status]int{row.Exists: 1}, row.Exists, "1 in this run, 1,203 earlier"},
		{map[row.Status]int{row.Created: 394}, row.Created, ""},
		{map[row.Status]int{row.Invalid: 5}, row.Invalid, ""},
		{map[row.Status]int{}, row.Unsent, ""},
	} {
		v.ThisRun = tt.thisRun
		if got := v.split(tt.status); got != tt.want {
			t.Errorf("split(%s) of %v = %q; want %q", tt.status, tt.thisRun, got, tt.want)
		}
	}
}
