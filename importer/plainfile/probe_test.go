package plainfile

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestProbeRemovesWhatAKilledRunLeft: the next probe leaves the folder empty.
func TestProbeRemovesWhatAKilledRunLeft(t *testing.T) {
	folder := t.TempDir()
	if file, err := Probe(folder); err != nil {
		t.Fatal(err)
	} else {
		file.Close() // killed here
	}
	probe(t, folder)
	isEmpty(t, folder)
}

func TestProbesAtOnce(t *testing.T) {
	folder := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				probe(t, folder)
			}
		})
	}
	all.Wait()
	isEmpty(t, folder)
}

func TestProbeOfNoFolder(t *testing.T) {
	if _, err := Probe(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("Probe = %v; want that there is no such folder", err)
	}
}

func probe(t *testing.T, folder string) {
	file, err := Probe(folder)
	if err != nil {
		t.Error(err)
		return
	}
	file.Close()
	_ = os.Remove(file.Name())
}

func isEmpty(t *testing.T, folder string) {
	t.Helper()
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}
