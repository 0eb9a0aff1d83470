//go:build unix

package ui

import (
	"context"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
	"partner-import/cmd/partner-import/internal/ui/internal/guard"
)

const testSecret = "test-secret-0123456789"

// A house is a server with a sandbox behind it, on loopback.
type house struct {
	t      *testing.T
	server *Server
	box    *sandbox.Sandbox
	api    string // its address
	root   string // the address of the start
}

func newHouse(t *testing.T, folder string, box *sandbox.Sandbox, change func(*Options)) *house {
	t.Helper()
	api, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { api.Close() })
	return newHouseAt(t, folder, box, api.URL(), change)
}

// newHouseAt is for a sandbox that is served already.
func newHouseAt(t *testing.T, folder string, box *sandbox.Sandbox, api string, change func(*Options)) *house {
	t.Helper()
	o := Options{Folder: folder, Key: "secret-key-12345", Connect: func(text string) (Connection, error) {
		if text == "" {
			text = "sandbox"
		}
		key, err := client.NewKey(text)
		if err != nil {
			return Connection{}, err
		}
		c, err := client.New(client.Options{Key: key, BaseURL: api})
		if err != nil {
			return Connection{}, err
		}
		a := Account{Partners: c, Fingerprint: key.Fingerprint(), Sandbox: text == "sandbox"}
		a.Target.Host, a.Target.Key = c.Host(), key.Last4()
		return Connection{Account: a, Close: func() { c.Close() }}, nil
	}}
	o.ImporterOptions.Rate = client.LimiterOptions{Rate: 1000}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, server: s, box: box, api: api}
	web := httptest.NewUnstartedServer(nil)
	at, err := url.Parse("http://" + web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	web.Config.Handler = guard.Guard{Secret: testSecret, Port: at.Port(), Next: s.Handler(), Upload: IsUpload}.Handler()
	web.Start()
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		now, cancel := context.WithCancel(context.Background())
		cancel()
		s.Close(now)
	})
	h.root = at.String() + "/" + testSecret
	return h
}

// drop puts a file on the desk, as the page does, and returns the address of its import.
func (h *house) drop(name, text string) string {
	h.t.Helper()
	im, err := h.server.desk.Receive(name, strings.NewReader(text))
	if err != nil {
		h.t.Fatal(err)
	}
	return h.root + "/i/" + im.ID
}

// keep keeps a picture of the page where PAGES says so.
func keep(t *testing.T, b *browsertest.Browser, name string) {
	t.Helper()
	keepAs(t, b, name, 1280)
}

// keepAs is for another width.
func keepAs(t *testing.T, b *browsertest.Browser, name string, width int) {
	t.Helper()
	if dir := os.Getenv("PAGES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Picture(width, 900), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// loud are what the console of the browser shows, and requests for another machine.
func loud(b *browsertest.Browser) (all []string) {
	for _, said := range b.Heard() {
		method, _, _ := strings.Cut(said, " ")
		switch {
		case method == "Log.entryAdded", method == "Runtime.exceptionThrown", method == "Runtime.consoleAPICalled":
			all = append(all, said)
		case method == "Network.requestWillBeSent" && !strings.Contains(said, `"url":"http://127.0.0.1:`) && !strings.Contains(said, `"url":"about:`):
			all = append(all, "another host is asked: "+said)
		}
	}
	return all
}

// typed presses keys: names of keys, and other texts as they are typed.
func typed(b *browsertest.Browser, keys ...string) {
	for _, key := range keys {
		held, name, holds := strings.Cut(key, "+")
		switch {
		case holds:
			b.Press(name, "", map[string]int{"Ctrl": browsertest.Ctrl, "Shift": browsertest.Shift}[held])
		case len(key) > 1 && key[0] == '=':
			b.Write(key[1:])
		case key == "Enter":
			b.Press(key, "\r")
		default:
			b.Press(key, "")
		}
	}
}

// TestStoryInABrowser: a messy file becomes partners, with nothing but the keyboard. Its
// cells are corrected, three rows are tried, and the rest follows.
func TestStoryInABrowser(t *testing.T) {
	b := browsertest.New(t)
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	path := filepath.Join(t.TempDir(), "practice.csv")
	if err := os.WriteFile(path, []byte(madeUp), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Look(1280, "light")
	b.Open(h.root + "/")
	tabTo(t, b, `e.id === "file"`)
	b.Choose(`document.activeElement`, path) // the window for it is the system's own
	b.Until(`location.pathname.endsWith("/columns") && document.querySelector(".map") !== null`)
	keep(t, b, "columns")
	tabTo(t, b, `e.value === "check"`)
	typed(b, "Enter")
	b.Until(`location.pathname.endsWith("/check") && document.querySelectorAll("row-grid td[aria-invalid]").length === 3`)
	keep(t, b, "check")

	tabTo(t, b, `e.id === "next"`)
	typed(b, "F8")
	b.Until(`document.activeElement.dataset.c === "0" && document.activeElement.parentNode.dataset.i === "1"`)
	typed(b, "Shift+F8")
	b.Until(`document.activeElement.parentNode.dataset.i === "0"`)
	typed(b, "Enter", "=carla@practice.example", "Enter")
	b.Until(`document.getElementById("title").textContent.startsWith("2 of 6")`)
	b.Until(`document.querySelectorAll("row-grid td[data-c='0']").length === 2`)
	typed(b, "Ctrl+Home")
	b.Until(`document.activeElement.textContent === "anna.schmidt@practice.example"`)
	typed(b, "F2", "=anna.weber@practice.example", "Enter")
	b.Until(`document.getElementById("title").textContent.startsWith("1 of 6")`)
	b.Until(`document.querySelectorAll("row-grid td[data-c='0']").length === 1`)
	typed(b, "Ctrl+Home", "ArrowRight", "ArrowRight", "ArrowRight")
	b.Until(`document.activeElement.textContent === "summer sale"`)
	typed(b, "Enter", "=eve", "Enter")
	b.Until(`document.getElementById("title").textContent === "All 6 rows are ready"`)

	tabTo(t, b, `e.matches(".foot .primary")`)
	typed(b, "Enter")
	b.Until(`location.pathname.endsWith("/plan") && document.getElementById("send") !== null`)
	keep(t, b, "plan")
	tabTo(t, b, `e.name === "limit"`)
	typed(b, "ArrowDown", "ArrowUp") // all rows, and then three again
	tabTo(t, b, `e.matches("button[form=send]")`)
	typed(b, "Enter")
	b.Until(`location.pathname.endsWith("/result")`)
	keep(t, b, "trial")
	if n := len(h.box.Partners()); n != 3 {
		t.Errorf("after the trial there are %d partners; want 3", n)
	}
	tabTo(t, b, `e.matches(".notice .primary")`)
	typed(b, "Enter")
	b.Until(`location.pathname.endsWith("/plan") && document.getElementById("send") !== null`)
	tabTo(t, b, `e.matches("button[form=send]")`)
	typed(b, "Enter")
	b.Until(`location.pathname.endsWith("/result") && document.querySelector("h1")?.textContent.startsWith("6 of 6")`)
	keep(t, b, "result")
	got := map[string]string{}
	for _, p := range h.box.Partners() {
		got[p.Email] = p.Key
	}
	want := map[string]string{
		"anna.schmidt@practice.example": "anna", "bernd@practice.example": "bernd", "carla@practice.example": "carla",
		"dmitri@practice": "dmitri", "anna.weber@practice.example": "anna2", "eve.jones@practice.example": "eve",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("partners (-want +got):\n%s", diff)
	}
	if said := loud(b); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}
