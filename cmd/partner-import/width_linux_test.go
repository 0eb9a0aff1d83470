package main

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// TestTerminalWidth: on a real terminal no line is wider than it. Colours are
// shown unless NO_COLOR says otherwise.
func TestTerminalWidth(t *testing.T) {
	const text = "email,name,Internal remarks\n\"carla.rossi@example,com\",Carla,x\nno,No,y\na@example.com,A,z\n"
	for _, tt := range []struct {
		columns uint16
		env     []string
		colours bool
	}{
		{40, []string{"TERM=xterm", "LANG=C.UTF-8"}, true},
		{80, []string{"TERM=xterm", "LANG=C.UTF-8", "NO_COLOR=1"}, false},
		{120, []string{"TERM=dumb", "LANG=C"}, false},
	} {
		api, screen := serve(t), openTerminal(t)
		size := unix.Winsize{Row: 24, Col: tt.columns}
		if err := unix.IoctlSetWinsize(int(screen.program.Fd()), unix.TIOCSWINSZ, &size); err != nil {
			t.Fatal(err)
		}
		run := importing(t, api.url, text, "--yes")
		run.Stdin, run.Stderr = screen.program, screen.program
		run.Env = append(run.Env, tt.env...)
		run.begin(t)
		if got := run.status(t); got != exitSomeFailed {
			t.Errorf("exit status %d; want %d", got, exitSomeFailed)
		}
		screen.await(t, "Next")
		shown := screen.text()
		if strings.Contains(shown, "\x1b[32m") != tt.colours || strings.Contains(shown, "\x1b]8;") != tt.colours {
			t.Errorf("at %d columns with %v it shows %q", tt.columns, tt.env, shown)
		}
		if tt.env[0] == "TERM=dumb" && strings.ContainsAny(shown, "\x1b✓✗–…░█") {
			t.Errorf("a dumb terminal without UTF-8 gets %q", shown)
		}
		plain := regexp.MustCompile(`\x1b\[[0-9;]*[mKA]|\x1b\]8;;.*?\x1b\\`).ReplaceAllString(shown, "")
		for _, line := range regexp.MustCompile(`[\r\n]+`).Split(plain, -1) {
			if n := utf8.RuneCountInString(line); n > int(tt.columns) {
				t.Errorf("%q takes %d of %d columns", line, n, tt.columns)
			}
		}
	}
}
