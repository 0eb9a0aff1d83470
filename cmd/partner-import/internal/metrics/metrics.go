// Package metrics writes the numbers of a run for Prometheus: a file for the
// textfile collector of its node exporter.
package metrics

import (
	"bufio"
	"errors"
	"fmt"
	"io"
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
	"partner-import/importer/plainfile"
)

const (
	prefix      = "partner_import_"
	lastSuccess = prefix + "last_success_timestamp_seconds"
	writeEvery  = 10 * time.Second
)

// A File is the metrics of one run. It is replaced as a whole every ten seconds,
// so that no one reads half a file. Unlike the other outputs, every user can read
// it, since the exporter is another user; it holds numbers and the input's name.
// All metrics have the file's own name as a label, so that one folder can hold
// those of several imports. A nil *File does nothing. It is safe for concurrent
// use.
type File struct {
	path string

	mu      sync.Mutex
	reading reading
	written time.Time
	failed  error // the first time
}

// ErrForeign says that a file was not written by this tool.
var ErrForeign = errors.New("exists and was not written by this tool")

// Open begins the metrics of a run of the input. They show its name without the
// folder. They keep the time of the last success from the file of the run before.
// An empty path means no metrics. The caller ends them with [File.End]. Nothing is
// written before that or before sending begins: until then another run may turn out
// to have the journal, and the metrics are its own.
//
// An error says that path cannot be written to. It is ErrForeign for a file that
// another program wrote; with force, that file is replaced.
func Open(path, input string, force bool) (*File, error) {
	if path == "" {
		return nil, nil
	}
	f := &File{path: path}
	if err := f.learn(force); err != nil {
		return nil, err
	}
	f.reading.began, f.reading.input = time.Now(), filepath.Base(input)
	f.reading.name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	probe, err := plainfile.Probe(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("%v; choose a folder that exists and that you can write to", errors.Unwrap(err))
	}
	probe.Close()
	_ = os.Remove(probe.Name())
	return f, nil
}

// learn takes the time of the last success from the file of the run before. It
// refuses a file that this tool did not write, unless force.
func (f *File) learn(force bool) error {
	info, err := os.Lstat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a regular file; choose another name", f.path)
	}
	families, ours := readFile(f.path)
	if !ours && !force && info.Size() > 0 {
		return fmt.Errorf("%s %w", f.path, ErrForeign)
	}
	for _, metric := range families[lastSuccess].GetMetric() {
		f.reading.succeeded = time.UnixMilli(int64(math.Round(metric.GetGauge().GetValue() * 1000)))
	}
	return nil
}

// mostRead is how much of a file is read to find the last success. Ours has 10 KB.
const mostRead = 1 << 20

func readFile(path string) (families map[string]*dto.MetricFamily, ours bool) {
	file, err := plainfile.Open(path)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err = parser.TextToMetricFamilies(bufio.NewReader(io.LimitReader(file, mostRead)))
	ours = err == nil && len(families) > 0
	for name := range families {
		ours = ours && strings.HasPrefix(name, prefix)
	}
	return families, ours
}

// Progress notes how far the run has come, and writes it every ten seconds.
func (f *File) Progress(p importer.Progress) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reading.progress(p)
	if !p.Started.IsZero() && time.Since(f.written) >= writeEvery {
		f.note(f.write())
	}
}

// Summary notes how the run ended; nil is for a run that did not begin.
func (f *File) Summary(s *importer.Summary) {
	if f == nil || s == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	r := &f.reading
	r.counts, r.rows, r.reason = s.Counts, s.Rows, s.StopReason
	r.thisRun = s.ThisRun
	r.requests, r.retries, r.throttled = s.Requests, s.Retries, s.Throttled
	r.waited = time.Duration(s.Waited * float64(time.Second))
}

// End writes that the run is over, with the exit status of the program: 0 is
// success. It returns the first error of all writing.
func (f *File) End(status int) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reading.ended, f.reading.status = time.Now(), status
	if status == 0 {
		f.reading.succeeded = f.reading.ended
	}
	f.note(f.write())
	return f.failed
}

func (f *File) note(err error) {
	if f.failed == nil {
		f.failed = err
	}
}

// write replaces the file.
func (f *File) write() error {
	f.written = time.Now()
	name := filepath.Join(filepath.Dir(f.path), "."+filepath.Base(f.path)+".tmp")
	_ = os.Remove(name)
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	for _, family := range f.reading.families() {
		if err == nil {
			_, err = expfmt.MetricFamilyToText(file, family)
		}
	}
	err = errors.Join(err, file.Chmod(0o644), file.Close()) // with any umask
	if err == nil {
		err = os.Rename(name, f.path)
	}
	if err != nil {
		_ = os.Remove(name)
	}
	return err
}
