package main

import (
	"bufio"
	"context"
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

// This file and log.go are what writes to stderr. The rules are:
//
//   - stdout carries what was asked for; everything for the human is on stderr.
//   - On a terminal the last line is the progress bar. Whatever else is shown
//     (warnings only) appears above it: the bar is cleared, the line written,
//     and the bar drawn again, under one lock.
//   - Without a terminal, a line tells the progress every 10 % or 30 s, and
//     the log goes to stderr as a whole.
//   - A stderr that cannot be written to any more is nobody's business.

// screenFlags say what is shown.
type screenFlags struct {
	quiet      bool
	noProgress bool
	logFile    string
	logLevel   string
	logFormat  string
}

// A screen is where the human looks. It is safe for concurrent use.
type screen struct {
	flags    screenFlags
	out      io.Writer
	terminal bool

	input string // how the file is called

	mu    sync.Mutex
	bar   *bar // what is on the last line
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

func newScreen(out io.Writer, f screenFlags) *screen {
	return &screen{flags: f, out: out, terminal: isTerminal(out), bar: newBar(out)}
}

func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// println shows a line, above the bar if there is one.
func (s *screen) println(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	below := s.bar.line
	s.bar.clear()
	fmt.Fprintln(s.out, line)
	s.bar.draw(below)
}

// note shows a line that --quiet leaves out.
func (s *screen) note(format string, args ...any) {
	if !s.flags.quiet {
		s.println(fmt.Sprintf(format, args...))
	}
}

func (s *screen) warnings(list []string) {
	for _, warning := range list {
		s.note("note: %s", printable(warning))
	}
}

// progress shows how far the run has come.
func (s *screen) progress(p importer.Progress) {
	now := stageOf(p)
	if s.flags.quiet || s.flags.noProgress || p.Rows == 0 && now == importingRows {
		return
	}
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
func (s *screen) progressLine(p importer.Progress) string {
	line := fmt.Sprintf("%s of %s rows (%d %%): %s; ", thousands(p.Done), thousands(p.Rows), 100*p.Done/p.Rows, tally(p.Counts))
	if why := waiting(p); why != "" {
		line += why + ", "
	}
	return line + remaining(p, s.pace.left(p))
}

func (s *screen) drawBar(p importer.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	width := s.bar.width()
	if s.stage != importingRows {
		s.bar.draw(fitting(width-1-echo, s.preludes(p)))
		return
	}
	s.bar.draw(compose(p.Done, p.Rows, width, texts(p, s.pace.left(p), s.pace.perSecond(p.Done))))
}

// finish takes the bar away.
func (s *screen) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar.clear()
}

func (s *screen) close() { s.finish() }

// conclude shows how the run ended, with numbers that add up.
func (s *screen) conclude(summary *importer.Summary, err error, pace string) {
	if err != nil {
		s.println("partner-import: " + explainStop(err))
	}
	s.findings(summary)
	s.note("%s = %s", counted(summary.Rows, "row"), sum(summary.Counts))
	s.outlook(summary, pace)
	for _, output := range summary.Outputs {
		s.note("%-12s %s", output.What, printable(output.Path))
	}
	for _, output := range summary.Missing {
		s.note("%-12s %s could not be written, or not whole", output.What, printable(output.Path))
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

// confirm asks once before an import into anything but the sandbox, if there
// is a person to ask. When ctx ends first, the answer is no.
func (r *runner) confirm(ctx context.Context, s *screen, target importer.TargetSummary, p importer.Preview) bool {
	if !r.Sends() || r.Sandbox || r.Yes || !s.terminal || !isTerminal(r.env.stdin) {
		return true
	}
	s.finish()
	s.pace = estimate{} // how long a person thinks is no pace
	what := "Import " + counted(p.Rows-p.Invalid, "row") + " into"
	if r.options(connection{}).Invite {
		what = "Send " + counted(p.Rows-p.Invalid, "invitation") + " by e-mail through"
	}
	fmt.Fprintf(r.env.stderr, "%s %s with the key that ends in %q", what, target.Host, target.Key)
	if r.options(connection{}).Existing == importer.UpdateExisting {
		fmt.Fprint(r.env.stderr, ", changing partners who are there already")
	}
	if p.Invalid > 0 {
		fmt.Fprintf(r.env.stderr, " (without %s)", counted(p.Invalid, "invalid row"))
	}
	fmt.Fprintf(r.env.stderr, "?\nIt takes about %s. [y/N] ", spoken(p.Expected))
	answers := make(chan string, 1)
	go func() { // nothing can break off the reading; it ends with the program
		answer, _ := bufio.NewReader(r.env.stdin).ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes"
	case <-ctx.Done():
		s.println("") // the question's line has no end
		return false
	}
}
