// Package secret reads keys by their names. They are files in one folder, as Kubernetes,
// systemd and the agents of vaults put them there.
package secret

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"partner-import/client"
	"partner-import/importer/plainfile"
)

// most is how many bytes a secret may have.
const most = 64 << 10

// An Error says that a key cannot be had. It never quotes what is in the file.
type Error struct {
	Name string
	Why  string
}

// Error names the secret, and says what to do.
func (e *Error) Error() string { return fmt.Sprintf("the key %q %s", e.Name, e.Why) }

// Key reads the key with that name in a folder. The file is read each time, so that a
// new key counts from the next attempt on. The error is an [*Error].
func Key(dir, name string) (client.Key, error) {
	text, err := Read(dir, name)
	if err != nil {
		return client.Key{}, err
	}
	key, err := client.NewKey(string(text))
	if err != nil {
		return key, &Error{name, "is not usable: " + err.Error() + "; put only the key into its file"}
	}
	return key, nil
}

// Read reads any secret. The error is an [*Error].
func Read(dir, name string) ([]byte, error) {
	if dir == "" {
		return nil, &Error{name, "cannot be found: set FLEET_SECRETS to the folder with the keys"}
	}
	content, err := plainfile.Read(filepath.Join(dir, name), most)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{name, "is missing: put it into a file of that name in the folder FLEET_SECRETS"}
	case err != nil:
		return nil, &Error{name, "cannot be read: make it a plain file that the worker may read, in the folder FLEET_SECRETS"}
	}
	return content, nil
}

// IsExposed reports whether every user of the machine can read the secret.
func IsExposed(dir, name string) bool { return plainfile.OthersMayRead(filepath.Join(dir, name)) }
