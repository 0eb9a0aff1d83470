package page

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"

	"partner-import/importer/internal/report"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// TestTextShowsAsText: whatever comes from the file or from the network, the
// page only has its own elements and attributes, and shows the text.
func TestTextShowsAsText(t *testing.T) {
	own := kinds(pageHolding(t, "harmless"))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(hostile()), rapid.StringN(1, 40, -1)).Draw(t, "text")
		page := pageHolding(t, text)
		if diff := cmp.Diff(own, kinds(page)); diff != "" {
			t.Fatalf("the page has other elements than one of harmless text (-want +got):\n%s", diff)
		}
		if scripts := elements(page, atom.Script); len(scripts) != 1 || content(scripts[0]) != pageJS {
			t.Fatalf("%d scripts; want one, which is ours", len(scripts))
		}
		want := shown(text, maxPageText)
		columns, rows := bodyOf(elements(element(page, "columns"), atom.Table)[0]), bodyOf(element(page, "table"))
		for where, got := range map[string]string{
			"column": columns[0][0], "first value": columns[0][2], "kind": columns[1][2], "e-mail": rows[0][2], "message": rows[0][4],
			"warning": content(elements(element(page, "warnings"), atom.Li)[0]),
		} {
			if got != want {
				t.Fatalf("the %s shows as %q; want %q", where, got, want)
			}
		}
		for where, below := range map[string]*html.Node{
			"title": elements(page, atom.Title)[0], "host": elements(page, atom.Header)[0], "notice": elements(page, atom.Header)[0],
			"example": element(page, "reasons"), "remark": element(page, "remarks"), "waiting": element(page, "waiting"), "release": elements(page, atom.Footer)[0],
		} {
			if got := content(below); !strings.Contains(got, want) {
				t.Fatalf("the %s is not in %q; want %q", where, got, want)
			}
		}
	})
}

// pageHolding is a page with the text in all places where texts can be.
func pageHolding(t failer, text string) *html.Node {
	t.Helper()
	p := &View{
		Rows: 2, Release: text, Warnings: []string{text}, Host: text, Key: text, Encoding: text, Sheet: text, File: text, Notice: text,
		Table:   []row.Result{{Email: text, Status: row.Failed, Problem: row.Problem{Code: row.Refused, Column: text, Message: text}}},
		Columns: []Column{{Column: text, Field: "name", First: text}, {Column: text, Kind: text}}, Written: []Output{{"report", text}}, FailedAt: text, More: 1,
		Findings: []row.Finding{
			{Status: row.Failed, Code: row.Refused, Count: 1, Lines: []int{2}, Example: text},
			{Status: row.Exists, Code: row.ExistsDifferent, Count: 1, Lines: []int{3}, Example: text},
			{Status: row.Unsent, Code: row.NotSent, Count: 1, Lines: []int{4}, Example: text},
		},
	}
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return parsePage(t, b.String())
}

// TestShown: invisible characters, and those that turn the text around, are made
// visible. Long text is cut.
func TestShown(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"plain", "plain"}, {"Zoë 日本 مرحبا", "Zoë 日本 مرحبا"}, {"<b>&amp;", "<b>&amp;"},
		{"\u202egnp", `\u202egnp`}, {"a\u200bb", `a\u200bb`}, {"a\u00a0b", `a\u00a0b`}, {"a\nb\x00", `a\nb\x00`},
		{"\xff", "\ufffd"}, {"1234567890123", "123456789012…"}, {"123456789012", "123456789012"}, {"", ""},
	} {
		if got := shown(tt.text, 12); got != tt.want {
			t.Errorf("shown(%q) = %q; want %q", tt.text, got, tt.want)
		}
	}
}

// TestIsPage: only a text that begins like our pages counts as a page.
func TestIsPage(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{pageStart, true}, {pageStart + "<title>", true}, {pageStart[:len(pageStart)-1], false}, {"", false},
		{"<!doctype html>\n<html>", false}, {" " + pageStart, false}, {report.ReportHeader, false},
	} {
		if got := Is(strings.NewReader(tt.text)); got != tt.want {
			t.Errorf("isPage(%q) = %v; want %v", tt.text, got, tt.want)
		}
	}
}

// TestEveryCodeHasItsReason: the page can explain every code and every status.
func TestEveryCodeHasItsReason(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../row/result.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[row.Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			if name, ok := v.Type.(*ast.Ident); ok && name.Name == "Code" {
				code, _ := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				codes[row.Code(code)] = true
			}
		}
		return true
	})
	if len(codes) < 20 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for code := range codes {
		if r := new(View).reasons()[code]; r.title == "" || !strings.HasSuffix(r.advice, ".") {
			t.Errorf("the reason of %s is %+v; want a title, and sentences", code, r)
		}
	}
	if len(new(View).reasons()) != len(codes) {
		t.Errorf("%d reasons for %d codes", len(new(View).reasons()), len(codes))
	}
	for _, status := range row.Statuses() {
		if meaning(status) == "" {
			t.Errorf("%s has no meaning", status)
		}
	}
}

// TestAdviceCallsOptions: advice calls an option as the program does.
func TestAdviceCallsOptions(t *testing.T) {
	v := &View{Call: func(name option.Name, value string) string { return "<" + string(name) + " " + value + ">" }}
	if got, want := v.reasonOf(row.ExistsDifferent).advice, "run with <Existing update>."; !strings.HasSuffix(got, want) {
		t.Errorf("advice = %q; want %q at its end", got, want)
	}
}
