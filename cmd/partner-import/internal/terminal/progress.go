package terminal

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"partner-import/importer"
	"partner-import/importer/row"
)

// progressMark is what the last line of progress told.
type progressMark struct {
	tenth   int
	counted int // of a stage before the rows
	at      time.Time
}

// Progress shows how far the run has come: on a terminal as its last line, and
// else in a line now and then.
func (s *Screen) Progress(p importer.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.look(p)
	if s.quiet() || s.options.NoProgress || s.asking {
		return
	}
	if s.terminal {
		s.redraw()
		s.beginTicks()
		return
	}
	if s.stage != sendingRows {
		s.prelude(p)
		return
	}
	s.tell(p)
}

// look takes over what is known now.
func (s *Screen) look(p importer.Progress) {
	now := time.Now()
	p.Counts = maps.Clone(p.Counts) // it is the engine's
	if began := stageOf(p); s.last.began.IsZero() || began != s.stage {
		s.stage, s.shown, s.last.began = began, progressMark{at: now}, now
	}
	if p.Sent+p.Done != s.last.Sent+s.last.Done || s.last.moved.IsZero() {
		s.last.moved = now
	}
	s.last.Progress, s.last.at = p, now
	s.pace.Note(now, p)
}

// tell is for where there is no terminal: a line every 10 % or 30 s.
func (s *Screen) tell(p importer.Progress) {
	tenth := percentage(p.Sent, p.Planned) / 10
	if tenth == s.shown.tenth && time.Since(s.shown.at) < 30*time.Second || p.Sent == p.Planned {
		return
	}
	s.shown = progressMark{tenth: tenth, at: time.Now()}
	line := fmt.Sprintf("%s of %s rows (%d %%): ", thousands(p.Sent), thousands(p.Planned), percentage(p.Sent, p.Planned))
	left := s.pace.Left()
	why := s.waiting(p)
	if why != "" {
		line += why + ", "
	} else if pace := s.pace.PerSecond(); pace > 0 {
		line += perSecond(pace) + ", "
	}
	s.println(line + s.spent(left) + troubled(p))
}

// redraw draws the bar from what was last told, with the time that has passed
// since.
func (s *Screen) redraw() {
	p := s.last.now()
	if s.stage != sendingRows {
		s.bar.draw(s.bar.fitting(s.preludes(p)))
		return
	}
	s.bar.draw(s.bar.compose(p.Sent, p.Planned, s.texts(p)))
}

// now is the progress with the time that has passed since it was told.
func (l snapshot) now() importer.Progress {
	p, since := l.Progress, elapsed(l.at)
	p.Paused, p.SettlesIn = max(0, p.Paused-since), max(0, p.SettlesIn-since)
	if p.Down > 0 {
		p.Down += since
	}
	return p
}

// texts are what to say beside the bar, from the longest to the shortest.
func (s *Screen) texts(p importer.Progress) []string {
	of := thousands(p.Sent) + " of " + thousands(p.Planned)
	left := s.pace.Left()
	spent, passed := s.spent(left), clock(elapsed(p.Started))
	if why := s.style.Text(s.waiting(p)); why != "" {
		list := []string{of + "   " + passed + "   " + why, passed + "  " + why}
		if p.Down > 0 {
			brief, _, _ := strings.Cut(why, " (")
			list = append(list, passed+"  "+brief, passed+"  no answer for "+spoken(p.Down))
		}
		if left > 0 && p.Paused > 0 {
			list = append([]string{of + "   " + spent + "   " + why}, list...)
		}
		return list
	}
	list := []string{of + "   " + spent, spent}
	if pace := s.pace.PerSecond(); pace > 0 {
		beside := perSecond(pace) + "   " + spent
		list = []string{of + "   " + beside, beside, spent}
	}
	if trouble := troubled(p); trouble != "" {
		list = append([]string{list[0] + trouble}, list...)
	}
	return append(list, passed)
}

// spent is the time that has passed, and the time that is left if it is known.
func (s *Screen) spent(left time.Duration) string {
	text := clock(elapsed(s.last.Started))
	if left > 0 {
		text += ", about " + spoken(left) + " left"
	}
	return text
}

// troubled counts the rows that Partnero rejected, or that wait for one of
// those.
func troubled(p importer.Progress) string {
	if n := p.Counts[row.Failed] + p.Counts[row.Blocked]; n > 0 {
		return "   " + thousands(n) + " to fix"
	}
	return ""
}

// silent is after how long without an answer the bar says so.
const silent = 2 * time.Second

// waiting says why nothing is sent, if that is so: the most important reason.
func (s *Screen) waiting(p importer.Progress) string {
	switch {
	case p.Down > 0:
		text := "no answer from " + s.host() + " for " + spoken(p.Down)
		if p.Cause != "" {
			text += " (" + Printable(p.Cause) + ")"
		}
		return text
	case p.Paused > 0:
		return "waiting " + spoken(p.Paused) + ": Partnero's limit is reached"
	case p.Settling > 0 && (p.Planned-p.Sent <= p.Settling || s.stuck()):
		return "waiting " + spoken(p.SettlesIn) + ": " + counted(p.Settling, "row") + " got no answer and " + plural(p.Settling, "is", "are") + " not sent twice"
	case p.Looking > 0 && s.stuck():
		return "looking up " + counted(p.Looking, "row") + " that may exist"
	case p.InFlight > 0 && s.stuck():
		return "waiting for " + counted(p.InFlight, "answer")
	}
	return ""
}

// stuck reports whether no row has ended for a while.
func (s *Screen) stuck() bool { return time.Since(s.last.moved) >= silent }
