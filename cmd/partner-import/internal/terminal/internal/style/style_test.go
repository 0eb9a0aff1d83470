package style

import (
	"runtime"
	"strings"
	"testing"
)

func env(pairs ...string) Lookup {
	return func(name string) (string, bool) {
		for _, pair := range pairs {
			if key, value, _ := strings.Cut(pair, "="); key == name {
				return value, true
			}
		}
		return "", false
	}
}

// TestWants: colours are for terminals that can show them, unless it was said
// otherwise.
func TestWants(t *testing.T) {
	for _, tt := range []struct {
		mode     string
		terminal bool
		env      Lookup
		want     bool
	}{
		{"", true, env("TERM=xterm"), true},
		{"auto", true, env("TERM=xterm"), true},
		{"auto", true, env("TERM=xterm", "NO_COLOR="), true},
		{"auto", true, env("TERM=xterm", "NO_COLOR=1"), false},
		{"auto", true, env("TERM=dumb"), false},
		{"auto", false, env("TERM=xterm"), false},
		{"always", false, env("NO_COLOR=1", "TERM=dumb"), true},
		{"never", true, env("TERM=xterm"), false},
	} {
		if got := Wants(tt.mode, tt.terminal, tt.env); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestUTF8(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows converts it")
	}
	for locale, want := range map[string]bool{
		"LANG=en_GB.UTF-8": true, "LANG=C.utf8": true, "LC_ALL=de_DE.UTF-8": true, "LC_CTYPE=UTF-8": true,
		"LANG=C": false, "LANG=de_DE.ISO-8859-1": false, "LANG=": false, "X=": false,
	} {
		if got := UTF8(env(locale)); got != want {
			t.Errorf("%s: %v", locale, got)
		}
	}
	if UTF8(env("LC_ALL=C", "LANG=en_GB.UTF-8")) {
		t.Error("LC_ALL does not count before LANG")
	}
}

// TestPlain: without colours there are no escape sequences, and without UTF-8
// only ASCII.
func TestPlain(t *testing.T) {
	s := Style{ASCII: true}
	full, empty := s.Bar()
	all := s.Good("a") + s.Warn("b") + s.Bad("c") + s.Dim("d") + s.Bold("e") + s.Tick() + s.Cross() + s.Notice() + s.Dash() +
		s.Ellipsis() + full + empty + s.Link("a.csv", "f") + s.Text("… – → × “Zoë”")
	if want := `abcde+x!-...#.f... - -> x "Zo?"`; all != want {
		t.Errorf("it is %q; want %q", all, want)
	}
}

func TestLink(t *testing.T) {
	s := Style{Colour: true}
	if got := s.Link("/a b/ö.csv", "ö"); got != "\x1b]8;;file:///a%20b/%C3%B6.csv\x1b\\ö\x1b]8;;\x1b\\" && runtime.GOOS != "windows" {
		t.Errorf("it is %q", got)
	}
	if got := s.Link("-", "-"); got != "-" {
		t.Errorf("a link to standard output is %q", got)
	}
}
