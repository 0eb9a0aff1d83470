package importer

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"partner-import/importer/internal/spool"
	"partner-import/importer/source"
)

// TestNoPlaceForTemporaryFiles: a run that needs a temporary file and gets none
// says what to do, always in the same words.
func TestNoPlaceForTemporaryFiles(t *testing.T) {
	plain := writeFile(t, "p.csv", "email\na@x.y\n")
	latin := writeFile(t, "p.csv", "email,name\na@x.y,J\xfcrgen\n")
	packed := writeFile(t, "p.csv.gz", string(gzipped(t, strings.NewReader("email\na@x.y\n"))))
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv(spool.Variable, none)
	check := func(what string, err error, kind any) {
		t.Helper()
		advice := "ree some space, or set the environment variable " + spool.Variable + " to another folder"
		if err == nil || !errors.As(err, kind) || !strings.HasPrefix(err.Error(), none+": cannot write a temporary file there") || !strings.Contains(err.Error(), advice) || strings.Contains(err.Error(), "partner-import-") {
			t.Errorf("%s: %v; want a %T that names the folder and what to do", what, err, kind)
		}
	}
	for _, path := range []string{latin, packed} {
		_, err := source.Open(path, source.Options{})
		check(path, err, new(*source.Error))
	}
	s, err := source.Open(plain, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = New(nil, Options{DryRun: true, Report: "-"}).Run(t.Context(), s)
	check("a report on standard output", err, new(*OutputError))
}
