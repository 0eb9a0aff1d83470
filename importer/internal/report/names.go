package report

import (
	"path/filepath"
	"strings"
)

// failedMark is in the name of failed rows.
const failedMark = ".failed"

// Names are where the outputs of an input go unless told otherwise: beside it.
type Names struct{ Report, Failed, Summary, Journal string }

// NamesFor returns the names for an input with that name, "-" for standard
// input.
func NamesFor(input string) Names {
	dir, stem := stemOf(input)
	in := func(name string) string { return filepath.Join(dir, name) }
	return Names{
		Report: in(stem + ".report.csv"), Failed: in(stem + failedMark + ".csv"), Summary: in(stem + ".summary.json"),
		Journal: in(firstStem(stem) + ".journal"),
	}
}

// firstStem is how the name begins of the file that failed rows come from, however
// often some of them failed again, and also if they were edited. All of them are
// the same import and share one journal, so each knows what was done.
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
	if before != EditedMark || marked && strings.Trim(number, "0123456789") != "" || !strings.HasSuffix(failed, failedMark) {
		return stem
	}
	return failed
}

// stemOf is the folder of an input, and how the names of its outputs begin.
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
