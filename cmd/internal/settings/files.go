package settings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CheckFiles refuses a log or metrics file that is another file of the run, such
// as the input ("-": standard input). Call it before anything else. Both files
// are opened before the importer checks its own outputs, and the log is appended
// to a file that exists.
func (r *Run) CheckFiles(input string) error {
	if r.JSON && r.output.report == "-" {
		return errors.New("--json and --report - would both write to standard output; give --report a file name")
	}
	if r.MetricsFile == "-" {
		return errors.New("--metrics-file: metrics cannot go to standard output; choose a file name that ends in .prom")
	}
	o := r.Options().Beside(input)
	named := []string{input, o.Report, o.Failed, o.Summary, o.HTML, o.Journal, r.KeyFile, r.config.path}
	for _, early := range []struct{ flag, path string }{{"log-file", r.LogFile}, {"metrics-file", r.MetricsFile}} {
		if !isFile(early.path) {
			continue
		}
		for _, other := range named {
			if isFile(other) && samePath(other, early.path) {
				return fmt.Errorf("--%s: %s is already used for something else; choose another file", early.flag, early.path)
			}
		}
		named = append(named, early.path)
	}
	return nil
}

// taken are the files of this run that no output may replace.
func (r *Run) taken() (list []string) {
	for _, path := range []string{r.LogFile, r.MetricsFile, r.KeyFile, r.config.path} {
		if isFile(path) {
			list = append(list, path)
		}
	}
	return list
}

// isFile reports whether a flag's value names a file, and not a standard stream
// or nothing.
func isFile(path string) bool { return path != "" && path != "-" }

func samePath(a, b string) bool {
	first, err := filepath.Abs(a)
	second, err2 := filepath.Abs(b)
	if first == second && errors.Join(err, err2) == nil {
		return true
	}
	infoA, err := os.Stat(a)
	infoB, err2 := os.Stat(b)
	return errors.Join(err, err2) == nil && os.SameFile(infoA, infoB)
}
