// Notices prints the licences of everything that is in programs: MIT, BSD and Apache-2.0
// require that they go with a binary. It asks the programs themselves what they were
// built from, and takes the texts out of the sources of these modules.
//
//	go run ./cmd/notices PROGRAM…
package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "notices: %v\n", err)
		os.Exit(1)
	}
}

const head = `This program has parts of other projects in it. Their licences follow, each
with the names of the modules that it is for.
`

// run prints the notices of all modules in the programs. A module without a licence is
// an error: nobody may give it to others.
func run(programs []string, out io.Writer) error {
	modules, err := modulesOf(programs)
	if err != nil {
		return err
	}
	return write(out, modules)
}

func write(out io.Writer, modules map[string]bool) error {
	var text bytes.Buffer
	text.WriteString(head)
	for _, module := range slices.Sorted(maps.Keys(modules)) {
		folder, err := folderOf(module)
		if err == nil {
			err = notices(&text, module, folder)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
	}
	_, err := out.Write(text.Bytes())
	return err
}

// goItself is what the notices call the standard library and the runtime.
const goItself = "Go"

// modulesOf returns what programs were built from, as "path version".
func modulesOf(programs []string) (map[string]bool, error) {
	if len(programs) == 0 {
		return nil, errors.New("usage: notices PROGRAM…")
	}
	modules := map[string]bool{goItself: true}
	for _, path := range programs {
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, m := range info.Deps {
			if module := textOf(m); module != "" {
				modules[module] = true
			}
		}
	}
	return modules, nil
}

// textOf returns a module as "path version", "" for one that is replaced by a folder: it
// is part of this project.
func textOf(m *debug.Module) string {
	if m.Replace != nil {
		m = m.Replace
	}
	if m.Version == "" || m.Version == "(devel)" {
		return ""
	}
	return m.Path + " " + m.Version
}

// folderOf returns where the source of a module is. It is downloaded if it must be.
func folderOf(module string) (string, error) {
	if module == goItself {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		return strings.TrimSpace(string(root)), err
	}
	answer, err := exec.Command("go", "mod", "download", "-json", strings.ReplaceAll(module, " ", "@")).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download: %w", err)
	}
	var found struct{ Dir string }
	return found.Dir, json.Unmarshal(answer, &found)
}

// notices appends the licences of a module: files at its root with such a name.
func notices(to *bytes.Buffer, module, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	name := regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|copyright|notice|patents)([-._].*)?$`)
	found := false
	for _, entry := range entries {
		if entry.IsDir() || !name.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		found = true
		line := strings.Repeat("=", 78)
		fmt.Fprintf(to, "\n%s\n%s, %s\n%s\n\n", line, module, entry.Name(), line)
		fmt.Fprintln(to, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if !found {
		return errors.New("no licence was found")
	}
	return nil
}
