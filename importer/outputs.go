package importer

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/report"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// flushEvery is how often the lines of a report become visible to others.
const flushEvery = time.Second

// outputs are the files that a run writes.
type outputs struct {
	options *Options
	source  *source.Source
	summary *Summary

	live    *report.Report
	flushed time.Time
	failed  error    // the first that kept the report from being written
	missing []string // outputs that could not be written, or not whole
	unnoted bool     // the journal does not know of the failed rows

	conclusion func() // what else the summary says, nil: nothing
}

// check refuses places where no output may be put. The journal is checked first;
// what it takes is added to taken.
func (w *outputs) check(journal func(*Options, *source.Source, map[string]bool) error) error {
	o := w.options
	outputs := []struct {
		what, path string
		ours       func(io.Reader) bool
	}{{"report", o.Report, report.Is}, {"failed rows", o.Failed, report.IsFailed}, {"summary", o.Summary, isSummary}, {"page", o.HTML, page.Is}}
	taken := map[string]bool{}
	for _, path := range o.Taken {
		taken[atomicfile.Place(path)] = true
	}
	if err := journal(o, w.source, taken); err != nil {
		return err
	}
	for _, out := range outputs {
		switch {
		case out.path == "" || out.path == "-" && out.what == "report": // not wanted, or on stdout
			continue
		case out.path == "-":
			return &OutputError{Path: out.path, Message: "only the report can be printed on standard output; name a file for the " + out.what}
		case taken[atomicfile.Place(out.path)]:
			return &OutputError{Path: out.path, Message: "is named for two things; name another file for one of them"}
		}
		taken[atomicfile.Place(out.path)] = true
		force := o.Force || out.what == "failed rows" && o.keepsFailed(w.source)
		if err := atomicfile.Check(out.path, w.source.Is, out.ours, force); err != nil {
			return err
		}
	}
	return nil
}

// noJournal is for a run that needs none.
func noJournal(*Options, *source.Source, map[string]bool) error { return nil }

// checkOldJournal refuses a journal that is another file. It is there, or the
// journal itself says that it is not.
func checkOldJournal(o *Options, s *source.Source, taken map[string]bool) error {
	if o.Journal == "-" {
		return nil
	}
	if info, err := os.Stat(o.Journal); err == nil && s.Is(info) {
		return &OutputError{Path: o.Journal, Message: "is the input itself; name another journal"}
	}
	for _, ending := range []string{"", "-wal", ".holder"} { // SQLite's and ours
		if taken[atomicfile.Place(o.Journal+ending)] {
			return &OutputError{Path: o.Journal, Message: "is named for two things; name another journal"}
		}
		taken[atomicfile.Place(o.Journal+ending)] = true
	}
	return nil
}

// checkNewJournal also refuses a journal that cannot be made.
func checkNewJournal(o *Options, s *source.Source, taken map[string]bool) error {
	if err := checkOldJournal(o, s, taken); err != nil || o.Journal == "-" {
		return err
	}
	if err := atomicfile.CheckFolder(o.Journal); err != nil {
		return err
	}
	if _, err := os.Lstat(o.Journal); errors.Is(err, fs.ErrNotExist) {
		return atomicfile.CanWrite(o.Journal)
	}
	return nil
}

// open begins the report: for so many rows, which can be followed, or for as many
// as come, which appears when it is finished.
func (w *outputs) open(rows int) (err error) {
	w.live, err = report.New(w.options.Report, rows)
	return err
}

func (w *outputs) close() {
	if w.live != nil {
		w.live.Close()
	}
}

// add appends a row's line. The first error is returned once.
func (w *outputs) add(result row.Result) error {
	if w.failed != nil {
		return nil
	}
	w.failed = w.live.Add(result)
	return w.failed
}

// forget leaves out the line of a row, which gets another one. It reports
// whether there was one.
func (w *outputs) forget(number int) (bool, error) {
	if !w.live.Has(number) {
		return false, nil
	}
	return true, w.live.Forget(number)
}

// flush makes the lines so far visible to others, each second.
func (w *outputs) flush() error {
	if time.Since(w.flushed) < flushEvery {
		return nil
	}
	w.flushed = time.Now()
	return w.live.Flush()
}

// wrote notes what became of an output, and passes the error on.
func (w *outputs) wrote(what string, err error) error {
	if err != nil {
		w.missing = append(w.missing, what)
	}
	return err
}

// list returns the files that the run wrote, and those that it could not write.
func (w *outputs) list() (written, missing []Output) {
	add := func(what, path string) {
		if slices.Contains(w.missing, what) {
			missing = append(missing, Output{what, path})
		} else {
			written = append(written, Output{what, path})
		}
	}
	if w.options.Report != "-" {
		add("report", w.options.Report)
	}
	if !w.summary.Good() {
		add("failed rows", w.options.Failed)
	}
	if w.summary.Kept != "" {
		add("mended rows", w.summary.Kept)
	}
	if w.options.HTML != "" {
		add("page", w.options.HTML)
	}
	add("summary", w.options.Summary)
	return written, missing
}
