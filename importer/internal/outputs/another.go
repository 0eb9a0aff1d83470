package outputs

import (
	"fmt"
	"path/filepath"

	"partner-import/importer/internal/atomicfile"
)

// mostNames is how many other names are tried for an output.
const mostNames = 9

// An output that cannot be replaced does not keep an import from its work: a colleague
// has last night's report open in a spreadsheet, or somebody once ran the import as
// another user. It gets another name, and people are told.

// place writes an output to its path. If the file there is held, it goes under
// another name, and path becomes that name.
func (f *Files) place(path *string, write func(path string) error) error {
	out, err := f.output(path), write(*path)
	if !atomicfile.IsHeld(err) {
		return err
	}
	for other := range f.otherNames(out, *path) {
		if failed := write(other); failed == nil {
			f.moved(out.what, *path, other)
			*path = other
			return nil
		} else if !atomicfile.IsHeld(failed) {
			return failed
		}
	}
	return err
}

// otherNames are the names that an output may have instead of path: those that are
// free, or have what an earlier run put there.
func (f *Files) otherNames(out output, path string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for n := 2; n <= mostNames; n++ {
			out.path, out.force = atomicfile.Numbered(path, n), false
			if out.check(f.Source, f.taken) == nil && !yield(out.path) {
				return
			}
		}
	}
}

// moved notes that an output has another name.
func (f *Files) moved(what, path, other string) {
	f.notes = append(f.notes, fmt.Sprintf(sayMoved, filepath.Base(path), whyHeld(path), what, verb(what), filepath.Base(other)))
}

// whyHeld says what keeps a file from being replaced.
func whyHeld(path string) string {
	if isFolder(path) {
		return sayFolder
	}
	if owner := atomicfile.Owner(path); owner != "" {
		return fmt.Sprintf(sayOwner, owner)
	}
	return sayHeld
}

func verb(what string) string {
	if what == "failed rows" {
		return "are"
	}
	return "is"
}
