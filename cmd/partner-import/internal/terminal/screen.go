package terminal

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"partner-import/importer"
	"partner-import/importer/row"
)

// Options say what a screen shows.
type Options struct {
	Quiet      bool   // nothing but errors
	NoProgress bool   // no bar and no lines that tell how far the run has come
	Input      string // path of the file that is read, "-" for standard input
	Color      string // when there are colours: auto, always or never
}

// A Screen is where the human looks, mostly standard error. It is safe for
// concurrent use.
type Screen struct {
	options  Options
	out      io.Writer
	terminal bool
	input    string // how the file is called

	mu    sync.Mutex // guards all writing to out, and what follows
	bar   *bar       // what is on the last line
	stage stage
	shown progressMark
	pace  estimate
}

// progressMark is what the last line of progress told.
type progressMark struct {
	tenth   int
	counted int // of a stage before the rows
	at      time.Time
}

// New returns a screen that writes to out. The caller ends it with
// [Screen.Finish], and closes out.
func New(out io.Writer, o Options) *Screen {
	return &Screen{options: o, out: out, terminal: Is(out), bar: newBar(out), input: inputName(o.Input)}
}

// Is reports whether a stream is a terminal: an [*os.File] that a person looks
// at, or types into.
func Is(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Terminal reports whether the screen is a terminal.
func (s *Screen) Terminal() bool { return s.terminal }

// Println shows a line, above the bar if there is one.
func (s *Screen) Println(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.println(line)
}

// println is Println for who holds the lock.
func (s *Screen) println(line string) {
	below := s.bar.line
	s.bar.clear()
	fmt.Fprintln(s.out, line)
	s.bar.draw(below)
}

// note shows a line that --quiet leaves out.
func (s *Screen) note(format string, args ...any) {
	if !s.options.Quiet {
		s.Println(fmt.Sprintf(format, args...))
	}
}

// Warnings shows each warning in a line, unless the screen is quiet.
func (s *Screen) Warnings(list []string) {
	for _, warning := range list {
		s.note("note: %s", Printable(warning))
	}
}

// Progress shows how far the run has come: on a terminal as its last line, and
// else in a line now and then.
func (s *Screen) Progress(p importer.Progress) {
	now := stageOf(p)
	if s.options.Quiet || s.options.NoProgress || p.Rows == 0 && now == importingRows {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stage != now {
		s.stage, s.pace, s.shown = now, estimate{}, progressMark{} // its time begins now
	}
	s.pace.note(p.Done)
	if s.terminal {
		s.drawBar(p)
		return
	}
	if now != importingRows {
		s.prelude(p)
		return
	}
	if s.shown.at.IsZero() {
		s.shown.at = time.Now()
	}
	tenth := 10 * p.Done / p.Rows
	if tenth == s.shown.tenth && time.Since(s.shown.at) < 30*time.Second || p.Done == p.Rows {
		return
	}
	s.shown = progressMark{tenth: tenth, at: time.Now()}
	s.println(s.progressLine(p))
}

// progressLine is for where there is no terminal.
func (s *Screen) progressLine(p importer.Progress) string {
	line := fmt.Sprintf("%s of %s rows (%d %%): %s; ", thousands(p.Done), thousands(p.Rows), 100*p.Done/p.Rows, tally(p.Counts))
	if why := waiting(p); why != "" {
		line += why + ", "
	}
	return line + remaining(p, s.pace.left(p))
}

func (s *Screen) drawBar(p importer.Progress) {
	width := s.bar.width()
	if s.stage != importingRows {
		s.bar.draw(fitting(width-1-echo, s.preludes(p)))
		return
	}
	s.bar.draw(compose(p.Done, p.Rows, width, texts(p, s.pace.left(p), s.pace.perSecond(p.Done))))
}

// Finish takes the bar away. The screen may be used again after that.
func (s *Screen) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar.clear()
}

// Conclude shows how the run ended, with numbers that add up. Stopped is why it
// ended early, as [ExplainStop] says it, and "" if it did not; pace is the rate
// of an import in words, like "10/s".
func (s *Screen) Conclude(summary *importer.Summary, stopped, pace string) {
	if stopped != "" {
		s.Println("partner-import: " + stopped)
	}
	s.findings(summary)
	s.note("%s = %s", counted(summary.Rows, "row"), sum(summary.Counts))
	s.outlook(summary, pace)
	for _, output := range summary.Outputs {
		s.note("%-12s %s", output.What, Printable(output.Path))
	}
	for _, output := range summary.Missing {
		s.note("%-12s %s could not be written, or not whole", output.What, Printable(output.Path))
	}
}

// tally lists the counts that are not zero, the usual ones always.
func tally(counts map[row.Status]int) string {
	var parts []string
	for _, status := range row.Statuses() {
		n, known := counts[status]
		if usual := status == row.Created || status == row.Valid; n > 0 || known && usual {
			parts = append(parts, fmt.Sprintf("%s %s", thousands(n), status))
		}
	}
	return strings.Join(parts, ", ")
}

func sum(counts map[row.Status]int) string {
	return strings.ReplaceAll(tally(counts), ", ", " + ")
}

// counted is a number with what it is of: "1 row", "1,204 rows".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands writes 1204 as 1,204.
func thousands(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
