package atomicfile

import "cmp"

// SyncEvery is how many bytes are made durable at a time.
const SyncEvery = 8 << 20

// A Syncer makes a file durable piece by piece while it is being written, so there
// is little to wait for at the end. The system reports an error of the disk to one
// Sync only, so the first error is kept.
type Syncer struct {
	File interface{ Sync() error }
	Due  int64      // how long the file is when the next piece begins
	busy chan error // the result of the sync under way, nil if there is none
	err  error
}

// Wrote tells how long the file is now. It does not wait.
func (s *Syncer) Wrote(length int64) {
	if length < s.Due {
		return
	}
	select {
	case err := <-s.busy:
		s.err, s.busy = cmp.Or(s.err, err), nil
	default:
	}
	if s.busy != nil {
		return
	}
	busy := make(chan error, 1)
	s.Due, s.busy = length+SyncEvery, busy
	go func() { busy <- s.File.Sync() }()
}

// Finish makes the rest durable, and returns the first error.
func (s *Syncer) Finish() error {
	if err := s.Wait(); err != nil {
		return err
	}
	return s.File.Sync()
}

// Wait returns when no sync is under way.
func (s *Syncer) Wait() error {
	if s.busy != nil {
		s.err, s.busy = cmp.Or(s.err, <-s.busy), nil
	}
	return s.err
}
