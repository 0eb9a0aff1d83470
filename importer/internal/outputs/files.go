package outputs

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/report"
	"partner-import/importer/internal/workbook"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// flushEvery is how often the lines of a report become visible to others.
const flushEvery = time.Second

// Files are the files that a run writes. They are for one goroutine.
type Files struct {
	Places
	Source     *source.Source
	FailedRows Failed

	// Halted says why no output may be written any more, nil if it may. It is for runs
	// that send nothing: they can be made again. Nil: all outputs are written.
	Halted func() error

	notes   []string        // what to tell people about the files
	taken   map[string]bool // places that other files have
	live    *report.Report
	flushed time.Time
	failed  error    // the first that kept the report from being written
	missing []string // outputs that could not be written, or only in part
}

// A File is an output, by what it is called.
type File struct{ What, Path string }

// Open begins the report: for so many rows, which can be followed, or for as many
// as come, which appears when it is finished.
func (f *Files) Open(rows int) error {
	return f.place(&f.Report, func(path string) (err error) {
		if f.live, err = report.New(path, rows); err == nil {
			f.live.Halted = f.Halted
		}
		return err
	})
}

// Close releases the report.
func (f *Files) Close() {
	if f.live != nil {
		f.live.Close()
	}
}

// Add appends a row's line. The first error is returned once.
func (f *Files) Add(result row.Result) error {
	if f.failed != nil {
		return nil
	}
	f.failed = f.live.Add(result)
	return f.failed
}

// Forget leaves out the line of a row, which gets another one. It reports
// whether there was one.
func (f *Files) Forget(number int) (bool, error) {
	if !f.live.Has(number) {
		return false, nil
	}
	return true, f.live.Forget(number)
}

// Flush makes the lines so far visible to others, each second.
func (f *Files) Flush() error {
	if time.Since(f.flushed) < flushEvery {
		return nil
	}
	f.flushed = time.Now()
	return f.live.Flush()
}

// Find returns the first rows with such a status, as [report.Report.Find] does.
func (f *Files) Find(wanted func(row.Status) bool, many int) ([]row.Result, error) {
	return f.live.Find(wanted, many)
}

// Carry has the report copy columns of the source into its lines.
func (f *Files) Carry(s *source.Source) { f.live.Carry(s) }

// FinishReport puts the report in order, in its place or on stdout.
func (f *Files) FinishReport(stdout io.Writer) error {
	if err := f.halted(); err != nil {
		return err
	}
	return f.wrote("report", f.place(&f.Report, func(path string) error {
		if path != f.Report {
			return f.live.SaveAs(path)
		}
		return f.live.Finish(stdout)
	}))
}

// FinishFailed writes the failed rows, or removes those of an earlier run if there are
// none. FailedRows has what happened to them.
func (f *Files) FinishFailed(any bool) error {
	f.FailedRows.Path = f.Failed
	if err := f.halted(); err != nil {
		return err
	}
	if !any {
		return f.wrote("failed rows", f.removeFailed())
	}
	err := f.place(&f.Failed, f.saveFailed)
	if workbook.IsUnfit(err) {
		err = f.failedAsText(err)
	}
	return f.wrote("failed rows", err)
}

func (f *Files) halted() error {
	if f.Halted == nil {
		return nil
	}
	return f.Halted()
}

// removeFailed removes the failed rows of an earlier run. If they are held, people
// are told that they are out of date.
func (f *Files) removeFailed() error {
	err := f.FailedRows.Remove()
	if atomicfile.IsHeld(err) {
		f.notes = append(f.notes, fmt.Sprintf(sayStale, filepath.Base(f.Failed), whyHeld(f.Failed)))
		return nil
	}
	return err
}

// WritePage writes the page.
func (f *Files) WritePage(write func(io.Writer) error) error {
	return f.wrote("page", f.place(&f.Page, func(path string) error { return atomicfile.Write(path, write) }))
}

// WriteSummary writes the summary. Without it nobody knows the digest of the failed
// rows.
func (f *Files) WriteSummary(write func(io.Writer) error) error {
	err := f.wrote("summary", f.place(&f.Summary, func(path string) error { return atomicfile.Write(path, write) }))
	if err != nil && f.FailedRows.Disown() {
		f.missing = append(f.missing, "failed rows")
	}
	return err
}

// News returns the notes since the last call.
func (f *Files) News() []string {
	notes := f.notes
	f.notes = nil
	return notes
}

// wrote notes what happened to an output, and passes the error on.
func (f *Files) wrote(what string, err error) error {
	if err != nil {
		f.missing = append(f.missing, what)
	}
	return err
}

// List returns the files that the run wrote, and those that it could not write. The
// failed rows are among them if there are any.
func (f *Files) List(any bool) (written, missing []File) {
	for _, file := range []File{{"report", f.Report}, {"failed rows", f.Failed}, {"edited rows", f.FailedRows.Kept}, {"page", f.Page}, {"summary", f.Summary}} {
		switch {
		case file.Path == "" || file.Path == "-" || file.What == "failed rows" && !any:
		case slices.Contains(f.missing, file.What):
			missing = append(missing, file)
		default:
			written = append(written, file)
		}
	}
	return written, missing
}
