package page

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTimelineThinsOut: the timeline of any run holds few samples, from the first to
// the last. No count is lost.
func TestTimelineThinsOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := NewTimeline()
		var given []Sample
		var s Sample
		n := rapid.IntRange(1, 3000).Draw(t, "ticks")
		longest := time.Duration(rapid.SampledFrom([]int{1, 100, 5000}).Draw(t, "longest gap, ms")) * time.Millisecond
		dice := rapid.SliceOfN(rapid.IntRange(0, 999), 50, 50).Draw(t, "dice")
		for i := range n {
			d := dice[i%len(dice)]
			s.Good, s.Bad, s.Requests, s.Throttled = s.Good+d%3, s.Bad+d%2, s.Requests+d%7, s.Throttled+d%5/4
			line.Add(s, d%11 == 0)
			s.Down = line.last.Down
			given = append(given, s)
			s.At += time.Millisecond + longest*time.Duration(d)/1000
		}
		samples := line.Samples()
		switch {
		case len(samples) > timelineLength+1 || cap(line.samples) != timelineLength:
			t.Fatalf("%d samples in room for %d; want at most %d", len(samples), cap(line.samples), timelineLength)
		case samples[0] != given[0] || samples[len(samples)-1] != given[n-1]:
			t.Fatalf("from %v to %v; want from %v to %v", samples[0], samples[len(samples)-1], given[0], given[n-1])
		}
		// Each thinning doubles the distance, and the delay of a tick.
		widest := line.every + (longest+time.Millisecond)*(line.every/firstSample)
		for i, s := range samples {
			if !slices.Contains(given, s) {
				t.Fatalf("the sample %v was never given", s)
			}
			if i > 0 && s.At <= samples[i-1].At || i > 0 && s.At > samples[i-1].At+widest {
				t.Fatalf("sample %d is at %s, after one at %s", i, s.At, samples[i-1].At)
			}
		}
		if line.every > max(firstSample, 2*given[n-1].At/timelineLength) {
			t.Fatalf("a sample each %s, for a run of %s", line.every, given[n-1].At)
		}
	})
}

// TestTimelineOfADay: a long run takes no more memory than a short one. It is
// remembered from start to end.
func TestTimelineOfADay(t *testing.T) {
	line := NewTimeline()
	n := 0
	line.Add(Sample{}, false)
	first := &line.samples[0]
	for n < 24*36_000 {
		n++
		line.Add(Sample{At: time.Duration(n) * firstSample, Requests: n}, false)
	}
	if first != &line.samples[0] || cap(line.samples) != timelineLength {
		t.Errorf("the samples have moved, to room for %d; want them to stay in room for %d", cap(line.samples), timelineLength)
	}
	samples := line.Samples()
	if len(samples) < timelineLength/2 || samples[len(samples)-1].Requests != n {
		t.Errorf("%d samples, the last %v; want at least %d, and all %d requests", len(samples), samples[len(samples)-1], timelineLength/2, n)
	}
	for i := 1; i < len(samples)-1; i++ {
		if gap := samples[i].At - samples[i-1].At; gap != line.every {
			t.Errorf("%s between samples %d and %d; want %s", gap, i-1, i, line.every)
		}
	}
}
