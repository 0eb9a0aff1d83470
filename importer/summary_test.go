package importer

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"partner-import/importer/row"
	"partner-import/importer/source"
)

// TestSummary: a dry run's summary, to the letter but for its times.
func TestSummary(t *testing.T) {
	path := writeFile(t, "p.csv", "E-Mail,First Name,phone\na@x.y,A,1\nno,B,2\n,C,3\nb@x.y\n")
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	target := TargetSummary{Host: "api.example.com", Key: "wxyz"}
	if _, err := New(nil, Options{DryRun: true, Version: "v1.2.3", Target: target}).Run(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	got := readFile(t, filepath.Join(filepath.Dir(path), "p.check.json"))
	got = regexp.MustCompile(`"\d{4}-[^"]*Z"`).ReplaceAllString(got, `"TIME"`)
	got = regexp.MustCompile(`("duration_seconds": )[\d.e-]+`).ReplaceAllString(got, `${1}0`)
	folder, _ := json.Marshal(filepath.Dir(path) + string(filepath.Separator)) // as JSON writes a backslash
	got = strings.ReplaceAll(got, strings.Trim(string(folder), `"`), "")
	golden := filepath.Join("testdata", "summary.json")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readFile(t, golden); got != want {
		t.Errorf("summary = %s\nwant %s", got, want)
	}
	if again, err := New(nil, Options{DryRun: true}).Run(context.Background(), s); err != nil || again.Rows != 4 {
		t.Errorf("the summary is not known as ours: %v", err)
	}
}

// TestGood: which ends need no attention, and the exit status of each.
func TestGood(t *testing.T) {
	for _, tt := range []struct {
		name    string
		summary Summary
		err     error
		good    bool
		exit    int
	}{
		{"nothing", Summary{}, nil, true, 0},
		{"all created", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 2}}, nil, true, 0},
		{"all kinds of good", Summary{Rows: 4, Counts: map[row.Status]int{row.Created: 1, row.Exists: 1, row.Updated: 1, row.Valid: 1}}, nil, true, 0},
		{"one left out", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Skipped: 1}}, nil, true, 0},
		{"one invalid", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Invalid: 1}}, nil, false, 1},
		{"one failed", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Failed: 1}}, nil, false, 1},
		{"one blocked", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Blocked: 1}}, nil, false, 1},
		{"one unknown", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Unknown: 1}}, nil, false, 1},
		{"one unsent", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1, row.Unsent: 1}}, nil, false, 1},
		{"one without a result", Summary{Rows: 2, Counts: map[row.Status]int{row.Created: 1}}, nil, false, 1},
		{"stopped", Summary{Rows: 1, Counts: map[row.Status]int{row.Created: 1}, Stopped: "outage"}, errors.New("outage"), false, 3},
	} {
		if got := tt.summary.Good(); got != tt.good {
			t.Errorf("%s: Good = %v; want %v", tt.name, got, tt.good)
		}
		if got := exitStatus(&tt.summary, tt.err); got != tt.exit {
			t.Errorf("%s: exit status = %d; want %d", tt.name, got, tt.exit)
		}
	}
}

// TestSummaryCounts: a status that no row has is counted as 0, of the kinds
// that the run has.
func TestSummaryCounts(t *testing.T) {
	s := openText(t, "email\n")
	for _, tt := range []struct {
		statuses []row.Status
		want     string
	}{
		{checkedStatuses(), `{"invalid":0,"skipped":0,"valid":0}`},
		{sentStatuses(), `{"blocked":0,"created":0,"exists":0,"failed":0,"invalid":0,"skipped":0,"unknown":0,"unsent":0,"updated":0}`},
	} {
		summary := newSummary(&Options{}, s, tt.statuses)
		if got, _ := json.Marshal(summary.Counts); string(got) != tt.want {
			t.Errorf("counts, statuses %v = %s; want %s", tt.statuses, got, tt.want)
		}
	}
}
