package ui

import "sync"

// A pulse wakes those who wait for something to change.
type pulse struct {
	mu   sync.Mutex
	next chan struct{}
}

// pulse returns the pulse of an import. The caller holds the lock.
func (s *Server) pulse(id string) *pulse {
	p := s.pulses[id]
	if p == nil {
		p = &pulse{next: make(chan struct{})}
		s.pulses[id] = p
	}
	return p
}

// beat wakes all who wait.
func (p *pulse) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.next)
	p.next = make(chan struct{})
}

// wait returns what is closed at the next beat.
func (p *pulse) wait() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.next
}
