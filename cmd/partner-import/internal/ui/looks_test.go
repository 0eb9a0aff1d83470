//go:build unix

package ui

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
)

// steps are all pages, with what is there when each is complete.
func steps(h *house, at string) map[string]string {
	return map[string]string{
		h.root + "/": `document.querySelector(".runs")`, h.root + "/key": `document.getElementById("key")`, h.root + "/i/lost/check": `document.querySelector("h1")`,
		at + "/columns": `document.querySelector(".map")`, at + "/check?show=all": `document.querySelector("row-grid td[data-c]")`,
		at + "/takeback?again=1": `document.getElementById("number")`,
		at + "/plan":             `document.getElementById("send")`, at + "/result": `document.querySelector(".list")`,
	}
}

// TestLooks: every step fits the window, from a phone to a screen, light and dark, and
// everything that can be used has a name for those who hear the page.
func TestLooks(t *testing.T) {
	b := browsertest.New(t)
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	h.get(at + "/plan")
	h.post(at+"/run", url.Values{"limit": {"2"}})
	h.ended(at)
	for address, there := range steps(h, at) {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int{320, 640, 1280} {
				name := strings.Trim(strings.NewReplacer(h.root, "", "/", "-", "?", "-").Replace(strings.Replace(address, at, "", 1)), "-")
				b.Look(width, scheme)
				b.Open(address)
				b.Until(there + " !== null")
				if width != 640 {
					keepAs(t, b, fmt.Sprintf("%s-%s-%d", name, scheme, width), width)
				}
				var wide []string
				b.Eval(tooWide, &wide)
				if len(wide) > 0 {
					t.Errorf("%s at %d: wider than the window: %q", name, width, wide)
				}
				var mute []string
				b.Eval(nameless, &mute)
				if len(mute) > 0 {
					t.Errorf("%s: without a name: %q", name, mute)
				}
			}
		}
	}
	for _, said := range h.loud(b) {
		if !strings.Contains(said, "/i/lost/") { // which is not there
			t.Errorf("the console says %s", said)
		}
	}
}

// tooWide are the elements that make the page wider than the window.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] :
	[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, row-grid, .steps, .vh")).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))`

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

// TestCellsSpeak: the accessibility tree of the table says the column, the line and the
// problem of a cell.
func TestCellsSpeak(t *testing.T) {
	b := browsertest.New(t)
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
