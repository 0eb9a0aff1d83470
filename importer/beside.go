package importer

import (
	"path/filepath"
	"strings"

	"partner-import/importer/internal/report"
)

// failedMark stands in the name of failed rows.
const failedMark = ".failed"

// Beside returns the options as they are for an input with that name: outputs
// that have no place are put beside it.
func (o Options) Beside(input string) Options {
	dir, stem := stemOf(input)
	for path, name := range map[*string]string{
		&o.Report: stem + ".report.csv", &o.Failed: stem + failedMark + ".csv", &o.Summary: stem + ".summary.json",
		&o.Journal: firstStem(stem) + ".journal",
	} {
		if *path == "" {
			*path = filepath.Join(dir, name)
		}
	}
	return o
}

// firstStem is how the name of the file begins whose failed rows these are, or
// whose failed rows' failed rows, also such that were kept while they were being
// mended: they are the same import, and share one journal, so that whichever is
// imported next knows what was done.
func firstStem(stem string) string {
	first := stem
	for {
		before, is := strings.CutSuffix(withoutMark(first), failedMark)
		switch {
		case !is:
			return first
		case before == "":
			return stem
		}
		first = before
	}
}

// withoutMark takes away what moveAside has added to the name of failed rows.
func withoutMark(stem string) string {
	before, number, marked := strings.Cut(filepath.Ext(stem), "-")
	failed := strings.TrimSuffix(stem, filepath.Ext(stem))
	if before != report.EditedMark || marked && strings.Trim(number, "0123456789") != "" || !strings.HasSuffix(failed, failedMark) {
		return stem
	}
	return failed
}

// samePath makes names of one place equal, also through links to folders.
func samePath(path string) string {
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return filepath.Clean(path)
}

// stemOf says where the outputs of an input go unless told otherwise, and how
// their names begin.
func stemOf(name string) (dir, stem string) {
	base := filepath.Base(name)
	if name == "-" || base == "." {
		return ".", "stdin"
	}
	base = strings.TrimSuffix(base, ".gz")
	if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "" {
		base = stem
	}
	return filepath.Dir(name), base
}
