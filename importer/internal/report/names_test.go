package report

import (
	"path/filepath"
	"testing"
)

// TestWithin: where the outputs go that have a folder of their own.
func TestWithin(t *testing.T) {
	for _, tt := range []struct{ dir, input, want string }{
		{"", "s3://b/x.csv", "s3://b/x.csv"},
		{"", "-", "-"},
		{"out", "a/b.csv", "out/b.csv"},
		{"out", "/a/b.csv.gz", "out/b.csv.gz"},
		{"out", "s3://bucket/in/x.csv", "out/x.csv"},
		{"out", "sftp://host:22/x.failed.csv", "out/x.failed.csv"},
		{"out", "s3://bucket/", "out/bucket"},
		{"out", "-", "out/stdin"},
		{"out", "", "out/stdin"},
		{"out", ".", "out/stdin"},
		{"out", "..", "out/stdin"},
		{"out", "a/..", "out/stdin"},
		{"out", "/", "out/stdin"},
		{".", "a/b.csv", "b.csv"},
	} {
		if got := filepath.ToSlash(Within(tt.dir, tt.input)); got != tt.want {
			t.Errorf("Within(%q, %q) = %q; want %q", tt.dir, tt.input, got, tt.want)
		}
	}
}

// TestStem: how the outputs of an input are called.
func TestStem(t *testing.T) {
	for _, tt := range []struct{ name, dir, stem string }{
		{"partners.csv", ".", "partners"},
		{"a/b/partners.csv", "a/b", "partners"},
		{"/a/partners.csv.gz", "/a", "partners"},
		{"partners.failed.csv", ".", "partners.failed"},
		{"partners", ".", "partners"},
		{".csv", ".", ".csv"},
		{"-", ".", "stdin"},
	} {
		if dir, stem := stemOf(tt.name); dir != tt.dir || stem != tt.stem {
			t.Errorf("stem(%q) = %q, %q; want %q, %q", tt.name, dir, stem, tt.dir, tt.stem)
		}
	}
}
