package sheet

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partner-import/importer/source"
)

func written(t failer, dir string, rows [][]string) *Sheet {
	path := filepath.Join(dir, "in.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := csv.NewWriter(file)
	if err := errors.Join(out.Write([]string{"email", "name"}), out.WriteAll(rows), file.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sheet, err := Write(context.Background(), filepath.Join(dir, "rows"), s)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

type failer interface{ Fatal(...any) }

// TestWindows: any windows, read in any order, show the rows of the file.
func TestWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "sheet-*")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		rows := make([][]string, rapid.IntRange(0, 400).Draw(t, "rows"))
		text := rapid.StringMatching(`[a-zé" ,;]{0,9}`)
		for i := range rows {
			rows[i] = []string{fmt.Sprintf("p%d@example.com", i), text.Draw(t, "text") + "."}
		}
		s := written(t, dir, rows)
		defer s.Close()
		if s.Rows() != len(rows) || !slices.Equal(s.Columns, []string{"email", "name"}) {
			t.Fatalf("%d rows of %q; want %d", s.Rows(), s.Columns, len(rows))
		}
		for range 5 {
			from, n := rapid.IntRange(-3, 450).Draw(t, "from"), rapid.IntRange(1, 200).Draw(t, "n")
			got, err := s.Window(from, n)
			first := max(0, min(from, len(rows)))
			if err != nil || len(got) != min(n, len(rows)-first) {
				t.Fatalf("Window(%d, %d) has %d rows, %v", from, n, len(got), err)
			}
			for i, r := range got {
				if r.Number != first+i || r.Line != first+i+2 || !slices.Equal(r.Cells, rows[first+i]) {
					t.Fatalf("Window(%d, %d)[%d] = %+v; want %q on line %d", from, n, i, r, rows[first+i], first+i+2)
				}
			}
		}
	})
}

// TestDamage: a copy that somebody changed is an error, and never other rows.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir, [][]string{{"a@example.com", "A"}, {"b@example.com", strings.Repeat("B", 300)}})
	defer s.Close()
	for _, text := range []string{"", "\xff\xff\xff\xff\xff\xff", "\x06\x02\xff\xff\xff\xff\x0f", "\x05\x02\x05abc", "\x09\x02\x05abc", "\x00"} {
		if _, err := s.file.WriteAt([]byte(text), 0); err != nil {
			t.Fatal(err)
		}
		if err := s.file.Truncate(int64(len(text))); err != nil {
			t.Fatal(err)
		}
		var damage *DamageError
		if rows, err := s.Window(0, 2); !errors.As(err, &damage) {
			t.Errorf("%q: Window = %v, %v; want a DamageError", text, rows, err)
		}
	}
}
