package recording

import (
	"strings"
	"time"
)

// How fast a person types and reads, in the film.
const (
	keys       = 3                      // are typed at once
	perKey     = 45 * time.Millisecond  // of typing
	beforeWork = 400 * time.Millisecond // from the last key to the first answer
	sameMoment = 80 * time.Millisecond  // what is written within it is seen at once
)

// A Film is what a terminal shows, from its first moment to its last. It is not safe
// for concurrent use.
type Film struct {
	Columns, Rows int    // of the terminal
	Title         string // of its window
	Alternative   string // what is seen, in a sentence, for those who cannot see it

	screen *screen
	now    time.Duration
	frames []frame
}

// A frame is what the terminal shows from a moment on: all lines, also those that have
// left its window.
type frame struct {
	at    time.Duration
	lines [][]cell
}

// New is a film of an empty terminal.
func New(columns, rows int) *Film {
	return &Film{Columns: columns, Rows: rows, screen: newScreen()}
}

// Type types a command behind a prompt, and Enter.
func (f *Film) Type(command string) {
	f.write("\x1b[32m$\x1b[0m ")
	for command != "" {
		n := min(keys, len(command))
		f.Pause(time.Duration(n) * perKey)
		f.write("\x1b[1m" + command[:n] + "\x1b[0m")
		command = command[n:]
	}
	f.Pause(beforeWork)
	f.write("\r\n")
}

// Say shows a comment about what happens elsewhere.
func (f *Film) Say(text string) {
	f.write("\r\n\x1b[2m# " + text + "\x1b[0m\r\n")
}

// Show is what a program writes, at the pace at which it wrote it.
func (f *Film) Show(chunks []Chunk) {
	begin := f.now
	for _, c := range chunks {
		f.now = max(f.now, begin+c.After.Truncate(sameMoment))
		f.write(c.Text)
	}
}

// A Chunk is what a program wrote at once, and how long after its start.
type Chunk struct {
	After time.Duration
	Text  string
}

// Pause lets time pass.
func (f *Film) Pause(d time.Duration) { f.now += d }

func (f *Film) write(text string) {
	f.screen.write(text)
	shot := frame{at: f.now}
	for _, line := range f.screen.lines {
		shot.lines = append(shot.lines, append([]cell(nil), line...))
	}
	if last := len(f.frames) - 1; last >= 0 && f.frames[last].at == f.now {
		f.frames[last] = shot
		return
	}
	f.frames = append(f.frames, shot)
}

// Text is all that was written and stayed, without its looks. Two films of the same
// commands have the same text, at whatever pace they ran.
func (f *Film) Text() string {
	var b strings.Builder
	for _, line := range f.screen.lines {
		b.WriteString(plain(line) + "\n")
	}
	return strings.TrimSpace(b.String()) + "\n"
}
