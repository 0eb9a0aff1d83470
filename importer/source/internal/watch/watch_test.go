package watch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partner-import/importer/row"
	"partner-import/importer/source/internal/raw"
)

// TestMemory: a later reading is the same exactly if all of its rows are.
func TestMemory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringN(0, 3, -1), 1, 3)
		first := rapid.SliceOf(cells).Draw(rt, "first")
		second := slices.Clone(first)
		if len(second) > 0 && rapid.Bool().Draw(rt, "changed") {
			second[rapid.IntRange(0, len(second)-1).Draw(rt, "row")] = cells.Draw(rt, "cells")
		}
		if rapid.Bool().Draw(rt, "longer") {
			second = append(second, cells.Draw(rt, "more"))
		}
		var m Memory
		if m.Begin() != Ignore {
			rt.Fatal("it remembers before it was armed")
		}
		m.Arm()
		if r := m.Begin(); r != Record || !read(&m, r, first) || m.Begin() != Ignore {
			rt.Fatal("it does not record the first reading alone")
		}
		m.End(Record)
		same := slices.EqualFunc(first, second, slices.Equal[[]string])
		if r := m.Begin(); r != Compare || read(&m, r, second) != same {
			rt.Fatalf("%q and then %q: want that they are the same: %v", first, second, same)
		}
	})
}

func read(m *Memory, r Role, rows [][]string) bool {
	for i, cells := range rows {
		if !m.Take(r, i+1, m.Print(&raw.Row{Cells: cells})) {
			return false
		}
	}
	return true
}

// TestPrintOfOddRows: a row that cannot be read has a print, and cells do not run
// together.
func TestPrintOfOddRows(t *testing.T) {
	var m Memory
	m.Arm()
	rows := []raw.Row{
		{}, {Cells: []string{""}}, {Cells: []string{"", ""}}, {Cells: []string{"ab"}}, {Cells: []string{"a", "b"}},
		{Err: &row.Problem{Message: "a quote"}}, {Err: &row.Problem{Message: "too long"}},
	}
	seen := map[uint64]int{}
	for i := range rows {
		print := m.Print(&rows[i])
		if other, twice := seen[print]; twice {
			t.Errorf("rows %d and %d have the same print", other, i)
		}
		seen[print] = i
	}
}

// TestChange: what may happen to a file.
func TestChange(t *testing.T) {
	for want, change := range map[Change]func(path string) error{
		None:     func(string) error { return nil },
		Grew:     func(path string) error { return os.WriteFile(path, []byte("longer"), 0o600) },
		Written:  func(path string) error { return os.WriteFile(path, []byte("x"), 0o600) },
		Replaced: func(path string) error { return os.Rename(path+"2", path) },
		Gone:     os.Remove,
	} {
		path := filepath.Join(t.TempDir(), "file")
		for _, name := range []string{path, path + "2"} {
			if err := os.WriteFile(name, []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		f := See(path, file)
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		if got := f.Change(); got != want {
			t.Errorf("the change is %d; want %d", got, want)
		}
	}
	if change := (File{}).Change(); change != None {
		t.Errorf("standard input has changed: %d", change)
	}
	if _, known := (File{}).Age(); known {
		t.Error("standard input has an age")
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	hour := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, hour, hour); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if age, known := See(path, file).Age(); !known || age < time.Hour {
		t.Errorf("the age is %s, %v; want an hour", age, known)
	}
}
