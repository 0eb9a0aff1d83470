package atomicfile

import "cmp"

// SyncEvery is how many bytes are made durable at a time.
const SyncEvery = 8 << 20

// A Syncer makes a file durable piece by piece while it is being written, so
// that there is little to wait for at its end. The system tells an error of the
// disk to one Sync alone, so the first one is kept until it was asked for.
type Syncer struct {
	File interface{ Sync() error }
	Due  int64      // how long the file is when the next piece begins
	busy chan error // what comes of the piece under way, nil: there is none
	err  error
}

// Wrote is told how long the file is by now. It does not wait.
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

// Finish makes the rest durable, and returns the first error there was.
func (s *Syncer) Finish() error {
	if err := s.Wait(); err != nil {
		return err
	}
	return s.File.Sync()
}

// Wait ends when nothing is under way any more.
func (s *Syncer) Wait() error {
	if s.busy != nil {
		s.err, s.busy = cmp.Or(s.err, <-s.busy), nil
	}
	return s.err
}
