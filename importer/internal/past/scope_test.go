package past

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/sqlite"
)

// TestScope: which entries of a journal belong to a file.
func TestScope(t *testing.T) {
	j, err := sqlite.Open(journal.Options{Path: filepath.Join(t.TempDir(), "j"), Account: journal.Account{Host: "h", Key: "k"}})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var none *NoImportError
	if _, err := NewScope(j, "j", "a.csv", false); !errors.As(err, &none) || !strings.Contains(err.Error(), "nothing was imported with it yet") {
		t.Errorf("an empty journal: %v", err)
	}
	for _, name := range []string{"/data/a.csv", "b.csv", "a.failed.csv", "elsewhere/a.xlsx"} {
		if err := j.Begin("sha", name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := NewScope(j, "j", "c.csv", false); !errors.As(err, &none) || !strings.Contains(err.Error(), "but of a.csv, a.failed.csv, a.xlsx, b.csv;") {
		t.Errorf("another file: %v", err)
	}
	all, err := NewScope(j, "j", "a.csv", false)
	if err != nil || all.Last.ID != 4 {
		t.Fatalf("Last = %+v, %v; want the fourth run", all.Last, err)
	}
	last, err := NewScope(j, "j", "a.csv", true)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name       string
		entry      journal.Entry
		want, last Part
	}{
		{"created", journal.Entry{Status: "created", Run: 1, Maker: 1, PartnerID: "p"}, Ours, Outside},
		{"created last", journal.Entry{Status: "created", Run: 4, Maker: 4, PartnerID: "p"}, Ours, Ours},
		{"created by the failed rows", journal.Entry{Status: "created", Run: 3, Maker: 3}, Ours, Outside},
		{"created, and updated by another file", journal.Entry{Status: "updated", Ours: true, Run: 2, Maker: 1}, Ours, Outside},
		{"created by another file, and updated", journal.Entry{Status: "updated", Ours: true, Run: 1, Maker: 2}, Elsewhere, Outside},
		{"made by an unknown run", journal.Entry{Status: "exists", Ours: true, Run: 1, PartnerID: "p"}, Elsewhere, Outside},
		{"of another file", journal.Entry{Status: "created", Run: 2, Maker: 2}, Outside, Outside},
		{"there before", journal.Entry{Status: "exists", Run: 1, PartnerID: "p"}, Before, Outside},
		{"there before, and updated", journal.Entry{Status: "updated", Run: 1, PartnerID: "p"}, Before, Outside},
		{"rejected", journal.Entry{Status: "failed", Run: 1}, Outside, Outside},
		{"created, and rejected later", journal.Entry{Status: "failed", Ours: true, Run: 1, Maker: 1, PartnerID: "p"}, Ours, Outside},
		{"claimed", journal.Entry{Run: 1}, Unsettled, Outside},
		{"claimed last", journal.Entry{Run: 4}, Unsettled, Unsettled},
		{"perhaps made by this file", journal.Entry{Status: "exists", Ours: true, Run: 2, Maker: 1, Made: [16]byte{1}}, Unsettled, Outside},
	} {
		if got := all.Part(test.entry); got != test.want {
			t.Errorf("%s: %d; want %d", test.name, got, test.want)
		}
		if got := last.Part(test.entry); got != test.last {
			t.Errorf("%s, only the last: %d; want %d", test.name, got, test.last)
		}
	}
}
