package page

import "time"

// firstSample is the time between samples while there is room for all.
const firstSample = 100 * time.Millisecond

// timelineLength is how many samples a timeline keeps at most.
const timelineLength = 600

// A Sample is where a run stands at a moment. All of it but the rate only ever
// grows, so that what happened between two samples is their difference,
// however many others there were between them.
type Sample struct {
	At        time.Duration // since sending began
	Good      int           // rows that need nobody
	Bad       int           // rows that need a person; those that were not sent are neither
	Requests  int
	Throttled int           // answers of 429
	Paused    time.Duration // for how long the API's limit held everything up
	Down      time.Duration // for how long the API did not answer
	Rate      float64       // requests per second that the limiter allows
}

// A Timeline remembers how a run went. It takes the same little memory for any
// run: when it is full, every second sample is left out, and from then on they
// are taken half as often.
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
