// Package past is what the journal says about the imports of a file, and what the
// account shows of their partners now. An undo and a verification begin with it.
package past

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/report"
	"partner-import/importer/row"
)

// A Scope says which entries of a journal come from imports of one file. Several files
// may share a journal. The failed rows of a file belong to it.
type Scope struct {
	Last  journal.Run // the last import of the file
	runs  map[int64]bool
	alone bool // every import with the journal was of this file
	only  bool // only what the last import created counts
}

// A NoImportError says that a journal has no import of a file.
type NoImportError struct {
	File, Journal string
	Others        []string // files that it has imports of
}

// Error says what the journal has instead, and what to do.
func (e *NoImportError) Error() string {
	text := fmt.Sprintf("%s has no import of %s", e.Journal, filepath.Base(e.File))
	if len(e.Others) == 0 {
		return text + "; nothing was imported with it yet"
	}
	return fmt.Sprintf("%s, but of %s; name the file that was imported", text, strings.Join(e.Others, ", "))
}

// A Runner is what a scope needs of a journal.
type Runner interface {
	Runs() ([]journal.Run, error)
}

// NewScope finds the imports of the file. With last, only what the last one created
// counts. The error is a [*NoImportError], or that of the journal.
func NewScope(j Runner, path, file string, last bool) (*Scope, error) {
	runs, err := j.Runs()
	if err != nil {
		return nil, err
	}
	s := &Scope{runs: map[int64]bool{}, alone: true, only: last}
	others := map[string]bool{}
	for _, r := range runs {
		if !isSame(r.Name, file) {
			s.alone = false
			others[filepath.Base(r.Name)] = true
			continue
		}
		s.runs[r.ID], s.Last = true, r
	}
	if len(s.runs) == 0 {
		return nil, &NoImportError{File: file, Journal: path, Others: slices.Sorted(maps.Keys(others))}
	}
	return s, nil
}

// isSame reports whether two names are of the same file, or of failed rows of it. Only
// the names count: a folder may have moved.
func isSame(a, b string) bool {
	of := func(name string) string { return filepath.Base(report.NamesFor(name, report.Import).Journal) }
	return of(a) == of(b)
}

// A Part is what an entry means for a file.
type Part uint8

// The parts.
const (
	Outside   Part = iota // another file's, or it has no partner
	Before                // the partner was there before the import
	Elsewhere             // the import of another file created it, or may have
	Unsettled             // the import did not find out whether it created it
	Ours                  // an import of the file created the partner
)

// Part says what an entry means for the file.
func (s *Scope) Part(e journal.Entry) Part {
	mine, ours := s.runs[e.Run] || s.runs[e.Maker], e.Ours || row.Status(e.Status) == row.Created
	switch {
	case s.only && e.Maker != s.Last.ID && !(e.Run == s.Last.ID && e.Status == journal.Claimed):
		return Outside
	case !mine:
		return Outside
	case e.Status == journal.Claimed, ours && e.Made != [16]byte{}:
		return Unsettled
	case ours && (s.runs[e.Maker] || e.Maker == 0 && s.alone):
		return Ours
	case ours:
		return Elsewhere
	case e.PartnerID == "":
		return Outside
	}
	return Before
}
