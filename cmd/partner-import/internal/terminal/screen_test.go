package terminal

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer"
	"partner-import/importer/row"
)

// While the account is listed, a line tells so each 10,000 partners or 30 s,
// and then the rows are told of as ever.
func TestListingLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := New(&out, Options{})
		counts := map[row.Status]int{row.Created: 0}
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
			s.Progress(p)
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

// While a big file is read, a line tells so each 10 s, and the time of the rows
// begins when it was read.
func TestReadingLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := New(&out, Options{Input: "in/partners.csv"})
		for _, p := range []importer.Progress{
			{Reading: true},
			{Reading: true},
			{Reading: true},
			{Reading: true, Read: 1_200_000, Listed: 40_000},
			{Reading: true, Read: 2_400_000, Listed: 40_000},
			{Done: 10, Rows: 100}, {Done: 20, Rows: 100},
		} {
			s.Progress(p)
			time.Sleep(6 * time.Second)
		}
		want := []string{
			"reading partners.csv",
			"reading partners.csv: 2,400,000 rows",
			"10 of 100 rows (10 %): ; 90 rows left",
			"20 of 100 rows (20 %): ; 80 rows left, about 48 s",
			"",
		}
		if diff := cmp.Diff(want, strings.Split(out.String(), "\n")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// On a terminal the last line counts the rows that were read, in as many words
// as there is room for.
func TestReadingBar(t *testing.T) {
	for _, tt := range []struct {
		read, width int
		want        string
	}{
		{0, 80, "reading the-partners-of-2026.csv"},
		{1_200_000, 80, "reading the-partners-of-2026.csv: 1,200,000 rows"},
		{1_200_000, 40, "reading: 1,200,000 rows"},
		{1_200_000, 14, "reading: 1…"},
		{0, 22, "reading the-partne…"},
	} {
		var out bytes.Buffer
		s := New(&out, Options{Input: "the-partners-of-2026.csv"})
		s.terminal, s.bar.width = true, func() int { return tt.width }
		s.Progress(importer.Progress{Reading: true, Read: tt.read})
		if got := strings.TrimSpace(out.String()); got != tt.want {
			t.Errorf("after %d rows %d columns show %q; want %q", tt.read, tt.width, got, tt.want)
		}
		s.Progress(importer.Progress{Rows: 10})
		if s.Finish(); strings.Contains(s.bar.line, "reading") {
			t.Errorf("the reading is still shown: %q", s.bar.line)
		}
	}
}

// On a terminal the bar of the listing has no end, and gives way to that of the
// rows, whose time begins then.
func TestListingBar(t *testing.T) {
	var out bytes.Buffer
	s := New(&out, Options{})
	s.terminal = true
	s.Progress(importer.Progress{Rows: 100, Listing: true, Listed: 12_500})
	listing := out.String()
	if !strings.Contains(listing, "listing partners: 12,500") || strings.Contains(listing, "/100") {
		t.Errorf("the bar is %q; want the partners, and no rows", listing)
	}
	out.Reset()
	s.Progress(importer.Progress{Rows: 100, Done: 40, Counts: map[row.Status]int{row.Created: 40}})
	if rows := out.String(); !strings.Contains(rows, "40 created; 60 rows left") || strings.Contains(rows, "listing") {
		t.Errorf("the bar is %q; want the rows alone", rows)
	}
	s.Finish()
}

// TestScreenIsShared: the stages of a run, warnings and the question come from
// several goroutines; run it with -race.
func TestScreenIsShared(t *testing.T) {
	for _, isTerminal := range []bool{false, true} {
		var out bytes.Buffer
		s := New(&out, Options{})
		s.terminal = isTerminal
		var all sync.WaitGroup
		for _, p := range []importer.Progress{{Reading: true, Read: 10}, {Listing: true, Listed: 10_000}, {Rows: 10, Done: 2}, {Rows: 10, Done: 7}} {
			all.Go(func() { s.Progress(p) })
		}
		all.Go(func() { s.Warnings([]string{"a note"}) })
		all.Go(func() { s.Confirm(t.Context(), strings.NewReader("y\n"), Question{}) })
		all.Go(s.Finish)
		all.Wait()
		if !strings.Contains(out.String(), "note: a note\n") || !strings.Contains(out.String(), "[y/N] ") {
			t.Errorf("it shows %q", out.String())
		}
	}
}
