//go:build unix

package importer

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
	"partner-import/importer/internal/page"
)

// The tests in this file open pages in a real browser, and are skipped if there is none.
// With PAGES=FOLDER the pages and their pictures are kept there.

// mostPageBytes is what a page of a run of 10,000 rows may take.
const mostPageBytes = 3 << 20

// TestPageInABrowser: the page of a run of 10,000 rows looks as the reader
// prefers, loads nothing, runs nothing from the file, and can be searched,
// sorted and printed.
func TestPageInABrowser(t *testing.T) {
	b := browsertest.New(t)
	tr := troubledRun(t, 10_000)
	url := "file://" + tr.options.HTML
	b.Look(1280, "light")
	took := b.Open(url)
	size := len(readFile(t, tr.options.HTML))
	t.Logf("a page of %d bytes opened in %s", size, took)
	if size > mostPageBytes {
		t.Errorf("the page has %d bytes; want at most %d", size, mostPageBytes)
	}
	t.Run("looks", func(t *testing.T) { pageLooks(t, b.With(t), tr) })
	t.Run("is text", func(t *testing.T) { pageIsText(t, b.With(t)) })
	t.Run("prints", func(t *testing.T) { pagePrints(t, b.With(t), tr) })
	t.Run("is searched", func(t *testing.T) { pageIsSearched(t, b.With(t), tr) })
	t.Run("is sorted", func(t *testing.T) { pageIsSorted(t, b.With(t)) })
	for _, complaint := range b.Complaints(url) {
		t.Error(complaint)
	}
}

// troubled is a file of n rows. Some are wrong, in several ways.
func troubled(n int) string {
	var b strings.Builder
	b.WriteString("E-Mail,First name,Last name,Password,Identifier,Tags,Referred by,Phone,Joining date\n")
	for i := 1; i <= n; i++ {
		email, password, id, parent := fmt.Sprintf("partner.%d@example.com", i), "", fmt.Sprintf("aff-%d", 10000+i), ""
		switch {
		case i == 60:
			email = `"<script>alert(""cell"")</script>"`
		case i%97 == 0:
			email = fmt.Sprintf("partner.%d at example.com", i)
		case i%149 == 0:
			email = ""
		case i%211 == 0:
			password = "sommer24"
		case i%173 == 0:
			email = fmt.Sprintf("partner.%d@example.com", i/2)
		case i%307 == 0:
			id = "3.34E+05"
		case i > 300 && i%23 == 0:
			parent = fmt.Sprintf("partner.%d@example.com", i-200)
		}
		fmt.Fprintf(&b, "%s,Name %d,Surname %d,%s,%s,gold,%s,+49 30 %06d,2024-05-01\n", email, i, i, password, id, parent, i)
	}
	return b.String()
}

// troubledRun imports a file of n rows, with all that can be seen on a page: an
// API with a limit, lost answers, refusals, and an outage.
func troubledRun(t *testing.T, n int) *trial {
	t.Helper()
	var tr *trial
	dir := keptDir(t)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC))) // a bubble begins in the year 2000
		tr = newTrial(t, "email\n", sandbox.Options{
			Latency: 90 * ms, Limit: 50, Penalty: time.Second,
			Faults: []sandbox.Fault{{Kind: "422", Share: 0.01}, {Kind: "500", Share: 0.006}},
		}, Options{
			Rate: client.LimiterOptions{Max: 70}, Settle: 5 * time.Second, Journal: "-", Version: "v1.0.0",
			Target: TargetSummary{Host: "api.example.com", Key: "7Q4f"},
		})
		tr.dir = dir
		tr.edit(troubled(n))
		tr.options.HTML = tr.path("partners.html")
		tr.run(func(*Importer) {
			time.Sleep(100 * time.Second)
			tr.sandbox.SetDown(503)
			time.Sleep(14 * time.Second)
			tr.sandbox.SetDown(0)
		})
	})
	return tr
}

// keptDir is a folder of its own, which is kept where PAGES says so.
func keptDir(t *testing.T) string {
	t.Helper()
	root := os.Getenv("PAGES")
	if root == "" {
		return t.TempDir()
	}
	dir := filepath.Join(root, t.Name())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// pageLooks takes the pictures, at two widths and in both colours.
func pageLooks(t *testing.T, b *browsertest.Browser, tr *trial) {
	for _, tt := range []struct {
		scheme        string
		paper         color.RGBA
		width, height int
	}{
		{"dark", color.RGBA{21, 24, 28, 255}, 400, 6200},
		{"dark", color.RGBA{21, 24, 28, 255}, 1280, 4600},
		{"light", color.RGBA{255, 255, 255, 255}, 400, 6200},
		{"light", color.RGBA{255, 255, 255, 255}, 1280, 4600},
	} {
		name := fmt.Sprintf("%s-%d.png", tt.scheme, tt.width)
		b.Look(tt.width, tt.scheme)
		shot := b.Picture(tt.width, tt.height)
		if err := os.WriteFile(tr.path(name), shot, 0o600); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(shot))
		if err != nil {
			t.Fatal(err)
		}
		if got := color.RGBAModel.Convert(picture.At(2, 2)); got != tt.paper {
			t.Errorf("%s: the paper is %v; want %v", name, got, tt.paper)
		}
		colours := map[color.Color]bool{}
		for y := 0; y < tt.height; y += 7 {
			for x := 0; x < tt.width; x += 3 {
				colours[picture.At(x, y)] = true
			}
		}
		if len(colours) < 50 {
			t.Errorf("%s: %d colours; want text and a plot", name, len(colours))
		}
		var wide int
		b.Eval("document.documentElement.scrollWidth", &wide)
		if wide > tt.width {
			t.Errorf("%s: the page is %d wide", name, wide)
		}
	}
}

// pageIsText: a script in a cell is shown as text, and does not run.
func pageIsText(t *testing.T, b *browsertest.Browser) {
	var text string
	b.Eval(`Array.from(document.querySelectorAll("#table tbody tr")).find((row) => row.cells[0].innerText === "61").cells[2].innerText`, &text)
	if want := `<script>alert("cell")</script>`; text != want {
		t.Errorf("the cell of line 61 reads %q; want %q", text, want)
	}
	var scripts int
	b.Eval(`document.scripts.length`, &scripts)
	if scripts != 1 {
		t.Errorf("the page has %d scripts; want its own", scripts)
	}
}

// pagePrints: on paper it is light, whatever the screen is.
func pagePrints(t *testing.T, b *browsertest.Browser, tr *trial) {
	b.Look(1280, "dark")
	pdf := b.Print()
	if err := os.WriteFile(tr.path("partners.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if sheets := bytes.Count(pdf, []byte("/Type /Page\n")); !bytes.HasPrefix(pdf, []byte("%PDF-")) || sheets < 3 || sheets > 60 {
		t.Errorf("a PDF of %d bytes and %d sheets", len(pdf), sheets)
	}
	b.Do("Emulation.setEmulatedMedia", browsertest.Params{"media": "print", "features": []browsertest.Params{{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
	defer b.Do("Emulation.setEmulatedMedia", browsertest.Params{"media": ""}, nil)
	var paper, tools string
	b.Eval(`getComputedStyle(document.documentElement).backgroundColor`, &paper)
	b.Eval(`getComputedStyle(document.getElementById("tools")).display`, &tools)
	if paper != "rgb(255, 255, 255)" || tools != "none" {
		t.Errorf("on paper the background is %s, and the search %s; want white, and none", paper, tools)
	}
}

// pageRows are the cells of the table's rows that are shown.
func pageRows(b *browsertest.Browser) [][]string {
	var rows [][]string
	b.Eval(`Array.from(document.querySelectorAll("#table tbody tr")).filter((row) => row.checkVisibility()).map((row) => Array.from(row.cells, (cell) => cell.textContent))`, &rows)
	return rows
}

// pageColumn is one of them of each row.
func pageColumn(b *browsertest.Browser, n int) []string {
	var cells []string
	for _, row := range pageRows(b) {
		cells = append(cells, row[n])
	}
	return cells
}

func pageIsSearched(t *testing.T, b *browsertest.Browser, tr *trial) {
	all := pageRows(b)
	needy := 0
	for status, n := range tr.summary.Counts {
		if status.NeedsPerson() {
			needy += n
		}
	}
	if len(all) != needy || needy < 200 {
		t.Fatalf("%d rows are shown; want %d", len(all), needy)
	}
	var want [][]string
	for _, row := range all {
		if text := strings.Join(row, "\n"); strings.Contains(text, "invalid") && strings.Contains(text, "97") {
			want = append(want, row)
		}
	}
	b.Eval(`document.getElementById("search").focus()`, nil)
	b.Write(" INVALID  97 ")
	if diff := cmp.Diff(want, pageRows(b)); diff != "" || len(want) == 0 || len(want) == needy {
		t.Errorf("the search finds (-want +got):\n%s", diff)
	}
	var found string
	b.Eval(`document.getElementById("found").textContent`, &found)
	if words := fmt.Sprintf("%d of %d rows", len(want), needy); found != words {
		t.Errorf("the page says %q; want %q", found, words)
	}
	b.Write("nothing like it")
	var nothing bool
	b.Eval(`document.getElementById("nothing").checkVisibility()`, &nothing)
	if got := pageRows(b); len(got) != 0 || !nothing {
		t.Errorf("%d rows are found, and the page says that there are none: %v", len(got), nothing)
	}
	pageChoose(b, "search", "")
	pageChoose(b, "reason", "invalid email_missing")
	if got := slices.Compact(pageColumn(b, 3)); len(got) != 1 || got[0] != "No e-mail address" {
		t.Errorf("of one reason, rows of %q are shown", got)
	}
	pageChoose(b, "reason", "")
	if diff := cmp.Diff(all, pageRows(b)); diff != "" {
		t.Errorf("in the end (-want +got):\n%s", diff)
	}
}

// choose gives a field of the form a value.
func pageChoose(b *browsertest.Browser, id, value string) {
	b.Eval(fmt.Sprintf(`{ const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event(%q)); }`,
		id, value, map[string]string{"search": "input", "reason": "change"}[id]), nil)
}

// pageIsSorted works the heads of the columns by the keyboard.
func pageIsSorted(t *testing.T, b *browsertest.Browser) {
	before := pageColumn(b, 0)
	sorts := func() []string {
		var states []string
		b.Eval(`Array.from(document.querySelectorAll("#table thead th")).map((th) => th.getAttribute("aria-sort") || "")`, &states)
		return states
	}
	b.Eval(`document.querySelector("#table thead button").focus()`, nil)
	b.Press("Enter", "\r")
	reversed := slices.Clone(before)
	slices.Reverse(reversed)
	if diff := cmp.Diff(reversed, pageColumn(b, 0)); diff != "" {
		t.Errorf("by line, from the last (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"descending", "", "", "", ""}, sorts()); diff != "" {
		t.Errorf("aria-sort (-want +got):\n%s", diff)
	}
	b.Press("Tab", "")
	b.Press("Enter", "\r")
	if got := pageColumn(b, 1); !slices.IsSorted(got) {
		t.Errorf("by status: %q", slices.Compact(got))
	}
	if diff := cmp.Diff([]string{"", "ascending", "", "", ""}, sorts()); diff != "" {
		t.Errorf("aria-sort (-want +got):\n%s", diff)
	}
	b.Press("Enter", "\r")
	if got := pageColumn(b, 1); got[0] != "invalid" || got[len(got)-1] != "blocked" {
		t.Errorf("by status, from the last: %q", slices.Compact(got))
	}
	b.Eval(`document.querySelector("#table thead button").click()`, nil)
	if diff := cmp.Diff(before, pageColumn(b, 0)); diff != "" {
		t.Errorf("by line again (-want +got):\n%s", diff)
	}
}

// TestFullPageInABrowser: a page with as many rows as it may have, with the
// script and without it.
func TestFullPageInABrowser(t *testing.T) {
	b := browsertest.New(t)
	var text strings.Builder
	text.WriteString("email,name\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "a rather long name of partner number %d at example.com,\n", i)
	}
	dir := keptDir(t)
	path := func(name string) string { return filepath.Join(dir, name) }
	s := openText(t, text.String())
	_, err := New(nil, Options{
		DryRun: true, Report: path("r.csv"), Failed: path("f.csv"), Summary: path("s.json"), HTML: path("p.html"),
	}).Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	b.Look(1280, "light")
	took := b.Open("file://" + path("p.html"))
	size := len(readFile(t, path("p.html")))
	t.Logf("a page of %d bytes and %d rows opened in %s", size, page.MaxRows, took)
	if rows := len(pageColumn(b, 0)); size > mostPageBytes || rows != page.MaxRows {
		t.Errorf("%d bytes and %d rows; want at most %d, and %d", size, rows, mostPageBytes, page.MaxRows)
	}
	b.Do("Emulation.setScriptExecutionDisabled", browsertest.Params{"value": true}, nil)
	b.Do("Page.navigate", browsertest.Params{"url": "file://" + path("p.html")}, nil)
	for state := ""; state != "complete"; b.Eval(`document.readyState`, &state) {
		time.Sleep(10 * ms) // no script can tell
	}
	var buttons, tools bool
	b.Eval(`document.querySelector("#table thead button") !== null`, &buttons)
	b.Eval(`document.getElementById("tools").checkVisibility()`, &tools)
	if rows := len(pageColumn(b, 0)); rows != page.MaxRows || buttons || tools {
		t.Errorf("without the script %d rows are shown, buttons: %v, search: %v; want all %d rows alone", rows, buttons, tools, page.MaxRows)
	}
	for _, complaint := range b.Complaints("file://" + path("p.html")) {
		t.Error(complaint)
	}
}

// TestBrowserComplains: the browser of these tests would tell of a page that
// asks for something, runs what its policy forbids, or has a script that fails.
func TestBrowserComplains(t *testing.T) {
	b := browsertest.New(t)
	policy := `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`
	for name, tt := range map[string]struct{ document, want string }{
		"request": {`<img src="http://127.0.0.1:9/x.png">`, "a request for http://127.0.0.1:9/x.png"},
		"policy":  {policy + `<script>1</script>`, "Content Security Policy"},
		"failure": {`<script>missing()</script>`, "Runtime.exceptionThrown"},
		"console": {`<script>console.log("here")</script>`, "Runtime.consoleAPICalled"},
	} {
		path := writeFile(t, "page.html", tt.document)
		b.Open("file://" + path)
		if all := strings.Join(b.Complaints("file://"+path), "\n"); !strings.Contains(all, tt.want) {
			t.Errorf("%s: %q; want %q in it", name, all, tt.want)
		}
	}
}
