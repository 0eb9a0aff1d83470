package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const own = "partner-import/cmd/partner-import-fleet/internal/"

// arrows says what each room may import of this project: the picture in docs/fleet.md.
// Any other import is refused, and so is a room that is not named here.
func arrows() map[string][]string {
	return map[string][]string{
		"internal/job":      {},
		"internal/clock":    {},
		"internal/store":    {"partner-import/importer/plainfile"},
		"internal/secret":   {"partner-import/client", "partner-import/importer/plainfile"},
		"internal/ends":     {"partner-import/client", "partner-import/importer", "partner-import/importer/source", "partner-import/importer/stop"},
		"internal/config":   {"partner-import/cmd/internal/settings", "partner-import/importer/plainfile", own + "clock", own + "job", own + "store"},
		"internal/workflow": {own + "job"},
		"internal/work": {
			"partner-import/client", "partner-import/cmd/internal/settings", "partner-import/importer", "partner-import/importer/source", "partner-import/importer/stop",
			own + "clock", own + "ends", own + "job", own + "secret", own + "store",
		},
		"internal/engine":  {own + "job", own + "workflow"},
		"internal/metrics": {own + "ends", own + "job"},
		".": {
			own + "config", own + "engine", own + "job", own + "metrics", own + "store", own + "work", own + "workflow",
			"partner-import/importer/move",
		},
	}
}

// libraries says which rooms may import each module from elsewhere. Add a new dependency
// here by hand, and to docs/internals/dependencies.md.
func libraries() map[string][]string {
	return map[string][]string{
		"go.temporal.io/":                     {".", "internal/engine", "internal/job", "internal/metrics", "internal/work", "internal/workflow"},
		"github.com/prometheus/client_golang": {"internal/metrics"},
		"github.com/robfig/cron":              {"internal/clock"},
		"github.com/spf13/":                   {"."},
		"go.uber.org/zap":                     {".", "internal/work"},
		"go.yaml.in/yaml/v3":                  {"internal/config"},
		// The stores.
		"cloud.google.com/go/storage": {"internal/store"},
		"github.com/Azure/":           {"internal/store"},
		"github.com/aws/":             {"internal/store"},
		"github.com/pkg/sftp":         {"internal/store"},
		"gocloud.dev":                 {"internal/store"},
		"golang.org/x/crypto/ssh":     {"internal/store"},
		"google.golang.org/api":       {"internal/store"},
	}
}

// isTrial reports whether a room is for demos and tests with an engine. It may import
// what it needs, and no other room may import it.
func isTrial(room string) bool {
	return slices.Contains([]string{"demo", "internal/devengine", "internal/trial"}, room)
}

type goFile struct {
	room, path string
	file       *ast.File
	set        *token.FileSet
}

// goFiles are the files of this module that are no tests.
func goFiles(t *testing.T) (list []goFile) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && name != "." || d.Name() == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
			list = append(list, goFile{path.Dir(filepath.ToSlash(name)), name, file, set})
			return err
		}
		return nil
	})
	if err != nil || len(list) < 20 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	return list
}

// TestImports: each import has an arrow in the picture, and each arrow an import.
func TestImports(t *testing.T) {
	drawn := map[string]bool{}
	for _, f := range goFiles(t) {
		allowed, known := arrows()[f.room]
		if !known && !isTrial(f.room) {
			t.Errorf("%s is in a room that the picture does not have", f.path)
		}
		for _, spec := range f.file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			drawn[f.room+" "+name] = true
			first, _, _ := strings.Cut(name, "/")
			switch {
			case isTrial(f.room):
			case first == "partner-import" && !slices.Contains(allowed, name):
				t.Errorf("%s imports %s, and the picture has no such arrow", f.path, name)
			case strings.Contains(first, ".") && !mayImport(f.room, name):
				t.Errorf("%s imports %s, which this room may not", f.path, name)
			}
		}
	}
	for room, allowed := range arrows() {
		for _, to := range allowed {
			if !drawn[room+" "+to] {
				t.Errorf("the picture has an arrow from %s to %s, and nothing imports it", room, to)
			}
		}
	}
}

func mayImport(room, name string) bool {
	for prefix, rooms := range libraries() {
		if strings.HasPrefix(name, prefix) && slices.Contains(rooms, room) {
			return true
		}
	}
	return false
}

// TestShape: files and functions stay short, and no room has hidden state.
func TestShape(t *testing.T) {
	const mostFile, mostFunc = 300, 60
	for _, f := range goFiles(t) {
		if n := f.set.File(f.file.Pos()).LineCount(); n > mostFile {
			t.Errorf("%s has %d lines; want at most %d", f.path, n, mostFile)
		}
		for _, decl := range f.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if n := f.set.Position(d.End()).Line - f.set.Position(d.Pos()).Line + 1; n > mostFunc || d.Recv == nil && d.Name.Name == "init" {
					t.Errorf("%s: %s has %d lines, or is an init", f.path, d.Name.Name, n)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					checkVars(t, f, d)
				}
			}
		}
	}
}

// checkVars allows errors, and the release, which the linker sets.
func checkVars(t *testing.T, f goFile, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for i, name := range v.Names {
			isError := false
			if i < len(v.Values) {
				if call, ok := v.Values[i].(*ast.CallExpr); ok {
					if s, ok := call.Fun.(*ast.SelectorExpr); ok {
						isError = s.Sel.Name == "New" || s.Sel.Name == "Errorf"
					}
				}
			}
			if !isError && name.Name != "_" && name.Name != "release" {
				t.Errorf("%s: the package variable %s", f.path, name.Name)
			}
		}
	}
}
