package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"partner-import/cmd/partner-import/internal/terminal/internal/words"
)

// Confirm asks whether the run may begin, and reports whether the answer, which
// is typed into in, was yes. Anything but yes and no is asked again. It asks
// nothing if [Screen.Plan] left nothing to send. If ctx ends first, the answer
// is no. Do not read in after that: a read that has begun cannot be stopped, and
// it takes the next line.
func (s *Screen) Confirm(ctx context.Context, in io.Reader) bool {
	question := s.question()
	if question == "" {
		return true
	}
	defer s.answered()
	reader := bufio.NewReader(in)
	for {
		s.ask(question)
		answer, end := s.answer(ctx, reader)
		switch {
		case answer == "y" || answer == "yes":
			return true
		case end || answer == "" || answer == "n" || answer == "no":
			return false
		}
		s.Println("Type y or n.")
	}
}

// answer reads a line. The end is that of ctx or of the input.
func (s *Screen) answer(ctx context.Context, from *bufio.Reader) (answer string, end bool) {
	type line struct {
		text string
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := from.ReadString('\n')
		lines <- line{text, err}
	}()
	select {
	case l := <-lines:
		return strings.ToLower(strings.TrimSpace(l.text)), l.err != nil
	case <-ctx.Done():
		s.Println("") // the question's line has no end
		return "", true
	}
}

// question is what to ask, "" for nothing.
func (s *Screen) question() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plan == nil || s.plan.now() == 0 {
		return ""
	}
	rows, into := s.plan.now(), ""
	if s.quiet() {
		into = " into " + s.host()
	}
	what := "Import " + words.Counted(rows, "row") + into
	if s.plan.Options.Invite {
		what = "Send " + words.Counted(rows, "invitation")
	}
	return s.style.Bold(what+"?") + " [y/N] "
}

func (s *Screen) ask(question string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking, s.written = true, true
	s.bar.Clear()
	fmt.Fprint(s.out, question)
}

func (s *Screen) answered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking = false
}
