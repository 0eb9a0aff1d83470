// Package trial runs a fleet on this machine, for the demo and the tests: customers with
// sandboxes of their own, workers as processes, and a judge who compares reports with what
// the sandboxes saw.
package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"partner-import/cmd/partner-import-fleet/internal/devengine"
)

// A Trial is a fleet in one folder. Set its fields before the first command. Whoever made
// it closes it.
type Trial struct {
	Engine   *devengine.Engine
	Journal  string   // as fleet.yaml says it, "": files in the folder
	Database []string // the variables of a database, such as PGHOST
	Lines    []string // more lines of fleet.yaml, at its top level

	folder    string
	binary    string // of partner-import-fleet
	customers []*Customer

	mu      sync.Mutex
	workers []*Worker
}

// New makes a trial in a folder, which must be empty, of a binary of partner-import-fleet.
func New(folder, binary string) (*Trial, error) {
	t := &Trial{folder: folder, binary: binary}
	for _, name := range []string{"store", "journals", "secrets", "scratch", "reports"} {
		if err := os.MkdirAll(t.path(name), 0o700); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// path is a path in the folder.
func (t *Trial) path(names ...string) string {
	return filepath.Join(append([]string{t.folder}, names...)...)
}

// Apply writes fleet.yaml, and has the engine know it.
func (t *Trial) Apply() error {
	if err := os.WriteFile(t.path("fleet.yaml"), []byte(t.configuration()), 0o600); err != nil {
		return err
	}
	_, err := t.Must("apply", t.path("fleet.yaml"))
	return err
}

// configuration is the text of fleet.yaml.
func (t *Trial) configuration() string {
	var b strings.Builder
	journal := t.Journal
	if journal == "" {
		journal = "file:" + filepath.ToSlash(t.path("journals"))
	}
	fmt.Fprintf(&b, "store: file://%s\njournal: %s\n", filepath.ToSlash(t.path("store")), journal)
	for _, line := range t.Lines {
		fmt.Fprintln(&b, line)
	}
	b.WriteString("customers:\n")
	for _, c := range t.customers {
		c.describe(&b)
	}
	return b.String()
}

// environment is that of the fleet's processes: nothing of the user's own settings.
func (t *Trial) environment() []string {
	env := t.Engine.Environment([]string{"PATH=" + os.Getenv("PATH")})
	env = append(env, "HOME="+t.folder, "TMPDIR="+t.path("scratch"), "FLEET_SECRETS="+t.path("secrets"))
	return append(env, t.Database...)
}

// Close ends all workers and sandboxes. The engine and the folder are the caller's.
func (t *Trial) Close() {
	for _, w := range t.all() {
		w.Kill()
	}
	for _, c := range t.customers {
		_ = c.server.Close()
	}
}

func (t *Trial) all() []*Worker {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]*Worker(nil), t.workers...)
}
