// Package style is what text looks like: colours and weight, the marks in front
// of lines, and what takes their place on a terminal that cannot show them.
package style

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// A Style is what a stream can show. The zero value is plain text in UTF-8.
type Style struct {
	Colour bool // escape sequences for colours, weight and links
	ASCII  bool // no characters beyond ASCII
}

// A Lookup returns the value of an environment variable, as [os.LookupEnv] does.
type Lookup func(name string) (string, bool)

func (l Lookup) value(name string) string {
	text, _ := l(name)
	return text
}

// Wants reports whether colours are wanted: mode is always, never or, as "" is,
// auto. Auto means on a terminal that can show them, unless NO_COLOR is set.
func Wants(mode string, terminal bool, env Lookup) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	return terminal && !Dumb(env) && env.value("NO_COLOR") == ""
}

// Dumb reports whether a terminal understands no escape sequences.
func Dumb(env Lookup) bool { return env.value("TERM") == "dumb" }

// UTF8 reports whether a terminal shows UTF-8. Windows converts it.
func UTF8(env Lookup) bool {
	if runtime.GOOS == "windows" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(env.value(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return false
}

func (s Style) paint(code int, text string) string {
	if !s.Colour || text == "" {
		return text
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", code, text)
}

// Bold is for what counts.
func (s Style) Bold(text string) string { return s.paint(1, text) }

// Dim is for what is rarely looked at, such as paths.
func (s Style) Dim(text string) string { return s.paint(2, text) }

// Good is green.
func (s Style) Good(text string) string { return s.paint(32, text) }

// Warn is yellow.
func (s Style) Warn(text string) string { return s.paint(33, text) }

// Bad is red.
func (s Style) Bad(text string) string { return s.paint(31, text) }

// Tick is in front of what went well.
func (s Style) Tick() string { return s.Good(s.either("✓", "+")) }

// Cross is in front of what went wrong.
func (s Style) Cross() string { return s.Bad(s.either("✗", "x")) }

// Notice is in front of what to know.
func (s Style) Notice() string { return s.Warn("!") }

// Dash is in front of what is left out.
func (s Style) Dash() string { return s.either("–", "-") }

// Ellipsis is where something was cut off.
func (s Style) Ellipsis() string { return s.either("…", "...") }

// Bar is what a progress bar is made of.
func (s Style) Bar() (full, empty string) { return s.either("█", "#"), s.either("░", ".") }

func (s Style) either(text, ascii string) string {
	if s.ASCII {
		return ascii
	}
	return text
}

// Text is a text as the stream can show it. Where it cannot show a character,
// there is one that is like it, or a question mark: the bytes of UTF-8 would be
// commands to an old terminal.
func (s Style) Text(text string) string {
	if !s.ASCII {
		return text
	}
	text = strings.NewReplacer("…", "...", "–", "-", "→", "->", "×", "x", "“", `"`, "”", `"`, "’", "'").Replace(text)
	return strings.Map(func(r rune) rune {
		if r > 0x7e {
			return '?'
		}
		return r
	}, text)
}

// Link makes a text a link to a file, where that can be shown.
func (s Style) Link(path, text string) string {
	whole, err := filepath.Abs(path)
	if !s.Colour || err != nil || path == "-" {
		return text
	}
	whole = filepath.ToSlash(whole)
	if !strings.HasPrefix(whole, "/") {
		whole = "/" + whole // a drive of Windows
	}
	target := url.URL{Scheme: "file", Path: whole}
	return "\x1b]8;;" + target.String() + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}
