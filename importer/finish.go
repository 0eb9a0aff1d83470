package importer

import (
	"partner-import/importer/stop"
)

// finish writes the outputs. A failure does not keep the others from being
// written. The page calls the run by its kind, and shows the figures.
func (r *run) finish(kind string, figures func() []figure) error {
	w := &r.outputs
	err := w.wrote("report", w.live.finish(r.options.Stdout))
	if failed := w.wrote("failed rows", r.finishFailed()); err == nil {
		err = failed
	}
	r.tracker.report()
	stats := r.limiter.Stats()
	r.summary.Requests, r.summary.Retries, r.summary.Throttled = int(r.log.requests.Load()), r.log.retries, stats.Throttled
	r.summary.Waited, r.summary.Rate = stats.Paused.Seconds(), r.limiter.Rate()
	if w.conclusion != nil {
		w.conclusion()
	}
	if err != nil {
		r.halt(stop.Disk, err)
	}
	return r.finishSummary(kind, figures)
}

func (r *run) finishSummary(kind string, figures func() []figure) error {
	w := &r.outputs
	r.summary.end()
	reason := r.conclude()
	if r.options.HTML != "" {
		if err := w.wrote("page", r.writePage(kind, figures())); err != nil {
			r.halt(stop.Disk, err)
			reason = r.conclude()
		}
	}
	if err := w.wrote("summary", writeOut(r.options.Summary, r.summary.Write)); err != nil {
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
