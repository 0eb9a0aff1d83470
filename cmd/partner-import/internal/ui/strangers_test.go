//go:build unix

package ui

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
)

// TestStrangersInABrowser: a page of another site can neither change anything here nor
// see anything, even if it knew the secret, and even if its own name leads to this
// machine.
func TestStrangersInABrowser(t *testing.T) {
	b := browsertest.New(t, "--host-resolver-rules=MAP evil.example 127.0.0.1", "--disable-features=HttpsUpgrades,LocalNetworkAccessChecks")
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	quit := false
	h.server.quit = func() { quit = true }
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	own, _ := url.Parse(h.root)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>evil</title><form id="quit" method="post" action="%[1]s/quit"></form><form id="run" method="post" action="%[2]s/run"><input name="limit" value="0"></form>
			<img id="img" src="%[1]s/assets/%[3]s/icon.svg"><iframe id="frame" src="%[1]s/"></iframe>`, h.root, at, h.server.assets.hash)
	}))
	defer page.Close()
	strange, _ := url.Parse(page.URL)

	// The name of another site, which leads to this program.
	b.Open("http://evil.example:" + own.Port() + own.Path + "/")
	var text string
	if b.Eval(`document.body.innerText`, &text); !strings.Contains(text, "not served here") {
		t.Errorf("a page that rebinds its name sees %q", text)
	}
	evil := "http://evil.example:" + strange.Port() + "/"
	for _, form := range []string{"quit", "run"} {
		b.Open(evil)
		b.Eval(`document.getElementById("`+form+`").submit()`, nil)
		b.Until(`document.title !== "evil"`)
	}
	b.Open(evil)
	for what, script := range map[string]string{
		"an answer":   `fetch("` + at + `/rows?show=all&from=0&n=9").then((r) => r.text()).catch(() => "")`,
		"a change":    `fetch("` + at + `/cells", {method: "POST", mode: "no-cors", body: '{"cells":[{"row":1,"column":0,"value":"x@evil.example"}]}'}).then((r) => r.text()).catch(() => "")`,
		"an upload":   `fetch("` + h.root + `/imports", {method: "POST", mode: "no-cors", body: "email\nx@evil.example\n"}).then((r) => r.text()).catch(() => "")`,
		"a picture":   `document.getElementById("img").naturalWidth > 0 ? "seen" : ""`,
		"a frame":     `(() => { try { return document.getElementById("frame").contentDocument?.body?.innerText ?? ""; } catch { return ""; } })()`,
		"the sandbox": `fetch("` + h.root + `/practise", {method: "POST", mode: "no-cors", body: new URLSearchParams({on: "1"})}).then((r) => r.text()).catch(() => "")`,
	} {
		if b.Eval(script, &text); text != "" {
			t.Errorf("another site gets %s: %q", what, text)
		}
	}
	if n := len(h.server.desk.Imports()); n != 1 || quit || h.server.practising || len(h.box.Ledger()) > 0 {
		t.Errorf("another site changed something: %d imports, quit %v, sandbox %v, %d requests", n, quit, h.server.practising, len(h.box.Ledger()))
	}
	if said := h.checked(at); said["edited"] != float64(0) {
		t.Errorf("another site changed cells: %v", said)
	}
}

// TestNothingIsLeftInTheBrowser: a key and passwords are not in what the browser keeps,
// and no other machine is asked for anything.
func TestNothingIsLeftInTheBrowser(t *testing.T) {
	const key, password = "sk-very-secret-key-98765", "Hidden-Pass-12345"
	b := browsertest.New(t)
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{Key: key}), func(o *Options) { o.Key = "" })
	at := h.drop("p.csv", "email,password\na@one.org,"+password+"\nb,"+password+"\n")
	b.Open(at + "/check?show=all")
	b.Until(`document.querySelectorAll("row-grid td[data-c='1']").length === 2`)
	b.Eval(`document.querySelector("row-grid").go(0, 1)`, nil)
	typed(b, "F2", "="+password+"9", "Enter")
	h.checked(at)
	b.Open(h.root + "/key?next=" + strings.TrimPrefix(at, h.root) + "/plan")
	b.Write(key)
	typed(b, "Enter")
	b.Until(`document.getElementById("send") !== null`)
	b.Eval(`document.querySelector("button[form=send]").click()`, nil)
	b.Until(`location.pathname.endsWith("/result")`)
	if said := loud(b); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	b.End()
	files := 0
	_ = filepath.WalkDir(b.Profile, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, _ := os.ReadFile(path)
		files++
		for _, secret := range []string{key, password} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s has %q", path, secret)
			}
		}
		return nil
	})
	if files == 0 || len(h.box.Partners()) != 1 {
		t.Errorf("%d files and %d partners; want a profile and one partner", files, len(h.box.Partners()))
	}
}
