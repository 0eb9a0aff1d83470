package importer

import (
	"os"

	"partner-import/importer/internal/journal"
)

// reopenJournal opens a journal that exists, so that one that cannot be used
// is refused before any request. A new journal, or one for another key, is
// opened only when Partnero has accepted the key.
func (r *importing) reopenJournal() error {
	if r.options.AdoptJournal || !isThere(r.options.Journal) {
		return nil
	}
	return r.openJournal(false)
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// openJournal opens the journal, which keeps others from importing the same file
// meanwhile. An old one must be there.
func (r *run) openJournal(old bool) (err error) {
	o := &r.options
	if r.journal != nil || o.Journal == "-" && !old {
		return nil
	}
	r.journal, err = journal.Open(journal.Options{
		Path: o.Journal, Existing: old, Adopt: o.AdoptJournal, Call: o.Call,
		Account: journal.Account{Host: o.Target.Host, Key: o.Fingerprint},
	})
	return journalError(err, o.Call)
}

func (r *importing) beginJournal() error {
	if r.journal == nil {
		return nil
	}
	return journalError(r.journal.Begin(r.summary.Input.SHA256, r.source.Name()), r.options.Call)
}
