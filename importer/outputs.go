package importer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	if before != mendedMark || marked && strings.Trim(number, "0123456789") != "" || !strings.HasSuffix(failed, failedMark) {
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

func (o *Options) checkOutputs(s *Source) error {
	outputs := []struct {
		what, path string
		ours       func(io.Reader) bool
	}{{"report", o.Report, isReport}, {"failed rows", o.Failed, isFailed}, {"summary", o.Summary, isSummary}, {"page", o.HTML, isPage}}
	taken := map[string]bool{}
	for _, path := range o.Taken {
		taken[samePath(path)] = true
	}
	if err := o.checkJournal(s, taken); err != nil {
		return err
	}
	for _, out := range outputs {
		switch {
		case out.path == "" || out.path == "-" && out.what == "report": // not wanted, or on stdout
			continue
		case out.path == "-":
			return &OutputError{Path: out.path, Message: "only the report can be printed on standard output; name a file for the " + out.what}
		case taken[samePath(out.path)]:
			return &OutputError{Path: out.path, Message: "is named for two things; name another file for one of them"}
		}
		taken[samePath(out.path)] = true
		force := o.Force || out.what == "failed rows" && o.keepsFailed(s)
		if err := checkOutput(out.path, s.stands, out.ours, force); err != nil {
			return err
		}
	}
	return nil
}

// checkJournal refuses a journal that is another file, and adds its files to
// those that are taken.
func (o *Options) checkJournal(s *Source, taken map[string]bool) error {
	if o.DryRun || o.Journal == "-" {
		return nil
	}
	if info, err := os.Stat(o.Journal); err == nil && s.stands(info) {
		return &OutputError{Path: o.Journal, Message: "is the input itself; name another journal"}
	}
	for _, ending := range []string{"", "-wal", ".holder"} { // SQLite's and ours
		if taken[samePath(o.Journal+ending)] {
			return &OutputError{Path: o.Journal, Message: "is named for two things; name another journal"}
		}
		taken[samePath(o.Journal+ending)] = true
	}
	if o.Rebuild {
		return nil // it is there, or the journal itself says that it is not
	}
	if err := checkFolder(o.Journal); err != nil {
		return err
	}
	if _, err := os.Lstat(o.Journal); errors.Is(err, fs.ErrNotExist) {
		return canWriteTo(o.Journal)
	}
	return nil
}

// outputs are the files that the run wrote, and those that it could not write.
func (r *run) outputs() (written, missing []Output) {
	add := func(what, path string) {
		if slices.Contains(r.missing, what) {
			missing = append(missing, Output{what, path})
		} else {
			written = append(written, Output{what, path})
		}
	}
	if r.options.Report != "-" {
		add("report", r.options.Report)
	}
	if !r.summary.Good() {
		add("failed rows", r.options.Failed)
	}
	if r.summary.Kept != "" {
		add("mended rows", r.summary.Kept)
	}
	if r.options.HTML != "" {
		add("page", r.options.HTML)
	}
	add("summary", r.options.Summary)
	return written, missing
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
