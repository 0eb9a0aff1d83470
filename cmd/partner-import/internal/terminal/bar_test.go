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
	if want := " 66 % ██████████░░░░░░  2 of 3   0:00"; s.bar.Line() != want {
		t.Errorf("the bar is %q; want %q", s.bar.Line(), want)
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
		s.bar.Width, s.bar.Dumb = func() int { return width }, dumb
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
			s.Finish()
			out.Reset()
			s.redraw()
			if n := fold.Width(s.bar.Line()); n > max(width-1-len("^C"), 0) {
				t.Fatalf("%q takes %d columns; the terminal has %d", s.bar.Line(), n, width)
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
		bar := s.bar.Line()
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
		s.bar.Width = func() int { return width }
		s.Println("above")
		s.Progress(halfDone())
		var folded strings.Builder // what the terminal makes of it
		for rest := s.bar.Line(); ; {
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
		if text := strings.TrimRight(strings.Join(got, "\n"), "\n"); text != "above\n"+s.bar.Line() {
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
			return s.bar.Line()
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
