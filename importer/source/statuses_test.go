package source

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStatuses: the words of a column are those of all rows, also when a choice leaves
// some of them out, and of rows that can be split.
func TestStatuses(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		only       []string
		want       []Status
	}{
		{"words", "email,Status\na@x.y,Active\nb@x.y,rejected\nc@x.y,active \nd@x.y,\ne@x.y,active,too many\n", nil, []Status{{Name: "Status", Words: []Word{
			{Text: "Active", Value: "Active", Rows: 2}, {Text: "rejected", Value: "rejected", Rows: 1, Refused: true}, {Rows: 1}}}}},
		{"chosen", "email,Status\na@x.y,active\nb@x.y,rejected\n", []string{"Status=active"}, []Status{{Name: "Status", Words: []Word{
			{Text: "active", Value: "active", Rows: 1}, {Text: "rejected", Value: "rejected", Rows: 1, Refused: true}}}}},
		{"a comma", "email,Status\na@x.y,active\nb@x.y,\"rejected, spam\"\n", nil, []Status{{Name: "Status", Words: []Word{
			{Text: "active", Value: "active", Rows: 1}, {Text: "rejected, spam", Value: `"rejected, spam"`, Rows: 1, Refused: true}}}}},
		{"dates", "email,Blocked at\na@x.y,\nb@x.y,2025-01-02\nc@x.y,2025-01-03\n", nil, []Status{{Name: "Blocked at", Words: []Word{
			{Rows: 1}, {Text: "blocked", Value: "*", Rows: 2, Refused: true}}}}},
		{"nothing to say", "email,Status\na@x.y,active\nb@x.y,active\n", nil, nil},
		{"no such column", "email,name\na@x.y,active\n", nil, nil},
	} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{Only: tt.only})
		if err != nil {
			t.Fatal(tt.name, err)
		}
		got, err := s.Statuses()
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
		s.Close()
	}
}

// TestSheets: the sheets of a workbook are known before one of them can be read.
func TestSheets(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"book.xlsx": string(someBook(t, "READ ME=hello", "P=email", "Q & Sons=email")), "p.csv": "email\na@x.y\n", "empty": "", "zip.xlsx": "PK\x03\x04broken",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string][]string{"book.xlsx": {"READ ME", "P", "Q & Sons"}, "p.csv": nil, "empty": nil, "zip.xlsx": nil, "not there": nil, ".": nil} {
		if diff := cmp.Diff(want, Sheets(filepath.Join(dir, name))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
