package atomicfile

import (
	"errors"
	"sync/atomic"
	"testing"
)

// A tellingDisk tells its error once, as the system does.
type tellingDisk struct {
	syncs atomic.Int32
	fails int32 // the number of the sync that fails, 0: none
}

var errDisk = errors.New("no space left on device")

func (d *tellingDisk) Sync() error {
	if d.syncs.Add(1) == d.fails {
		return errDisk
	}
	return nil
}

// TestSyncer: an error of the disk at any piece is returned at the end of the file.
// Without an error, the end is always synced.
func TestSyncer(t *testing.T) {
	for fails := range int32(6) {
		disk := &tellingDisk{fails: fails}
		s := &Syncer{File: disk}
		for piece := range int64(4) {
			s.Wrote(piece * SyncEvery)
			s.Wrote(piece*SyncEvery + 1) // not due yet
			_ = s.Wait()
		}
		before := disk.syncs.Load()
		if before != 4 {
			t.Errorf("%d pieces synced; want 4", before)
		}
		err := s.Finish()
		if want := fails > 0 && fails <= 5; errors.Is(err, errDisk) != want {
			t.Errorf("sync %d fails: finish = %v; want an error %t", fails, err, want)
		}
		if err == nil && disk.syncs.Load() != before+1 {
			t.Errorf("the end was synced %d times; want once", disk.syncs.Load()-before)
		}
	}
}

// TestSyncerDoesNotWait: what is written during a sync is left to the next one.
func TestSyncerDoesNotWait(t *testing.T) {
	disk := make(slowDisk)
	s := &Syncer{File: disk}
	s.Wrote(0)
	s.Wrote(5 * SyncEvery)
	disk <- struct{}{}
	if err := s.Wait(); err != nil {
		t.Fatal(err)
	}
	go func() { disk <- struct{}{} }()
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
}

// A slowDisk is done when it is told to.
type slowDisk chan struct{}

func (d slowDisk) Sync() error {
	<-d
	return nil
}
