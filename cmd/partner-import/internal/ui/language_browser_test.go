//go:build unix

package ui

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
	"partner-import/cmd/partner-import/internal/ui/internal/words"
)

// TestLanguagesInABrowser looks at other languages as a person does, in one browser.
func TestLanguagesInABrowser(t *testing.T) {
	b := browsertest.New(t)
	t.Run("switch", func(t *testing.T) { switchInABrowser(t, b.With(t)) })
	t.Run("long words", func(t *testing.T) { longWordsFit(t, b.With(t)) })
}

// switchInABrowser: the language is chosen without a mouse, on any page, and all of
// the page follows: what its script says too.
func switchInABrowser(t *testing.T, b *browsertest.Browser) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	b.Open(at + "/check?show=duplicate_email")
	b.Until(`document.querySelector("row-grid td[aria-invalid]") !== null`)
	b.Eval(`document.querySelector(".tongues summary").focus()`, nil)
	typed(b, "Enter", "Tab", "Tab", "Enter")
	b.Until(`document.documentElement.lang === "de" && document.querySelector("row-grid td[aria-invalid]") !== null`)
	var seen []string
	b.Eval(`[location.search, document.querySelector("row-grid td[aria-invalid]").getAttribute("aria-description"), document.querySelector("row-grid th").textContent,
		document.getElementById("what").textContent, document.getElementById("where").textContent, document.getElementById("count").textContent]`, &seen)
	const same = "E-mail ist gleich wie in Zeile 2. Überspringen oder korrigieren Sie diese Zeile."
	if diff := cmp.Diff([]string{"?show=duplicate_email", same, "Zeile", same, "Zeile 6, E-mail", "1 Zeile"}, seen); diff != "" {
		t.Errorf("the page in German (-want +got):\n%s", diff)
	}
}

// longWordsFit: on a phone, sentences that are much longer than the English ones fit
// as well, with the list of the languages open. TORTURE=1 looks at every language.
func longWordsFit(t *testing.T, b *browsertest.Browser) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("practice.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	h.post(at+"/run", url.Values{"limit": {"2"}})
	h.until(at+"/run", `class="list"`)
	if os.Getenv("TORTURE") == "" {
		h.server.book = h.server.book.Marked(longer)
		h.phone(b, "long", steps(h, at))
		return
	}
	for _, tag := range words.Languages()[1:] {
		h.post(h.root+"/language", url.Values{"language": {tag.String()}})
		h.phone(b, tag.String(), steps(h, at))
	}
}

// longer makes a text longer by half, in words of the same length.
func longer(text string) string {
	all := strings.Fields(text)
	return text + " " + strings.Join(all[:(len(all)+1)/2], " ")
}

// phone looks at pages on a phone.
func (h *house) phone(b *browsertest.Browser, name string, pages map[string]string) {
	h.t.Helper()
	for address, there := range pages {
		const width = 320
		b.Look(width, "light")
		b.Open(address)
		b.Until(there + " !== null")
		b.Eval(`document.querySelector(".tongues").open = true`, nil)
		var wide []string
		b.Eval(tooWide, &wide)
		if len(wide) > 0 {
			h.t.Errorf("%s in %s: wider than the window: %q", address, name, wide)
		}
		var out bool
		b.Eval(`(({ left, right }) => left < 0 || right > innerWidth)(document.querySelector(".tongues form").getBoundingClientRect())`, &out)
		if out {
			h.t.Errorf("%s in %s: the list of languages is outside of the window", address, name)
		}
		keepAs(h.t, b, name+strings.NewReplacer(h.root, "", "/", "-", "?", "-").Replace(address), width)
	}
}
