package importer

import (
	"fmt"
	"path/filepath"

	"go.uber.org/zap"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// places are where the outputs of the source go.
func (o *Options) places(s *source.Source) outputs.Places {
	usual := Options{DryRun: o.DryRun, Sandbox: o.Sandbox, Dir: o.Dir}.Beside(s.Name())
	return outputs.Places{
		Usual:  []string{usual.Report, usual.Failed, usual.Summary},
		Report: o.Report, Failed: o.Failed, Summary: o.Summary, Page: o.HTML, Journal: o.Journal,
		Taken: o.Taken, Call: o.Call, Force: o.Force, KeepFailed: o.keepsFailed(s),
	}
}

// checkOutputs refuses places where no output may be put.
func (r *run) checkOutputs(use outputs.JournalUse) error { return r.outputs.Check(use) }

// finishFailed writes the failed rows, or removes those of an earlier run.
func (r *run) finishFailed() error {
	f := &r.outputs.FailedRows
	*f = outputs.Failed{Known: r.options.failedBefore(r.source), Wanted: r.summary.isToFix}
	if r.journal != nil {
		f.Ledger = r.journal
	}
	defer r.noteFailed()
	return r.outputs.FinishFailed(r.summary.toFix() > 0)
}

// noteFailed puts into the summary what happened to the failed rows.
func (r *run) noteFailed() {
	f, s := &r.outputs.FailedRows, r.summary
	s.FailedDigest, s.Kept, s.KnownBad, s.Formulas = f.Digest, f.Kept, f.KnownBad, f.Formulas
	if text := r.outputs.Formulas(); text != "" {
		r.warn(text)
	}
	if f.Kept == "" {
		return
	}
	r.warn(fmt.Sprintf("%s was edited since it was written, so it was kept as %s. Import that file to send your changes.",
		filepath.Base(f.Path), filepath.Base(f.Kept)))
	r.options.Log.Warn("failed rows that may have been edited were kept under another name", zap.String("kept", f.Kept))
}

// failedBefore are the digests of the failed rows that earlier runs wrote, as
// their summaries tell.
func (o *Options) failedBefore(s *source.Source) []string {
	return outputs.Before(o.Summary, report.NamesFor(report.Within(o.Dir, s.Name()), report.Check).Summary)
}

// keepsFailed reports whether the file in the place of the failed rows is an
// edited version of those of the last run, even if it no longer looks like one:
// the tool put them there, unless you chose another place. It will be kept.
func (o *Options) keepsFailed(s *source.Source) bool {
	usual := Options{DryRun: o.DryRun, Sandbox: o.Sandbox, Dir: o.Dir}.Beside(s.Name()).Failed
	return o.Failed == usual && len(o.failedBefore(s)) > 0
}

// finish writes the outputs. A failure does not keep the others from being
// written. The page calls the run by its kind, and shows the figures.
func (r *run) finish(kind string, figures func() []page.Figure) error {
	r.outputs.Carry(r.source)
	err := r.outputs.FinishReport(r.options.Stdout)
	if failed := r.finishFailed(); err == nil {
		err = failed
	}
	if early := r.stopped(); r.outputs.Halted != nil && early != nil && err != nil {
		r.summary = nil // what it says is not in the outputs
		return early
	}
	r.tracker.Report()
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Retries, r.summary.Throttled = r.log.Requests(), r.log.Retries(), stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	if r.conclusion != nil {
		r.conclusion()
	}
	if text := r.ids.Warning(); text != "" {
		r.warn(text)
	}
	if err != nil {
		r.halt(stop.Disk, err)
	}
	r.tellJournal()
	if text := r.source.News(); text != "" {
		r.warn(text)
		r.options.Log.Warn(text)
	}
	return r.finishSummary(kind, figures)
}

func (r *run) finishSummary(kind string, figures func() []page.Figure) error {
	r.tellFiles()
	r.summary.end()
	_ = r.conclude()
	if r.options.HTML != "" {
		if err := r.writePage(kind, figures()); err != nil {
			r.halt(stop.Disk, err)
		}
		r.tellFiles()
		_ = r.conclude()
	}
	if err := r.outputs.WriteSummary(r.summary.Write); err != nil {
		r.halt(stop.Disk, err)
	}
	r.tellFiles()
	return r.conclude()
}

// tellFiles says which outputs have another name than usual.
func (r *run) tellFiles() {
	for _, note := range r.outputs.News() {
		r.warn(note)
		r.options.Log.Warn(note)
	}
}

// tellJournal says that the journal was deleted under the run.
func (r *run) tellJournal() {
	if r.journal == nil || !r.journal.IsGone() {
		return
	}
	text := fmt.Sprintf("The journal %q was deleted or replaced while the import ran. The next run does not know what this one did: "+
		"it finds its partners as existing. Keep this report.", filepath.Base(r.options.Journal))
	r.warn(text)
	r.options.Log.Warn(text)
}

// conclude puts into the summary how the run ended, and returns why it ended
// early, if it did.
func (r *run) conclude() error {
	reason := r.stopped()
	if early := fault.StoppedBy(r.soft); early != nil {
		r.summary.Stopped, r.summary.StopReason = early.Error(), early.Reason
	}
	r.summary.ExitStatus = r.options.ExitStatus(r.summary, reason)
	written, missing := r.outputs.List(r.summary.toFix() > 0)
	r.summary.Outputs, r.summary.Missing = outputsOf(written), outputsOf(missing)
	return reason
}

func outputsOf(files []outputs.File) (list []Output) {
	for _, f := range files {
		list = append(list, Output(f))
	}
	return list
}
