package report

import "testing"

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
