package send

import (
	"errors"
	"testing"

	"partner-import/client"
	"partner-import/importer/internal/commit"
	"partner-import/importer/internal/crew"
	"partner-import/importer/internal/lifecycle"
)

var errNoDisk = errors.New("the disk is full")

// TestHungry: rows are taken before the workers run out of them, and not when so
// many wait for their time that they would fill the memory.
func TestHungry(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Sender)
		want   bool
	}{
		{"at the start", func(*Sender) {}, true},
		{"workers have enough", func(s *Sender) { s.queue.Ready = make([]*lifecycle.Job, 10) }, false},
		{"few are left for them", func(s *Sender) { s.queue.Ready = make([]*lifecycle.Job, 9) }, true},
		{"a block is about to be claimed", func(s *Sender) { s.commit.Claim(nil, lifecycle.ClaimRow) }, false},
		{"the journal takes nothing", func(s *Sender) { s.commit.Done(commit.Batch{Err: errNoDisk}) }, false},
		{"the file is at its end", func(s *Sender) { s.intake.stage = drained }, false},
		{"many wait for their time", func(s *Sender) { s.queue.Parked = make(crew.Parked[*lifecycle.Job], maxParked-1) }, true},
		{"too many wait for their time", func(s *Sender) { s.queue.Parked = make(crew.Parked[*lifecycle.Job], maxParked) }, false},
	} {
		s := New(t.Context(), nil, &Input{Workers: 16, Limiter: client.NewLimiter(client.LimiterOptions{})})
		tt.change(s)
		if got := s.isHungry(); got != tt.want {
			t.Errorf("%s: isHungry() = %v; want %v", tt.name, got, tt.want)
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
		s := New(t.Context(), nil, &Input{Workers: 16, Invite: tt.invite, Limiter: client.NewLimiter(client.LimiterOptions{Rate: tt.rate})})
		if got := s.blockSize(); got != tt.want {
			t.Errorf("at %g/s, invitations %v: %d rows; want %d", tt.rate, tt.invite, got, tt.want)
		}
	}
}
