package terminal

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/term"

	"partner-import/cmd/partner-import/internal/terminal/internal/bar"
	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/paper"
	"partner-import/cmd/partner-import/internal/terminal/internal/progress"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
)

// Options say what a screen shows.
type Options struct {
	Quiet      bool   // nothing but errors
	NoProgress bool   // no bar and no lines that tell how far the run has come
	Input      string // path of the file that is read, "-" for standard input
	Color      string // always, never or auto, which is the default: on a terminal that can show colours

	// Env looks up environment variables that say what the terminal can show:
	// NO_COLOR, TERM and the locale. Default [os.LookupEnv].
	Env func(name string) (string, bool)
}

// A Screen is where people look, mostly standard error. It is safe for
// concurrent use.
type Screen struct {
	options  Options
	out      io.Writer
	terminal bool
	style    style.Style

	mu      sync.Mutex // guards all writing to out, and what follows
	mute    bool       // the log alone is written, as JSON
	sandbox bool
	bar     *bar.Bar // what is on the last line
	plan    *Plan
	told    told
	run     progress.Run
	ticking chan struct{}
	asking  bool
	written bool // the last line was not empty
}

// told is what the screen has shown already.
type told struct {
	findings map[string]int // their numbers, by keyOf
	warnings map[string]bool
}

// New returns a screen that writes to out. The caller ends it with
// [Screen.Finish], and closes out.
func New(out io.Writer, o Options) *Screen {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	s := &Screen{options: o, out: out, told: told{map[string]int{}, map[string]bool{}}}
	s.bar = &bar.Bar{Out: out, Width: func() int { return Width(out) }}
	s.run.Input, s.run.Host = inputName(o.Input), s.host
	s.style.Colour = style.Wants(o.Color, Is(out), o.Env)
	s.settle(Is(out))
	return s
}

// settle makes the screen a terminal, or none.
func (s *Screen) settle(terminal bool) {
	s.terminal = terminal
	s.style.ASCII = terminal && !style.UTF8(s.options.Env)
	s.bar.Style, s.run.Style = s.style, s.style
	s.bar.Dumb = style.Dumb(s.options.Env) || terminal && Is(s.out) && !understands(s.out)
	if s.bar.Dumb && s.options.Color != "always" {
		s.style.Colour, s.bar.Style.Colour = false, false
	}
}

// Is reports whether a stream is a terminal: an [*os.File] that a person looks
// at, or types into.
func Is(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Terminal reports whether the screen is a terminal.
func (s *Screen) Terminal() bool { return s.terminal }

// quiet reports whether only errors are shown.
func (s *Screen) quiet() bool { return s.options.Quiet || s.mute }

// Println shows a line, above the bar if there is one.
func (s *Screen) Println(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.println(line)
}

// println is Println for code that holds the lock.
func (s *Screen) println(lines ...string) {
	below := s.bar.Line()
	s.bar.Clear()
	for _, line := range lines {
		fmt.Fprintln(s.out, line)
		s.written = line != ""
	}
	if below != "" {
		s.redraw()
	}
}

// Error shows why a run did not start or ended early, in a line that --quiet
// does not leave out. When the log is all that is written, it says that.
func (s *Screen) Error(sentence string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.error(sentence)
}

func (s *Screen) error(sentence string) {
	if s.mute {
		return
	}
	p := s.paper()
	sentence, commands, _ := strings.Cut(sentence, "\n")
	p.Hang(p.Bad("partner-import:")+" ", "  ", p.Text(sentence))
	for command := range strings.Lines(commands) {
		p.Lines = append(p.Lines, "  "+p.Text(strings.TrimSpace(command))) // in one piece, to be copied
	}
	s.println(p.Lines...)
}

// show shows a paper, unless the screen is quiet.
func (s *Screen) show(p *paper.Paper) {
	if !s.quiet() && len(p.Lines) > 0 {
		s.println(p.Lines...)
	}
}

// sandboxed is the first and the last line of an import into a sandbox.
const sandboxed = "Sandbox: nothing was sent to Partnero."

// Sandbox says that the run sends nothing to Partnero. The conclusion says so
// once more.
func (s *Screen) Sandbox() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sandbox = true
	p := s.paper()
	p.Put("", p.Warn(sandboxed))
	s.show(p)
}

// Warnings shows each warning, unless the screen is quiet.
func (s *Screen) Warnings(list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.paper()
	p.Warnings(s.news(list))
	s.show(p)
}

// news are the warnings that were not shown before.
func (s *Screen) news(list []string) (fresh []string) {
	for _, text := range list {
		if !s.told.warnings[text] {
			s.told.warnings[text] = true
			fresh = append(fresh, text)
		}
	}
	return fresh
}

// Stopping answers the first signal at once, while requests are under way.
func (s *Screen) Stopping() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asking || s.run.Now().Started.IsZero() {
		return // the end follows at once
	}
	text := "Stopping"
	if n := s.run.Now().InFlight; n > 0 {
		text += " after " + words.Counted(n, "request")
	}
	text += " …"
	if s.terminal {
		text += " (Ctrl-C again: at once)"
	}
	p := s.paper()
	p.Put("", p.Text(text))
	s.show(p)
}

// Finish takes the bar away. The screen may be used again after that.
func (s *Screen) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar.Clear()
	s.endTicks()
}

// host is the name of the account's host in sentences.
func (s *Screen) host() string {
	if s.plan == nil || s.plan.Options.Target.Host == "" || s.sandbox {
		return "Partnero"
	}
	return fold.Printable(s.plan.Options.Target.Host)
}

// inputName is what the screen calls the input.
func inputName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return fold.Printable(filepath.Base(path))
}

// paper is an empty paper, as wide as the terminal.
func (s *Screen) paper() *paper.Paper {
	p := &paper.Paper{Style: s.style}
	if s.terminal {
		// The last column stays free: some terminals begin a new line when it is
		// written to.
		p.Width = max(s.bar.Width()-1, 10)
	}
	return p
}

// apart leaves an empty line below what the screen showed before.
func (s *Screen) apart(p *paper.Paper) {
	if s.written {
		p.Lines = append(p.Lines, "")
	}
}
