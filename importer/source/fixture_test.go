package source

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Cells for files of test rows.
const testColumns = "email,name,surname,password,id,key,tags,referring_partner_id,referring_partner_key,referring_partner_email"

// A failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// flags calls options as the command does: SkipRows is --skip-rows.
func flags(name option.Name, value string) string {
	words := regexp.MustCompile("([a-z])([A-Z])").ReplaceAllString(string(name), "$1-$2")
	return strings.TrimSpace("--" + strings.ToLower(words) + " " + value)
}

// writeFile puts text into a file of its own folder.
func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// openText opens a source that holds the text, for as long as the test runs.
func openText(t testing.TB, text string) *Source {
	t.Helper()
	s, err := OpenReader(strings.NewReader(text), "partners.csv", Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// openIn is openText for a property, which closes the source itself.
func openIn(t failer, text string) *Source {
	t.Helper()
	s, err := OpenReader(strings.NewReader(text), "partners.csv", Options{})
	if err != nil {
		t.Fatalf("OpenReader(%q): %v", text, err)
	}
	return s
}

// readRows reads all rows of a source.
func readRows(t failer, s *Source) []row.Row {
	t.Helper()
	var all []row.Row
	rows := s.Rows()
	for rows.Next() {
		all = append(all, rows.Row())
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("Rows.Err() = %v", err)
	}
	return all
}

// An endlessLine repeats a byte.
type endlessLine struct {
	b    byte
	left int64
}

func (e *endlessLine) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = e.b
	}
	e.left -= n
	return int(n), nil
}
