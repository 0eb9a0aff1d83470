package importer

import (
	"fmt"
	"path/filepath"

	"go.uber.org/zap"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/report"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// finishFailed writes the failed rows, or takes away those of an earlier run.
func (r *run) finishFailed() error {
	path, known := r.options.Failed, report.FailedBefore(r.options.Summary)
	if r.summary.Good() {
		if err := r.keepMended(known, ""); err != nil {
			return err
		}
		return atomicfile.Remove(path)
	}
	digest, err := report.SaveFailed(path, r.source, r.outputs.live, func(digest string) error {
		if r.journal != nil { // before it is in its place, where a crash must not make it somebody else's
			r.outputs.unnoted = r.journal.Wrote(digest) != nil // then the summary tells it
		}
		return r.keepMended(known, digest)
	})
	if err == nil {
		r.summary.FailedDigest = digest
	}
	return err
}

// disown takes away the failed rows that were just written, if neither the journal
// nor the summary could note them: on a full disk, each run would keep those of
// the one before.
func (r *run) disown() {
	if r.outputs.unnoted && r.summary.FailedDigest != "" && atomicfile.Remove(r.options.Failed) == nil {
		r.outputs.missing = append(r.outputs.missing, "failed rows")
	}
}

// keepsFailed reports whether what stands at the place of the failed rows is what
// somebody made of those of the last run, even if it looks like none any more:
// there the tool put them, unless it was told another place. It will be kept.
func (o *Options) keepsFailed(s *source.Source) bool {
	return o.Failed == Options{}.Beside(s.Name()).Failed && report.FailedBefore(o.Summary) != ""
}

// keepMended gives the file of failed rows another name, unless it is one that
// was written by this tool, and is not worth more than what takes its place.
func (r *run) keepMended(known, next string) error {
	kept, err := report.Preserve(r.options.Failed, func(digest string) bool {
		return digest == known || digest == next || r.hasWritten(digest)
	})
	if kept == "" {
		return err
	}
	r.summary.Kept = kept
	r.warn(fmt.Sprintf("%s may have been mended since it was written, so it was kept as %s; import that file to send what was mended in it",
		filepath.Base(r.options.Failed), filepath.Base(kept)))
	r.options.Log.Warn("failed rows that may have been mended were kept under another name", zap.String("kept", kept))
	return nil
}

func (r *run) hasWritten(digest string) bool {
	if r.journal == nil {
		return false
	}
	has, err := r.journal.HasWritten(digest)
	return has && err == nil
}

// finish writes the outputs. A failure does not keep the others from being
// written. The page calls the run by its kind, and shows the figures.
func (r *run) finish(kind string, figures func() []page.Figure) error {
	w := &r.outputs
	err := w.wrote("report", w.live.Finish(r.options.Stdout))
	if failed := w.wrote("failed rows", r.finishFailed()); err == nil {
		err = failed
	}
	r.tracker.report()
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Retries, r.summary.Throttled = r.log.Requests(), r.log.Retries(), stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	if w.conclusion != nil {
		w.conclusion()
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
		r.disown()
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
