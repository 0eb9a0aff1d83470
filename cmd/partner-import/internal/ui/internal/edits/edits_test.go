package edits

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func opened(t failer, path string) *Log {
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

type failer interface{ Fatal(...any) }

// view is what a log makes of a file of 5 rows and 3 columns, as one text.
func (l *Log) view() string {
	text := ""
	for row := range 5 {
		cells := make([]string, 3)
		edited := l.Correct(row, cells)
		text += fmt.Sprintf("%q %v\n", cells, l.IsSkipped(row))
		if (len(edited) > 0) != l.IsEdited(row) || (edited != nil) != slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
			panic(fmt.Sprint("edited: ", edited, l.IsEdited(row), cells))
		}
	}
	return text
}

// TestLogReplays: any sequence of changes, undo and redo, with a crash anywhere that
// leaves a piece of a line, gives the same rows as its model, and loses no step that
// was acknowledged.
func TestLogReplays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "edits-*")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "edits.jsonl")
		l := opened(t, path)
		defer func() { l.Close() }()
		past, future := []string{l.view()}, []string{} // what undo and redo come to
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"cell", "cell", "cell", "skip", "undo", "redo", "crash"}).Draw(t, "what") {
			case "cell":
				var step Step
				row := rapid.IntRange(0, 4).Draw(t, "row")
				for range rapid.IntRange(1, 3).Draw(t, "cells") {
					column := rapid.IntRange(0, 2).Draw(t, "column")
					cells := make([]string, 3)
					l.Correct(row, cells)
					was := cells[column]
					for _, c := range step.Cells {
						if c.Row == row && c.Column == column {
							was = c.Now
						}
					}
					step.Cells = append(step.Cells, Cell{row, column, was, rapid.String().Draw(t, "text")})
				}
				do(t, l, step)
				past, future = append(past, l.view()), nil
			case "skip":
				row := rapid.IntRange(0, 4).Draw(t, "row")
				do(t, l, Step{Skips: []Skip{{row, !l.IsSkipped(row)}}})
				past, future = append(past, l.view()), nil
			case "undo":
				if moved(t, l, Undo, len(past) > 1) {
					future, past = append(future, past[len(past)-1]), past[:len(past)-1]
				}
			case "redo":
				if moved(t, l, Redo, len(future) > 0) {
					past, future = append(past, future[len(future)-1]), future[:len(future)-1]
				}
			case "crash":
				l.Close()
				left, _ := os.ReadFile(path)
				piece := rapid.SampledFrom([]string{"", "{", `{"cells":[{"row":1,`, `{"move":"undo"}`}).Draw(t, "piece")
				if err := os.WriteFile(path, append(left, piece...), 0o600); err != nil {
					t.Fatal(err)
				}
				l = opened(t, path)
			}
			if got, want := l.view(), past[len(past)-1]; got != want {
				t.Fatalf("the rows are\n%swant\n%s", got, want)
			}
			if l.CanUndo() != len(past)-1 || l.CanRedo() != len(future) {
				t.Fatalf("can undo %d and redo %d; want %d and %d", l.CanUndo(), l.CanRedo(), len(past)-1, len(future))
			}
		}
	})
}

func do(t *rapid.T, l *Log, step Step) {
	if _, err := l.Do(step, l.Version()); err != nil {
		t.Fatal(err)
	}
}

func moved(t *rapid.T, l *Log, m Move, can bool) bool {
	_, err := l.Do(Step{Move: m}, l.Version())
	if can != (err == nil) || err != nil && !errors.As(err, new(*NothingError)) {
		t.Fatalf("%s = %v; can: %v", m, err, can)
	}
	return can
}

// TestLogRefusesStale: what was changed since it was seen is not written over.
func TestLogRefusesStale(t *testing.T) {
	l := opened(t, filepath.Join(t.TempDir(), "e"))
	defer l.Close()
	first := Step{Cells: []Cell{{0, 0, "", "a"}}}
	if _, err := l.Do(first, 0); err != nil {
		t.Fatal(err)
	}
	var stale *StaleError
	if _, err := l.Do(Step{Cells: []Cell{{0, 1, "", "b"}}}, 0); !errors.As(err, &stale) || stale.Row != 0 {
		t.Errorf("a change to the same row = %v; want a StaleError", err)
	}
	if _, err := l.Do(Step{Cells: []Cell{{1, 1, "", "b"}}}, 0); err != nil {
		t.Errorf("a change to another row = %v", err)
	}
}

// TestLogDamage: a whole line that no log of ours has is an error, and the file stays
// as it is.
func TestLogDamage(t *testing.T) {
	for _, text := range []string{"x\n", "{\"move\":\"undo\"}\n", "{\"move\":\"dance\"}\n", "{\"other\":1}\n", "[]\n{}\n"} {
		path := filepath.Join(t.TempDir(), "e")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var damage *DamageError
		if _, err := Open(path); !errors.As(err, &damage) || damage.Line != 1 {
			t.Errorf("%q: Open = %v; want a DamageError of line 1", text, err)
		}
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("%q became %q", text, after)
		}
	}
}
