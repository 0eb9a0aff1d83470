//go:build unix

package ui

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer"
)

// TestOffline: with the network off, files are chosen, their columns and rows looked at
// and corrected. The plan says what is missing, and the original stays as it was.
func TestOffline(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + nobody.Addr().String()
	nobody.Close()
	h := newHouseAt(t, t.TempDir(), sandbox.New(sandbox.Options{}), gone, func(o *Options) {
		o.ImporterOptions = importer.Options{MaxOutage: 200 * time.Millisecond, MaxAttempts: 2, Rate: client.LimiterOptions{Rate: 1000}}
	})
	at := h.drop("p.csv", madeUp)
	im := h.server.desk.Imports()[0]
	text, _ := os.ReadFile(im.Original())
	info, err := os.Stat(im.Original())
	if err != nil {
		t.Fatal(err)
	}
	_, page := h.get(at + "/columns")
	wanted(t, "columns", page, "What is in each column?")
	h.post(at+"/columns", url.Values{"tags": {"2026"}, "to": {"check"}})
	h.checked(at)
	if status, said := h.script(at+"/cells", map[string]any{"cells": []any{map[string]any{"row": 2, "column": 0, "value": "carla@practice.example"}}}); status != http.StatusOK {
		t.Fatal(status, said)
	}
	if said := h.checked(at); said["problems"] != 2.0 {
		t.Errorf("standing = %v; want two problems left", said)
	}
	page = h.settled(at+"/plan", "Nothing can be sent now")
	wanted(t, "the plan", page, "Partnero cannot be reached. Check your network, and try again.", "connection refused", "Your file and your corrections are kept.")
	after, _ := os.ReadFile(im.Original())
	now, err := os.Stat(im.Original())
	if err != nil || string(after) != string(text) || !now.ModTime().Equal(info.ModTime()) {
		t.Errorf("the original changed: %v", err)
	}
}

// TestSeveralFilesTakeTurns: several files that are sent into one account wait for one
// another, each page says so, and the ledger has each partner once.
func TestSeveralFilesTakeTurns(t *testing.T) {
	box := sandbox.New(sandbox.Options{Latency: 3 * time.Millisecond})
	h := newHouse(t, t.TempDir(), box, func(o *Options) { o.ImporterOptions.Rate.Rate, o.ImporterOptions.Workers = 200, 2 })
	var at []string
	for _, name := range []string{"a.csv", "b.csv", "c.csv"} {
		one := h.drop(name, "email\n"+strings.Repeat(name[:1]+"X@practice.example\n", 1)+"shared@practice.example\n"+rows(name[:1], 30))
		h.get(one + "/check")
		h.checked(one)
		h.get(one + "/plan")
		at = append(at, one)
	}
	waited := false
	for _, one := range at {
		_, page := h.post(one+"/run", url.Values{"limit": {"0"}})
		waited = waited || strings.Contains(page, "Waiting for another import.")
	}
	for _, one := range at {
		wanted(t, "result", h.ended(one), "32 of 32 partners are in Partnero")
	}
	if !waited {
		t.Error("no page said that it waits for another import")
	}
	if n := len(box.Partners()); n != 3*31+1 {
		t.Errorf("%d partners; want %d", n, 3*31+1)
	}
}

func rows(prefix string, n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(prefix + string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@practice.example\n")
	}
	return text.String()
}
