package importer

import "time"

// firstSample is the time between samples while there is room for all.
const firstSample = 100 * time.Millisecond

// timelineLength is how many samples a timeline keeps at most.
const timelineLength = 600

// A sample is where a run stands at a moment. All of it but the rate only ever
// grows, so that what happened between two samples is their difference,
// however many others there were between them.
type sample struct {
	at        time.Duration // since sending began
	good      int           // rows that need nobody
	bad       int           // rows that need a person; those that were not sent are neither
	requests  int
	throttled int           // answers of 429
	paused    time.Duration // for how long the API's limit held everything up
	down      time.Duration // for how long the API did not answer
	rate      float64       // requests per second that the limiter allows
}

// A timeline remembers how a run went. It takes the same little memory for any
// run: when it is full, every second sample is left out, and from then on they
// are taken half as often.
type timeline struct {
	began   time.Time
	every   time.Duration
	samples []sample
	last    sample // the latest, which need not be among the samples
}

func newTimeline() *timeline {
	return &timeline{began: time.Now(), every: firstSample, samples: make([]sample, 0, timelineLength)}
}

// add takes a sample; down says that the API has not answered since the one
// before.
func (t *timeline) add(s sample, down bool) {
	s.down = t.last.down
	if down {
		s.down += s.at - t.last.at
	}
	t.last = s
	if n := len(t.samples); n > 0 && s.at < t.samples[n-1].at+t.every {
		return
	}
	if len(t.samples) == timelineLength {
		t.thin()
	}
	t.samples = append(t.samples, s)
}

func (t *timeline) thin() {
	half := len(t.samples) / 2
	for i := range half {
		t.samples[i] = t.samples[2*i]
	}
	t.samples = t.samples[:half]
	t.every *= 2
}

// Samples returns the samples from the beginning to the end.
func (t *timeline) Samples() []sample {
	if len(t.samples) == 0 || t.last.at == t.samples[len(t.samples)-1].at {
		return t.samples
	}
	return append(t.samples[:len(t.samples):len(t.samples)], t.last)
}
