// Package progress says in words how far a run has come, and what it waits for.
package progress

import (
	"fmt"
	"maps"
	"time"

	"partner-import/cmd/partner-import/internal/terminal/internal/pace"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer"
)

// A Run is the progress as it was last told, and when.
type Run struct {
	Input string        // what the file is called
	Host  func() string // what Partnero is called
	Style style.Style
	Moved time.Time // when a row ended last

	told  importer.Progress
	at    time.Time // when that was told
	stage stage
	began time.Time // when the stage began
	shown mark
	pace  pace.Estimate
}

// A mark is what the last line of progress told.
type mark struct {
	tenth   int
	counted int // of a stage before the rows
	at      time.Time
}

// Look takes over what is known now.
func (r *Run) Look(p importer.Progress) {
	now := time.Now()
	p.Counts = maps.Clone(p.Counts) // it is the engine's
	if stage := stageOf(p); r.began.IsZero() || stage != r.stage {
		r.stage, r.shown, r.began = stage, mark{at: now}, now
	}
	if p.Sent+p.Done != r.told.Sent+r.told.Done || r.Moved.IsZero() {
		r.Moved = now
	}
	r.told, r.at = p, now
	r.pace.Note(now, p)
}

// Idle is how long nothing was told.
func (r *Run) Idle() time.Duration { return elapsed(r.at) }

// Sends reports whether the run is at its rows. Before that its end is not known.
func (r *Run) Sends() bool { return r.stage == sendingRows }

// Now is the progress with the time that has passed since it was told.
func (r *Run) Now() importer.Progress {
	p, since := r.told, elapsed(r.at)
	p.Paused, p.SettlesIn = max(0, p.Paused-since), max(0, p.SettlesIn-since)
	if p.Down > 0 {
		p.Down += since
	}
	return p
}

// Texts are what to say now on a terminal, from the longest to the shortest: in
// place of a bar, or beside it if the run [Run.Sends].
func (r *Run) Texts() []string {
	if r.Sends() {
		return r.texts(r.Now())
	}
	return r.preludes(r.Now())
}

// Line is what to say now where there is no terminal, "" for nothing. There is a
// line each 10 s of reading, each 10,000 partners of a listing, each 10 % of the
// rows, and each 30 s.
func (r *Run) Line() string {
	if r.Sends() {
		return r.tell(r.told)
	}
	return r.prelude(r.told)
}

func (r *Run) prelude(p importer.Progress) string {
	counted := 0
	if r.stage == listingAccount {
		counted = p.Listed / 10_000
	}
	if counted == r.shown.counted && time.Since(r.shown.at) < r.stage.lull() {
		return ""
	}
	r.shown = mark{counted: counted, at: time.Now()}
	return r.activities(p)[0]
}

func (r *Run) tell(p importer.Progress) string {
	percent := words.Percent(p.Sent, p.Planned)
	tenth := percent / 10
	if tenth == r.shown.tenth && time.Since(r.shown.at) < 30*time.Second || p.Sent == p.Planned {
		return ""
	}
	r.shown = mark{tenth: tenth, at: time.Now()}
	line := fmt.Sprintf("%s of %s rows (%d %%): ", words.Thousands(p.Sent), words.Thousands(p.Planned), percent)
	if why := r.waiting(p); why != "" {
		line += why + ", "
	} else if pace := r.pace.Shown(); pace > 0 {
		line += words.PerSecond(pace) + ", "
	}
	return line + r.spent(r.pace.Left()) + troubled(p)
}

// elapsed is how long something lasts that began then.
func elapsed(since time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return max(0, time.Since(since))
}
