package importer

import (
	"testing"

	"partner-import/client"
	"partner-import/importer/internal/lifecycle"
)

// TestHungry: rows are taken before the workers run out of them, and not when so
// many wait for their time that they would fill the memory.
func TestHungry(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*sender)
		want   bool
	}{
		{"at the start", func(*sender) {}, true},
		{"workers have enough", func(s *sender) { s.ready = make([]*lifecycle.Job, 10) }, false},
		{"few are left for them", func(s *sender) { s.ready = make([]*lifecycle.Job, 9) }, true},
		{"a block is being claimed", func(s *sender) { s.keep.busy = true }, false},
		{"a block is about to be", func(s *sender) { s.keep.next.claims = make([]record, 1) }, false},
		{"the journal takes nothing", func(s *sender) { s.keep.failed = errTwoLines }, false},
		{"the file is at its end", func(s *sender) { s.drained = true }, false},
		{"many wait for their time", func(s *sender) { s.parked = make(parkedJobs, maxParked-1) }, true},
		{"too many wait for their time", func(s *sender) { s.parked = make(parkedJobs, maxParked) }, false},
	} {
		o := &Options{Workers: 16}
		s := &sender{options: o, keep: newKeeper(nil, o), limiter: client.NewLimiter(client.LimiterOptions{})}
		tt.change(s)
		if got := s.hungry(); got != tt.want {
			t.Errorf("%s: hungry() = %v; want %v", tt.name, got, tt.want)
		}
	}
}

// TestBlockSize: a crash leaves two seconds' worth of rows in doubt at most, and
// of invitations, which nothing proves afterwards, those under way.
func TestBlockSize(t *testing.T) {
	for _, tt := range []struct {
		rate   float64
		invite bool
		want   int
	}{
		{10, false, 19}, {10, true, 16}, {0.1, false, 1}, {0.1, true, 1}, {1000, false, maxBlock}, {1000, true, 16},
	} {
		s := &sender{options: &Options{Workers: 16, Invite: tt.invite}, limiter: client.NewLimiter(client.LimiterOptions{Rate: tt.rate})}
		if got := s.blockSize(); got != tt.want {
			t.Errorf("at %g/s, invitations %v: %d rows; want %d", tt.rate, tt.invite, got, tt.want)
		}
	}
}
