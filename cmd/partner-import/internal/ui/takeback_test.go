//go:build unix

package ui

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"partner-import/client/sandbox"
)

// settled reloads the page of an undo until it says what is wanted.
func (h *house) settled(at, wanted string) string {
	h.t.Helper()
	text := ""
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(5 * time.Millisecond) {
		if _, text = h.get(at); strings.Contains(text, wanted) {
			return text
		}
	}
	h.t.Fatalf("the page never says %q:\n%s", wanted, text)
	return ""
}

// archived are the partners of the account that are archived.
func (h *house) archived() (all string) {
	for _, p := range h.box.Partners() {
		if p.Status == "archived" {
			all += p.Email + " "
		}
	}
	return all
}

// TestUndoFromTheResult: an undo shows first what it would do, begins only with the
// number of partners, and archives those that this import created: not those who were
// there, and not those of another import with the same name and account. It can be
// taken back.
func TestUndoFromTheResult(t *testing.T) {
	box := sandbox.New(sandbox.Options{Partners: []sandbox.Partner{{Email: "there@practice.example"}}})
	h := newHouse(t, t.TempDir(), box, nil)
	other := h.drop("p.csv", "email\nother@practice.example\n")
	h.get(other + "/check")
	h.checked(other)
	h.send(other, 0)
	at := h.drop("p.csv", "email,name\nthere@practice.example,T\na@practice.example,A\nb,B\n")
	h.get(at + "/check")
	h.checked(at)
	h.send(at, 0)
	// The second run is of a copy with corrections.
	h.script(at+"/cells", map[string]any{"version": 9, "cells": []any{map[string]any{"row": 2, "column": 0, "value": "b@practice.example"}}})
	h.checked(at)
	wanted(t, "result", h.send(at, 0), "Undo this import…", "3 of 3 partners")

	text := h.settled(at+"/takeback?again=1", "Undo this import?")
	wanted(t, "the plan", text, "Type 2 to agree", "Archive 2 partners", "stay: they were there before the import")
	for _, number := range []string{"", "1", "two", "22"} {
		if status, text := h.post(at+"/takeback", url.Values{"number": {number}}); status != http.StatusUnprocessableEntity {
			t.Errorf("with the number %q: %d %s", number, status, text)
		}
	}
	if got := h.archived(); got != "" {
		t.Fatalf("archived before anybody agreed: %s", got)
	}
	h.post(at+"/takeback", url.Values{"number": {"2"}})
	wanted(t, "the end", h.settled(at+"/takeback", "The import is undone"), "are archived", "undo.csv")
	if got := h.archived(); got != "a@practice.example b@practice.example " {
		t.Errorf("archived: %s", got)
	}
	_, text = h.get(at + "/result")
	wanted(t, "result", text, "2 of these partners were archived by an undo.", "Restore them…")
	_, text = h.get(at + "/files/undo.csv")
	wanted(t, "the report", text, "archived", "a@practice.example")

	h.settled(at+"/takeback?restore=1", "Type 2 to agree")
	h.post(at+"/takeback", url.Values{"number": {"2"}})
	h.settled(at+"/takeback", "The partners are restored")
	if got := h.archived(); got != "" {
		t.Errorf("still archived: %s", got)
	}
}
