package main

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestDoubleClick: the page opens for those who clicked on the program, and nobody else.
func TestDoubleClick(t *testing.T) {
	finder := launch{system: "darwin", terminal: "Apple_Terminal", program: "/Users/ann/Downloads/partner-import", folder: "/Users/ann", home: "/Users/ann"}
	with := func(l launch, change func(*launch)) launch {
		change(&l)
		return l
	}
	for _, tt := range []struct {
		name string
		l    launch
		want bool
	}{
		{"Explorer", launch{system: "windows", explorer: true}, true},
		{"a command line of Windows", launch{system: "windows"}, false},
		{"Finder", finder, true},
		{"typed in another folder", with(finder, func(l *launch) { l.folder = "/Users/ann/Downloads" }), false},
		{"typed by its name", with(finder, func(l *launch) { l.program = "partner-import" }), false},
		{"in another terminal", with(finder, func(l *launch) { l.terminal = "iTerm.app" }), false},
		{"a job without a home", with(finder, func(l *launch) { l.folder, l.home = "", "" }), false},
		{"Linux", with(finder, func(l *launch) { l.system = "linux" }), false},
	} {
		if runtime.GOOS == "windows" && tt.l.system != "windows" {
			continue // its paths are others
		}
		if got := tt.l.isDoubleClick(); got != tt.want {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

// TestBare: without a command and without a double click there is the help. After one,
// the page opens, with a file that was dropped on the icon. What goes wrong stays on the
// screen until somebody has read it.
func TestBare(t *testing.T) {
	for _, tt := range []struct {
		name     string
		args     []string
		explorer bool
		fails    bool
		opened   string
		says     string
	}{
		{"typed", nil, false, false, "", "Usage"},
		{"clicked", nil, true, false, "opened []", ""},
		{"dropped", []string{"p.csv"}, true, false, "opened [p.csv]", ""},
		{"a word", []string{"frobnicate"}, true, false, "", ""},
		{"broken", nil, true, true, "opened []", "no folder\nPress Enter to close this window."},
	} {
		opened, screen := "", &bytes.Buffer{}
		env := environment{stderr: screen, stdin: strings.NewReader("\n")}
		l := launch{system: "windows", explorer: tt.explorer}
		root := &cobra.Command{Use: "x", RunE: bare(env, l), Args: dropped(l), SilenceErrors: true, SilenceUsage: true}
		root.SetOut(screen)
		root.SetErr(screen)
		root.AddCommand(&cobra.Command{Use: "ui", RunE: func(_ *cobra.Command, args []string) error {
			opened = "opened [" + strings.Join(args, " ") + "]"
			if tt.fails {
				return usageError{"no folder"}
			}
			return nil
		}})
		root.SetArgs(append([]string{}, tt.args...)) // not those of the test
		err := root.Execute()
		if opened != tt.opened || !strings.Contains(screen.String(), tt.says) || (err != nil) != (tt.fails || tt.name == "a word") {
			t.Errorf("%s: %s, %v, said %q", tt.name, opened, err, screen)
		}
	}
}
