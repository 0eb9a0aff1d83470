package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"partner-import/importer"
)

const (
	metricPrefix  = "partner_import_"
	lastSuccess   = metricPrefix + "last_success_timestamp_seconds"
	metricsEvery  = 10 * time.Second
	longestMetric = 1 << 20 // bytes of an old file that are read
)

// metrics is a file for the textfile collector of Prometheus' node exporter. It
// is replaced as a whole every ten seconds, so that no half of one is read.
// Unlike the other outputs it can be read by everybody, since the exporter is
// another user; it holds numbers and the input's name. All metrics have the
// file's own name as a label, so that those of several imports stand beside
// each other in one folder. A nil *metrics does nothing. It is safe for
// concurrent use.
type metrics struct {
	path string

	mu      sync.Mutex
	reading reading
	written time.Time
	failed  error // the first time
}

// openMetrics begins the metrics of a run of the input. An error says that the
// file cannot be written.
func openMetrics(path, input string, force bool) (*metrics, error) {
	if path == "" {
		return nil, nil
	}
	m := &metrics{path: path}
	if err := m.learn(force); err != nil {
		return nil, err
	}
	m.reading.began, m.reading.input = time.Now(), filepath.Base(input)
	m.reading.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if err := m.write(); err != nil {
		return nil, usageError{fmt.Sprintf("--metrics-file: %v; name a file in a folder that exists and can be written to", err)}
	}
	return m, nil
}

// learn takes from the file of the run before when one last succeeded. It
// refuses a file that this tool did not write, unless force.
func (m *metrics) learn(force bool) error {
	info, err := os.Lstat(m.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return usageError{fmt.Sprintf("--metrics-file: %v", err)}
	case !info.Mode().IsRegular():
		return usageError{fmt.Sprintf("--metrics-file: %s is no plain file; name another one", m.path)}
	}
	families, ours := readMetrics(m.path)
	if !ours && !force && info.Size() > 0 {
		return usageError{fmt.Sprintf("--metrics-file: %s exists and was not written by this tool; remove it, name another file, or use --force", m.path)}
	}
	for _, metric := range families[lastSuccess].GetMetric() {
		m.reading.succeeded = time.UnixMilli(int64(math.Round(metric.GetGauge().GetValue() * 1000)))
	}
	return nil
}

func readMetrics(path string) (families map[string]*dto.MetricFamily, ours bool) {
	file, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err = parser.TextToMetricFamilies(bufio.NewReader(file))
	ours = err == nil && len(families) > 0
	for name := range families {
		ours = ours && strings.HasPrefix(name, metricPrefix)
	}
	return families, ours
}

// progress takes over how far the run has come, and writes it now and then.
func (m *metrics) progress(p importer.Progress) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reading.progress(p)
	if time.Since(m.written) >= metricsEvery {
		m.note(m.write())
	}
}

// summary takes over how the run ended.
func (m *metrics) summary(s *importer.Summary) {
	if m == nil || s == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &m.reading
	r.counts, r.rows, r.reason = s.Counts, s.Rows, s.StopReason
	r.requests, r.retries, r.throttled = s.Requests, s.Retries, s.Throttled
	r.waited = time.Duration(s.Waited * float64(time.Second))
}

// end writes that the run is over. It returns the first error of all writing.
func (m *metrics) end(status int) error {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reading.ended, m.reading.status = time.Now(), status
	if status == exitOK {
		m.reading.succeeded = m.reading.ended
	}
	m.note(m.write())
	return m.failed
}

func (m *metrics) note(err error) {
	if m.failed == nil {
		m.failed = err
	}
}

// write replaces the file.
func (m *metrics) write() error {
	m.written = time.Now()
	name := filepath.Join(filepath.Dir(m.path), "."+filepath.Base(m.path)+".tmp")
	_ = os.Remove(name)
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	for _, family := range m.reading.families() {
		if err == nil {
			_, err = expfmt.MetricFamilyToText(file, family)
		}
	}
	err = errors.Join(err, file.Chmod(0o644), file.Close()) // whatever the umask
	if err == nil {
		err = os.Rename(name, m.path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}
