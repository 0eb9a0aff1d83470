package importer

import "cmp"

// syncEvery is how many bytes are made durable at a time.
const syncEvery = 8 << 20

// A syncer makes a file durable piece by piece while it is being written, so
// that there is little to wait for at its end. The system tells an error of the
// disk to one Sync alone, so the first one is kept until it was asked for.
type syncer struct {
	file interface{ Sync() error }
	due  int64      // how long the file is when the next piece begins
	busy chan error // what comes of the piece under way, nil: there is none
	err  error
}

// wrote is told how long the file is by now. It does not wait.
func (s *syncer) wrote(length int64) {
	if length < s.due {
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
	s.due, s.busy = length+syncEvery, busy
	go func() { busy <- s.file.Sync() }()
}

// finish makes the rest durable, and returns the first error there was.
func (s *syncer) finish() error {
	if err := s.wait(); err != nil {
		return err
	}
	return s.file.Sync()
}

// wait ends when nothing is under way any more.
func (s *syncer) wait() error {
	if s.busy != nil {
		s.err, s.busy = cmp.Or(s.err, <-s.busy), nil
	}
	return s.err
}
