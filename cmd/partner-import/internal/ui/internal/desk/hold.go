package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"partner-import/importer/plainfile"
	"path/filepath"
	"strings"
)

// The names of the files by which programs on one desk know one another.
const (
	heldName  = "open.json" // locked by the program that has the desk
	knockName = "knock"     // what another one wants
)

// A HeldError is the error of a desk that another program has.
type HeldError struct {
	Folder  string
	Address string // of its page, without the secret; "" if it is not known
}

func (e *HeldError) Error() string {
	at := ""
	if e.Address != "" {
		at = ", and serves its page at " + e.Address
	}
	return fmt.Sprintf("another partner-import has the folder %s%s. Quit it there, or name another folder: partner-import ui FOLDER", e.Folder, at)
}

// errHeld is the error of a file that another program has locked.
var errHeld = errors.New("it is locked")

// A hold is what the file of a held desk says.
type hold struct {
	Address string `json:"address"`
	Program int    `json:"pid"`
}

// Hold takes the desk for this program, whose page is at an address without a secret.
// The error is a [*HeldError] if another program has it. The system lets go of the desk
// when the program ends, however that happens.
func (d *Desk) Hold(address string) (release func(), err error) {
	path := filepath.Join(d.folder, heldName)
	file, err := lockFile(path)
	if errors.Is(err, errHeld) {
		var other hold
		if text, err := plainfile.Read(path, mostForm); err == nil {
			_ = json.Unmarshal(text, &other)
		}
		return nil, &HeldError{d.folder, other.Address}
	}
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(hold{address, os.Getpid()})
	if err == nil {
		err = errors.Join(file.Truncate(0), writeAt(file, text))
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	_ = os.Remove(filepath.Join(d.folder, knockName)) // nobody answered it
	return func() { file.Close() }, nil
}

func writeAt(file *os.File, text []byte) error {
	_, err := file.WriteAt(text, 0)
	return err
}

// Knock asks the program that has the desk to show its page, with a file to begin with,
// "" for none.
func (d *Desk) Knock(path string) error {
	return replace(filepath.Join(d.folder, knockName), []byte(path+"\n"))
}

// Knocked reports whether another program asked for the page, and with which file.
func (d *Desk) Knocked() (path string, asked bool) {
	at := filepath.Join(d.folder, knockName)
	text, err := plainfile.Read(at, mostForm)
	if err != nil {
		return "", false
	}
	return strings.TrimRight(string(text), "\n"), os.Remove(at) == nil
}
