package importer

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func gzipped(t testing.TB, r io.Reader) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestGzip: what is packed is unpacked and then decoded, if it is whole and
// credible.
func TestGzip(t *testing.T) {
	wide := "\xff\xfe" + strings.Join(strings.Split("email\na@x.y\n", ""), "\x00") + "\x00"
	s, err := OpenReader(bytes.NewReader(gzipped(t, strings.NewReader(wide))), "-", SourceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := showRows(readRows(t, s)); got != "2 a@x.y/" || s.Description().Encoding != "UTF-16LE" || s.Size() != int64(len(wide)) {
		t.Errorf("gzip of UTF-16: %s, %s, %d bytes", got, s.Description().Encoding, s.Size())
	}
	whole := gzipped(t, strings.NewReader("email\na@x.y\n"))
	for _, tt := range []struct {
		name   string
		packed []byte
		want   string
	}{
		{"truncated", whole[:len(whole)-9], "is cut off: the gzip stream ends early"},
		{"damaged", append(bytes.Clone(whole[:len(whole)-8]), "damaged!"...), "is a damaged gzip file"},
		{"not credible", gzipped(t, &endlessLine{'x', freeUnpacked * 2}), "more than 200 times its size"},
	} {
		_, err := OpenReader(bytes.NewReader(tt.packed), "p.csv.gz", SourceOptions{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.want)
		}
	}
}

// TestNoPlaceForTemporaryFiles: who needs a temporary file and gets none says
// what to do, always in the same words.
func TestNoPlaceForTemporaryFiles(t *testing.T) {
	plain := writeFile(t, "p.csv", "email\na@x.y\n")
	latin := writeFile(t, "p.csv", "email,name\na@x.y,J\xfcrgen\n")
	packed := writeFile(t, "p.csv.gz", string(gzipped(t, strings.NewReader("email\na@x.y\n"))))
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("TMPDIR", none)
	check := func(what string, err error, kind any) {
		t.Helper()
		advice := "free space, or name another folder with the environment variable TMPDIR"
		if err == nil || !errors.As(err, kind) || !strings.HasPrefix(err.Error(), none+": no temporary file can be written there") || !strings.Contains(err.Error(), advice) || strings.Contains(err.Error(), "partner-import-") {
			t.Errorf("%s: %v; want a %T that names the folder and what to do", what, err, kind)
		}
	}
	for _, path := range []string{latin, packed} {
		_, err := Open(path, SourceOptions{})
		check(path, err, new(*InputError))
	}
	s, err := Open(plain, SourceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = New(nil, Options{DryRun: true, Report: "-"}).Run(t.Context(), s)
	check("a report on standard output", err, new(*OutputError))
}

// TestDecodedKeepsTheFile: digest and size are those of the file itself, which
// no output may replace.
func TestDecodedKeepsTheFile(t *testing.T) {
	path := writeFile(t, "p.csv", "email,name\na@x.y,J\xfcrgen\n")
	s, err := Open(path, SourceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !s.stands(info) || s.Size() != info.Size() || s.Description().Encoding != "Windows-1252" {
		t.Errorf("stands, Size, Encoding = %v, %d, %s", s.stands(info), s.Size(), s.Description().Encoding)
	}
}
