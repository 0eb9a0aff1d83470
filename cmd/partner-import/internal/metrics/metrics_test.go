package metrics

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"

	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A shelf is a folder with a metrics file.
type shelf struct{ path string }

func newShelf(t *testing.T) shelf {
	return shelf{filepath.Join(t.TempDir(), "nightly.prom")}
}

func (s shelf) open(t *testing.T) *File {
	t.Helper()
	m, err := Open(s.path, "in/partners.csv", false)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// values reads the file as Prometheus does: name, or name/label → value.
func (s shelf) values(t *testing.T) map[string]float64 {
	t.Helper()
	families, ours := readFile(s.path)
	if !ours {
		t.Fatalf("not taken for our metrics:\n%s", read(t, s.path))
	}
	values := map[string]float64{}
	for name, family := range families {
		if family.GetType() != dto.MetricType_GAUGE || family.GetHelp() == "" {
			t.Errorf("%s is a %s with the help %q; want a gauge with one", name, family.GetType(), family.GetHelp())
		}
		for _, metric := range family.GetMetric() {
			key, labels := strings.TrimPrefix(name, "partner_import_"), map[string]string{}
			for _, l := range metric.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			if labels["import"] != "nightly" {
				t.Errorf("%s has the labels %v; want import=nightly", name, labels)
			}
			for _, label := range []string{"status", "reason", "input"} {
				if labels[label] != "" {
					key += "/" + labels[label]
				}
			}
			values[key] = metric.GetGauge().GetValue()
		}
	}
	return values
}

func (s shelf) want(t *testing.T, want map[string]float64, absent ...string) {
	t.Helper()
	got := s.values(t)
	for key, value := range want {
		if v, ok := got[key]; !ok || v != value {
			t.Errorf("%s = %v, there: %v; want %v", key, v, ok, value)
		}
	}
	for _, key := range absent {
		if v, ok := got[key]; ok {
			t.Errorf("%s = %v; want none", key, v)
		}
	}
}

func testSummary() *importer.Summary {
	return &importer.Summary{
		Rows: 10, Counts: map[row.Status]int{row.Created: 7, row.Unsent: 3}, ThisRun: map[row.Status]int{row.Created: 2, row.Failed: 0},
		Requests: 12, Retries: 2, Throttled: 1, Waited: 4.5, StopReason: stop.Time,
	}
}

// TestMetrics: during a run, after it, and when the next one begins, in virtual
// time.
func TestMetrics(t *testing.T) {
	s := newShelf(t)
	synctest.Test(t, func(t *testing.T) {
		began := seconds(time.Now())
		m := s.open(t)
		m.Progress(importer.Progress{Reading: true, Read: 3}) // another run may have the journal
		if _, err := os.Stat(s.path); err == nil {
			t.Error("there are metrics before anything is sent")
		}
		m.Progress(importer.Progress{Started: time.Now()})
		s.want(t, map[string]float64{"running": 1, "start_timestamp_seconds": began, "input_rows": 0, "info/partners.csv": 1},
			"exit_status", "end_timestamp_seconds", "last_success_timestamp_seconds", "stopped/outage", "rows_this_run/created")

		counts := map[row.Status]int{row.Created: 4}
		progress := importer.Progress{Started: time.Now(), Rows: 10, Done: 4, Counts: counts, Requests: 5, Retries: 1, Throttled: 1, Waited: 2 * time.Second}
		time.Sleep(writeEvery - 1)
		m.Progress(progress)
		s.want(t, map[string]float64{"input_rows": 0}) // not yet
		time.Sleep(time.Nanosecond)
		m.Progress(progress)
		s.want(t, map[string]float64{"running": 1, "input_rows": 10, "rows/created": 4, "requests": 5, "retries": 1, "throttled": 1, "waited_seconds": 2, "duration_seconds": 10})

		time.Sleep(10 * time.Second)
		m.Summary(testSummary())
		if err := m.End(3); err != nil {
			t.Fatal(err)
		}
		s.want(t, map[string]float64{
			"running": 0, "input_rows": 10, "rows/created": 7, "rows/unsent": 3, "rows_this_run/created": 2, "rows_this_run/failed": 0, "requests": 12, "retries": 2, "throttled": 1, "waited_seconds": 4.5,
			"duration_seconds": 20, "end_timestamp_seconds": began + 20, "exit_status": 3, "stopped/time is over": 1, "stopped/outage": 0,
		}, "last_success_timestamp_seconds")

		time.Sleep(time.Hour)
		if err := s.open(t).End(0); err != nil {
			t.Fatal(err)
		}
		success := seconds(time.Now())
		s.want(t, map[string]float64{"exit_status": 0, "last_success_timestamp_seconds": success})
		time.Sleep(time.Hour)
		if err := s.open(t).End(2); err != nil {
			t.Fatal(err)
		}
		s.want(t, map[string]float64{"exit_status": 2, "last_success_timestamp_seconds": success, "input_rows": 0}, "rows/created")
	})
}

// TestMetricsConventions: Prometheus' own linter has nothing to say.
func TestMetricsConventions(t *testing.T) {
	s := newShelf(t)
	m := s.open(t)
	m.Summary(testSummary())
	_ = m.End(0)
	problems, err := promlint.New(strings.NewReader(read(t, s.path))).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v, %v", problems, err)
	}
}

// TestMetricsFile: every user can read it with any umask, nothing is
// left next to it, and a file of another program is not touched.
func TestMetricsFile(t *testing.T) {
	s := newShelf(t)
	m := s.open(t)
	if err := m.End(0); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v; want 0644", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(s.path)); len(left) != 1 {
		t.Errorf("the folder holds %v; want the metrics alone", left)
	}
	link := filepath.Join(filepath.Dir(s.path), "link.prom")
	if err := os.Symlink(s.path, link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		link: "is not a regular file", filepath.Dir(s.path): "is not a regular file", "no/such.prom": "choose a folder that exists",
	} {
		if _, err := Open(path, "in/partners.csv", true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("open(%s) = %v; want that it %s", path, err, want)
		}
	}
	for _, foreign := range []string{"mine", "# HELP other x\n# TYPE other gauge\nother 1\n", "partner_import_rows 1\nother 1\n"} {
		write(t, s.path, foreign)
		if _, err := Open(s.path, "p.csv", false); !errors.Is(err, ErrForeign) || read(t, s.path) != foreign {
			t.Errorf("open over %q = %v; want a refusal", foreign, err)
		}
		m, err := Open(s.path, "p.csv", true)
		if err != nil || m.End(0) != nil || read(t, s.path) == foreign {
			t.Errorf("open over %q with --force = %v; want it replaced", foreign, err)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
