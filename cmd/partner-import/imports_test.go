package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which other packages of this module each package may import. It is
// the picture in importer/doc.go: any other import is refused, and so is a package
// that is not named here.
func arrows() map[string][]string {
	const (
		command = "cmd/partner-import/internal/"
		screens = command + "terminal/internal/"
		steps   = command + "ui/internal/"
		inside  = "importer/internal/"
		readers = "importer/source/internal/"
	)
	return map[string][]string{
		"importer/plainfile": {},
		"client":             {},
		"client/sandbox":     {},
		"importer/row":       {"client"},
		"importer/stop":      {},
		"importer/option":    {},
		inside + "journal":   {"importer/option", "importer/stop"},

		inside + "journal/sqlite":      {"importer/option", "importer/plainfile", inside + "journal"},
		inside + "journal/postgres":    {"importer/option", inside + "journal"},
		inside + "journal/home":        {inside + "journal", inside + "journal/postgres", inside + "journal/sqlite"},
		inside + "journal/journaltest": {inside + "journal"},
		"cmd/pgtest":                   {},

		inside + "garbled":    {"importer/option"},
		inside + "identity":   {},
		inside + "spool":      {},
		inside + "atomicfile": {"importer/plainfile"},
		inside + "workbook":   {},
		inside + "address":    {},
		inside + "cell":       {"importer/row", inside + "address"},
		inside + "order":      {"importer/row", inside + "spool"},

		readers + "names":     {"importer/row"},
		readers + "raw":       {"importer/row"},
		readers + "letters":   {},
		readers + "watch":     {readers + "raw"},
		readers + "charset":   {"importer/option", readers + "letters"},
		readers + "delimited": {"importer/option", "importer/row", inside + "cell", readers + "raw"},
		readers + "header":    {"importer/option", "importer/row", inside + "cell", readers + "names", readers + "raw", readers + "reshape"},
		readers + "standing":  {"importer/option", inside + "cell", readers + "choose", readers + "names"},
		readers + "choose":    {"importer/option", inside + "cell", readers + "names", readers + "raw"},
		readers + "table":     {"importer/row", inside + "cell", readers + "header", readers + "names", readers + "raw"},
		readers + "reshape":   {"importer/row", inside + "cell"},
		readers + "markup":    {},
		readers + "parts":     {readers + "markup"},
		readers + "numbers":   {},
		readers + "xlsx": {
			"importer/option", "importer/row", inside + "cell", inside + "spool",
			readers + "raw", readers + "markup", readers + "parts", readers + "numbers",
		},
		readers + "ods": {inside + "spool", readers + "raw", readers + "markup", readers + "parts", readers + "numbers", readers + "xlsx"},
		readers + "export": {
			"importer/option", "importer/row", inside + "cell",
			readers + "choose", readers + "header", readers + "raw", "importer/source/profile",
		},
		"importer/source/profile": {"importer/row", readers + "names", readers + "reshape"},
		"importer/source": {
			"importer/plainfile", "importer/option", "importer/row", inside + "cell", inside + "garbled", inside + "spool",
			"importer/source/profile", readers + "choose", readers + "export", readers + "header", readers + "names", readers + "standing", readers + "table", readers + "raw", readers + "reshape", readers + "charset", readers + "delimited", readers + "xlsx", readers + "ods", readers + "watch",
		},

		inside + "check":     {"importer/option", "importer/row", inside + "address", inside + "cell", inside + "garbled", inside + "identity"},
		inside + "plan":      {"importer/option", "importer/row", "importer/source", inside + "check", inside + "cell", inside + "identity"},
		inside + "preflight": {"client", "importer/option", "importer/row", "importer/source", inside + "plan", inside + "cell", inside + "identity", inside + "verdict"},
		inside + "compare":   {"client", inside + "identity"},
		inside + "verdict":   {"client", "importer/option", "importer/row", inside + "cell", inside + "identity", inside + "compare", inside + "journal"},
		inside + "memory":    {"importer/row", inside + "journal"},
		inside + "lifecycle": {
			"client", "importer/option", "importer/row",
			inside + "identity", inside + "journal", inside + "memory", inside + "compare", inside + "verdict",
		},
		inside + "breaker": {"client", "importer/row", "importer/stop"},
		inside + "sameid":  {"importer/row", inside + "cell", inside + "identity"},
		inside + "runlog":  {"client", "importer/row", inside + "lifecycle"},
		inside + "commit":  {"importer/row", inside + "lifecycle", inside + "journal"},
		inside + "crew":    {"client", "importer/stop", inside + "breaker"},
		inside + "fault":   {"client", "importer/option", "importer/source", "importer/stop", inside + "atomicfile", inside + "journal", inside + "spool"},
		inside + "send": {
			"client", "importer/option", "importer/row", "importer/stop", "importer/source",
			inside + "cell", inside + "plan", inside + "order", inside + "lifecycle", inside + "journal", inside + "breaker", inside + "commit", inside + "crew",
		},
		inside + "progress": {"client", "importer/row", inside + "crew", inside + "plan", inside + "preflight", inside + "page", inside + "runlog", inside + "send"},
		inside + "report":   {"importer/row", "importer/source", inside + "cell", inside + "atomicfile", inside + "spool", inside + "workbook", "importer/plainfile"},
		inside + "page":     {"importer/option", "importer/row"},
		inside + "outputs":  {inside + "journal", "importer/option", "importer/plainfile", "importer/row", "importer/source", inside + "atomicfile", inside + "report", inside + "page", inside + "workbook"},
		"importer": {
			"client", "importer/option", "importer/row", "importer/stop", "importer/source",
			inside + "cell", inside + "identity", inside + "atomicfile", inside + "crew", inside + "fault",
			inside + "plan", inside + "preflight", inside + "lifecycle", inside + "journal", inside + "journal/home", inside + "send",
			inside + "report", inside + "page", inside + "runlog", inside + "outputs", inside + "progress", inside + "sameid",
		},

		inside + "errand": {"client", "importer/row", "importer/stop", inside + "breaker", inside + "crew", inside + "journal"},
		inside + "undoing": {
			"client", "importer/option", "importer/row",
			inside + "breaker", inside + "compare", inside + "errand", inside + "journal", inside + "verdict",
		},
		inside + "past": {
			"client", "importer/option", "importer/row", "importer/stop",
			inside + "atomicfile", inside + "breaker", inside + "crew", inside + "errand", inside + "fault", inside + "journal", inside + "journal/home",
			inside + "preflight", inside + "progress", inside + "report", inside + "runlog",
		},
		"importer/undo": {
			"client", "importer", "importer/option", "importer/row", "importer/stop",
			inside + "crew", inside + "errand", inside + "fault", inside + "journal", inside + "past", inside + "progress", inside + "report", inside + "undoing",
		},

		"importer/verify": {
			"client", "importer", "importer/option", "importer/row", "importer/source", "importer/stop",
			inside + "cell", inside + "compare", inside + "crew", inside + "errand", inside + "fault", inside + "identity",
			inside + "journal", inside + "past", inside + "progress", inside + "report", inside + "undoing", inside + "verdict",
		},

		"importer/move": {"importer/option", inside + "fault", inside + "journal", inside + "journal/home"},

		"cmd/internal/settings": {"client", "importer", "importer/undo", "importer/verify", "importer/row", "importer/option", "importer/source", "importer/source/profile", "importer/plainfile"},
		command + "terminal": {
			"importer/plainfile", "importer", "importer/row", "importer/source", "importer/undo", "importer/verify",
			screens + "bar", screens + "explain", screens + "fold", screens + "paper", screens + "progress", screens + "style", screens + "words",
		},
		screens + "bar":      {screens + "fold", screens + "style", screens + "words"},
		screens + "explain":  {"client", "importer", "importer/row", "importer/source", "importer/stop", screens + "fold"},
		screens + "fold":     {},
		screens + "paper":    {"importer/row", screens + "explain", screens + "fold", screens + "style", screens + "words"},
		screens + "pace":     {"importer"},
		screens + "progress": {"importer", "importer/row", screens + "fold", screens + "pace", screens + "style", screens + "words"},
		screens + "style":    {},
		screens + "words":    {},
		command + "metrics":  {"importer", "importer/row", "importer/stop", "importer/plainfile"},
		command + "manual":   {},
		steps + "browser":    {},
		steps + "guard":      {},
		steps + "words":      {},
		steps + "retell":     {},
		steps + "edits":      {"importer/plainfile"},
		steps + "sheet":      {"importer/plainfile", "importer/source"},
		steps + "desk":       {"importer/plainfile", "importer/option", "importer/row", "importer/source", "importer/source/profile"},
		steps + "review":     {"importer", "importer/plainfile", "importer/option", "importer/row", "importer/source", "importer/source/profile", steps + "desk", steps + "edits", steps + "sheet"},
		steps + "takeback":   {"importer", "importer/stop", "importer/undo"},
		steps + "runs":       {"importer", "importer/row", "importer/source", "importer/stop"},
		command + "ui": {
			"client", "importer", "importer/plainfile", "importer/option", "importer/row", "importer/source", "importer/source/profile", "importer/stop", "importer/undo",
			steps + "takeback", steps + "browser", steps + "guard", steps + "words", steps + "retell", steps + "edits", steps + "desk", steps + "review", steps + "runs",
		},
		"cmd/partner-import": {
			"client", "client/sandbox", "importer", "importer/option", "importer/row", "importer/source", "importer/source/profile", "importer/stop",
			"importer/plainfile", "importer/move", "importer/undo", "importer/verify",
			"cmd/internal/settings", command + "terminal", command + "metrics", command + "manual", command + "ui", "docs", "samples",
		},
		"cmd/browsertest": {},
		"cmd/recording":   {},
		"docs":            {},
		"samples":         {},
		"cmd/sbom":        {},
		"cmd/notices":     {},
	}
}

// modules says which of our packages may import each package from elsewhere. Add a
// new dependency here by hand.
func modules() map[string][]string {
	const (
		command  = "cmd/partner-import"
		settings = "cmd/internal/settings"
		terminal = command + "/internal/terminal"
		metrics  = command + "/internal/metrics"
		page     = command + "/internal/ui"
		importer = "importer"
		journal  = "importer/internal/journal"
		identity = "importer/internal/identity"
	)
	return map[string][]string{
		"database/sql":                         {journal + "/sqlite"},
		"github.com/CycloneDX/cyclonedx-go":    {"cmd/sbom"},
		"github.com/gocarina/gocsv":            {"importer/source"},
		"github.com/inconshreveable/mousetrap": {command},
		"github.com/rivo/uniseg":               {terminal + "/internal/fold"},
		"github.com/schollz/progressbar/v3":    {terminal + "/internal/bar"},
		"github.com/spf13/cobra":               {command, settings},
		"github.com/spf13/pflag":               {command, settings},
		"github.com/xuri/excelize/v2":          {command},
		"go.uber.org/zap":                      {terminal, importer, importer + "/undo", importer + "/verify", "importer/internal/runlog", "importer/internal/past"},
		"github.com/prometheus/client_model":   {metrics},
		"github.com/prometheus/common":         {metrics},
		"go.yaml.in/yaml/v3":                   {settings, "importer/source/profile"},
		"golang.org/x/net/http/httpproxy":      {settings},
		"golang.org/x/net/idna":                {"importer/internal/check", identity},
		"golang.org/x/sys/unix":                {"importer/internal/spool"},
		"golang.org/x/sys/windows":             {"importer/internal/atomicfile", terminal},
		"golang.org/x/term":                    {terminal},
		"golang.org/x/text/unicode/norm":       {"importer/source/internal/names", "importer/source/internal/choose", "importer/source/internal/standing", identity},
		"golang.org/x/text":                    {"importer/source/internal/charset", "importer/source/internal/letters", "importer/internal/garbled", page, page + "/internal/words"},
		"github.com/tidwall/gjson":             {"client"},
		"golang.org/x/time/rate":               {"client"},
		"google.golang.org/protobuf/proto":     {metrics},
		"modernc.org/sqlite":                   {journal + "/sqlite"},
		"github.com/jackc/pgx/v5":              {journal + "/postgres"},
		"github.com/google/go-cmp/cmp":         {journal + "/journaltest"},
		"pgregory.net/rapid":                   {journal + "/journaltest"},
	}
}

// TestImports: each import has an arrow in the picture, and each arrow in the
// picture has an import.
func TestImports(t *testing.T) {
	ours, others := arrows(), modules()
	drawn := map[string]bool{}
	for _, f := range goFiles(t) {
		at := path.Dir(f.path)
		allowed, known := ours[at]
		if !known {
			t.Errorf("%s is in a package that the picture does not have", f.path)
		}
		for _, spec := range f.file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if inside, own := strings.CutPrefix(name, "partner-import/"); own {
				drawn[at+" "+inside] = true
				if !slices.Contains(allowed, inside) {
					t.Errorf("%s: %s imports %s, and the picture has no such arrow", f.at(spec), at, inside)
				}
				continue
			}
			owner := module(name, others)
			if owner == "" && isStandard(name) {
				continue
			}
			if !slices.Contains(others[owner], at) {
				t.Errorf("%s imports %s, which only %v may", f.at(spec), name, others[owner])
			}
		}
	}
	for at, allowed := range ours {
		for _, to := range allowed {
			if !drawn[at+" "+to] {
				t.Errorf("the picture has an arrow from %s to %s, and nothing imports it", at, to)
			}
		}
	}
}

// module returns the longest entry that the package is or belongs to, "" if
// there is none.
func module(name string, known map[string][]string) string {
	for ; name != "."; name = path.Dir(name) {
		if _, ok := known[name]; ok {
			return name
		}
	}
	return ""
}

// isStandard reports whether a package is in the standard library: only there the
// first part of a path has no dot.
func isStandard(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return !strings.Contains(first, ".") && first != "partner-import"
}

// TestNoFlagsInTheLibrary: the library does not know the flags of the command. A
// message asks Options.Call how it calls an option.
func TestNoFlagsInTheLibrary(t *testing.T) {
	flag := regexp.MustCompile("--[a-z]")
	for _, f := range goFiles(t) {
		if !strings.HasPrefix(f.path, "importer/") {
			continue
		}
		ast.Inspect(f.file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && flag.MatchString(text.Value) {
				t.Errorf("%s: %s names a flag", f.at(text), text.Value)
			}
			return true
		})
	}
}

const mostFileLines, mostFuncLines = 300, 60

// TestShape: files and functions stay short, and no package has hidden state.
func TestShape(t *testing.T) {
	for _, f := range goFiles(t) {
		if n := f.set.File(f.file.Pos()).LineCount(); n > mostFileLines {
			t.Errorf("%s has %d lines; want at most %d", f.path, n, mostFileLines)
		}
		for _, decl := range f.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				f.checkFunc(t, d)
			case *ast.GenDecl:
				f.checkVars(t, d)
			}
		}
	}
}

func (f goFile) checkFunc(t *testing.T, d *ast.FuncDecl) {
	if d.Recv == nil && d.Name.Name == "init" {
		t.Errorf("%s: an init function", f.at(d))
	}
	if n := f.set.Position(d.End()).Line - f.set.Position(d.Pos()).Line + 1; n > mostFuncLines {
		t.Errorf("%s: %s has %d lines; want at most %d", f.at(d), d.Name.Name, n, mostFuncLines)
	}
}

// checkVars refuses variables of a package, except errors, embedded files, and
// the release, which the linker sets.
func (f goFile) checkVars(t *testing.T, d *ast.GenDecl) {
	if d.Tok != token.VAR || isEmbed(d.Doc) {
		return
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for i, name := range v.Names {
			linked := f.path == "cmd/partner-import/version.go" && name.Name == "release"
			isError := i < len(v.Values) && isErrorsNew(v.Values[i])
			blank := name.Name == "_" // a compile-time assertion
			if !linked && !isError && !blank && !isEmbed(v.Doc) {
				t.Errorf("%s: the package variable %s", f.at(name), name.Name)
			}
		}
	}
}

func isErrorsNew(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"errors.New", "fmt.Errorf"}, fmt.Sprintf("%v.%s", f.X, f.Sel.Name))
}

func isEmbed(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// A goFile is a file of this module that is not a test.
type goFile struct {
	path string // from the module's root
	file *ast.File
	set  *token.FileSet
}

func (f goFile) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(n.Pos()).Line)
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	const root = "../.."
	var list []goFile
	skip := func(name string) bool { return strings.HasPrefix(name, ".") || name == "testdata" }
	err := walkModule(root, skip, func(path string, _ fs.DirEntry) error {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, path), nil, parser.ParseComments)
		list = append(list, goFile{path, file, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		t.Fatalf("only %d files were found", len(list))
	}
	return list
}
