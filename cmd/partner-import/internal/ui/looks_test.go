//go:build unix

package ui

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
)

// steps are the pages of an import, with what is there when each is complete.
func steps(h *house, at string) map[string]string {
	return map[string]string{
		h.root + "/": `document.querySelector(".runs")`, h.root + "/key": `document.getElementById("key")`, h.root + "/i/lost/check": `document.querySelector("h1")`,
		at + "/columns": `document.querySelector(".map")`, at + "/check?show=all": `document.querySelector("row-grid td[data-c]")`,
		at + "/takeback?again=1": `document.getElementById("number")`,
		at + "/plan":             `document.getElementById("send")`, at + "/result": `document.querySelector(".list")`,
	}
}

// A scene is a page, with what is there when it is complete.
type scene struct{ name, address, there string }

// scenes are all pages: those of an import that was sent in part, those of one that is
// being sent, and those that say what does not work. Their houses live as long as t.
func scenes(t *testing.T) []scene {
	t.Helper()
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	h.get(at + "/plan")
	h.post(at+"/run", url.Values{"limit": {"2"}})
	h.ended(at)
	slow := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), func(o *Options) { o.ImporterOptions.Rate = client.LimiterOptions{Rate: 0.001} })
	runs := slow.drop("practice.csv", madeUp)
	slow.get(runs + "/check")
	slow.checked(runs)
	slow.get(runs + "/plan")
	slow.post(runs+"/run", url.Values{"limit": {"0"}})
	poor := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{Key: "another"}), func(o *Options) { o.Key = "" })
	wants := poor.drop("practice.csv", madeUp)
	poor.get(wants + "/check")
	poor.checked(wants)
	h1 := `document.querySelector("h1")`
	return []scene{
		{"start", h.root + "/", `document.querySelector(".runs")`}, {"empty", newHouse(t, t.TempDir(), h.box, nil).root + "/", h1},
		{"key", h.root + "/key", `document.getElementById("key")`},
		{"columns", at + "/columns", `document.querySelector(".map")`},
		{"unreadable", h.drop("p.csv", "Kontakt,Nachname\na@example.org,A\nb@example.org,B\n") + "/columns", `document.querySelector(".notice")`},
		{"check", at + "/check?show=all", `document.querySelector("row-grid td[data-c]")`}, {"none", at + "/check?show=skipped", `document.querySelector("row-grid table")`},
		{"plan", at + "/plan", `document.getElementById("send")`}, {"no-key", wants + "/plan", h1}, {"refused", refused(t), `document.querySelector(".notice")`},
		{"running", runs + "/run", `document.getElementById("plot").firstElementChild`}, {"result", at + "/result", `document.querySelector(".list")`},
		{"takeback", at + "/takeback?again=1", `document.getElementById("number")`},
		{"lost", h.root + "/i/lost/check", h1},
	}
}

// refused is the plan of an import whose key is not the one of the program.
func refused(t *testing.T) string {
	t.Helper()
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{Key: "another"}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	return at + "/plan"
}

// TestLooks: every page fits the window, from a phone to a screen, in each look that a
// person can ask for, and has no barrier that axe-core knows.
func TestLooks(t *testing.T) {
	b, all := browsertest.New(t), scenes(t)
	for _, s := range all {
		look(t, b, s)
		walk(t, b, s)
	}
	t.Run("Axe", func(t *testing.T) {
		axe := browsertest.Axe(t)
		for _, s := range all {
			search(t, b.With(t), axe, s)
		}
	})
	t.Run("CellsSpeak", func(t *testing.T) { cellsSpeak(t, b.With(t)) })
	t.Run("CleanRowsAreShown", func(t *testing.T) { cleanRowsAreShown(t, b.With(t)) })
	for _, said := range loud(b.With(t)) {
		if !strings.Contains(said, "/i/lost/") && !strings.Contains(said, "status of 422") { // which are answers that are meant
			t.Errorf("the console says %s", said)
		}
	}
}

// look opens a page in each width, light and dark.
func look(t *testing.T, b *browsertest.Browser, s scene) {
	t.Helper()
	for _, width := range []int{1280, 640, 320} { // 640 is a zoom of 200 %
		b.Look(width, "light")
		if width == 1280 {
			b.Open(s.address)
			b.Until(s.there + " !== null")
		}
		var wide, mute, small []string
		if b.Eval(tooWide, &wide); len(wide) > 0 {
			t.Errorf("%s at %d: wider than the window: %q", s.name, width, wide)
		}
		if b.Eval(nameless, &mute); len(mute) > 0 {
			t.Errorf("%s: without a name: %q", s.name, mute)
		}
		if b.Eval(tooSmall, &small); len(small) > 0 {
			t.Errorf("%s at %d: too small to hit: %q", s.name, width, small)
		}
		var cut []string
		if b.Eval(spaced, &cut); len(cut) > 0 {
			t.Errorf("%s at %d: does not fit with more space: %q", s.name, width, cut)
		}
		if os.Getenv("PAGES") == "" || width == 640 {
			continue
		}
		keepAs(t, b, fmt.Sprintf("%s-light-%d", s.name, width), width)
		b.Look(width, "dark")
		keepAs(t, b, fmt.Sprintf("%s-dark-%d", s.name, width), width)
	}
}

// search searches a page for barriers, in each look that a person can ask for.
func search(t *testing.T, b *browsertest.Browser, axe string, s scene) {
	t.Helper()
	for i, set := range []func(){
		func() { b.Look(1280, "light") }, func() { b.Look(1280, "dark") }, func() { b.Look(320, "light") }, func() { b.Look(640, "dark") },
		func() { b.Look(1280, "light", "forced-colors", "active") },
	} {
		set()
		if i == 0 {
			b.Open(s.address)
			b.Until(s.there + " !== null")
		}
		for _, found := range b.Barriers(axe) {
			t.Errorf("%s in look %d: %s", s.name, i, found)
		}
		axe = "" // it is in the world of this page
	}
}

// tooWide are the elements that make the page wider than the window.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] :
	[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, row-grid, .steps, .vh")).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))`

// tooSmall are the controls that a finger misses: less than 24 points high or wide, and
// not in a sentence (WCAG 2.5.8).
const tooSmall = `[...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary, td[data-c]")]
	.filter((e) => e.checkVisibility() && !e.closest(".vh, .inline"))
	.map((e) => [e.closest("label") ?? e, e]).filter(([e]) => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)
	.slice(0, 5).map(([e]) => e.outerHTML.slice(0, 120))`

// nameless are the controls that no one can ask for by name, ids that are there twice,
// and headings that skip a level.
const nameless = `[
	...[...document.querySelectorAll("a, button, input:not([type=hidden]), select")].filter((e) => !e.closest("[hidden], dialog:not([open])") &&
		!(e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim() || e.querySelector("img[alt]"))).map((e) => e.outerHTML.slice(0, 120)),
	...[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
	...[...document.querySelectorAll("[aria-labelledby], [aria-describedby]")].flatMap((e) => (e.getAttribute("aria-labelledby") + " " + (e.getAttribute("aria-describedby") ?? "")).split(" ")).filter((id) => id && id !== "null" && !document.getElementById(id)),
	...(document.querySelectorAll("h1").length === 1 && document.querySelectorAll("main").length === 1 ? [] : ["not one h1 and one main"]),
	...(document.documentElement.lang ? [] : ["no language"]),
]`

// cellsSpeak: the accessibility tree of the table says the column, the line and the
// problem of a cell.
func cellsSpeak(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	defer b.Open("about:blank")
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	b.Open(at + "/check?show=problems")
	b.Until(`document.querySelector("row-grid td[aria-invalid]") !== null`)
	var tree struct {
		Nodes []struct {
			Role, Name, Description struct{ Value any }
			Properties              []struct {
				Name  string
				Value struct{ Value any }
			}
		}
	}
	b.Do("Accessibility.getFullAXTree", nil, &tree)
	roles, invalid := map[string]int{}, ""
	for _, n := range tree.Nodes {
		roles[fmt.Sprint(n.Role.Value)]++
		for _, p := range n.Properties {
			if p.Name == "invalid" && fmt.Sprint(p.Value.Value) == "true" {
				invalid += fmt.Sprint(n.Description.Value, "\n")
			}
		}
	}
	if roles["grid"] != 1 || roles["columnheader"] != 7 || roles["rowheader"] != 3 || roles["gridcell"] < 18 {
		t.Errorf("the tree has %v; want a grid of 3 rows with 7 headers", roles)
	}
	wanted(t, "what is said of wrong cells", invalid, "E-mail is empty.", "Same E-mail as line 2.")
}
