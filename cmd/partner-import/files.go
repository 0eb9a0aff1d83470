package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// checkFiles refuses a log or metrics that would be written into another file
// of this run. Both begin before the importer looks at its own outputs, and
// the log is appended to whatever stands there, the input as well.
func (f *importFlags) checkFiles(input string) error {
	if f.metrics.path == "-" {
		return usageError{"--metrics-file: metrics are not printed on standard output; name a file that ends in .prom"}
	}
	o := f.options(connection{}).Beside(input)
	named := []string{input, o.Report, o.Failed, o.Summary, o.HTML, o.Journal, f.keyFile, f.config.path}
	for _, early := range []struct{ flag, path string }{{"log-file", f.screen.logFile}, {"metrics-file", f.metrics.path}} {
		if !isFile(early.path) {
			continue
		}
		for _, other := range named {
			if isFile(other) && samePath(other, early.path) {
				return usageError{fmt.Sprintf("--%s: %s is named for something else as well; name another file", early.flag, early.path)}
			}
		}
		named = append(named, early.path)
	}
	return nil
}

// taken are the files of this run whose place no output may take.
func (f *importFlags) taken() (list []string) {
	for _, path := range []string{f.screen.logFile, f.metrics.path, f.keyFile, f.config.path} {
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
