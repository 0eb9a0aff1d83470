package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"partner-import/importer/plainfile"
	"partner-import/importer/row"
)

// A State is how far an import has come.
type State string

// The states. A program that died while an import was running leaves it Running.
// The next one finds it so, and shows it as interrupted.
const (
	Draft   State = "draft"   // its columns were not looked at
	Checked State = "checked" // its columns are known, and nothing was sent
	Running State = "running"
	Paused  State = "paused" // it was stopped, by a person or by trouble
	Done    State = "done"   // every row has a result
)

// An Import is a file on the desk, and what a person decided about it. It is stored
// in the file import.json of its folder.
type Import struct {
	Version int       `json:"version"` // of this form, 1
	ID      string    `json:"id"`      // random, for addresses
	Name    string    `json:"name"`    // of the file, for people
	File    string    `json:"file"`    // where it is: in the folder, or an absolute path
	Begun   time.Time `json:"begun"`
	State   State     `json:"state"`

	Sandbox bool    `json:"sandbox"` // what is sent goes to the sandbox
	Reading Reading `json:"reading"`
	Sending Sending `json:"sending"`

	Rows   int                `json:"rows"`             // data rows, 0 before they were read
	Counts map[row.Status]int `json:"counts,omitempty"` // of the last run, with those before it
	Ended  time.Time          `json:"ended,omitzero"`   // the last run
	Stop   string             `json:"stop,omitempty"`   // why it ended early
	Undone int                `json:"undone,omitempty"` // partners that an undo archived

	folder string // its own
	saving sync.Mutex
}

// Sending is what a person decided about the partners.
type Sending struct {
	Existing string `json:"existing,omitempty"` // skip, update or fail
	Orphans  string `json:"orphans,omitempty"`  // block or create
}

// formVersion is the version of import.json that this program writes.
const formVersion = 1

// Path is where a file of the import is, or will be.
func (im *Import) Path(name string) string { return filepath.Join(im.folder, name) }

// Original is where the file is that a person chose. It is never written.
func (im *Import) Original() string {
	if filepath.IsAbs(im.File) {
		return im.File
	}
	return im.Path(im.File)
}

// IsElsewhere reports whether the file is outside of the desk, where a command at a
// terminal may work on it too. Its outputs are beside it then.
func (im *Import) IsElsewhere() bool { return filepath.IsAbs(im.File) }

// Save writes import.json: all of it or nothing, and it is on the disk then.
func (im *Import) Save() error {
	im.saving.Lock()
	defer im.saving.Unlock()
	text, err := json.MarshalIndent(im, "", "  ")
	if err != nil {
		return err
	}
	return replace(im.Path("import.json"), append(text, '\n'))
}

// Keep writes a file of the import: all of it or nothing.
func (im *Import) Keep(name string, content []byte) error {
	im.saving.Lock()
	defer im.saving.Unlock()
	return replace(im.Path(name), content)
}

// newMark and newName are of files that are not complete yet.
const (
	newMark = ".new-"
	newName = newMark + "import.json"
)

// replace writes a private file beside the old one, and puts it into its place.
func replace(path string, content []byte) error {
	// The name is always the same, so what a killed program left is replaced.
	file, err := plainfile.Replace(filepath.Join(filepath.Dir(path), newMark+filepath.Base(path)))
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // if it is still there
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	_ = folder.Sync() // which not every system can
	return nil
}

// mostForm is how many bytes import.json may have.
const mostForm = 16 << 20

// load reads the import in a folder.
func load(folder string) (*Import, error) {
	text, err := plainfile.Read(filepath.Join(folder, "import.json"), mostForm)
	if err != nil {
		return nil, err
	}
	im := &Import{folder: folder}
	if err := json.Unmarshal(text, im); err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	if im.Version != formVersion || im.ID == "" {
		return nil, fmt.Errorf("%s: import.json was written by another version of this program", folder)
	}
	return im, nil
}
