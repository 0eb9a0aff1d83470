package source

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
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

// TestGzip: a packed file is unpacked and then decoded, if it is whole and
// credible.
func TestGzip(t *testing.T) {
	wide := "\xff\xfe" + strings.Join(strings.Split("email\na@x.y\n", ""), "\x00") + "\x00"
	s, err := OpenReader(bytes.NewReader(gzipped(t, strings.NewReader(wide))), "-", Options{})
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
		{"damaged", append(bytes.Clone(whole[:len(whole)-8]), "damaged!"...), "This gzip file is damaged"},
		{"not credible", gzipped(t, &endlessLine{b: 'x', left: freeUnpacked * 2}), "more than 200 times its size"},
	} {
		_, err := OpenReader(bytes.NewReader(tt.packed), "p.csv.gz", Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %s", tt.name, err, tt.want)
		}
	}
}

// TestDecodedKeepsTheFile: digest and size are of the file itself, which no output may
// replace.
func TestDecodedKeepsTheFile(t *testing.T) {
	path := writeFile(t, "p.csv", "email,name\na@x.y,J\xfcrgen\n")
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Is(info) || s.Size() != info.Size() || s.Description().Encoding != "Windows-1252" {
		t.Errorf("stands, Size, Encoding = %v, %d, %s", s.Is(info), s.Size(), s.Description().Encoding)
	}
}
