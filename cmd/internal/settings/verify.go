package settings

import (
	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/importer/verify"
)

// AddVerify adds the flags of a verification.
func (r *Run) AddVerify(flags *pflag.FlagSet) {
	r.source.add(flags)
	flags.StringVar(&r.output.report, "report", "", "write the report to `PATH`; \"-\" is standard output (default: FILE.verify.csv)")
	flags.StringVar(&r.output.summary, "summary", "", "write the summary in JSON to `PATH` (default: FILE.verify.json)")
	r.addPast(flags)
}

// CheckVerify refuses values that are out of range.
func (r *Run) CheckVerify() error { return r.checkPast() }

// VerifyOptions returns the settings as options of a verification. The caller adds the
// account, the version, the exit status and the hooks.
func (r *Run) VerifyOptions() verify.Options {
	return verify.Options{
		Workers: r.send.workers, Rate: client.LimiterOptions{Rate: r.send.rate.perSecond, Max: r.send.maxRate.perSecond},
		MaxAttempts: r.send.maxAttempts, MaxOutage: r.send.maxOutage,
		Report: r.output.report, Summary: r.output.summary, Force: r.output.force, Taken: r.taken(),
		Journal: r.journal.path, AdoptJournal: r.journal.adopt, Wait: r.journal.wait, Timeout: r.send.timeout, Call: r.say.namer(),
	}
}
