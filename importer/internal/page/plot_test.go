package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestPlotLosesNothing: the bins of any run are side by side over the whole width.
// Their counts add up to those of the run.
func TestPlotLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := NewTimeline()
		var s Sample
		line.Add(s, false)
		dice := rapid.SliceOfN(rapid.IntRange(0, 999), 1, 60).Draw(t, "dice")
		for i := range rapid.IntRange(1, 3000).Draw(t, "ticks") {
			d := dice[i%len(dice)]
			step := time.Duration(1+d) * 3 * time.Millisecond
			s.At, s.Rate = s.At+step, float64(d)
			s.Good, s.Bad, s.Requests, s.Throttled = s.Good+d%3, s.Bad+d%2, s.Requests+d%7, s.Throttled+d%5/4
			s.Paused += step * time.Duration(d%3) / 2 * time.Duration(d%2)
			line.Add(s, d%11 == 0)
		}
		rows := max(1, s.Good+s.Bad+rapid.IntRange(0, 100).Draw(t, "rows that were not sent"))
		p := newPlot(line, rows)
		if s.At < time.Second {
			if p != nil {
				t.Fatalf("a plot of %s", s.At)
			}
			return
		}
		requests, throttled, right := 0, 0, 0.0
		for i, b := range p.Bins {
			requests, throttled = requests+b.Requests, throttled+b.Throttled
			if x := parsedPath(t, b.X); math.Abs(x-right) > 0.01 {
				t.Fatalf("bin %d begins at %v %%; want %v %%", i, x, right)
			}
			right = parsedPath(t, b.X) + parsedPath(t, b.Wide)
			for _, high := range []string{b.ThrottledHigh, b.PausedHigh, b.DownHigh} {
				if h := parsedPath(t, high); h < 0 || h > 100 {
					t.Fatalf("bin %d is %s %% high", i, high)
				}
			}
		}
		last := p.Bins[len(p.Bins)-1]
		if requests != s.Requests || throttled != s.Throttled || p.Throttled != s.Throttled || last.Done != s.Good+s.Bad || math.Abs(right-100) > 0.1 {
			t.Fatalf("the bins have %d requests, %d × 429, %d rows, and end at %v %%; want %+v", requests, throttled, last.Done, right, s)
		}
		if len(p.Bins) > plotBins || len(p.Times) > 7 {
			t.Fatalf("%d bins and %d marks; want at most %d and 7", len(p.Bins), len(p.Times), plotBins)
		}
		for _, path := range []string{p.Good, p.GoodEdge, p.Bad, p.Made, p.Allowed} {
			inside(t, path)
		}
	})
}

func parsedPath(t failer, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// inside checks that a path is well-formed and stays in its field. Only the line of
// allowed requests may leave it at the top.
func inside(t failer, path string) {
	t.Helper()
	if !regexp.MustCompile(`^M[\d.]+ -?[\d.]+(L[\d.]+ -?[\d.]+)*Z?$`).MatchString(path) {
		t.Fatalf("not a path: %s", path)
	}
	for point := range strings.SplitSeq(strings.Trim(strings.ReplaceAll(path, "M", "L"), "LZ"), "L") {
		x, y, _ := strings.Cut(point, " ")
		if parsedPath(t, x) > plotWide || parsedPath(t, y) > plotHigh {
			t.Fatalf("the point %s is outside", point)
		}
	}
}

func TestPlotOfNothing(t *testing.T) {
	if p := newPlot(nil, 10); p != nil {
		t.Errorf("without a timeline: %v; want none", p)
	}
	line := NewTimeline()
	line.Add(Sample{}, false)
	line.Add(Sample{At: time.Hour}, true)
	if p := newPlot(line, 0); p != nil {
		t.Errorf("without rows: %v; want none", p)
	}
	p := newPlot(line, 10) // an hour in which nothing happened
	inside(t, p.Made)
	if p.Down != "1 h 00 min" || p.Bins[0].DownHigh != "100" {
		t.Errorf("an hour without an answer is %q, %v; want 1 h 00 min, 100 %%", p.Down, p.Bins[0])
	}
}

func TestFigures(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{clock(0), "0:00"}, {clock(59900 * ms), "1:00"}, {clock(125 * time.Second), "2:05"}, {clock(2*time.Hour + 3*time.Second), "2:00:03"},
		{inWords(20 * ms), "less than 0.1 s"}, {inWords(950 * ms), "0.9 s"}, {inWords(9960 * ms), "10 s"}, {inWords(59600 * ms), "1 min 00 s"},
		{inWords(171 * time.Second), "2 min 51 s"}, {inWords(25 * time.Hour), "25 h 00 min"}, {inWordsIfAny(0), ""},
		{number(0), "0"}, {number(4.925), "4.92"}, {number(46.35), "46.4"}, {number(120.4), "120"}, {number(12345), "12,345"},
		{grouped(0), "0"}, {grouped(999), "999"}, {grouped(1000), "1,000"}, {grouped(1234567), "1,234,567"},
		{shareOf(0, 10), "0 %"}, {shareOf(1, 100_000), "< 0.1 %"}, {shareOf(99_999, 100_000), "> 99.9 %"}, {shareOf(10, 10), "100.0 %"}, {shareOf(1, 3), "33.3 %"},
		{shareOf(0, 0), "0 %"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q; want %q", tt.got, tt.want)
		}
	}
	for x, want := range map[float64]float64{0: 0.01, 0.4: 0.4, 1: 1, 41: 50, 50: 50, 51: 60, 61: 80, 81: 100, 1001: 1500} {
		if got := niceAbove(x); math.Abs(got-want) > want/1e9 {
			t.Errorf("niceAbove(%v) = %v; want %v", x, got, want)
		}
	}
}
