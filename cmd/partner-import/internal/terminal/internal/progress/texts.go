package progress

import (
	"fmt"
	"strings"
	"time"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
	"partner-import/importer"
	"partner-import/importer/row"
)

// preludes are what to say about a stage before the rows on a terminal, from the longest to
// the shortest. The time moves each second.
func (r *Run) preludes(p importer.Progress) (texts []string) {
	passed := elapsed(r.began)
	for _, text := range r.activities(p) {
		if text = r.Style.Text(text); passed >= time.Second {
			texts = append(texts, text+"   "+words.Clock(passed))
		}
		texts = append(texts, text)
	}
	return texts
}

// activities are what a stage is, from the longest to the shortest text.
func (r *Run) activities(p importer.Progress) []string {
	switch r.stage {
	case readingFile:
		if p.Read == 0 {
			return []string{"reading " + r.Input}
		}
		read := words.Counted(p.Read, "row")
		return []string{"reading " + r.Input + ": " + read, "reading: " + read}
	case listingAccount:
		return []string{"listing partners: " + words.Thousands(p.Listed) + r.because(p)}
	case reviewingRows:
		return []string{fmt.Sprintf("going through the rows: %s of %s", words.Thousands(p.Done), words.Thousands(p.Rows)) + r.because(p)}
	}
	if why := r.waiting(p); why != "" {
		return []string{why}
	}
	return []string{"waiting for an answer from " + r.Host(), "waiting for " + r.Host()}
}

// because appends why a stage waits.
func (r *Run) because(p importer.Progress) string {
	if why := r.waiting(p); why != "" {
		return "; " + why
	}
	return ""
}

// texts are what to say beside the bar, from the longest to the shortest.
func (r *Run) texts(p importer.Progress) []string {
	of := words.Thousands(p.Sent) + " of " + words.Thousands(p.Planned)
	left := r.pace.Left()
	spent, passed := r.spent(left), words.Clock(elapsed(p.Started))
	if why := r.Style.Text(r.waiting(p)); why != "" {
		list := []string{of + "   " + passed + "   " + why, passed + "  " + why}
		if p.Down > 0 {
			brief, _, _ := strings.Cut(why, " (")
			list = append(list, passed+"  "+brief, passed+"  no answer for "+words.Spoken(p.Down))
		}
		if left > 0 && p.Paused > 0 {
			list = append([]string{of + "   " + spent + "   " + why}, list...)
		}
		return list
	}
	list := []string{of + "   " + spent, spent}
	if pace := r.pace.Shown(); pace > 0 {
		beside := words.PerSecond(pace) + "   " + spent
		list = []string{of + "   " + beside, beside, spent}
	}
	if trouble := troubled(p); trouble != "" {
		list = append([]string{list[0] + trouble}, list...)
	}
	return append(list, passed)
}

// spent is the time that has passed, and the time that is left if it is known.
func (r *Run) spent(left time.Duration) string {
	text := words.Clock(elapsed(r.told.Started))
	if left > 0 {
		text += ", about " + words.Spoken(left) + " left"
	}
	return text
}

// troubled counts the rows that Partnero rejected, or that wait for one of
// those.
func troubled(p importer.Progress) string {
	if n := p.Counts[row.Failed] + p.Counts[row.Blocked]; n > 0 {
		return "   " + words.Thousands(n) + " to fix"
	}
	return ""
}

// silent is how long no row ends before the bar says why.
const silent = 2 * time.Second

// waiting says why nothing is sent, if that is so: the most important reason.
func (r *Run) waiting(p importer.Progress) string {
	switch {
	case p.Down > 0:
		text := "no answer from " + r.Host() + " for " + words.Spoken(p.Down)
		if p.Cause != "" {
			text += " (" + fold.Printable(p.Cause) + ")"
		}
		return text
	case p.Paused > 0:
		return "waiting " + words.Spoken(p.Paused) + ": Partnero's limit is reached"
	case p.Settling > 0 && (p.Planned-p.Sent <= p.Settling || r.stuck()):
		return "waiting " + words.Spoken(p.SettlesIn) + ": " + words.Counted(p.Settling, "row") + " got no answer and " + words.Plural(p.Settling, "is", "are") + " not sent twice"
	case p.Looking > 0 && r.stuck():
		return "looking up " + words.Counted(p.Looking, "row") + " that may exist"
	case p.InFlight > 0 && r.stuck():
		return "waiting for " + words.Counted(p.InFlight, "answer")
	}
	return ""
}

// stuck reports whether no row has ended for a while.
func (r *Run) stuck() bool { return time.Since(r.Moved) >= silent }
