package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// TestNoLineIsWider: no line of a scene is wider than the terminal, at any width
// from 30 columns on. No word is broken that fits a line. A pipe gets no escape
// sequences.
func TestNoLineIsWider(t *testing.T) {
	for name, scene := range scenes() {
		for width := 30; width <= 130; width += 7 {
			text := play(t, scene, width, "always")
			if !slices.Contains([]string{"outage", "waiting", "resume"}, name) { // a bar says less when it is narrow
				wholeWords(t, name, plain(text), play(t, scene, 0, ""), width)
			}
			for line := range strings.Lines(text) {
				if n := fold.Width(plain(strings.TrimSuffix(line, "\n"))); n > width && !strings.Contains(line, "[y/N]") { // what is typed is not in it
					t.Errorf("%s: %q takes %d columns of %d", name, line, n, width)
				}
			}
		}
		if text := play(t, scene, 0, ""); strings.Contains(text, "\x1b") {
			t.Errorf("%s: a pipe gets escape sequences: %q", name, text)
		}
	}
}

// wholeWords: each word of the wide text that fits a line is in the narrow one.
func wholeWords(t *testing.T, name, narrow, wide string, width int) {
	t.Helper()
	words := strings.Fields(narrow)
	for _, word := range strings.Fields(wide) {
		if fold.Width(word) < width && !slices.Contains(words, word) {
			t.Errorf("%s: at %d columns there is no %q", name, width, word)
		}
	}
}

// TestASCII: a terminal that does not show UTF-8 gets ASCII only.
func TestASCII(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows shows all characters")
	}
	for name, scene := range scenes() {
		synctest.Test(t, func(t *testing.T) {
			s, out := screenOf(80, Options{Input: "zoë.csv", Env: func(name string) (string, bool) { return map[string]string{"LANG": "C", "TERM": "xterm"}[name], true }})
			scene(s)
			s.Warnings([]string{"Zoë → 東京"})
			s.Finish()
			for _, r := range out.String() {
				if r > 0x7e {
					t.Fatalf("%s: %q is shown in\n%s", name, r, out.String())
				}
			}
		})
	}
}

// TestStagesInAPipe: without a terminal, a line tells of the reading each 10 s,
// of a listing each 10,000 partners or 30 s, and of the rows each 10 % or 30 s.
func TestStagesInAPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := New(&out, Options{Input: "in/partners.csv"})
		list := []importer.Progress{
			{Reading: true}, {Reading: true}, {Reading: true, Read: 1_200_000}, {Reading: true, Read: 2_400_000},
			{Listing: true}, {Listing: true, Listed: 250}, {Listing: true, Listed: 10_250}, {Listing: true, Listed: 20_000, Paused: 5 * time.Second},
			{Rows: 100, Done: 40}, {Rows: 100, Done: 90},
		}
		for _, p := range list {
			s.Progress(p)
			time.Sleep(6 * time.Second)
		}
		began := time.Now()
		for sent := range 8 {
			s.Progress(importer.Progress{Planned: 100, Sent: 4 * sent, Started: began, Counts: map[row.Status]int{row.Failed: sent}})
			time.Sleep(8 * time.Second)
		}
		s.Progress(importer.Progress{Planned: 100, Sent: 100, Started: began})
		want := []string{
			"reading partners.csv: 1,200,000 rows",
			"listing partners: 10,250",
			"listing partners: 20,000; waiting 5 s: Partnero's limit is reached",
			"12 of 100 rows (12 %): 0.5/s, 0:24, about 3 min left   3 to fix",
			"20 of 100 rows (20 %): 0.5/s, 0:40, about 3 min left   5 to fix",
			"",
		}
		if diff := cmp.Diff(want, strings.Split(out.String(), "\n")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestStagesOnATerminal: before the rows there is no bar, but how far it is, in
// as many words as there is room for.
func TestStagesOnATerminal(t *testing.T) {
	for _, tt := range []struct {
		p     importer.Progress
		width int
		want  string
	}{
		{importer.Progress{Reading: true}, 80, "reading the-partners-of-2026.csv"},
		{importer.Progress{Reading: true, Read: 1_200_000}, 80, "reading the-partners-of-2026.csv: 1,200,000 rows"},
		{importer.Progress{Reading: true, Read: 1_200_000}, 40, "reading: 1,200,000 rows"},
		{importer.Progress{Reading: true, Read: 1_200_000}, 20, "reading: 1,200,0…"},
		{importer.Progress{Listing: true, Listed: 12_500}, 80, "listing partners: 12,500"},
		{importer.Progress{Rows: 100}, 80, "waiting for an answer from Partnero"},
		{importer.Progress{Rows: 100, Paused: time.Minute}, 80, "waiting 60 s: Partnero's limit is reached"},
		{importer.Progress{Rows: 100, Done: 40}, 80, "going through the rows: 40 of 100"},
	} {
		s, _ := screenOf(tt.width, Options{Input: "the-partners-of-2026.csv"})
		s.Progress(tt.p)
		if got := s.bar.Line(); got != tt.want {
			t.Errorf("%d columns show %q; want %q", tt.width, got, tt.want)
		}
		s.Finish()
	}
}

// TestQuiet: a quiet screen shows why a run ended early and what to do, and the
// question, which names the account.
func TestQuiet(t *testing.T) {
	s, out := screenOf(80, Options{Quiet: true})
	s.Sandbox()
	s.sandbox = false
	s.Plan(thePlan())
	s.Confirm(context.Background(), typed("y\n"))
	s.Warnings([]string{"a warning"})
	s.Progress(halfDone())
	s.Stopping()
	s.Conclude(Conclusion{Summary: &importer.Summary{Rows: 1}, Stop: Stop{Why: "stopped: no room.", Next: "Make room."}})
	const want = "Import 3 rows into api.partnero.com? [y/N] partner-import: stopped: no room. Make room.\n"
	if got := out.String(); got != want {
		t.Errorf("it shows %q; want %q", got, want)
	}
}

// TestAnswers: what a person may type.
func TestAnswers(t *testing.T) {
	for typing, want := range map[string]bool{
		"y\n": true, "Y\n": true, " yes \r\n": true, "oui\nja\ny\n": true, "y": true,
		"n\n": false, "No\n": false, "\n": false, "": false, "j\nn\n": false,
	} {
		s, out := screenOf(80, Options{})
		s.Plan(thePlan())
		if got := s.Confirm(context.Background(), typed(typing)); got != want {
			t.Errorf("%q means %v; want %v", typing, got, want)
		}
		again := strings.Count(out.String(), "Type y or n.\n")
		if want := max(0, strings.Count(typing, "\n")-1); again != want {
			t.Errorf("after %q it asked again %d times; want %d", typing, again, want)
		}
	}
}

// TestNothingToAsk: without rows to send nothing is asked, and nothing is read.
func TestNothingToAsk(t *testing.T) {
	s, out := screenOf(80, Options{})
	plan := thePlan()
	plan.Preview = importer.Preview{Rows: 394, Done: 394}
	s.Plan(plan)
	if !s.Confirm(context.Background(), unread{t}) || strings.Contains(out.String(), "[y/N]") || !strings.Contains(out.String(), "Nothing is left to send.") {
		t.Errorf("it shows %q", out.String())
	}
}

type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the answer was read")
	return 0, io.EOF
}

// TestQuestionEnds: the end of the run ends the question.
func TestQuestionEnds(t *testing.T) {
	s, out := screenOf(80, Options{})
	s.Plan(thePlan())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	reader, writer := io.Pipe()
	defer writer.Close()
	if s.Confirm(ctx, reader) || !strings.HasSuffix(out.String(), "[y/N] \n") {
		t.Errorf("it shows %q", out.String())
	}
}

// TestScreenIsShared: the stages of a run, warnings and the question come from
// several goroutines; run it with -race.
func TestScreenIsShared(t *testing.T) {
	for _, isTerminal := range []bool{false, true} {
		s, out := screenOf(80, Options{})
		s.settle(isTerminal)
		s.Plan(thePlan())
		var all sync.WaitGroup
		for _, p := range []importer.Progress{{Reading: true, Read: 10}, {Listing: true, Listed: 10_000}, halfDone(), {Planned: 10, Sent: 7, Started: time.Now()}} {
			all.Go(func() { s.Progress(p) })
		}
		all.Go(func() { s.Warnings([]string{"a note"}) })
		all.Go(func() { s.Confirm(t.Context(), strings.NewReader("y\n")) })
		all.Go(s.Stopping)
		all.Go(s.Finish)
		all.Wait()
		s.Finish()
		if !strings.Contains(out.String(), "! a note\n") || !strings.Contains(out.String(), "[y/N] ") {
			t.Errorf("it shows %q", out.String())
		}
	}
}

// TestOnlyJSON: where a log in JSON is written to a screen that programs read,
// nothing else is.
func TestOnlyJSON(t *testing.T) {
	for _, file := range []string{"", "-"} {
		synctest.Test(t, func(t *testing.T) {
			s, out := screenOf(0, Options{})
			s.settle(false)
			log, err := s.OpenLog(LogOptions{File: file, Level: "info", Format: "json"})
			if err != nil {
				t.Fatal(err)
			}
			list := scenes()
			delete(list, "outage") // it opens a log of its own
			for _, scene := range list {
				s.Error("an error")
				s.plan = nil
				scene(s)
			}
			log.Info("a message", zap.Int("rows", 1))
			for line := range strings.Lines(out.String()) {
				// A caller asks no questions where there is no terminal.
				if !strings.HasPrefix(line, "{") && !strings.Contains(line, "[y/N]") && !strings.Contains(line, "Type y or n.") {
					t.Errorf("with --log-file %q it writes %q", file, line)
				}
			}
			if !strings.Contains(out.String(), `"msg":"a message"`) || !s.Mute() {
				t.Errorf("the log is %q", out.String())
			}
		})
	}
}

// TestMissingOutputs: a file that could not be written is not named like one
// that was.
func TestMissingOutputs(t *testing.T) {
	var out bytes.Buffer
	New(&out, Options{}).Conclude(Conclusion{Summary: &importer.Summary{
		Rows: 1, Outputs: []importer.Output{{What: "report", Path: "r.csv"}}, Missing: []importer.Output{{What: "failed rows", Path: "f.csv"}},
	}})
	if want := "Report        r.csv\nTo fix        f.csv could not be written completely\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("the end = %q; want %q", out.String(), want)
	}
}

// TestMapping: the columns are aligned, whatever they hold.
func TestMapping(t *testing.T) {
	columns := []source.MappedColumn{
		{Column: "email", Field: "email", First: "a@example.com"},
		{Column: "group", Field: "tags", First: "gold"},
		{Column: "Phone\x1b[2J", Kind: "numbers"},
		{Column: "東京", Field: "name", First: strings.Repeat("long ", 30)},
		{Field: "tags", First: "2026"},
		{},
	}
	var text strings.Builder
	if err := WriteMapping(&text, columns); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{80, 40} {
		p := &paper.Paper{}
		mapping(p, columns, width)
		text.WriteString("--\n" + strings.Join(p.Lines, "\n") + "\n")
		for _, line := range p.Lines {
			if fold.Width(line) > width {
				t.Errorf("%q is wider than %d", line, width)
			}
		}
	}
	golden(t, "mapping.golden", text.String())
	if err := WriteMapping(failing{}, columns); err == nil {
		t.Error("a table that cannot be written is no error")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

// TestUnwritable: a screen that cannot be written to harms nothing.
func TestUnwritable(t *testing.T) {
	s := New(failing{}, Options{})
	s.settle(true)
	validateBad(s)
	if _, err := os.Stat("testdata"); err != nil {
		t.Fatal(err)
	}
}
