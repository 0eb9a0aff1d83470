package terminal

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"partner-import/importer"
	"partner-import/importer/row"
)

func halfDone() importer.Progress {
	return importer.Progress{Rows: 2000, Done: 796, Counts: map[row.Status]int{row.Created: 790, row.Failed: 6}}
}

// TestBarSays: what stands on the last line, from wide terminals to narrow
// ones; the trouble stays as long as there is room.
func TestBarSays(t *testing.T) {
	paused, down := halfDone(), halfDone()
	paused.Paused, down.Down = 37*time.Second, 3*time.Minute
	first := importer.Progress{Rows: 2000, Done: 1, Counts: map[row.Status]int{row.Created: 1}}
	const left = 2*time.Hour + 13*time.Minute + time.Second
	for _, tt := range []struct {
		p     importer.Progress
		width int
		want  string
	}{
		{halfDone(), 120, " 39% |███████████                   | 790 created, 6 failed; 12.5 rows/s, 1,204 rows left, about 2 h 14 min"},
		{halfDone(), 80, " 39% |█████        | 790 created, 6 failed; 1,204 rows left, about 2 h 14 min"},
		{halfDone(), 60, " 39% |██    | 6 failed; 1,204 rows left, about 2 h 14 min"},
		{halfDone(), 40, " 39% |██     | 1,204 left, 2 h 14 min"},
		{paused, 120, " 39% |███████████                  | 790 created, 6 failed; paused 37 s by the API, 1,204 rows left, about 2 h 14 min"},
		{paused, 80, " 39% |████        | paused 37 s by the API, 1,204 rows left, about 2 h 14 min"},
		{paused, 40, " 39% |██     | paused 37 s by the API"},
		{paused, 20, "paused 37 s by t…"},
		{first, 80, "  0% |            | 1 created; 12.5 rows/s, 1,999 rows left, about 2 h 14 min"},
		{down, 80, " 39% |███████           | the API has not answered for 3 min, 1,204 rows left"},
	} {
		duration := left
		if tt.p.Down > 0 {
			duration = 0
		}
		got := compose(tt.p.Done, tt.p.Rows, tt.width, texts(tt.p, duration, 12.5))
		if got != tt.want {
			t.Errorf("at %d columns:\n%s; want\n%s", tt.width, got, tt.want)
		}
	}
}

// TestBarFits: whatever is to be said, it is no wider than the terminal, and
// holds nothing that a terminal would act upon but the way back to its start.
func TestBarFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out strings.Builder
		width := 0
		b := &bar{out: &out, width: func() int { return width }}
		for range 3 { // the terminal changes its width meanwhile
			width = rapid.IntRange(1, 200).Draw(t, "width")
			p := importer.Progress{Rows: rapid.IntRange(1, 1e9).Draw(t, "rows"), Counts: map[row.Status]int{}}
			for _, status := range row.Statuses() {
				n := rapid.IntRange(0, p.Rows-p.Done).Draw(t, string(status))
				p.Counts[status], p.Done = n, p.Done+n
			}
			p.Paused = time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "paused"))
			p.Down = time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "down"))
			left := time.Duration(rapid.Int64Range(0, int64(1000*24*time.Hour)).Draw(t, "left"))
			out.Reset()
			b.draw(compose(p.Done, p.Rows, width, texts(p, left, 48.7)))
			drawn := strings.Split(out.String(), "\r")
			for _, line := range drawn {
				if n := utf8.RuneCountInString(line); n > max(width-1, 0) {
					t.Fatalf("%q takes %d columns; the terminal has %d", out.String(), n, width)
				}
			}
			if n := utf8.RuneCountInString(drawn[len(drawn)-1]); n > max(width-len("^C")-1, 0) {
				t.Fatalf("behind %q there is no room for ^C in %d columns", out.String(), width)
			}
			if strings.ContainsAny(out.String(), "\n\x1b\t") {
				t.Fatalf("%q holds what a terminal acts upon", out.String())
			}
		}
		out.Reset()
		b.clear()
		if strings.Trim(out.String(), " \r") != "" || b.line != "" {
			t.Fatalf("clear writes %q", out.String())
		}
	})
}

// TestLineAboveBar: other lines appear above the bar, which is drawn again.
func TestLineAboveBar(t *testing.T) {
	var out strings.Builder
	s := New(&out, Options{})
	s.terminal, s.bar.width = true, func() int { return 50 }
	s.Progress(halfDone())
	bar := s.bar.line
	out.Reset()
	s.Println("note")
	if want := "\r" + strings.Repeat(" ", min(utf8.RuneCountInString(bar)+len("^C"), 49)) + "\rnote\n\r" + bar; bar == "" || out.String() != want {
		t.Errorf("println writes %q; want %q", out.String(), want)
	}
	s.Finish()
	out.Reset()
	s.Println("over")
	if out.String() != "over\n" {
		t.Errorf("without a bar, println writes %q", out.String())
	}
}

// TestProgressWithoutTerminal: a line every 10 % or 30 s, which says why
// nothing goes on.
func TestProgressWithoutTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		s := New(&out, Options{})
		for second := range 100 {
			p := importer.Progress{Rows: 1000, Done: min(5*second, 150), Counts: map[row.Status]int{row.Created: min(5*second, 150)}}
			if second > 30 {
				p.Paused = time.Duration(120-second) * time.Second
			}
			s.Progress(p)
			time.Sleep(time.Second)
		}
		const want = `100 of 1,000 rows (10 %): 100 created; 900 rows left, about 3 min
150 of 1,000 rows (15 %): 150 created; paused 70 s by the API, 850 rows left, about 6 min
150 of 1,000 rows (15 %): 150 created; paused 40 s by the API, 850 rows left, about 9 min
`
		if out.String() != want {
			t.Errorf("it says\n%swant\n%s", out.String(), want)
		}
	})
}

func TestSpoken(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 1: "1 s", time.Second: "1 s", 36*time.Second + 1: "37 s", 99 * time.Second: "99 s", 100 * time.Second: "2 min",
		99 * time.Minute: "99 min", 2*time.Hour + 13*time.Minute + 1: "2 h 14 min", 24 * time.Hour: "24 h 0 min", 24*time.Hour + 1: "1 d 1 h", 240 * time.Hour: "10 d 0 h",
	} {
		if got := spoken(d); got != want {
			t.Errorf("spoken(%s) = %s; want %s", d, got, want)
		}
	}
}

// TestEstimate: it goes by the last two minutes, so that rows that cost
// nothing at the start do not make it believe in wonders.
func TestEstimate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var e estimate
		done, rows := 50_000, 100_000 // recalled at once
		if e.note(0); e.left(importer.Progress{Rows: rows}) != 0 {
			t.Error("it knows something before anything was done")
		}
		for range 600 {
			e.note(done)
			time.Sleep(time.Second)
			done += 10
		}
		p := importer.Progress{Rows: rows, Done: done}
		if got, want := e.left(p), time.Duration((rows-done)/10)*time.Second; got != want {
			t.Errorf("left = %s; want %s", got, want)
		}
		slow := estimate{}
		slow.note(0)
		time.Sleep(time.Second)
		if got := slow.left(importer.Progress{Rows: 3, Done: 1, Rate: 10. / 3600}); got != 12*time.Minute {
			t.Errorf("one row at once, at 10 an hour: left = %s; want 12m", got)
		}
		if p.Down = 1; e.left(p) != 0 {
			t.Error("it knows how long an outage lasts")
		}
		if len(e.marks) > 125 {
			t.Errorf("%d marks are kept", len(e.marks))
		}
	})
}
