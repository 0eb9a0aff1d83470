package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// walkModule calls visit with each file of the module at root, by its path from there. A
// module below it, like the fleet's, has rules and tests of its own. Skip says which
// folders are left out.
func walkModule(root string, skip func(name string) bool, visit func(path string, entry fs.DirEntry) error) error {
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			relative, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			return visit(filepath.ToSlash(relative), entry)
		case name == root:
			return nil
		case skip(entry.Name()):
			return filepath.SkipDir
		}
		if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
			return filepath.SkipDir
		}
		return nil
	})
}

// TestWalksOneModule: what looks at the files of the project does not look into modules
// below it.
func TestWalksOneModule(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"go.mod", "a/a.go", "a/below/go.mod", "a/below/b.go", "a/below/deeper/c.go", "left/d.go", "z/e.go"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	err := walkModule(root, func(name string) bool { return name == "left" }, func(path string, _ fs.DirEntry) error {
		found = append(found, path)
		return nil
	})
	if diff := cmp.Diff([]string{"a/a.go", "go.mod", "z/e.go"}, found); diff != "" || err != nil {
		t.Errorf("%v, files (-want +got):\n%s", err, diff)
	}
	for _, f := range goFiles(t) {
		if strings.HasPrefix(f.path, "cmd/partner-import-fleet/") {
			t.Errorf("%s is of another module", f.path)
		}
	}
}

// TestHeavyModulesStayOut: what only the fleet or a release needs is not in the graph of
// this module.
func TestHeavyModulesStayOut(t *testing.T) {
	heavy := []string{"temporal", "grpc", "aws", "gocloud", "pkg/sftp", "cloud.google.com", "azure", "nfpm", "go-containerregistry", "x509roots"}
	for _, file := range []string{"go.mod", "go.sum"} {
		for line := range strings.Lines(read(t, "../../"+file)) {
			line = strings.ToLower(line)
			if i := slices.IndexFunc(heavy, func(name string) bool { return strings.Contains(strings.SplitN(line, " v", 2)[0], name) }); i >= 0 {
				t.Errorf("%s has %s: it belongs to the module of the fleet or of releases", file, strings.TrimSpace(line))
			}
		}
	}
}
