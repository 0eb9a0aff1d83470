package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"partner-import/importer"
)

// A Question is what a person should know before an import.
type Question struct {
	Target  importer.TargetSummary
	Preview importer.Preview
	Invite  bool // partners are invited, not created
	Update  bool // partners who are there are changed
}

// Confirm asks a person, who types the answer into in, and reports whether it
// was yes. If ctx ends first, the answer is no. Do not read in after that: a
// read that has begun cannot be stopped, and it takes the next line.
func (s *Screen) Confirm(ctx context.Context, in io.Reader, q Question) bool {
	s.ask(q)
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(in).ReadString('\n')
		answers <- strings.ToLower(strings.TrimSpace(answer))
	}()
	select {
	case answer := <-answers:
		return answer == "y" || answer == "yes"
	case <-ctx.Done():
		s.Println("") // the question's line has no end
		return false
	}
}

func (s *Screen) ask(q Question) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar.clear()
	s.pace = estimate{} // how long a person thinks is no pace
	p, what := q.Preview, "Import "+counted(q.Preview.Rows-q.Preview.Invalid, "row")+" into"
	if q.Invite {
		what = "Send " + counted(p.Rows-p.Invalid, "invitation") + " by e-mail through"
	}
	fmt.Fprintf(s.out, "%s %s with the key that ends in %q", what, q.Target.Host, q.Target.Key)
	if q.Update {
		fmt.Fprint(s.out, ", changing partners who are there already")
	}
	if p.Invalid > 0 {
		fmt.Fprintf(s.out, " (without %s)", counted(p.Invalid, "invalid row"))
	}
	fmt.Fprintf(s.out, "?\nIt takes about %s. [y/N] ", spoken(p.Expected))
}
