package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer"
)

// While the account is listed, a line tells so each 10,000 partners or 30 s,
// and then the rows are told of as ever.
func TestListingLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := newScreen(&out, screenFlags{})
		counts := map[importer.Status]int{importer.Created: 0}
		for _, p := range []importer.Progress{
			{Listing: true},
			{Listing: true, Listed: 250},
			{Listing: true, Listed: 10_250},
			{Listing: true, Listed: 19_750, Paused: 90 * time.Second},
			{Listing: true, Listed: 20_000, Paused: 5 * time.Second},
			{Listing: true, Listed: 20_250},
			{Listing: true, Listed: 20_500},
			{Done: 0}, {Done: 9}, {Done: 10},
		} {
			p.Rows, p.Counts = 100, counts
			s.progress(p)
			time.Sleep(16 * time.Second)
		}
		want := []string{
			"listing partners: 10,250",
			"listing partners: 20,000; paused 5 s by the API",
			"listing partners: 20,500",
			"10 of 100 rows (10 %): 0 created; 90 rows left, about 5 min",
			"",
		}
		got := strings.Split(out.String(), "\n")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// On a terminal the bar of the listing has no end, and gives way to that of the
// rows, whose time begins then.
func TestListingBar(t *testing.T) {
	var out bytes.Buffer
	s := newScreen(&out, screenFlags{})
	s.terminal = true
	s.progress(importer.Progress{Rows: 100, Listing: true, Listed: 12_500})
	listing := out.String()
	if !strings.Contains(listing, "listing partners: 12,500") || strings.Contains(listing, "/100") {
		t.Errorf("the bar is %q; want the partners, and no rows", listing)
	}
	out.Reset()
	s.progress(importer.Progress{Rows: 100, Done: 40, Counts: map[importer.Status]int{importer.Created: 40}})
	if rows := out.String(); !strings.Contains(rows, "40 created; 60 rows left") || strings.Contains(rows, "listing") {
		t.Errorf("the bar is %q; want the rows alone", rows)
	}
	s.close()
}
