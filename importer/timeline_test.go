package importer

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/client"
	"partner-import/client/sandbox"
)

// TestTimelineThinsOut: whatever the ticks of a run, its timeline holds few
// samples, from the first to the last, and nothing that was counted is lost.
func TestTimelineThinsOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := newTimeline()
		var given []sample
		var s sample
		n := rapid.IntRange(1, 3000).Draw(t, "ticks")
		longest := time.Duration(rapid.SampledFrom([]int{1, 100, 5000}).Draw(t, "longest gap, ms")) * time.Millisecond
		dice := rapid.SliceOfN(rapid.IntRange(0, 999), 50, 50).Draw(t, "dice")
		for i := range n {
			d := dice[i%len(dice)]
			s.good, s.bad, s.requests, s.throttled = s.good+d%3, s.bad+d%2, s.requests+d%7, s.throttled+d%5/4
			line.add(s, d%11 == 0)
			s.down = line.last.down
			given = append(given, s)
			s.at += time.Millisecond + longest*time.Duration(d)/1000
		}
		samples := line.Samples()
		switch {
		case len(samples) > timelineLength+1 || cap(line.samples) != timelineLength:
			t.Fatalf("%d samples in room for %d; want at most %d", len(samples), cap(line.samples), timelineLength)
		case samples[0] != given[0] || samples[len(samples)-1] != given[n-1]:
			t.Fatalf("from %v to %v; want from %v to %v", samples[0], samples[len(samples)-1], given[0], given[n-1])
		}
		// Each thinning doubles the distance, and how much too late a tick came.
		widest := line.every + (longest+time.Millisecond)*(line.every/firstSample)
		for i, s := range samples {
			if !slices.Contains(given, s) {
				t.Fatalf("the sample %v was never given", s)
			}
			if i > 0 && s.at <= samples[i-1].at || i > 0 && s.at > samples[i-1].at+widest {
				t.Fatalf("sample %d is at %s, after one at %s", i, s.at, samples[i-1].at)
			}
		}
		if line.every > max(firstSample, 2*given[n-1].at/timelineLength) {
			t.Fatalf("a sample each %s, for a run of %s", line.every, given[n-1].at)
		}
	})
}

// TestTimelineOfADay: a long run takes no more memory than a short one, and is
// remembered from end to end.
func TestTimelineOfADay(t *testing.T) {
	line := newTimeline()
	n := 0
	line.add(sample{}, false)
	first := &line.samples[0]
	for n < 24*36_000 {
		n++
		line.add(sample{at: time.Duration(n) * firstSample, requests: n}, false)
	}
	if first != &line.samples[0] || cap(line.samples) != timelineLength {
		t.Errorf("the samples have moved, to room for %d; want them to stay in room for %d", cap(line.samples), timelineLength)
	}
	samples := line.Samples()
	if len(samples) < timelineLength/2 || samples[len(samples)-1].requests != n {
		t.Errorf("%d samples, the last %v; want at least %d, and all %d requests", len(samples), samples[len(samples)-1], timelineLength/2, n)
	}
	for i := 1; i < len(samples)-1; i++ {
		if gap := samples[i].at - samples[i-1].at; gap != line.every {
			t.Errorf("%s between samples %d and %d; want %s", gap, i-1, i, line.every)
		}
	}
}

// TestTimelineOfARun: what is sampled while a run goes on is what it counts in
// the end, and nothing is said to last longer than the time that has passed.
func TestTimelineOfARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTrial(t, numbered(400)+"nobody,,,\n", sandbox.Options{Latency: 20 * ms, Limit: 8, RetryAfter: "5"}, Options{})
		source, err := Open(tr.path("partners.csv"), SourceOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		key, _ := client.NewKey("sk_virtual_1234")
		c, err := client.New(client.Options{Key: key, BaseURL: "http://127.0.0.1/v1", Transport: direct{tr.sandbox}})
		if err != nil {
			t.Fatal(err)
		}
		im := New(c, Options{HTML: tr.path("p.html"), Rate: client.LimiterOptions{Rate: 12}, Settle: time.Second})
		r := &importing{run: im.begin(source, nil), partners: c}
		defer r.close()
		if err := r.prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		down := time.AfterFunc(20*time.Second, func() { tr.sandbox.SetDown(503) })
		up := time.AfterFunc(40*time.Second, func() { tr.sandbox.SetDown(0) })
		defer up.Stop()
		defer down.Stop()
		r.send(t.Context())
		if err := r.finish("Import", func() []figure { return nil }); err != nil {
			t.Fatal(err)
		}
		samples := r.tracker.timeline.Samples()
		last := samples[len(samples)-1]
		waited := time.Duration(r.summary.Waited * float64(time.Second))
		if last.good != 400 || last.bad != 1 || last.requests != r.summary.Requests || last.throttled != r.summary.Throttled || (last.paused-waited).Abs() > ms {
			t.Errorf("the last sample is %+v; want what the summary counts: %+v", last, r.summary)
		}
		if last.throttled == 0 || last.down < 10*time.Second || last.down > 40*time.Second {
			t.Errorf("%d answers of 429, and %s without an answer; want some, and about 20 s", last.throttled, last.down)
		}
		if want := min(300, int(last.at/(2*tickEvery))); len(samples) < want {
			t.Errorf("%d samples of %s; want at least %d", len(samples), last.at, want)
		}
		for i := 1; i < len(samples); i++ {
			from, to := samples[i-1], samples[i]
			took := to.at - from.at
			if to.paused < from.paused || to.paused-from.paused > took+ms || to.down < from.down || to.down-from.down > took+tickEvery || to.requests < from.requests {
				t.Errorf("from %+v to %+v", from, to)
			}
		}
	})
}
