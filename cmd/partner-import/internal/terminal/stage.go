package terminal

import (
	"fmt"
	"path/filepath"
	"time"

	"partner-import/importer"
)

// A stage is what a run is at. Before it sends rows the end is not known, so
// there is no bar, but how far it has come.
type stage int

const (
	preparing stage = iota
	readingFile
	listingAccount
	reviewingRows // rows that earlier runs finished, or a report that is written again
	sendingRows
)

func stageOf(p importer.Progress) stage {
	switch {
	case p.Reading:
		return readingFile
	case p.Listing:
		return listingAccount
	case p.Planned > 0 && !p.Started.IsZero():
		return sendingRows
	case p.Done > 0:
		return reviewingRows
	}
	return preparing
}

// lull is after how long without a terminal another line tells of a stage.
func (s stage) lull() time.Duration {
	if s == readingFile {
		return 10 * time.Second
	}
	return 30 * time.Second
}

// prelude tells of a stage before the rows where there is no terminal: of the
// reading each 10 s, of a listing each 10,000 partners or 30 s.
func (s *Screen) prelude(p importer.Progress) {
	counted := 0
	if s.stage == listingAccount {
		counted = p.Listed / 10_000
	}
	if counted == s.shown.counted && time.Since(s.shown.at) < s.stage.lull() {
		return
	}
	s.shown = progressMark{counted: counted, at: time.Now()}
	s.println(s.activities(p)[0])
}

// preludes are what to say of such a stage on a terminal, from the longest to
// the shortest. The time moves each second.
func (s *Screen) preludes(p importer.Progress) (texts []string) {
	passed := elapsed(s.last.began)
	for _, text := range s.activities(p) {
		if text = s.style.Text(text); passed >= time.Second {
			texts = append(texts, text+"   "+clock(passed))
		}
		texts = append(texts, text)
	}
	return texts
}

// activities are what a stage is, from the longest to the shortest text.
func (s *Screen) activities(p importer.Progress) []string {
	switch s.stage {
	case readingFile:
		if p.Read == 0 {
			return []string{"reading " + s.input}
		}
		read := counted(p.Read, "row")
		return []string{"reading " + s.input + ": " + read, "reading: " + read}
	case listingAccount:
		return []string{"listing partners: " + thousands(p.Listed) + s.because(p)}
	case reviewingRows:
		return []string{fmt.Sprintf("going through the rows: %s of %s", thousands(p.Done), thousands(p.Rows)) + s.because(p)}
	}
	if why := s.waiting(p); why != "" {
		return []string{why}
	}
	return []string{"waiting for an answer from " + s.host(), "waiting for " + s.host()}
}

// because appends why a stage waits.
func (s *Screen) because(p importer.Progress) string {
	if why := s.waiting(p); why != "" {
		return "; " + why
	}
	return ""
}

// inputName is what the screen calls the input.
func inputName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return Printable(filepath.Base(path))
}

// beginTicks has the bar move each second, also when nothing is told.
func (s *Screen) beginTicks() {
	if s.ticking != nil {
		return
	}
	over := make(chan struct{})
	s.ticking = over
	go func() {
		clock := time.NewTicker(time.Second)
		defer clock.Stop()
		for {
			select {
			case <-over:
				return
			case <-clock.C:
				s.tick(over)
			}
		}
	}()
}

// tick draws the bar again, if nothing was told for a while.
func (s *Screen) tick(over chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ticking == over && s.bar.line != "" && elapsed(s.last.at) >= time.Second/2 {
		s.redraw()
	}
}

// endTicks stops that.
func (s *Screen) endTicks() {
	if s.ticking != nil {
		close(s.ticking)
		s.ticking = nil
	}
}
