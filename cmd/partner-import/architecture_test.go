package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"
)

// A graph is which room leads to which ones.
type graph map[string]map[string]bool

func (g graph) add(from, to string) {
	if g[from] == nil {
		g[from] = map[string]bool{}
	}
	if to != "" && to != from {
		g[from][to] = true
	}
}

// reaches reports whether there is a way from a room to another one.
func (g graph) reaches(from, to string) bool {
	for next := range g[from] {
		if next == to || g.reaches(next, to) {
			return true
		}
	}
	return false
}

// mermaid is the graph as text, without arrows that follow from others.
func (g graph) mermaid() string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for _, from := range slices.Sorted(maps.Keys(g)) {
		var list []string
		for to := range g[from] {
			if !g.follows(from, to) {
				list = append(list, label(to))
			}
		}
		if slices.Sort(list); len(list) > 0 {
			fmt.Fprintf(&b, "    %s --> %s\n", label(from), strings.Join(list, " & "))
		}
	}
	return b.String() + "```\n"
}

// follows reports whether there is also a longer way.
func (g graph) follows(from, to string) bool {
	for next := range g[from] {
		if next != to && g.reaches(next, to) {
			return true
		}
	}
	return false
}

func label(room string) string {
	name := path.Base(room)
	if room == "cmd/partner-import" {
		name = "command"
	}
	return name
}

// wholeHouse puts the parts of a room into it: what is drawn is the command and the
// engine with what is around it.
func wholeHouse(name string) string {
	for part, room := range map[string]string{
		"importer/internal": "importer", "importer/source": "importer",
		"cmd/partner-import/internal/terminal": "cmd/partner-import/internal/terminal", "cmd/partner-import/internal/ui": "cmd/partner-import/internal/ui",
	} {
		if strings.HasPrefix(name+"/", part+"/") {
			return room
		}
	}
	if strings.HasPrefix(name, "importer") || strings.HasPrefix(name, "client") || strings.HasPrefix(name, "cmd/partner-import") || strings.HasPrefix(name, "cmd/internal/") {
		return name
	}
	return ""
}

// engine are the rooms of the engine.
func engine(name string) string {
	for _, room := range []string{"importer/source", "importer/internal/journal"} {
		if strings.HasPrefix(name, room+"/") {
			return room
		}
	}
	if !strings.HasPrefix(name, "importer") || strings.HasSuffix(name, "test") {
		return ""
	}
	return name
}

// drawn are the imports of the code, between rooms as a function names them. It leaves
// out what nearly all rooms use.
func drawn(t *testing.T, room func(string) string) graph {
	t.Helper()
	g := graph{}
	everywhere := []string{"importer/row", "importer/option", "importer/stop", "importer/plainfile"}
	for _, f := range goFiles(t) {
		from := room(path.Dir(f.path))
		if from == "" || slices.Contains(everywhere, from) {
			continue
		}
		g.add(from, "")
		for _, spec := range f.file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			inside, own := strings.CutPrefix(name, "partner-import/")
			if to := room(inside); own && to != "" && !slices.Contains(everywhere, to) {
				g.add(from, to)
			}
		}
	}
	return g
}

// TestDocsArchitecture: the pictures of the rooms are those that the imports of the code
// make. With PICTURES=1 they are made anew (make pictures).
func TestDocsArchitecture(t *testing.T) {
	const page = "../../docs/internals/architecture.md"
	before := read(t, page)
	after := before
	for name, room := range map[string]func(string) string{"house": wholeHouse, "engine": engine} {
		begin, end := "<!-- picture: "+name+" -->\n", "<!-- end -->\n"
		place := regexp.MustCompile(`(?s)` + regexp.QuoteMeta(begin) + `.*?` + regexp.QuoteMeta(end))
		if !place.MatchString(after) {
			t.Fatalf("the page has no place for the picture %q", name)
		}
		after = place.ReplaceAllLiteralString(after, begin+drawn(t, room).mermaid()+end)
	}
	switch d := diff.Diff(before, after); {
	case d == "":
	case cmp.Or(os.Getenv("PICTURES"), "0") == "0":
		t.Errorf("the pictures of the rooms are older than the code: run make pictures (-page +code):\n%s", d)
	default:
		if err := os.WriteFile(page, []byte(after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
