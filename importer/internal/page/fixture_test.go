package page

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A failer is a test or a property.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// hostile are cells that a page must show and not run. They must not turn its
// text around.
func hostile() []string {
	return []string{
		`<script>alert("cell")</script>`, `</script><script>alert(1)</script>`, `</td></tr></table>`, `"><img src=x onerror=alert(1)>`,
		`' onmouseover='alert(1)`, `{{.Summary}}`, `&lt;b&gt;&amp;`, `<!--`, `]]>`, `</title><style>*{display:none}</style>`, `javascript:alert(1)`,
		"=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "\u202egnp.exe", "a\u2066b\u2069", "zero\u200bwidth", "no\u00a0break", "مرحبا", "日本語", "`${1}`",
	}
}

func parsePage(t failer, text string) *html.Node {
	t.Helper()
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if !Is(strings.NewReader(text)) {
		t.Fatalf("the page is not known as ours: %.200s", text)
	}
	return page
}

// elements returns the elements with a name below a node, in their order.
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

// content is the text that a reader sees.
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

// kinds are the names of a page's elements with those of their attributes.
func kinds(page *html.Node) []string {
	var all []string
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		names := []string{n.Data}
		for _, a := range n.Attr {
			names = append(names, a.Key)
		}
		all = append(all, strings.Join(names, " "))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

const ms = time.Millisecond
