package outputs

import (
	"slices"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/report"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A Ledger remembers the digests of the failed rows that runs wrote, in case the
// summary that has the last one is lost.
type Ledger interface {
	Wrote(digest string) error
	HasWritten(digest string) (bool, error)
}

// Failed is the file of failed rows, the one output that people edit.
type Failed struct {
	Path   string
	Known  []string              // digests of what earlier runs wrote there
	Ledger Ledger                // nil without one
	Wanted func(row.Status) bool // rows with such a status belong in the file

	Digest   string // of what was written, "" if nothing was
	Kept     string // the name that an edited file was given, "" if none was
	Formulas int    // cells that a spreadsheet runs when it opens the file
	KnownBad int    // rows that were in the file before, unchanged and with the same problem
	unnoted  bool   // the ledger does not know the digest
}

// Before returns the digests of the failed rows that the last import and the last
// check wrote, as their summaries tell.
func Before(summaries ...string) (digests []string) {
	for _, path := range summaries {
		if digest := report.FailedBefore(path); digest != "" {
			digests = append(digests, digest)
		}
	}
	return digests
}

// Save writes the failed rows. An edited file is kept under another name.
func (f *Failed) Save(s *source.Source, r *report.Report) error {
	before := report.KnownRows(f.Path, s)
	f.KnownBad, f.Formulas = 0, 0
	digest, err := report.SaveFailed(f.Path, s, r, report.Selection{
		Wanted:  f.Wanted,
		Formula: func() { f.Formulas++ },
		Wrote: func(key report.RowKey) {
			if before[key] {
				f.KnownBad++
			}
		},
	}, func(digest string) error {
		if f.Ledger != nil { // before it is in its place, where a crash must not make it look edited
			f.unnoted = f.Ledger.Wrote(digest) != nil // then the summary tells it
		}
		return f.keepEdited(digest)
	})
	if err == nil {
		f.Digest = digest
	}
	return err
}

// Remove deletes the failed rows of an earlier run, as there are none now.
func (f *Failed) Remove() error {
	if err := f.keepEdited(""); err != nil {
		return err
	}
	return atomicfile.Remove(f.Path)
}

// Disown deletes the failed rows that were just written, if neither the ledger
// nor the summary could note them: on a full disk, each run would keep those of
// the one before. It reports whether it did.
func (f *Failed) Disown() bool {
	return f.unnoted && f.Digest != "" && atomicfile.Remove(f.Path) == nil
}

// keepEdited gives the file another name, unless this tool wrote it, so that
// nothing is lost when it is replaced.
func (f *Failed) keepEdited(next string) (err error) {
	f.Kept, err = report.Preserve(f.Path, func(digest string) bool {
		return digest == next || slices.Contains(f.Known, digest) || f.hasWritten(digest)
	})
	return err
}

func (f *Failed) hasWritten(digest string) bool {
	if f.Ledger == nil {
		return false
	}
	has, err := f.Ledger.HasWritten(digest)
	return has && err == nil
}
