package source

import (
	"os"
	"strings"
	"testing"
)

// TestSpoolIsPrivate: the copy of standard input has no name.
func TestSpoolIsPrivate(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := OpenReader(strings.NewReader("email\na@x\n"), "-", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("the copy can be seen as %v while it is read", left)
	}
	if info, err := s.given.Stat(); err != nil || info.Mode() != 0o600 {
		t.Errorf("the copy is %v, %v; want 0600", info.Mode(), err)
	}
}

// TestEstimateRows: the guess is close, whatever the first rows look like.
func TestEstimateRows(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"even", "email\n" + strings.Repeat("anna@example.com\n", 100000), 100000},
		{"short ones first", "email,name\n" + strings.Repeat("a@b,\n", 1000) + strings.Repeat("a@b,"+strings.Repeat("x", 995)+"\n", 2000), 3000},
		{"CR", "email\r" + strings.Repeat("anna@example.com\r", 100000), 100000},
		{"few", "email\na@x\n", 1},
		{"none", "email\n", 1},
	} {
		if got := openText(t, tt.text).EstimateRows(); got < tt.want*8/10-1 || got > tt.want*12/10+1 {
			t.Errorf("%s: about %d rows; want %d", tt.name, got, tt.want)
		}
	}
}
