package settings

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"partner-import/importer"
)

// journalFlags say where the journal is.
type journalFlags struct {
	path  string
	adopt bool
	wait  time.Duration
	slice time.Duration
}

func (f *journalFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.path, "journal", "", "remember in `PATH` or postgres:NAME what has been sent (default: FILE.journal; none with --sandbox)")
	flags.DurationVar(&f.slice, "slice", 0, "with --journal postgres:NAME, give way after this `TIME` to a run that waits (default: never)")
	f.addUse(flags)
}

// addUse adds the flags of those that use a journal.
func (f *journalFlags) addUse(flags *pflag.FlagSet) {
	flags.BoolVar(&f.adopt, "adopt-journal", false, "use the journal of another key, after you renewed the key of your program")
	flags.DurationVar(&f.wait, "wait", 0, "wait up to this `TIME` while another run has the journal (default: end at once)")
}

func (f *journalFlags) check(say naming) error {
	switch {
	case f.wait < 0:
		return fmt.Errorf("%s must be 0s or longer, such as 5m, not %s", say.call("wait", ""), f.wait)
	case f.slice < 0:
		return fmt.Errorf("%s must be 0s or longer, such as 15m, not %s", say.call("slice", ""), f.slice)
	case f.slice > 0 && !importer.IsInDatabase(f.path):
		return fmt.Errorf("%s needs a journal in a database; add %s, or leave out %[1]s", say.call("slice", ""), say.call("journal", "postgres:NAME"))
	}
	return nil
}
