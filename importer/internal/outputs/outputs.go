// Package outputs says where the files of a run go, and refuses places where
// none of them may be put.
package outputs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/page"
	"partner-import/importer/internal/report"
	"partner-import/importer/option"
	"partner-import/importer/plainfile"
	"partner-import/importer/source"
)

// Places are where the files of a run go.
type Places struct {
	Report, Failed, Summary string   // "-" for Report is standard output
	Page                    string   // "" for none
	Journal                 string   // "-" for none
	Taken                   []string // files of the caller, which none may replace
	Usual                   []string // places that nobody chose: they are named after the input

	Call       option.Namer // how notes call options
	Force      bool         // replace files that this tool did not write
	KeepFailed bool         // whatever is in the place of Failed will be kept under another name
}

// A JournalUse says what a run does with the journal.
type JournalUse uint8

// What a run does with the journal.
const (
	NoJournal  JournalUse = iota // nothing
	OldJournal                   // it reads one that exists
	NewJournal                   // it opens one, or makes it
)

// Check refuses places where no output may be put. It writes nothing. An output in
// whose place is a file that another user keeps from us gets another name. The error is
// an [*atomicfile.Error].
func (f *Files) Check(use JournalUse) error {
	f.taken = map[string]bool{}
	for _, path := range f.Taken {
		f.taken[atomicfile.Place(path)] = true
	}
	if err := f.checkJournal(f.Source, use, f.taken); err != nil {
		return err
	}
	for _, path := range []*string{&f.Report, &f.Failed, &f.Summary, &f.Page} {
		out := f.output(path)
		err := f.place(path, func(path string) error {
			if path != out.path {
				return nil // it was checked
			}
			return f.orOccupied(path, out.check(f.Source, f.taken))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// orOccupied is the error of a check. A folder with the usual name of an output is in the
// way like a file that is held. One that somebody chose is a mistake, which is refused.
func (f *Files) orOccupied(path string, err error) error {
	if err != nil && slices.Contains(f.Usual, path) && isFolder(path) {
		return fs.ErrExist
	}
	return err
}

func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// output is the output that goes to one of the places.
func (f *Files) output(path *string) output {
	switch path {
	case &f.Report:
		return output{"report", *path, report.Is, f.Force}
	case &f.Failed:
		return output{"failed rows", *path, report.IsFailed, f.Force || f.KeepFailed}
	case &f.Page:
		return output{"page", *path, page.Is, f.Force}
	}
	return output{"summary", *path, isSummary, f.Force}
}

// An output is a file that a run writes.
type output struct {
	what, path string
	ours       func(io.Reader) bool
	force      bool
}

func (out output) check(s *source.Source, taken map[string]bool) error {
	switch {
	case out.path == "" || out.path == "-" && out.what == "report": // not wanted, or on stdout
		return nil
	case out.path == "-":
		return refused(out.path, "only the report can go to standard output; choose a file for the "+out.what)
	case taken[atomicfile.Place(out.path)]:
		return refused(out.path, "is used for two things; choose another file for one of them")
	}
	taken[atomicfile.Place(out.path)] = true
	return atomicfile.Check(out.path, s.Is, out.ours, out.force)
}

func refused(path, message string) error { return &atomicfile.Error{Path: path, Message: message} }

// checkJournal adds to taken what the journal takes.
func (p Places) checkJournal(s *source.Source, use JournalUse, taken map[string]bool) error {
	if _, elsewhere := journal.Database(p.Journal); elsewhere || use == NoJournal || p.Journal == "-" {
		return nil
	}
	if info, err := os.Stat(p.Journal); err == nil && s.Is(info) {
		return refused(p.Journal, "is the input itself; choose another journal")
	}
	for _, ending := range []string{"", "-wal", ".holder"} { // SQLite's and ours
		if taken[atomicfile.Place(p.Journal+ending)] {
			return refused(p.Journal, "is used for two things; choose another journal")
		}
		taken[atomicfile.Place(p.Journal+ending)] = true
	}
	if use == OldJournal {
		return nil // the journal itself says that it does not exist
	}
	if err := atomicfile.CheckFolder(p.Journal); err != nil {
		return err
	}
	if _, err := os.Lstat(p.Journal); errors.Is(err, fs.ErrNotExist) {
		return atomicfile.CanWrite(p.Journal)
	}
	return nil
}

// isSummary recognises a summary that this tool wrote.
func isSummary(r io.Reader) bool {
	return report.JSONField(r, "tool") == "partner-import"
}

// IsSummary reports whether the file at path is a summary that this tool wrote.
func IsSummary(path string) bool {
	file, err := plainfile.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	return isSummary(file)
}
