package page

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

const (
	plotBins = 120 // at most
	plotWide = 1000
	plotHigh = 100
)

// A plot is the drawing of a timeline. What is drawn by a path is in a field
// of plotWide × plotHigh, with the origin at the top left. Everything beside it
// is placed in percent. So the drawing fits any width, and its words keep their
// size.
type plot struct {
	Began     time.Time
	Took      string
	Good, Bad string // paths: areas, the one on the other
	GoodEdge  string // path: the upper edge of Good
	Allowed   string // path: the limiter's pace
	Made      string // path: requests made
	Rows      []tick
	Pace      []tick
	Throttled int
	Paused    string // "" if it never was
	Down      string
	Times     []tick
	Bins      []bin
}

// A tick is a mark on an axis, in percent from the left or from the top.
type tick struct{ At, Anchor, Text string }

// A bin is a stretch of the plot.
type bin struct {
	X, Wide               string // in percent
	Throttled             int
	ThrottledTop          string // in percent of the height
	ThrottledHigh         string
	PausedTop, PausedHigh string // in percent of the time
	DownTop, DownHigh     string
	From, To              string
	Done, Requests        int
	Pace                  string
	PausedFor, DownFor    string // "" for none
}

// newPlot draws a timeline. It is nil if the run was too short to show anything.
func newPlot(t *Timeline, rows int) *plot {
	if t == nil || t.last.At < time.Second || rows == 0 {
		return nil
	}
	samples := t.Samples()
	d := &drawing{samples: samples, end: samples[len(samples)-1], rows: rows}
	d.cut()
	p := &plot{
		Began: t.Began, Took: inWords(d.end.At), Throttled: d.end.Throttled, Paused: inWordsIfAny(d.end.Paused), Down: inWordsIfAny(d.end.Down),
		Good:     d.area(func(s Sample) (top, bottom int) { return s.Good, 0 }),
		GoodEdge: d.edge(func(s Sample) int { return s.Good }),
		Bad:      d.area(func(s Sample) (top, bottom int) { return s.Good + s.Bad, s.Good }),
		Rows:     d.rowTicks(), Times: d.timeTicks(),
	}
	p.Made, p.Allowed, p.Pace = d.pace()
	p.Bins = d.bins()
	return p
}

// A drawing is a plot in the making.
type drawing struct {
	samples []Sample
	edges   []Sample // between the bins
	end     Sample
	rows    int
}

// cut divides the time into bins that end at samples. So nothing is counted in
// two of them.
func (d *drawing) cut() {
	n := min(plotBins, max(1, int(d.end.At/(500*time.Millisecond))))
	d.edges = append(d.edges, d.samples[0])
	for k := 1; k <= n; k++ {
		due := d.end.At * time.Duration(k) / time.Duration(n)
		i, _ := slices.BinarySearchFunc(d.samples, due, func(s Sample, due time.Duration) int { return cmp.Compare(s.At, due) })
		s := d.samples[min(i, len(d.samples)-1)]
		if s.At > d.edges[len(d.edges)-1].At {
			d.edges = append(d.edges, s)
		}
	}
}

func (d *drawing) x(at time.Duration) float64 { return float64(at) / float64(d.end.At) }

// edge draws a number of rows.
func (d *drawing) edge(rows func(Sample) int) string {
	var b pathBuilder
	for _, s := range d.samples {
		d.to(&b, s, rows(s))
	}
	return b.String()
}

// area draws what is between two numbers of rows.
func (d *drawing) area(bounds func(Sample) (top, bottom int)) string {
	var b pathBuilder
	for _, s := range d.samples {
		top, _ := bounds(s)
		d.to(&b, s, top)
	}
	for _, s := range slices.Backward(d.samples) {
		_, bottom := bounds(s)
		d.to(&b, s, bottom)
	}
	return b.String() + "Z"
}

func (d *drawing) to(b *pathBuilder, s Sample, rows int) {
	b.to(plotWide*d.x(s.At), plotHigh*(1-float64(rows)/float64(d.rows)))
}

// pace draws the requests that were made, as steps, and those that were
// allowed. If far more were allowed, that line is outside the picture.
func (d *drawing) pace() (made, allowed string, ticks []tick) {
	most, allowance := 0.0, 0.0
	for i, to := range d.edges[1:] {
		most = max(most, perSecond(d.edges[i], to))
	}
	for _, s := range d.samples {
		allowance = max(allowance, s.Rate)
	}
	top := niceAbove(most)
	if allowance <= 2*most {
		top = niceAbove(max(most, allowance))
	}
	y := func(rate float64) float64 { return plotHigh * (1 - rate/top) }
	var m, a pathBuilder
	m.to(0, plotHigh)
	for i, to := range d.edges[1:] {
		from := d.edges[i]
		m.to(plotWide*d.x(from.At), y(perSecond(from, to)))
		m.to(plotWide*d.x(to.At), y(perSecond(from, to)))
	}
	m.to(plotWide, plotHigh)
	for _, s := range d.samples {
		a.to(plotWide*d.x(s.At), y(s.Rate))
	}
	return m.String(), a.String(), []tick{
		{At: "0", Text: number(top) + "/s"}, {At: "50", Text: number(top/2) + "/s"},
	}
}

func perSecond(from, to Sample) float64 {
	return float64(to.Requests-from.Requests) / (to.At - from.At).Seconds()
}

func (d *drawing) bins() []bin {
	var bins []bin
	most := 0
	for i, to := range d.edges[1:] {
		most = max(most, to.Throttled-d.edges[i].Throttled)
	}
	for i, to := range d.edges[1:] {
		from := d.edges[i]
		took := to.At - from.At
		n := to.Throttled - from.Throttled
		high := float64(n) / float64(max(1, most))
		paused, down := part(to.Paused-from.Paused, took), part(to.Down-from.Down, took)
		bins = append(bins, bin{
			X: percent(d.x(from.At)), Wide: percent(d.x(took)),
			Throttled: n, ThrottledHigh: percent(high), ThrottledTop: percent(1 - high),
			PausedTop: percent(1 - paused), PausedHigh: percent(paused), DownTop: percent(1 - down), DownHigh: percent(down),
			From: clock(from.At), To: clock(to.At),
			Done: to.Good + to.Bad, Requests: to.Requests - from.Requests, Pace: number(perSecond(from, to)),
			PausedFor: inWordsIfAny(to.Paused - from.Paused), DownFor: inWordsIfAny(to.Down - from.Down),
		})
	}
	return bins
}

func (d *drawing) rowTicks() []tick {
	ticks := []tick{{At: "0", Text: grouped(d.rows)}}
	if d.rows%2 == 0 {
		ticks = append(ticks, tick{At: "50", Text: grouped(d.rows / 2)})
	}
	return ticks
}

// timeTicks divides the time into at most six parts of a round length.
func (d *drawing) timeTicks() []tick {
	every := 24 * time.Hour
	for _, seconds := range [...]time.Duration{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200} {
		if d.end.At <= 6*seconds*time.Second {
			every = seconds * time.Second
			break
		}
	}
	for d.end.At > 6*every {
		every *= 2
	}
	var ticks []tick
	for at := time.Duration(0); at <= d.end.At; at += every {
		ticks = append(ticks, tick{At: percent(d.x(at)), Anchor: anchor(d.x(at)), Text: clock(at)})
	}
	return ticks
}

// anchor keeps the words at both ends inside.
func anchor(x float64) string {
	switch {
	case x < 0.03:
		return "start"
	case x > 0.97:
		return "end"
	}
	return "middle"
}

// A pathBuilder writes the d of a path.
type pathBuilder struct{ strings.Builder }

func (b *pathBuilder) to(x, y float64) {
	command := "L"
	if b.Len() == 0 {
		command = "M"
	}
	b.WriteString(command + decimal(x, 1) + " " + decimal(y, 2))
}

func percent(x float64) string { return decimal(100*x, 3) }

func part(of, whole time.Duration) float64 { return min(1, float64(of)/float64(whole)) }

// niceAbove is the next of 1, 2, 4, 5, 10, 20, … that is not below x.
func niceAbove(x float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(max(x, 0.01))))
	for _, n := range [...]float64{1, 1.5, 2, 3, 4, 5, 6, 8} {
		if n*unit >= x {
			return n * unit
		}
	}
	return 10 * unit
}
