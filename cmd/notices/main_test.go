package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// builtFrom adds the modules that the program is built from on a system.
func builtFrom(t *testing.T, system string, modules map[string]bool) {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "../partner-import")
	command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	list, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	for module := range strings.SplitSeq(strings.TrimSpace(string(list)), "\n") {
		if module != "" {
			modules[module] = true
		}
	}
}

// TestNoticesAreComplete: each module that the program is built from on some system has its
// licence in the notices, and so does Go.
func TestNoticesAreComplete(t *testing.T) {
	modules := map[string]bool{goItself: true}
	for _, system := range []string{"linux", "darwin", "windows"} {
		builtFrom(t, system, modules)
	}
	if len(modules) < 20 {
		t.Fatalf("the program has %d modules: %v", len(modules), modules)
	}
	var out bytes.Buffer
	if err := write(&out, modules); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(out.String(), "\n"+strings.Repeat("=", 78)+"\n")
	holds := func(module string) bool {
		for i, part := range parts[:len(parts)-1] {
			text := strings.ToLower(parts[i+1])
			if strings.HasPrefix(part, module+", ") && strings.Contains(text, "warrant") {
				return true
			}
		}
		return false
	}
	for module := range modules {
		if !holds(module) {
			t.Errorf("the notices have no licence of %s", module)
		}
	}
}

// TestOfAProgram: a program says what it was built from. This test is one.
func TestOfAProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run([]string{self}, &out); err != nil || !strings.Contains(out.String(), "\nGo, LICENSE\n") {
		t.Errorf("run = %v, and %d bytes", err, out.Len())
	}
}

// TestReplaced: what takes the place of a module counts, and our own needs no notice.
func TestReplaced(t *testing.T) {
	for _, tt := range []struct {
		module debug.Module
		want   string
	}{
		{debug.Module{Path: "x", Version: "v1.0.0"}, "x v1.0.0"},
		{debug.Module{Path: "x", Version: "v1.0.0", Replace: &debug.Module{Path: "y", Version: "v2.0.0"}}, "y v2.0.0"},
		{debug.Module{Path: "partner-import", Version: "v0.0.0", Replace: &debug.Module{Path: "../.."}}, ""},
		{debug.Module{Path: "partner-import", Version: "v0.0.0", Replace: &debug.Module{Path: "/src", Version: "(devel)"}}, ""},
	} {
		if got := textOf(&tt.module); got != tt.want {
			t.Errorf("%+v is %q; want %q", tt.module, got, tt.want)
		}
	}
}

// TestNoNotices: what has no licence is not passed over.
func TestNoNotices(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "license.go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := notices(&bytes.Buffer{}, "x", folder); err == nil {
		t.Error("a module without a licence has notices")
	}
	for _, args := range [][]string{nil, {"missing"}, {filepath.Join(folder, "license.go")}} {
		var out bytes.Buffer
		if err := run(args, &out); err == nil || out.Len() > 0 {
			t.Errorf("run(%v) = %v and %q; want an error and nothing", args, err, &out)
		}
	}
}
