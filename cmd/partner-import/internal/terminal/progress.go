package terminal

import (
	"time"

	"partner-import/importer"
)

// Progress shows how far the run has come: on a terminal as its last line, and
// else in a line now and then.
func (s *Screen) Progress(p importer.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run.Look(p)
	if s.quiet() || s.options.NoProgress || s.asking {
		return
	}
	if s.terminal {
		s.redraw()
		s.beginTicks()
	} else if line := s.run.Line(); line != "" {
		s.println(line)
	}
}

// redraw draws the bar from what was last told, with the time that has passed
// since.
func (s *Screen) redraw() {
	if !s.run.Sends() {
		s.bar.Draw(s.bar.Fitting(s.run.Texts()))
		return
	}
	p := s.run.Now()
	s.bar.Draw(s.bar.Compose(p.Sent, p.Planned, s.run.Texts()))
}

// beginTicks has the bar move each second, also when nothing is told.
func (s *Screen) beginTicks() {
	if s.ticking != nil {
		return
	}
	over := make(chan struct{})
	s.ticking = over
	go func() {
		clock := time.NewTicker(time.Second)
		defer clock.Stop()
		for {
			select {
			case <-over:
				return
			case <-clock.C:
				s.tick(over)
			}
		}
	}()
}

// tick draws the bar again, if nothing was told for a while.
func (s *Screen) tick(over chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ticking == over && s.bar.Line() != "" && s.run.Idle() >= time.Second/2 {
		s.redraw()
	}
}

// endTicks stops that.
func (s *Screen) endTicks() {
	if s.ticking != nil {
		close(s.ticking)
		s.ticking = nil
	}
}
