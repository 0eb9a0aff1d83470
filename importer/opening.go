package importer

import (
	"os"

	"partner-import/importer/internal/journal"
)

// This file opens the journal: before anything is asked if it is there, and
// after the key was taken if it is to be made.

// reopenJournal opens a journal that is there, so that one that cannot be used
// is refused before anything is asked. It is bound to another key only after
// that key was taken.
func (r *run) reopenJournal() error {
	if _, err := os.Lstat(r.options.Journal); err != nil || r.options.AdoptJournal {
		return nil
	}
	return r.openJournal()
}

// openJournal opens the journal, which keeps others from importing the same
// file meanwhile.
func (r *run) openJournal() (err error) {
	if r.journal != nil || r.options.Journal == "-" && !r.options.Rebuild {
		return nil
	}
	o := journal.Options{
		Path: r.options.Journal, Existing: r.options.Rebuild, Adopt: r.options.AdoptJournal,
		Account: journal.Account{Host: r.options.Target.Host, Key: r.options.Fingerprint},
	}
	r.journal, err = journal.Open(o)
	return journalError(err)
}

func (r *run) beginJournal() error {
	switch {
	case r.journal == nil:
		return nil
	case r.options.Rebuild:
		return journalError(r.journal.Resume(r.summary.Input.SHA256))
	}
	return journalError(r.journal.Begin(r.summary.Input.SHA256, r.source.name))
}
