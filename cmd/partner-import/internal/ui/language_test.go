//go:build unix

package ui

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"partner-import/client/sandbox"
	"partner-import/importer/row"
)

// getIn asks for a page as a browser in that language.
func (h *house) getIn(accept, at string) string {
	h.t.Helper()
	r, err := http.NewRequest(http.MethodGet, at, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", accept)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(body)
}

// TestLanguageOfTheBrowser: the page speaks what the browser asks for, until the person
// chooses. The choice outlives the program.
func TestLanguageOfTheBrowser(t *testing.T) {
	folder, box := t.TempDir(), sandbox.New(sandbox.Options{})
	h := newHouse(t, folder, box, nil)
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	wanted(t, "in German", h.getIn("de-AT,en;q=0.3", at+"/check"), `<html lang="de" dir="ltr">`, "Bitte 3 von 6 Zeilen prüfen", "Keine E-Mail-Adresse", "<title>Prüfung")
	wanted(t, "in Lithuanian", h.getIn("lt", at+"/check"), `<html lang="lt"`, "Eilutės, kurias reikia peržiūrėti: 3 iš 6")
	wanted(t, "for everybody else", h.getIn("ja", at+"/check"), `<html lang="en"`, "3 of 6 rows need attention")

	_, text := h.post(h.root+"/language", url.Values{"language": {"fr"}, "next": {strings.TrimPrefix(at, h.root) + "/check?show=all&evil=%0d%0aX"}})
	wanted(t, "after the choice", text, `<html lang="fr"`, "3 lignes sur 6 à vérifier", `data-show="all"`)
	wanted(t, "a choice", h.getIn("de", h.root+"/"), `<html lang="fr"`, "Importations précédentes", `lang="fr" aria-current="true">Français`)
	info, err := os.Stat(filepath.Join(folder, "settings.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the choice is kept as %v, %v; want a private file", info, err)
	}
	h = newHouseAt(t, folder, box, h.api, nil)
	wanted(t, "the next program", h.getIn("de", h.root+"/"), `<html lang="fr"`)
	for _, bad := range []string{"", "ja", "../../x", "de-DE-x-evil\r\n"} {
		_, text := h.post(h.root+"/language", url.Values{"language": {bad}})
		wanted(t, "after "+bad, text, `<html lang="fr"`)
	}
}

// TestSettingsThatCannotBeRead: the page works without them.
func TestSettingsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", "{", `{"language":"xx"}`, `{"language":7}`, `{"language":"\u0000"}`} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "settings.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		h := newHouse(t, folder, sandbox.New(sandbox.Options{}), nil)
		wanted(t, text, h.getIn("de", h.root+"/"), `<html lang="de"`)
	}
}

// TestSamePage: the switch of the language leads back to where the person was, and
// nowhere else.
func TestSamePage(t *testing.T) {
	for next, want := range map[string]string{
		"/": "/", "": "/", "/key": "/key", "/key?next=%2Fi%2F1%2Fplan": "/key?next=%2Fi%2F1%2Fplan", "/i/1/check?show=all": "/i/1/check?show=all",
		"/i/1/plan": "/i/1/plan", "https://evil.example/i/1": "/i/1", "//evil.example/": "/", "/i/../../etc": "/", "/i/1/check?a=\r\nX: y": "/", "%zz": "/",
		"/i/1/check?q=%0d%0aX": "/i/1/check?q=%0D%0AX", "javascript:alert(1)": "/", "/language": "/",
	} {
		if got := samePage(next); got != want {
			t.Errorf("%q leads to %q; want %q", next, got, want)
		}
	}
}

// TestProblemsAreTold: what is wrong with a row is said in the language of the page, with
// its values, in every step.
func TestProblemsAreTold(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	h.post(h.root+"/language", url.Values{"language": {"de"}})
	const empty, same = `E-mail ist leer. Tragen Sie die Adresse des Partners ein`, `E-mail ist gleich wie in Zeile 2. Überspringen oder korrigieren Sie diese Zeile.`
	wanted(t, "a page without script", h.get2(at+"/check?show=problems"), empty, same, `&#34;summer sale&#34; in Referral key enthält ein Leerzeichen.`)
	wanted(t, "a script", h.get2(at+"/rows?show=problems&from=0&n=9"), empty, same)
	wanted(t, "a plan", h.get2(at+"/plan"), `1 × `+empty)
	wanted(t, "a result", h.sendIn(at), `1 × `+same, `<title>Ergebnis`)
}

// TestWhatIsNewIsEnglish: a sentence of the engine that no one has translated yet follows
// one in the language of the page, and is marked as English.
func TestWhatIsNewIsEnglish(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	german := explainer{h.server.book.In(language.German), h.server.teller}
	const message = "This row is a riddle. Solve it."
	if got, want := german.explain(row.RowMalformed, message), (explained{"Zeile ist beschädigt. Vergleichen Sie sie mit den Zeilen davor und danach. Vielleicht fehlt ein Komma oder Anführungszeichen, oder eines ist zu viel.", message}); got != want {
		t.Errorf("got %q; want %q", got, want)
	}
	if got, want := german.explain(row.Unreachable, message), (explained{"Setzen Sie den Import fort.", message}); got != want {
		t.Errorf("without a label: got %q; want %q", got, want)
	}
	if got, want := german.explain("brand_new", message), (explained{"", message}); got != want {
		t.Errorf("with a new code: got %q; want %q", got, want)
	}
	english := explainer{h.server.book.In(language.English), h.server.teller}
	if got, want := english.explain(row.EmailMissing, "x\u202ey"), (explained{"x<U+202E>y", ""}); got != want {
		t.Errorf("in English: got %q; want %q", got, want)
	}
	h.post(h.root+"/language", url.Values{"language": {"de"}})
	at := h.drop("q.csv", "Kontakt,Nachname\na@example.org,A\nb@example.org,B\n")
	_, text := h.post(h.root+"/key", url.Values{"key": {"not\x01a key"}})
	wanted(t, "a key that is none", text, `<p class="notice" id="wrong" role="alert" lang="en">`, `aria-invalid="true"`)
	_, text = h.post(h.root+"/key", url.Values{"key": {" "}})
	wanted(t, "no key", text, `<p class="notice" id="wrong" role="alert">Fügen Sie zuerst den Schlüssel ein.</p>`)
	wanted(t, "a file that cannot be read", h.get2(at+"/columns"), `<b>So lässt sich diese Datei nicht lesen.</b> <span lang="en">`)
}

// sendIn sends an import, and waits for its result in any language.
func (h *house) sendIn(at string) string {
	h.t.Helper()
	h.post(at+"/run", url.Values{"limit": {"0"}})
	return h.until(at+"/run", `class="files"`)
}

// TestEverySentenceIsInTheCatalogue: with a catalogue that marks what it says, every word
// on every page is marked, or comes from the file, or is a name.
func TestEverySentenceIsInTheCatalogue(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	h.server.book = h.server.book.Marked(func(text string) string { return "⟦" + text + "⟧" })
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	h.get(at + "/plan")
	h.sendIn(at)
	pages := map[string]string{"unreadable": h.get2(h.drop("q.csv", "Kontakt,Nachname\na@example.org,A\nb@example.org,B\n") + "/columns")}
	for _, page := range []string{"/columns", "/check?show=all", "/plan", "/result", "/nothing"} {
		pages[page] = h.get2(at + page)
	}
	for _, page := range []string{"/", "/key"} {
		pages["root"+page] = h.get2(h.root + page)
	}
	pages["undo"] = h.until(at+"/takeback", `id="agree"`)
	_, pages["a wrong key"] = h.post(h.root+"/key", url.Values{"key": {" "}})
	for name, text := range pages {
		if loose := unmarked(t, text); len(loose) > 0 {
			t.Errorf("%s says without the catalogue: %q", name, loose)
		}
	}
}

func (h *house) get2(at string) string {
	h.t.Helper()
	_, text := h.get(at)
	return text
}

// unmarked are the texts of a page that a person reads or hears, and that are neither
// marked nor known to be no sentence of the page.
func unmarked(t *testing.T, page string) (all []string) {
	t.Helper()
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	var look func(*html.Node)
	look = func(n *html.Node) {
		if n.Type == html.TextNode && isSentence(n.Data) {
			all = append(all, strings.TrimSpace(n.Data))
		}
		if n.Type == html.ElementNode {
			if isData(n) {
				return
			}
			for _, a := range n.Attr {
				switch a.Key {
				case "aria-label", "title", "alt", "placeholder", "data-label", "data-busy", "data-failed", "data-copied", "aria-description":
					if isSentence(a.Val) {
						all = append(all, a.Key+" "+a.Val)
					}
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			look(c)
		}
	}
	look(root)
	return all
}

// isData reports whether an element has what is not ours to translate.
func isData(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "lang" && n.Data != "html" { // the engine, or the name of a language
			return true
		}
		if a.Val == "replacecolumn" || a.Val == "face" || a.Val == "from" || a.Val == "email_column" { // names of columns and platforms, and initials
			return true
		}
	}
	switch n.Data {
	case "script", "style", "bdi", "kbd", "time":
		return true
	case "td", "th": // the cells of the file
		return n.FirstChild != nil && n.FirstChild.Type == html.TextNode && !strings.Contains(n.FirstChild.Data, "⟦")
	}
	return false
}

func isSentence(text string) bool {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "⟦") || strings.HasPrefix(text, "https://") || !strings.ContainsFunc(text, func(r rune) bool { return r >= 'A' && r <= 'z' }) {
		return false
	}
	for _, known := range append(encodings(), "partner-import", "English", "F8", "p.csv", "q.csv") {
		if text == known {
			return false
		}
	}
	return true
}
