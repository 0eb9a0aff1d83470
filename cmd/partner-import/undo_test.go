//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
)

// A deleter is an API that deletes, and fails at times.
type deleter struct {
	mu      sync.Mutex
	deleted []string
	keys    []string
	fails   int // of the next requests
}

func (d *deleter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, ok := strings.CutPrefix(r.URL.Path, "/v1/partners/")
	d.keys = append(d.keys, r.Header.Get("Authorization"))
	switch {
	case len(d.deleted) == 1 && d.fails > 0:
		d.fails--
		w.WriteHeader(http.StatusForbidden)
	case !ok || r.Method != http.MethodDelete || slices.Contains(d.deleted, id):
		w.WriteHeader(http.StatusNotFound)
	default:
		d.deleted = append(d.deleted, id)
	}
}

// TestUndo does what docs/undo.md says: it deletes the partners that the import
// created and no others, continues after an error, and no command line has the key.
func TestUndo(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("curl is not on the PATH: install it to run the commands of docs/undo.md")
	}
	box := sandbox.New(sandbox.Options{Partners: []sandbox.Partner{{Email: "there@example.com", ID: "there"}}})
	server, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, bin := t.TempDir(), t.TempDir()
	input := "email,name,id\none@example.com,\"Ann, \"\"A\"\"\",one\nthere@example.com,,\ntwo@example.com,,two_2.x\nthree@example.com,,\"3 / #\"\nbad,,\n"
	if err := os.WriteFile(filepath.Join(dir, "partners.csv"), []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	const key = "sk_undo_1234"
	prepare(t, dir, []string{"PARTNERO_API_KEY=" + key, "PARTNERO_BASE_URL=" + server.URL()}, program(t), "import", "partners.csv").run(t, 1)

	api := &deleter{fails: 1}
	target := httptest.NewServer(api)
	defer target.Close()
	watched := "#!/bin/sh\necho \"$@\" >> \"$SEEN\"\nexec " + curl + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(bin, "curl"), []byte(watched), 0o700); err != nil {
		t.Fatal(err)
	}
	steps := blocksOf(t, "../../docs/undo.md", "sh")
	script := "set -e\n" + steps[0] + "sed -i '/ /d' ids\n" + steps[1] + steps[1] + steps[2] // the second time it continues
	seen := filepath.Join(bin, "seen")
	run := prepare(t, dir, []string{"PARTNERO_API_KEY=" + key, "PARTNERO_BASE_URL=" + target.URL + "/v1", "SEEN=" + seen}, "sh", "-c", script)
	run.Env = append(run.Env, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	run.run(t, 0)
	if diff := cmp.Diff([]string{"one", "two_2.x"}, api.deleted); diff != "" {
		t.Errorf("deleted (-want +got):\n%s", diff)
	}
	if slices.ContainsFunc(api.keys, func(k string) bool { return k != "Bearer "+key }) || len(api.keys) != 3 {
		t.Errorf("requests with %q; want three with the key", api.keys)
	}
	if commands := read(t, seen); strings.Contains(commands, key) || !strings.Contains(commands, "--header @header") {
		t.Errorf("curl was called with %s; want no key there", commands)
	}
	if !strings.Contains(run.stdout.String(), "3 / #") {
		t.Errorf("the id that cannot be part of an address is not shown: %s", &run.stdout)
	}
	for _, gone := range []string{"header", "answer", "partners.journal"} {
		if _, err := os.Stat(filepath.Join(dir, gone)); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", gone, err)
		}
	}
}
