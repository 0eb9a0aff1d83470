//go:build unix

package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
)

// get asks for a page, and follows where it leads.
func (h *house) get(at string) (status int, text string) {
	h.t.Helper()
	answer, err := http.Get(at)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// post sends a form, and follows where that leads.
func (h *house) post(at string, form url.Values) (status int, text string) {
	h.t.Helper()
	answer, err := http.PostForm(at, form)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// script sends JSON as a script of the page does.
func (h *house) script(at string, value any) (status int, said map[string]any) {
	h.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		h.t.Fatal(err)
	}
	answer, err := http.Post(at, "application/json", bytes.NewReader(text))
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, said
}

// checked waits until the last change of an import was checked.
func (h *house) checked(at string) map[string]any {
	h.t.Helper()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(5 * time.Millisecond) {
		_, text := h.get(at + "/standing")
		var said map[string]any
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			h.t.Fatalf("%s: %v", text, err)
		}
		if said["checking"] == false {
			return said
		}
	}
	h.t.Fatal("the check does not end")
	return nil
}

// send sends an import, and waits until it ended.
func (h *house) send(at string, limit int) string {
	h.t.Helper()
	h.get(at + "/plan")
	h.post(at+"/run", url.Values{"limit": {fmt.Sprint(limit)}})
	return h.ended(at)
}

func (h *house) ended(at string) string { return h.until(at+"/run", "<title>Result") }

// until asks for a page until it has a part.
func (h *house) until(at, part string) string {
	h.t.Helper()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(5 * time.Millisecond) {
		if _, text := h.get(at); strings.Contains(text, part) {
			return text
		}
	}
	h.t.Fatal("the page does not come")
	return ""
}

func wanted(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q:\n%s", what, part, text)
		}
	}
}

// TestStepsWithoutScript: every step is a page that needs no script, and each leads to
// the next one.
func TestStepsWithoutScript(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", madeUp)
	_, text := h.get(at + "/columns")
	wanted(t, "columns", text, "What is in each column?", "Referral key", `<bdi>Anna</bdi>`)
	_, text = h.post(at+"/columns", url.Values{"column-4": {"-"}, "tags": {"gold, 2026"}, "to": {"check"}})
	wanted(t, "check", text, "<title>Check")
	h.checked(at)
	_, text = h.get(at + "/check")
	wanted(t, "check", text, "3 of 6 rows need attention", "summer sale", "No e-mail address")
	_, text = h.get(at + "/plan")
	wanted(t, "plan", text, "This is what would happen", "will be left out", "All 3 rows")
	text = h.send(at, 0)
	wanted(t, "result", text, "3 of 6 partners are in Partnero", "3 rows are not imported.", "aff=anna")
	for _, p := range h.box.Partners() {
		if fmt.Sprint(p.Tags) != "[gold 2026]" {
			t.Errorf("%s has the tags %q; want those of the form and not those of the column", p.Email, p.Tags)
		}
	}
	_, text = h.get(h.root + "/")
	wanted(t, "start", text, "p.csv", "3 rows need attention")
}

// TestTheOriginalStays: whatever is done, the file has the same bytes and the same time.
func TestTheOriginalStays(t *testing.T) {
	folder := t.TempDir()
	h := newHouse(t, folder, sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", madeUp)
	im := h.server.desk.Imports()[0]
	before, _ := os.ReadFile(im.Original())
	info, _ := os.Stat(im.Original())
	h.get(at + "/columns")
	h.checked(at)
	h.script(at+"/cells", map[string]any{"cells": []any{map[string]any{"row": 2, "column": 0, "value": "carla@practice.example"}}})
	h.checked(at)
	h.send(at, 0)
	after, _ := os.ReadFile(im.Original())
	now, err := os.Stat(im.Original())
	if err != nil || sha256.Sum256(before) != sha256.Sum256(after) || !now.ModTime().Equal(info.ModTime()) {
		t.Errorf("the original changed: %v, %q", err, after)
	}
}

// TestSecretsStayInside: the key and the passwords are in no page, no answer and no
// file but those that had them before.
func TestSecretsStayInside(t *testing.T) {
	const key, password = "sk-very-secret-key-98765", "Hidden-Pass-12345"
	folder := t.TempDir()
	h := newHouse(t, folder, sandbox.New(sandbox.Options{Key: key}), func(o *Options) { o.Key = "" })
	at := h.drop("p.csv", "email,password\na@example.org,"+password+"\nb,"+password+"\n")
	seen := ""
	look := func(_ int, text string) { seen += text }
	look(h.get(at + "/columns"))
	h.checked(at)
	for _, path := range []string{"/check", "/rows?show=all&from=0&n=9", "/rows?show=all&q=Hidden&from=0&n=9", "/plan", "/standing"} {
		look(h.get(at + path))
	}
	wanted(t, "a plan without a key", seen, "One thing is missing: your key")
	look(h.post(h.root+"/key", url.Values{"key": {"not\x01a key " + key}}))
	look(h.post(h.root+"/key", url.Values{"key": {key}, "next": {strings.TrimPrefix(at, h.root) + "/plan"}}))
	look(0, h.send(at, 0))
	look(h.get(h.root + "/"))
	if len(h.box.Partners()) != 1 {
		t.Errorf("%d partners; want one", len(h.box.Partners()))
	}
	for _, secret := range []string{key, password} {
		if i := strings.Index(seen, secret); i >= 0 {
			t.Errorf("a page shows a secret: %q", seen[max(0, i-200):i+30])
		}
	}
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, _ := os.ReadFile(path)
		if strings.Contains(string(text), key) {
			t.Errorf("%s has the key", path)
		}
		if info, err := entry.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v; want it private", path, info.Mode(), err)
		}
		return nil
	})
}

// TestTwoTabs: a change to a row that another tab changed is refused, and shows the row
// as it is.
func TestTwoTabs(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	version := h.checked(at)["version"]
	set := func(value string) (int, map[string]any) {
		return h.script(at+"/cells", map[string]any{"version": version, "cells": []any{map[string]any{"row": 2, "column": 0, "value": value}}})
	}
	if status, said := set("first@practice.example"); status != http.StatusOK {
		t.Fatal(status, said)
	}
	status, said := set("second@practice.example")
	if status != http.StatusConflict || !strings.Contains(fmt.Sprint(said["rows"]), "first@practice.example") {
		t.Errorf("the second tab got %d, %v; want a conflict with the row as it is", status, said)
	}
}

// TestTheNextProgramContinues: a program that ended in the middle leaves an import that
// the next one shows and continues, and nobody is created twice.
func TestTheNextProgramContinues(t *testing.T) {
	folder, box := t.TempDir(), sandbox.New(sandbox.Options{Latency: 5 * time.Millisecond})
	var text strings.Builder
	text.WriteString("email\n")
	for i := range 400 {
		fmt.Fprintf(&text, "p%d@example.org\n", i)
	}
	slow := func(o *Options) { o.ImporterOptions.Rate = client.LimiterOptions{Rate: 100} }
	h := newHouse(t, folder, box, slow)
	at := h.drop("many.csv", text.String())
	h.get(at + "/check")
	h.checked(at)
	h.get(at + "/plan")
	h.post(at+"/run", url.Values{"limit": {"0"}})
	for len(box.Partners()) < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	now, cancel := context.WithCancel(context.Background())
	cancel()
	h.server.Close(now)

	h = newHouseAt(t, folder, box, h.api, nil)
	id := strings.TrimPrefix(at[strings.LastIndex(at, "/"):], "/")
	at = h.root + "/i/" + id
	_, page := h.get(h.root + "/")
	wanted(t, "start", page, "many.csv", "Continue")
	page = h.send(at, 0)
	wanted(t, "result", page, "400 of 400 partners are in Partnero")
	posts := map[string]int{}
	for _, e := range box.Ledger() {
		if e.Created {
			posts[e.Email]++
		}
	}
	for email, n := range posts {
		if n != 1 {
			t.Errorf("%s was created %d times", email, n)
		}
	}
}

// TestPageAndCommandTakeTurns: a file that stays where it is has its journal beside it,
// so that an import at a terminal continues what the page began.
func TestPageAndCommandTakeTurns(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.csv")
	if err := os.WriteFile(path, []byte("email\na@example.org\nb@example.org\nc@example.org\nd@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	step, err := h.server.Take(path)
	if err != nil {
		t.Fatal(err)
	}
	at := h.root + strings.TrimSuffix(step, "/columns")
	h.get(at + "/check")
	h.checked(at)
	h.send(at, 3)
	beside := (importer.Options{}).Beside(path)
	for _, file := range []string{beside.Report, beside.Summary, beside.Journal} {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("not beside the file: %v", err)
		}
	}
	if n := len(h.box.Partners()); n != 3 {
		t.Errorf("%d partners; want 3", n)
	}
}

// TestLostAddresses: an address that leads nowhere says so, whatever it looks like.
func TestLostAddresses(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", madeUp)
	for _, path := range []string{"/i/ffff/check", "/nothing", "/i/../../etc/passwd", "/assets/x/app.css"} {
		if status, _ := h.get(h.root + path); status != http.StatusNotFound {
			t.Errorf("%s = %d; want 404", path, status)
		}
	}
	for _, name := range []string{"import.json", "..%2fimport.json", "edits.jsonl", "report.csv"} {
		if status, _ := h.get(at + "/files/" + name); status != http.StatusNotFound {
			t.Errorf("files/%s = %d; want 404", name, status)
		}
	}
}

// TestUnreadableFilesAreExplained: a file that cannot be read leads to the step where it
// can be read otherwise.
func TestUnreadableFilesAreExplained(t *testing.T) {
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("p.csv", "Kontakt,Nachname\na@example.org,A\nb@example.org,B\n")
	_, text := h.get(at + "/check")
	wanted(t, "columns", text, "<title>Columns")
	_, text = h.post(at+"/columns", url.Values{"email_column": {"Kontakt"}, "to": {"check"}})
	wanted(t, "check", text, "<title>Check")
}

// TestSandboxLeavesNoJournal: what a sandbox knew is gone with it.
func TestSandboxLeavesNoJournal(t *testing.T) {
	folder := t.TempDir()
	h := newHouse(t, folder, sandbox.New(sandbox.Options{}), func(o *Options) { o.Sandbox = true })
	at := h.drop("p.csv", madeUp)
	h.get(at + "/check")
	h.checked(at)
	wanted(t, "result", h.send(at, 0), "Sandbox: nothing was sent to Partnero.", "3 of 6 partners are in the sandbox")
	h.server.Close(context.Background())
	if left, _ := filepath.Glob(filepath.Join(folder, "journals", "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestAssetsStaySmall: a reviewer reads all of it, and it loads at once.
func TestAssetsStaySmall(t *testing.T) {
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	size, lines := 0, 0
	for name, content := range a.files {
		size += len(content)
		if strings.HasSuffix(name, ".js") {
			lines += bytes.Count(content, []byte("\n"))
		}
	}
	if size > 120<<10 || lines > 900 {
		t.Errorf("the assets have %d bytes, and the scripts %d lines; want at most 120 KB and 900", size, lines)
	}
}
