package settings

import (
	"cmp"
	"errors"

	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/importer/undo"
)

// Undo has the settings of an undo, beside those of a [Run].
type Undo struct {
	DryRun bool // show what would be done, and change nothing

	// Most and Forever are the numbers that a script gives instead of an answer to the
	// questions, 0 for none.
	Most, Forever countFlag

	restore, permanently, last, evenChanged bool
}

// AddUndo adds the flags of an undo.
func (r *Run) AddUndo(flags *pflag.FlagSet, u *Undo) {
	u.Most.least, u.Forever.least = 1, 1
	flags.BoolVar(&u.DryRun, "dry-run", false, "show what would be done, and change nothing")
	flags.BoolVar(&u.restore, "restore", false, "take the undo back: restore the partners that it archived")
	flags.BoolVar(&u.last, "last", false, "only what the last import created")
	flags.BoolVar(&u.evenChanged, "even-changed", false, "also partners that somebody changed after the import")
	flags.BoolVar(&u.permanently, "permanently", false, "delete the partners instead of archiving them; this cannot be undone")
	flags.Var(&u.Most, "yes", "do not ask, and change at most `N` partners; if there are more, change none")
	flags.Var(&u.Forever, "yes-permanently", "with --permanently and --yes: the same `N` again, because deleting cannot be undone")
	flags.StringVar(&r.output.report, "report", "", "write the report to `PATH`; \"-\" is standard output (default: FILE.undo.csv)")
	flags.StringVar(&r.output.summary, "summary", "", "write the summary in JSON to `PATH` (default: FILE.undo.json)")
	r.addPast(flags)
}

// addPast adds the flags that an undo and a verification have in common.
func (r *Run) addPast(flags *pflag.FlagSet) {
	r.flags = flags
	r.addTarget(flags)
	r.send.addPace(flags)
	r.send.addTries(flags)
	r.time.add(flags)
	flags.StringVar(&r.journal.path, "journal", "", "`PATH` of the journal, or postgres:NAME (default: FILE.journal)")
	r.journal.addUse(flags)
	flags.BoolVar(&r.output.force, "force", false, "replace output files that another program wrote")
	r.addScreen(flags)
	r.config.add(flags)
}

// CheckUndo refuses values that are out of range, and flags that contradict each
// other.
func (r *Run) CheckUndo(u *Undo) error {
	switch {
	case u.restore && u.permanently:
		return errors.New("--restore and --permanently exclude each other; leave one of them out")
	case u.restore && u.evenChanged:
		return errors.New("--even-changed is for taking partners back, not for --restore; leave it out")
	case u.Forever.n > 0 && !u.permanently:
		return errors.New("--yes-permanently goes with --permanently; leave it out, or add that")
	case u.Forever.n > 0 && u.Forever.n != u.Most.n:
		return errors.New("--yes and --yes-permanently must have the same number")
	}
	return r.checkPast()
}

func (r *Run) checkPast() error {
	return cmp.Or(r.send.check(r.say), r.time.check(r.say), r.journal.check(r.say))
}

// UndoOptions returns the settings as options of an undo. The caller adds the account,
// the version, the exit status and the hooks.
func (r *Run) UndoOptions(u *Undo) undo.Options {
	return undo.Options{
		Restore: u.restore, Permanently: u.permanently, Last: u.last, EvenChanged: u.evenChanged,
		Workers: r.send.workers, Rate: client.LimiterOptions{Rate: r.send.rate.perSecond, Max: r.send.maxRate.perSecond},
		MaxAttempts: r.send.maxAttempts, Settle: r.send.settle, MaxOutage: r.send.maxOutage,
		Report: r.output.report, Summary: r.output.summary, Force: r.output.force, Taken: r.taken(),
		Journal: r.journal.path, AdoptJournal: r.journal.adopt, Wait: r.journal.wait, Timeout: r.send.timeout, Call: r.say.namer(),
	}
}

// Number is the number that was given, 0 for none.
func (c *countFlag) Number() int { return c.n }
