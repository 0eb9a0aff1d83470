//go:build unix

package ui

import (
	"strings"
	"testing"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
)

// tabTo presses Tab until a script is true of the element with the focus, "e".
func tabTo(t *testing.T, b *browsertest.Browser, is string) {
	t.Helper()
	for range 80 {
		b.Press("Tab", "")
		var there bool
		if b.Eval("((e) => Boolean("+is+"))(document.activeElement)", &there); there {
			return
		}
	}
	t.Fatalf("Tab does not lead to %s", is)
}

// walk presses Tab from the top of a page to its end. Everything that can be used gets
// the focus, shows that it has it, and lies under nothing.
func walk(t *testing.T, b *browsertest.Browser, s scene) {
	t.Helper()
	b.Look(640, "light")
	b.Open(s.address)
	b.Until(s.there + " !== null")
	var missed []string
	b.Eval(walked, nil)
	for rounds := 0; rounds < 2; { // the first one may begin in the middle, where a page puts the focus
		b.Press("Tab", "")
		var at string
		if b.Eval(`focused()`, &at); at == "end" {
			rounds++
		}
		if strings.HasPrefix(at, "!") {
			t.Errorf("%s: the focus %s", s.name, at[1:])
		}
	}
	if b.Eval(`missed()`, &missed); len(missed) > 0 {
		t.Errorf("%s: Tab does not reach %q", s.name, missed)
	}
}

// walked has the functions of a walk. A group of radio buttons has one stop, and so has a
// table.
const walked = `
	document.activeElement.blur();
	scrollTo(0, 0);
	var seen = new Set();
	var stops = () => [...document.querySelectorAll("a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select, summary, [tabindex='0']")].filter((e) => e.tabIndex >= 0 && e.checkVisibility() && (e.type !== "radio" || e.checked));
	var missed = () => stops().filter((e) => !seen.has(e)).map((e) => e.outerHTML.slice(0, 120));
	var focused = () => {
		const e = document.activeElement;
		if (e === document.body) return "end";
		if (seen.has(e)) return "known";
		seen.add(e);
		const box = e.closest("label.button") ?? e, style = getComputedStyle(box), { left, right, top, bottom, height } = box.getBoundingClientRect();
		if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "!cannot be seen on " + box.outerHTML.slice(0, 120);
		const hit = document.elementFromPoint((left + right) / 2, top + Math.min(height, innerHeight) / 2);
		if (!hit || !(box.contains(hit) || hit.contains(box))) return "!is under " + (hit?.outerHTML.slice(0, 80) ?? "the edge") + ": " + box.outerHTML.slice(0, 120);
		return e.tagName;
	};
	true`

// spaced sets the text as people do who read better so (WCAG 1.4.12), and finds texts
// that do not fit any more.
const spaced = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets = [sheet];
	const cut = [...document.querySelectorAll("h1, h2, p, a, button, label, dt, dd, li, .pill")].filter((e) => e.checkVisibility() && !e.closest(".vh, row-grid, .scroll, .steps") &&
		(e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible" || e.getBoundingClientRect().right > innerWidth + 1)).map((e) => e.outerHTML.slice(0, 120));
	document.adoptedStyleSheets = [];
	return cut;
})()`

// cleanRowsAreShown: a file without a problem has its rows on the screen, and a
// check that ends meanwhile does not take a cell away from whoever types into it.
func cleanRowsAreShown(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	defer b.Open("about:blank")
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("clean.csv", "email,name\na@one.org,A\nb@one.org,B\n")
	b.Open(at + "/check")
	b.Until(`document.querySelectorAll("row-grid td[data-c='0']").length === 2`)
	h.checked(at)
	b.Eval(`document.querySelector("row-grid").go(1, 0)`, nil)
	typed(b, "F2", "=half@")
	h.script(at+"/cells", map[string]any{"cells": []any{map[string]any{"row": 0, "column": 0, "value": "broken"}}})
	b.Until(`document.getElementById("title").textContent.startsWith("1 of 2")`)
	var value string
	if b.Eval(`document.activeElement.value ?? "gone"`, &value); value != "half@" {
		t.Fatalf("the cell that is typed into has %q; want what was typed", value)
	}
	typed(b, "=two.org", "Enter")
	b.Until(`document.querySelector("row-grid tr[data-i='1'] td").textContent === "half@two.org"`)
	b.Until(`document.querySelectorAll("row-grid td[aria-invalid]").length === 1`)
}

// TestNothingMoves: the page has no animation, so that there is none to switch off.
func TestNothingMoves(t *testing.T) {
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for _, moving := range []string{"animation", "transition", "@keyframes", "scroll-behavior: smooth"} {
		if strings.Contains(string(a.files["app.css"]), moving) {
			t.Errorf("the style has %q: ask first whether the reader prefers less motion", moving)
		}
	}
}
