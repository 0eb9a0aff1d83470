//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A pageServer is the command ui as a process of its own, and a person who uses it
// without a browser.
type pageServer struct {
	*process
	t    *testing.T
	root string // the address, without the slash at its end
	file string // the address of the import
}

// openPage starts the page on a file, and waits for its address.
func openPage(t *testing.T, p *process) *pageServer {
	t.Helper()
	p = p.again(t)
	p.Stdout = nil
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.begin(t)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the page says no address: %v\n%s", err, &p.stderr)
	}
	address := strings.TrimSpace(line)
	i := strings.Index(address, "/i/")
	return &pageServer{p, t, address[:i], address[:strings.LastIndexByte(address, '/')]}
}

// get asks for a page. It is "" if the program is gone.
func (p *pageServer) get(path string) string {
	answer, err := http.Get(p.file + path)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// set changes a name, and reports whether the program said that it is kept.
func (p *pageServer) set(row int, name string) bool {
	body, _ := json.Marshal(map[string]any{"version": 1 << 30, "cells": []any{map[string]any{"row": row, "column": 1, "value": name}}})
	answer, err := http.Post(p.file+"/cells", "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, err = io.ReadAll(answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK
}

// send begins an import of all rows.
func (p *pageServer) send() bool {
	p.get("/plan")
	answer, err := http.PostForm(p.file+"/run", url.Values{"limit": {"0"}})
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// use is what a person does until the program is gone: they correct some names, and
// send. Tried has what they typed last, and kept what the program acknowledged.
func (p *pageServer) use(round, rows int, tried, kept map[int]string) {
	for n := range 8 {
		row := rand.N(rows)
		name := fmt.Sprintf("Corrected %d-%d", round, n)
		tried[row] = name
		if p.set(row, name) {
			kept[row] = name
		} else if p.get("/standing") == "" {
			return
		}
	}
	p.send()
	for p.get("/standing") != "" {
		time.Sleep(5 * time.Millisecond)
	}
}

// TestPageKilledAgainAndAgain: the page is killed at random moments, while cells are
// corrected and while rows are sent, and the server fails as servers do. No correction
// is lost that was acknowledged, and no partner is created twice.
func TestPageKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	rows, kills := tortured(300, 2000), tortured(4, 50)
	api := serve(t, append(faults(), "--latency", "5ms")...)
	p := importing(t, api.url, numbered(rows))
	p.Args = append(p.Args[:1], "ui", "partners.csv", "--no-browser", "--rate", "400/s", "--settle", "500ms")
	original := read(t, p.file("partners.csv"))
	tried, kept := map[int]string{}, map[int]string{}
	for round := range kills {
		page := openPage(t, p)
		kill := time.AfterFunc(20*time.Millisecond+rand.N(900*time.Millisecond), func() { _ = page.Process.Kill() })
		page.use(round, rows, tried, kept)
		kill.Stop()
		_ = page.Wait()
	}
	page := openPage(t, p)
	checkKept(t, page, rows, tried, kept)
	if !page.send() {
		t.Fatal("the page does not send")
	}
	for late := time.Now().Add(3 * time.Minute); !strings.Contains(page.get("/run"), "<title>Result"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the import does not end")
		}
	}
	checkPageLedger(t, api, read(t, p.file("partners.report.csv")), rows)
	if read(t, p.file("partners.csv")) != original {
		t.Error("the original was changed")
	}
	t.Logf("%d rows, %d kills, %d corrections acknowledged", rows, kills, len(kept))
}

// checkKept: a cell has what was acknowledged last, or what was typed after it when
// the program died.
func checkKept(t *testing.T, page *pageServer, rows int, tried, kept map[int]string) {
	t.Helper()
	var said struct {
		Rows []struct {
			Row   int
			Cells []string
		}
	}
	for from := 0; from < rows; from += 500 {
		if err := json.Unmarshal([]byte(page.get(fmt.Sprintf("/rows?show=all&from=%d&n=500", from))), &said); err != nil {
			t.Fatal(err)
		}
		for _, r := range said.Rows {
			first := fmt.Sprintf("Name %d", r.Row)
			if got, want := r.Cells[1], kept[r.Row]; got != want && got != tried[r.Row] && !(want == "" && got == first) {
				t.Errorf("row %d has the name %q; acknowledged was %q, typed last %q", r.Row, got, want, tried[r.Row])
			}
		}
	}
}

// checkPageLedger: each partner was created once, and the report says where it is.
func checkPageLedger(t *testing.T, api *service, report string, rows int) {
	t.Helper()
	ids := map[string]string{}
	for _, e := range api.entries(t) {
		if e.Created && ids[e.Email] != "" {
			t.Errorf("%s was created twice", e.Email)
		}
		if e.Created {
			ids[e.Email] = e.PartnerID
		}
	}
	lines, err := csv.NewReader(strings.NewReader(report)).ReadAll()
	if err != nil || len(lines) != rows+1 || len(ids) != rows {
		t.Fatalf("%d lines and %d partners of %d rows, %v", len(lines)-1, len(ids), rows, err)
	}
	for _, l := range readReport(t, report, rows) {
		if status := l["status"]; status != "created" && status != "exists" || l["partner_id"] != ids[l["email"]] {
			t.Errorf("a line is not true: %v", l)
		}
	}
}

// TestPageEndsSoftly: one signal ends the page, and what was sent is in the report.
func TestPageEndsSoftly(t *testing.T) {
	api := serve(t, "--latency", "5ms")
	p := importing(t, api.url, numbered(500))
	p.Args = append(p.Args[:1], "ui", "partners.csv", "--no-browser", "--rate", "100/s")
	page := openPage(t, p)
	if !page.send() {
		t.Fatal("the page does not send")
	}
	for len(api.entries(t)) < 10 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := page.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := page.status(t); code != exitOK {
		t.Errorf("exit status %d\n%s", code, &page.stderr)
	}
	created := 0
	for _, l := range readReport(t, read(t, p.file("partners.report.csv")), 500) {
		if l["status"] == "created" {
			created++
		}
	}
	if created < 5 || created == 500 {
		t.Errorf("%d of 500 rows are created in the report; want some", created)
	}
	if left, _ := filepath.Glob(p.file(".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
