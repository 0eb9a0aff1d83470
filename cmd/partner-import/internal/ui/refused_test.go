//go:build unix

package ui

import (
	"fmt"
	"strings"
	"testing"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
	"partner-import/importer/row"
)

// TestRefusedRowsComeBack: what Partnero says about a row is at its cell in the table,
// also after the program was started again. Exactly these rows are shown, corrected and
// sent again.
func TestRefusedRowsComeBack(t *testing.T) {
	folder := t.TempDir()
	box := sandbox.New(sandbox.Options{Partners: []sandbox.Partner{{Email: "old@practice.example", Key: "taken"}}})
	h := newHouse(t, folder, box, nil)
	// The header is in line 3, one row is wrong, and one is skipped: rows, lines and places
	// in the copy differ.
	at := h.drop("p.csv", "Our partners\n\nemail,key,referring partner email\nskip@practice.example,s,\nwrong,w,\na@practice.example,taken,\nb@practice.example,b,a@practice.example\nc@practice.example,c,\n")
	h.get(at + "/check")
	h.checked(at)
	h.script(at+"/skip", map[string]any{"row": 0, "skip": true})
	h.script(at+"/cells", map[string]any{"version": 9, "cells": []any{map[string]any{"row": 4, "column": 1, "value": "cc"}}})
	h.checked(at)
	text := h.send(at, 0)
	wanted(t, "result", text, "1 of 4 partners is in Partnero", "3 rows are not imported.", `href="`+strings.TrimPrefix(at, h.root[:strings.LastIndex(h.root, "/")])+`/check?show=problems"`)
	look := func() (keys string) {
		_, text := h.get(at + "/rows?show=" + string(row.KeyTaken) + "&from=0&n=9")
		wanted(t, "the refused row", text, `"line":6`, "a@practice.example", `"column":1`, `"said":true`)
		_, text = h.get(at + "/rows?show=problems&from=0&n=9")
		wanted(t, "the rows to fix", text, `"count":3`, `"line":5`, `"line":6`, `"line":7`)
		_, text = h.get(at + "/check?show=problems")
		wanted(t, "check", text, "3 of 5 rows need attention", "Referral key is taken", "Referring partner is not imported")
		return text
	}
	look()
	h = newHouseAt(t, folder, box, h.api, nil)
	at = h.root + at[strings.LastIndex(at, "/i/"):]
	h.get(at + "/check")
	h.checked(at)
	look()
	h.script(at+"/cells", map[string]any{"version": 9, "cells": []any{map[string]any{"row": 2, "column": 1, "value": "free"}}})
	if said := h.checked(at); said["problems"] != 1.0 {
		t.Errorf("after the correction: %v; want only the row that was wrong before", said)
	}
	text = h.send(at, 0)
	wanted(t, "the second result", text, "3 of 4 partners are in Partnero", "1 row is not imported.")
	if _, text = h.get(at + "/rows?show=problems&from=0&n=9"); !strings.Contains(text, `"count":1,`) {
		t.Errorf("left to fix: %s", text)
	}
	for _, email := range []string{"a@practice.example", "b@practice.example", "c@practice.example"} {
		if _, ok := box.Find(email); !ok {
			t.Errorf("%s was not created", email)
		}
	}
}

// TestWarningsLeadToTheirLine: a warning beside the problems shows the row that it names.
func TestWarningsLeadToTheirLine(t *testing.T) {
	b := browsertest.New(t)
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	text := "Partners\n\nemail,name\n"
	for i := range 60 {
		name := "Name"
		if i == 50 {
			name = "JÃ¼rgen"
		}
		text += fmt.Sprintf("p%d@practice.example,%s\n", i, name)
	}
	at := h.drop("p.csv", text)
	h.get(at + "/check")
	h.checked(at)
	b.Open(at + "/check")
	b.Until(`document.querySelector("#warnlist button") !== null && document.querySelector("row-grid td[tabindex='0']") !== null`)
	b.Eval(`document.getElementById("warnings").open = true; document.querySelector("#warnlist button").click()`, nil)
	b.Until(`document.activeElement.closest("tr")?.dataset.i === "50"`)
	if said := loud(b); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}
