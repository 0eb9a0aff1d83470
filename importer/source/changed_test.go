package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// remembered opens a file and reads it once, remembering it.
func remembered(t *testing.T, text string) (*Source, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.Remember()
	if err := drain(s); err != nil {
		t.Fatal(err)
	}
	return s, path
}

func drain(s *Source) error {
	rows := s.Stream()
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// TestEveryReadingIsCompared: whatever reads the rows again finds that one is another
// now, and one without changes does not.
func TestEveryReadingIsCompared(t *testing.T) {
	const text = "email,name\na@x.eu,A\nb@x.eu,B\n"
	readings := map[string]func(*Source) error{
		"stream": drain,
		"again": func(s *Source) (failed error) {
			for _, err := range s.Again([]int{2}) {
				failed = err
			}
			return failed
		},
		"originals": func(s *Source) (failed error) {
			for _, err := range s.Originals() {
				failed = err
			}
			return failed
		},
	}
	for name, read := range readings {
		s, path := remembered(t, text)
		if err := read(s); err != nil {
			t.Errorf("%s of the same file: %v", name, err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(text, "b@", "c@", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		var input *Error
		if err := read(s); !errors.As(err, &input) || err.Error() != s.Changed().Error() {
			t.Errorf("%s of a changed file: %v; want that it was changed", name, err)
		}
	}
}

// TestHeaderIsCompared: the columns were mapped when the file was opened. So even the
// first reading must begin with that header, or names go to the wrong fields.
func TestHeaderIsCompared(t *testing.T) {
	const rows = "a@x.eu,A,B\n"
	for name, c := range map[string]struct {
		now     string
		changed bool
	}{
		"the same":          {"email,name,surname\n" + rows, false},
		"more rows":         {"email,name,surname\n" + rows + "b@x.eu,C,D\n", false},
		"other order":       {"email,surname,name\n" + rows, true},
		"another column":    {"email,name,company\n" + rows, true},
		"another delimiter": {"email;name;surname\n" + rows, true},
		"no header":         {rows, true},
		"empty":             {"", true},
	} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte("email,name,surname\n"+rows), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := os.WriteFile(path, []byte(c.now), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Remember()
		err = drain(s)
		var input *Error
		if is := errors.As(err, &input) && input.Code == CodeChanged; is != c.changed || !is && err != nil {
			t.Errorf("%s: %v; want that it was changed: %v", name, err, c.changed)
		}
	}
}

// TestIsOpenEnded: whether the last line has an end, in every encoding.
func TestIsOpenEnded(t *testing.T) {
	for text, want := range map[string]bool{
		"email\na@x.eu\n":   false,
		"email\r\na@x.eu\r": false,
		"email\na@x.eu":     true,
		"\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00a\x00@\x00x\x00.\x00e\x00u\x00\n\x00": false,
		"\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00a\x00@\x00x\x00.\x00e\x00u\x00":       true,
		"\xfe\xff\x00e\x00m\x00a\x00i\x00l\x00\n\x00a\x00@\x00x\x00.\x00e\x00u\x00\n": false,
		"\xfe\xff\x00e\x00m\x00a\x00i\x00l\x00\n\x00a\x00@\x00x\x00.\x00e\x00u":       true,
	} {
		if s, _ := remembered(t, text); s.IsOpenEnded() != want {
			t.Errorf("%q is open-ended: %v; want %v", text, !want, want)
		}
	}
}

// TestFresh: a file that was written just now may get more, an old one hardly, and one
// of the future was left alone.
func TestFresh(t *testing.T) {
	for age, want := range map[time.Duration]bool{0: true, time.Hour: false, -time.Hour: false} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte("email\na@x.eu"), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if got := s.Fresh(time.Minute) > 0; got != want {
			t.Errorf("written %s ago: fresh %v; want %v", age, got, want)
		}
	}
}
