package main

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestMetricsOfRuns: the metrics of a real import are those of its summary.
func TestMetricsOfRuns(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "p.csv", "email\na@example.com\nb@example.com\nno\n")
	var out strings.Builder
	status := run([]string{"import", "p.csv", "--sandbox", "--quiet", "--metrics-file", "nightly.prom"}, environment{
		stdin: strings.NewReader(""), stdout: &out, stderr: &out, lookup: noVariables,
	})
	summary := readSummary(t, "p.sandbox.summary.json")
	want := map[string]float64{
		"exit_status": float64(status), "input_rows": float64(summary.Rows), "requests": float64(summary.Requests),
		"retries": float64(summary.Retries), "throttled": float64(summary.Throttled), "waited_seconds": summary.Waited,
	}
	for status, n := range summary.Counts {
		want["rows/"+string(status)] = float64(n)
		want["rows_this_run/"+string(status)] = float64(summary.ThisRun[status])
	}
	got, sum := map[string]float64{}, 0.0
	for _, m := range regexp.MustCompile(`(?m)^partner_import_(\w+)\{import="nightly"(?:,status="(\w+)")?\} (\S+)$`).FindAllStringSubmatch(read(t, "nightly.prom"), -1) {
		value, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			t.Error(err)
		}
		if m[1] == "rows" {
			sum += value
		}
		if m[2] != "" {
			m[1] += "/" + m[2]
		}
		got[m[1]] = value
	}
	for key, value := range want {
		if v, ok := got[key]; !ok || v != value {
			t.Errorf("%s = %v, there: %v; want %v", key, v, ok, value)
		}
	}
	if status != exitSomeFailed || sum != 3 || out.Len() > 0 {
		t.Errorf("status %d, %v rows, %q; want 1, 3 and nothing\n%v", status, sum, &out, slices.Sorted(maps.Keys(want)))
	}
}
