//go:build unix

package metrics

import (
	"os"
	"syscall"
	"testing"
)

// TestMetricsAreForAll: the exporter is another user, so it can read them with any
// umask.
func TestMetricsAreForAll(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	s := newShelf(t)
	if err := s.open(t).End(0); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.path); err != nil || info.Mode() != 0o644 {
		t.Errorf("mode %v, %v; want 0644", info.Mode(), err)
	}
}
