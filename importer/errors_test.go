package importer

import (
	"errors"
	"reflect"
	"testing"

	"partner-import/client"
	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/option"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestErrorsCallOptions: an error advises to use an option, and calls it as the
// program does.
func TestErrorsCallOptions(t *testing.T) {
	denied := errors.New("permission denied")
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"foreign", publicError(&atomicfile.Error{Path: "p", Message: "exists and was not written by this tool", Advice: atomicfile.ForceIt}, Flags),
			"p: exists and was not written by this tool; delete it, choose another name, or use --force"},
		{"no place", publicError(&atomicfile.Error{Path: "p", Message: "no file can be written there", Advice: atomicfile.Elsewhere, Err: denied}, Flags),
			"p: no file can be written there; choose another place with --report, --failed, --summary, --html or --journal: permission denied"},
		{"no advice", publicError(&atomicfile.Error{Path: "p", Message: "cannot be written", Err: denied}, Flags), "p: cannot be written: permission denied"},
		{"other account", journalError(&journal.AccountError{Path: "p", Host: "h"}, Flags),
			"the journal p belongs to an account at h; choose another journal with --journal"},
		{"other key", journalError(&journal.AccountError{Path: "p", Host: "h", OtherKey: true}, Flags),
			"the journal p belongs to another API key for h; use that key, or choose another journal with --journal (if this is a new key of the same program, add --adopt-journal once)"},
		{"locked", journalError(&journal.LockedError{Path: "p", Holder: "process 1"}, Flags), "the journal p is in use by process 1; wait until that run is over"},
		{"no Namer", journalError(&journal.AccountError{Path: "p", Host: "h"}, nil),
			"the journal p belongs to an account at h; choose another journal with Options.Journal"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
}

// TestJournalLost: a journal that another run took over says so, and which run.
func TestJournalLost(t *testing.T) {
	for _, holder := range []string{"", "worker-2, since 09:59:09"} {
		var lost *JournalError
		err := journalError(&journal.LostError{Path: "postgres:acme", Holder: holder}, nil)
		if !errors.As(err, &lost) || !lost.Lost || lost.Held || lost.Holder != holder || ReasonOf(err) != stop.Lost {
			t.Errorf("%+v; want that it is lost to %q", lost, holder)
		}
	}
}

// TestOldJournalMissing: a rebuild without a journal says which option names one.
func TestOldJournalMissing(t *testing.T) {
	for _, tt := range []struct {
		call option.Namer
		want string
	}{{Flags, "--journal"}, {nil, "Options.Journal"}} {
		path := t.TempDir() + "/j"
		_, err := New(nil, Options{Rebuild: true, Journal: path, Call: tt.call}).Run(t.Context(), openText(t, "email\na@x\n"))
		want := "the journal " + path + " does not exist; import the file first, or name its journal with " + tt.want
		if err == nil || err.Error() != want {
			t.Errorf("Run = %v; want %s", err, want)
		}
	}
}

// TestNoticeCallsOptions: the page says which option kept everything from being
// sent.
func TestNoticeCallsOptions(t *testing.T) {
	const want = "Nothing was sent, because some rows have problems. Fix them and run again, or leave out --strict."
	if got := notice(ErrStrict, Flags); got != want {
		t.Errorf("notice = %q; want %q", got, want)
	}
}

// TestOptionNames: each name of an option is that of a field.
func TestOptionNames(t *testing.T) {
	for _, name := range option.Names() {
		_, ours := reflect.TypeFor[Options]().FieldByName(string(name))
		_, sources := reflect.TypeFor[source.Options]().FieldByName(string(name))
		_, clients := reflect.TypeFor[client.Options]().FieldByName(string(name))
		if !ours && !sources && !clients {
			t.Errorf("there is no field %s", name)
		}
	}
}
