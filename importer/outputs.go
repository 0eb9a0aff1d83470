package importer

import (
	"slices"
	"time"

	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/report"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// flushEvery is how often the lines of a report become visible to others.
const flushEvery = time.Second

// outputFiles are the files that a run writes.
type outputFiles struct {
	options *Options
	source  *source.Source
	summary *Summary

	live    *report.Report
	flushed time.Time
	failed  error    // the first that kept the report from being written
	missing []string // outputs that could not be written, or only in part

	failedRows outputs.Failed

	conclusion func() // what else the summary says, nil: nothing
}

// check refuses places where no output may be put.
func (w *outputFiles) check(use outputs.JournalUse) error {
	o := w.options
	return outputs.Places{
		Report: o.Report, Failed: o.Failed, Summary: o.Summary, Page: o.HTML, Journal: o.Journal,
		Taken: o.Taken, Force: o.Force, KeepFailed: o.keepsFailed(w.source),
	}.Check(w.source, use)
}

// open begins the report: for so many rows, which can be followed, or for as many
// as come, which appears when it is finished.
func (w *outputFiles) open(rows int) (err error) {
	w.live, err = report.New(w.options.Report, rows)
	return err
}

func (w *outputFiles) close() {
	if w.live != nil {
		w.live.Close()
	}
}

// add appends a row's line. The first error is returned once.
func (w *outputFiles) add(result row.Result) error {
	if w.failed != nil {
		return nil
	}
	w.failed = w.live.Add(result)
	return w.failed
}

// forget leaves out the line of a row, which gets another one. It reports
// whether there was one.
func (w *outputFiles) forget(number int) (bool, error) {
	if !w.live.Has(number) {
		return false, nil
	}
	return true, w.live.Forget(number)
}

// flush makes the lines so far visible to others, each second.
func (w *outputFiles) flush() error {
	if time.Since(w.flushed) < flushEvery {
		return nil
	}
	w.flushed = time.Now()
	return w.live.Flush()
}

// wrote notes what happened to an output, and passes the error on.
func (w *outputFiles) wrote(what string, err error) error {
	if err != nil {
		w.missing = append(w.missing, what)
	}
	return err
}

// list returns the files that the run wrote, and those that it could not write.
func (w *outputFiles) list() (written, missing []Output) {
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
	if w.summary.toFix() > 0 {
		add("failed rows", w.options.Failed)
	}
	if w.summary.Kept != "" {
		add("edited rows", w.summary.Kept)
	}
	if w.options.HTML != "" {
		add("page", w.options.HTML)
	}
	add("summary", w.options.Summary)
	return written, missing
}
