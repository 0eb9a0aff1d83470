package terminal

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/importer"
	"partner-import/importer/row"
)

func halfDone() importer.Progress {
	return importer.Progress{Rows: 2000, Done: 1196, Planned: 1600, Sent: 796, Started: time.Now().Add(-time.Minute), Counts: map[row.Status]int{row.Created: 1190, row.Failed: 6}}
}

// TestTrial: a trial of three rows counts to three, whatever earlier runs did.
func TestTrial(t *testing.T) {
	s, _ := screenOf(80, Options{})
	s.Progress(importer.Progress{Rows: 20_000, Done: 12_002, Planned: 3, Sent: 2, Started: time.Now()})
	if want := " 66 % ██████████░░░░░░  2 of 3   0:00"; s.bar.line != want {
		t.Errorf("the bar is %q; want %q", s.bar.line, want)
	}
	s.Finish()
}

// TestBarFits: whatever there is to say, the bar is no wider than the terminal,
// leaves room for a ^C, and ends no line.
func TestBarFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dumb := rapid.Bool().Draw(t, "dumb")
		s, out := screenOf(80, Options{NoProgress: true})
		width := 0
		s.bar.width, s.bar.dumb = func() int { return width }, dumb
		duration := func(name string) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, name))
		}
		for range 3 { // the terminal changes its width meanwhile
			width = rapid.IntRange(1, 200).Draw(t, "width")
			planned := rapid.IntRange(1, 1e9).Draw(t, "planned")
			p := importer.Progress{
				Planned: planned, Sent: rapid.IntRange(0, planned).Draw(t, "sent"), Started: time.Now().Add(-duration("passed")), Expected: duration("plan"),
				Paused: duration("paused"), Down: duration("down"), Cause: rapid.StringMatching(`[a-z 東\n]{0,40}`).Draw(t, "cause"),
				Settling: rapid.IntRange(0, 1e6).Draw(t, "settling"), SettlesIn: duration("settles"), Counts: map[row.Status]int{row.Failed: planned / 2},
			}
			s.Progress(p)
			out.Reset()
			s.bar.line = ""
			s.redraw()
			if n := fold.Width(s.bar.line); n > max(width-1-echo, 0) {
				t.Fatalf("%q takes %d columns; the terminal has %d", s.bar.line, n, width)
			}
			if text := strings.ReplaceAll(out.String(), "\x1b[K", ""); strings.ContainsAny(text, "\n\x1b\t") || dumb && text != out.String() {
				t.Fatalf("%q holds what a terminal acts upon", out.String())
			}
		}
	})
}

// TestLineAboveBar: other lines appear above the bar, which is drawn again.
func TestLineAboveBar(t *testing.T) {
	for _, term := range []string{"xterm", "dumb"} {
		s, out := screenOf(50, Options{Env: func(name string) (string, bool) {
			return map[string]string{"TERM": term, "LANG": "C.UTF-8"}[name], true
		}})
		s.Progress(halfDone())
		bar := s.bar.line
		s.Println("note")
		if got := shown(out.String()); len(got) != 2 || got[0] != "note" || got[1] != bar || bar == "" {
			t.Errorf("on %s it shows %q; want the note above %q", term, got, bar)
		}
		if term == "dumb" && strings.Contains(out.String(), "\x1b") {
			t.Errorf("a dumb terminal gets %q", out.String())
		}
		s.Finish()
		if got := strings.Join(shown(out.String()), "\n"); got != "note\n" {
			t.Errorf("on %s it shows %q in the end; want no bar", term, got)
		}
	}
}

// TestNarrower: when the terminal becomes narrower, it folds the bar. No piece
// of it is left.
func TestNarrower(t *testing.T) {
	for _, narrow := range []int{70, 40, 21} {
		width := 120
		s, out := screenOf(width, Options{})
		s.bar.width = func() int { return width }
		s.Println("above")
		s.Progress(halfDone())
		var folded strings.Builder // what the terminal makes of it
		for rest := s.bar.line; ; {
			n := min(narrow, len([]rune(rest)))
			folded.WriteString(string([]rune(rest)[:n]))
			if rest = string([]rune(rest)[n:]); rest == "" {
				break
			}
			folded.WriteByte('\n')
		}
		width = narrow
		out.Reset()
		s.Progress(halfDone())
		got := shown("above\n" + folded.String() + out.String())
		if text := strings.TrimRight(strings.Join(got, "\n"), "\n"); text != "above\n"+s.bar.line {
			t.Errorf("at %d columns it shows\n%s", narrow, text)
		}
		s.Finish()
	}
}

// TestTicks: the time moves each second, also when nothing is told.
func TestTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := screenOf(100, Options{Input: "partners.csv"})
		line := func() string {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.bar.line
		}
		s.Progress(importer.Progress{Reading: true, Read: 20_000})
		for _, want := range []string{"", "   0:01", "   0:02", "   0:03"} {
			if got := line(); got != "reading partners.csv: 20,000 rows"+want {
				t.Errorf("it shows %q; want %q at the end", got, want)
			}
			time.Sleep(time.Second + time.Millisecond)
		}
		s.Progress(importer.Progress{Planned: 10, Sent: 2, Started: time.Now(), Paused: 9 * time.Second})
		time.Sleep(3*time.Second + 10*time.Millisecond)
		if got := line(); !strings.Contains(got, "2 of 10   0:02   waiting 7 s: Partnero's limit is reached") {
			t.Errorf("almost 3 s later it shows %q", got)
		}
		s.Finish()
		time.Sleep(3 * time.Second)
		if got := line(); got != "" {
			t.Errorf("after the end it shows %q", got)
		}
	})
}

func TestSpoken(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 1: "1 s", time.Second: "1 s", 36*time.Second + 1: "37 s", 99 * time.Second: "99 s", 100 * time.Second: "2 min", 302 * time.Second: "5 min",
		99 * time.Minute: "99 min", 2*time.Hour + 13*time.Minute + 31*time.Second: "2 h 14 min", 24 * time.Hour: "24 h 0 min", 25 * time.Hour: "1 d 1 h", 240 * time.Hour: "10 d 0 h",
	} {
		if got := spoken(d); got != want {
			t.Errorf("spoken(%s) = %s; want %s", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0:00", 7 * time.Second: "0:07", 144 * time.Second: "2:24", 3744 * time.Second: "1:02:24", 100 * time.Hour: "100:00:00"} {
		if got := clock(d); got != want {
			t.Errorf("clock(%s) = %s; want %s", d, got, want)
		}
	}
	for pace, want := range map[float64]string{1. / 6: "0.167/s", 44.84: "44.8/s", 8379.9: "8,379/s"} {
		if got := perSecond(pace); got != want {
			t.Errorf("perSecond(%v) = %s; want %s", pace, got, want)
		}
	}
}
