package page

import "time"

// firstSample is the time between samples while there is room for all.
const firstSample = 100 * time.Millisecond

// timelineLength is how many samples a timeline keeps at most.
const timelineLength = 600

// A Sample is how far a run is at one moment. Everything except the rate only
// grows. So the difference of two samples is what happened between them, however
// many others there were.
type Sample struct {
	At        time.Duration // since sending began
	Good      int           // rows that are imported
	Bad       int           // rows to fix; those that were not sent yet are neither
	Requests  int
	Throttled int           // how often Partnero said "slow down" (429)
	Paused    time.Duration // how long the run waited for Partnero's limit
	Down      time.Duration // how long Partnero did not answer
	Rate      float64       // requests per second that the limiter allows
}

// A Timeline remembers how a run went. It takes the same little memory for any
// run: when it is full, every second sample is dropped, and from then on samples
// are half as frequent.
type Timeline struct {
	Began   time.Time
	every   time.Duration
	samples []Sample
	last    Sample // the latest, which need not be among the samples
}

// NewTimeline begins a timeline now.
func NewTimeline() *Timeline {
	return &Timeline{Began: time.Now(), every: firstSample, samples: make([]Sample, 0, timelineLength)}
}

// Add takes a sample; down says that the API has not answered since the one
// before.
func (t *Timeline) Add(s Sample, down bool) {
	s.Down = t.last.Down
	if down {
		s.Down += s.At - t.last.At
	}
	t.last = s
	if n := len(t.samples); n > 0 && s.At < t.samples[n-1].At+t.every {
		return
	}
	if len(t.samples) == timelineLength {
		t.thin()
	}
	t.samples = append(t.samples, s)
}

func (t *Timeline) thin() {
	half := len(t.samples) / 2
	for i := range half {
		t.samples[i] = t.samples[2*i]
	}
	t.samples = t.samples[:half]
	t.every *= 2
}

// Samples returns the samples from the beginning to the end.
func (t *Timeline) Samples() []Sample {
	if len(t.samples) == 0 || t.last.At == t.samples[len(t.samples)-1].At {
		return t.samples
	}
	return append(t.samples[:len(t.samples):len(t.samples)], t.last)
}
