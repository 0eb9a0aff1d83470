package importer

import (
	"fmt"
	"path/filepath"

	"go.uber.org/zap"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/outputs"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// finishFailed writes the failed rows, or removes those of an earlier run.
func (r *run) finishFailed() error {
	f := &r.outputs.failedRows
	*f = outputs.Failed{Path: r.options.Failed, Known: r.options.failedBefore(r.source), Wanted: r.summary.isToFix}
	if r.journal != nil {
		f.Ledger = r.journal
	}
	defer r.noteFailed()
	if r.summary.toFix() == 0 {
		return f.Remove()
	}
	return f.Save(r.source, r.outputs.live)
}

// noteFailed puts into the summary what happened to the failed rows.
func (r *run) noteFailed() {
	f, s := &r.outputs.failedRows, r.summary
	s.FailedDigest, s.Kept, s.KnownBad = f.Digest, f.Kept, f.KnownBad
	if f.Kept == "" {
		return
	}
	r.warn(fmt.Sprintf("%s was edited since it was written, so it was kept as %s. Import that file to send your changes.",
		filepath.Base(r.options.Failed), filepath.Base(f.Kept)))
	r.options.Log.Warn("failed rows that may have been edited were kept under another name", zap.String("kept", f.Kept))
}

// failedBefore are the digests of the failed rows that earlier runs wrote, as
// their summaries tell.
func (o *Options) failedBefore(s *source.Source) []string {
	return outputs.Before(o.Summary, report.NamesFor(s.Name(), report.Check).Summary)
}

// keepsFailed reports whether the file in the place of the failed rows is an
// edited version of those of the last run, even if it no longer looks like one:
// the tool put them there, unless you chose another place. It will be kept.
func (o *Options) keepsFailed(s *source.Source) bool {
	usual := Options{DryRun: o.DryRun, Sandbox: o.Sandbox}.Beside(s.Name()).Failed
	return o.Failed == usual && len(o.failedBefore(s)) > 0
}

// finish writes the outputs. A failure does not keep the others from being
// written. The page calls the run by its kind, and shows the figures.
func (r *run) finish(kind string, figures func() []page.Figure) error {
	w := &r.outputs
	err := w.wrote("report", w.live.Finish(r.options.Stdout))
	if failed := w.wrote("failed rows", r.finishFailed()); err == nil {
		err = failed
	}
	r.tracker.Report()
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Retries, r.summary.Throttled = r.log.Requests(), r.log.Retries(), stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	if w.conclusion != nil {
		w.conclusion()
	}
	if text := r.ids.Warning(); text != "" {
		r.warn(text)
	}
	if err != nil {
		r.halt(stop.Disk, err)
	}
	return r.finishSummary(kind, figures)
}

func (r *run) finishSummary(kind string, figures func() []page.Figure) error {
	w := &r.outputs
	r.summary.end()
	reason := r.conclude()
	if r.options.HTML != "" {
		if err := w.wrote("page", r.writePage(kind, figures())); err != nil {
			r.halt(stop.Disk, err)
			reason = r.conclude()
		}
	}
	if err := w.wrote("summary", atomicfile.Write(r.options.Summary, r.summary.Write)); err != nil {
		if w.failedRows.Disown() {
			w.missing = append(w.missing, "failed rows")
		}
		r.halt(stop.Disk, err)
		reason = r.conclude()
	}
	return reason
}

// conclude puts into the summary how the run ended, and returns why it ended
// early, if it did.
func (r *run) conclude() error {
	reason := r.stopped()
	if early := stoppedBy(r.soft); early != nil {
		r.summary.Stopped, r.summary.StopReason = early.Error(), early.Reason
	}
	r.summary.ExitStatus = r.options.ExitStatus(r.summary, reason)
	r.summary.Outputs, r.summary.Missing = r.outputs.list()
	return reason
}
