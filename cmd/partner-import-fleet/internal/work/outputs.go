package work

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/store"
)

// reasonFile says why a file was refused, in the importer's words. These may quote the
// file, so they stay in the store.
const reasonFile = "reason.txt"

// upload writes the outputs into a folder of this attempt, the summary last: where that
// is, all of them are. An attempt that only gives way has none.
func (a *attempt) upload(kind ends.Kind, end ends.End) (names []string, err error) {
	files := a.outputs()
	if end.Then == ends.Failed && a.summary == nil && a.err != nil {
		files = []string{filepath.Join(a.dir, reasonFile)}
		err = os.WriteFile(files[0], []byte(a.err.Error()+"\n"), 0o600)
	}
	if err != nil || len(files) == 0 || kind == ends.Yield || kind == ends.Shutdown || kind == ends.Lost {
		return nil, err
	}
	a.beat.doing("writing")
	to, err := store.Open(a.hard, a.job.Store, a.Store)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	for i := 0; i < len(files) && err == nil; i++ {
		names = append(names, filepath.Base(files[i]))
		err = a.put(to, files[i])
	}
	return names, err
}

// outputs are the files that the import wrote, the summary last.
func (a *attempt) outputs() (files []string) {
	if a.summary == nil {
		return nil
	}
	last := ""
	for _, o := range a.summary.Outputs {
		if strings.HasSuffix(o.Path, ".summary.json") {
			last = o.Path
		} else if filepath.Dir(o.Path) == a.dir {
			files = append(files, o.Path)
		}
	}
	if last != "" {
		files = append(files, last)
	}
	return files
}

func (a *attempt) put(to *store.Store, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return to.Write(a.hard, path.Join(a.folder(), filepath.Base(file)), f)
}
