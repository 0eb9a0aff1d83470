package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// This file has the flags that take one word of a few.

// A wordFlag is one of some words. The first one is its default.
type wordFlag struct {
	words []string
	kind  string // what the help calls a value
	n     int
}

func (w *wordFlag) Type() string { return w.kind }

func (w *wordFlag) String() string {
	if len(w.words) == 0 {
		return ""
	}
	return w.words[w.n]
}

func (w *wordFlag) Set(text string) error {
	n := slices.Index(w.words, text)
	if n < 0 {
		last := len(w.words) - 1
		return fmt.Errorf("must be %s or %s", strings.Join(w.words[:last], ", "), w.words[last])
	}
	w.n = n
	return nil
}

// A Color says when the screen has colours: auto, always or never.
type Color struct{ wordFlag }

// AddColor adds the flag for colours. The result has the value once the command
// line was parsed and [Resolve] was called.
func AddColor(flags *pflag.FlagSet) *Color {
	c := &Color{wordFlag{words: []string{"auto", "always", "never"}, kind: "WHEN"}}
	flags.Var(c, "color", "use colours: auto (on a terminal, unless NO_COLOR is set), always or never")
	return c
}

// A failOnFlag says which rows with problems make the exit status 1.
type failOnFlag struct{ wordFlag }

func (r *Run) addFailOn(flags *pflag.FlagSet) {
	r.failOn = failOnFlag{wordFlag{words: []string{"any", "new"}, kind: "any|new"}}
	flags.Var(&r.failOn, "fail-on", "exit with 1 for any row with problems, or only for new problems since the last run")
}

// FailOnNew reports whether rows with the same problem as in the run before do
// not cause the exit status 1.
func (r *Run) FailOnNew() bool { return r.failOn.String() == "new" }

// addMinRows adds the flag for exports that may be empty or cut.
func (r *Run) addMinRows(flags *pflag.FlagSet) {
	flags.Var(&r.minRows, "min-rows", "refuse a file with fewer than `N` rows: its export is empty or not complete")
}
