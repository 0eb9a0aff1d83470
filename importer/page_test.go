package importer

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/page"
	"partner-import/importer/stop"
)

// hostile are cells that a page must show and not run, and that must not turn
// its text around.
func hostile() []string {
	return []string{
		`<script>alert("cell")</script>`, `</script><script>alert(1)</script>`, `</td></tr></table>`, `"><img src=x onerror=alert(1)>`,
		`' onmouseover='alert(1)`, `{{.Summary}}`, `&lt;b&gt;&amp;`, `<!--`, `]]>`, `</title><style>*{display:none}</style>`, `javascript:alert(1)`,
		"=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "\u202egnp.exe", "a\u2066b\u2069", "zero\u200bwidth", "no\u00a0break", "مرحبا", "日本語", "`${1}`",
	}
}

// pageOf checks a file without sending anything, and returns its page and its
// report.
func pageOf(t failer, text string, o Options) (*html.Node, []reportLine) {
	t.Helper()
	s := openIn(t, text)
	defer s.Close()
	dir, err := os.MkdirTemp("", "page-*")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	o.Report, o.Failed, o.Summary = filepath.Join(dir, "p.report.csv"), filepath.Join(dir, "p.failed.csv"), filepath.Join(dir, "p.summary.json")
	o.HTML, o.DryRun, o.Call = filepath.Join(dir, "p.html"), true, Flags
	if _, err := New(nil, o).Run(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return parsePage(t, readFile(t, o.HTML)), reportOf(t, readFile(t, o.Report))
}

func parsePage(t failer, text string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if !page.Is(strings.NewReader(text)) {
		t.Fatalf("the page is not known as ours: %.200s", text)
	}
	return doc
}

// elements returns those with the name below a node, in their order.
func elements(n *html.Node, name atom.Atom) []*html.Node {
	var all []*html.Node
	for below := range n.Descendants() {
		if below.Type == html.ElementNode && below.DataAtom == name {
			all = append(all, below)
		}
	}
	return all
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func element(n *html.Node, id string) *html.Node {
	for below := range n.Descendants() {
		if attrOf(below, "id") == id {
			return below
		}
	}
	return nil
}

// content is the text that a reader gets to see.
func content(n *html.Node) string {
	var b strings.Builder
	for below := range n.Descendants() {
		if below.Type == html.TextNode {
			b.WriteString(below.Data)
		}
	}
	return b.String()
}

// bodyOf returns the contents of a table's body.
func bodyOf(table *html.Node) [][]string {
	var rows [][]string
	for _, tr := range elements(elements(table, atom.Tbody)[0], atom.Tr) {
		var cells []string
		for cell := range tr.ChildNodes() {
			if cell.Type == html.ElementNode {
				cells = append(cells, content(cell))
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// TestPageTellsWhatTheReportTells: its rows are those of the report that need
// a person, in the same words, also of cells that are written to be run.
func TestPageTellsWhatTheReportTells(t *testing.T) {
	rows := [][]string{{"email", "name", "_" + hostile()[0]}, {"good@example.com", "", ""}}
	for _, cell := range hostile() {
		rows = append(rows, []string{cell, cell, cell}, []string{"x " + cell, cell, cell})
	}
	for name, text := range map[string]string{
		"hostile": csvText(t, rows...), "messy": readFile(t, "../samples/partners-messy.csv"), "good": readFile(t, "../samples/partners.csv"),
	} {
		page, report := pageOf(t, text, Options{})
		var want, got [][]string
		for _, line := range report {
			if line["status"] != "valid" {
				want = append(want, []string{
					line["line"], line["status"], shown(line["email"], 320), shown(line["error"], 1000),
				})
			}
		}
		if table := element(page, "table"); table != nil {
			for _, cells := range bodyOf(table) {
				got = append(got, slices.Delete(cells, 3, 4)) // the title of the reason
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-report +page):\n%s", name, diff)
		}
	}
}

// TestPageReads: a page of a dry run, as one who reads it from top to bottom
// gets it.
func TestPageReads(t *testing.T) {
	page, _ := pageOf(t, "E-Mail,First Name,phone,Password\na@x.y,A\u200b,1,\nno,B,2,\n,C,3,canary\nb@x.y\nc@x.y,=1+1,,Sommer2024\n", Options{Version: "v1.2.3"})
	var b strings.Builder
	for n := range page.Descendants() {
		if slices.Contains([]atom.Atom{atom.Title, atom.H1, atom.H2, atom.H3, atom.P, atom.Li, atom.Div, atom.Tr, atom.Output}, n.DataAtom) && n.Type == html.ElementNode {
			if text := strings.Join(strings.Fields(spaced(n)), " "); text != "" && len(elements(n, atom.P))+len(elements(n, atom.Tr)) == 0 {
				fmt.Fprintf(&b, "%s: %s\n", n.Data, text)
			}
		}
	}
	got := regexp.MustCompile(`\d+ \w+ \d{4}, \d\d:\d\d UTC|took .*`).ReplaceAllString(b.String(), "TIME")
	golden := filepath.Join("testdata", "page.txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(readFile(t, golden), got); diff != "" {
		t.Errorf("the page reads (-want +got):\n%s", diff)
	}
	if whole := content(page); strings.Contains(whole, "canary") || strings.Contains(whole, "Sommer2024") {
		t.Error("the page shows a password")
	}
}

// spaced is content with a space between cells.
func spaced(n *html.Node) string {
	var parts []string
	for below := range n.Descendants() {
		if below.Type == html.TextNode {
			parts = append(parts, below.Data)
		}
	}
	return strings.Join(parts, " ")
}

// TestPageNeedsNothing: the page names no other file and no address, lets
// nothing run but its own style and script, and hides without the script only
// what is of no use then.
func TestPageNeedsNothing(t *testing.T) {
	page, _ := pageOf(t, readFile(t, "../samples/partners-messy.csv"), Options{})
	policy := ""
	for _, meta := range elements(page, atom.Meta) {
		if attrOf(meta, "http-equiv") == "Content-Security-Policy" {
			policy = attrOf(meta, "content")
		}
	}
	want := fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'",
		hashed(content(elements(page, atom.Style)[0])), hashed(content(elements(page, atom.Script)[0])))
	if policy != want {
		t.Errorf("the policy is %q; want %q", policy, want)
	}
	var hidden []string
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "src" || a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			case a.Key == "hidden":
				hidden = append(hidden, attrOf(n, "id"))
			}
		}
		if link := attrOf(n, "href"); link != "" && element(page, link[1:]) == nil {
			t.Errorf("the link %s leads nowhere", link)
		}
	}
	if diff := cmp.Diff([]string{"tools", "nothing"}, hidden); diff != "" {
		t.Errorf("hidden (-want +got):\n%s", diff)
	}
	style, script := content(elements(page, atom.Style)[0]), content(elements(page, atom.Script)[0])
	if strings.Contains(style+script, "url(") || strings.Contains(style+script, "@import") || strings.Contains(script, "fetch") || strings.Contains(script, "innerHTML") {
		t.Error("the style or the script loads something, or makes elements of text")
	}
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// TestPageHoldsFewRows: however many rows need a person, the page holds the
// first 5,000 of them, and says where the others are. Those that were not sent
// are not among them.
func TestPageHoldsFewRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("email\n")
	for i := range page.MaxRows + 7 {
		fmt.Fprintf(&b, "nobody %d\nok%d@example.com\n", i, i)
	}
	doc, _ := pageOf(t, b.String(), Options{})
	rows := bodyOf(element(doc, "table"))
	if len(rows) != page.MaxRows || rows[0][0] != "2" || rows[page.MaxRows-1][0] != strconv.Itoa(2*page.MaxRows) {
		t.Errorf("%d rows, from line %s to line %s; want %d, the first that are wrong", len(rows), rows[0][0], rows[len(rows)-1][0], page.MaxRows)
	}
	if got, want := content(element(doc, "rows")), "The first 5,000 rows. 7 more are in p.failed.csv."; !strings.Contains(got, want) {
		t.Errorf("the rows begin with %.300q; want %q", got, want)
	}

	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, "email\na@example.com\nnobody\nb@example.com\n", sandbox.Options{}, Options{Limit: 1})
		tr.options.HTML = tr.path("p.html")
		tr.run(nil)
		page := parsePage(t, readFile(t, tr.options.HTML))
		if rows := bodyOf(element(page, "table")); len(rows) != 1 || rows[0][0] != "3" {
			t.Errorf("rows = %q; want the invalid one", rows)
		}
		for _, want := range []string{"1 of 3 rows is imported", "1 needs your attention, 1 was not sent yet", "The row that was not sent yet is not listed here"} {
			if !strings.Contains(content(page), want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
}

// TestPlotIsOfRunsThatSend: an import has a plot, a dry run and a report from
// the journal have none.
func TestPlotIsOfRunsThatSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(60), sandbox.Options{Limit: 10}, Options{Rate: client.LimiterOptions{Rate: 20}})
		tr.options.HTML = tr.path("p.html")
		tr.run(nil)
		page := parsePage(t, readFile(t, tr.options.HTML))
		if plot := element(page, "time"); plot == nil || !strings.Contains(content(plot), "Partnero said “slow down” (429)") {
			t.Error("the import has no plot of its answers of 429")
		}
		if tr.summary.Throttled == 0 || !slices.Contains(tr.summary.Outputs, Output{"page", tr.options.HTML}) {
			t.Errorf("%d answers of 429 and the outputs %v; want some, and the page", tr.summary.Throttled, tr.summary.Outputs)
		}
		for _, o := range []Options{{Rebuild: true}, {DryRun: true}} {
			o.HTML = tr.options.HTML
			tr.options = o
			tr.run(nil)
			if page := parsePage(t, readFile(t, o.HTML)); element(page, "time") != nil {
				t.Errorf("%+v has a plot; want none", o)
			}
		}
	})
}

// TestPageThatCannotBeWritten: the run says so, and has all its other outputs.
func TestPageThatCannotBeWritten(t *testing.T) {
	s := openText(t, "email\nnobody\n")
	dir, gone := t.TempDir(), filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(gone, 0o700); err != nil {
		t.Fatal(err)
	}
	summary, err := New(nil, Options{
		Report: filepath.Join(dir, "r"), Failed: filepath.Join(dir, "f"), Summary: filepath.Join(dir, "s"), HTML: filepath.Join(gone, "p.html"), DryRun: true,
		OnPlan: func(Preview) bool { return os.Remove(gone) == nil },
	}).Run(context.Background(), s)
	var halt *stop.Error
	if !errors.As(err, &halt) || halt.Reason != stop.Disk || summary.ExitStatus != 3 || summary.Stopped == "" {
		t.Fatalf("Run = %+v, %v; want a stop: %s, and it in the summary", summary, err, stop.Disk)
	}
	for _, output := range summary.Outputs {
		if _, err := os.Stat(output.Path); output.What == "page" || err != nil {
			t.Errorf("outputs = %v (%v); want all but the page", summary.Outputs, err)
		}
	}
	if want := []Output{{"page", filepath.Join(gone, "p.html")}}; !slices.Equal(summary.Missing, want) {
		t.Errorf("missing = %v; want %v", summary.Missing, want)
	}
}
