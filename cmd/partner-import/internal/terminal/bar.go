package terminal

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"partner-import/importer"
	"partner-import/importer/row"
)

// A bar is the last line of a terminal: how far the run has come and, when it
// waits, why and for how long. It is never wider than the terminal, which is
// measured each time, and uses nothing but carriage returns and spaces, which
// every terminal understands.
type bar struct {
	out   io.Writer
	width func() int
	line  string // as it is shown, "" if it is not
}

const (
	shortestBar, longestBar = 6, 30
	echo                    = len("^C") // which the terminal itself writes behind the line
	barFrame                = len("100% || ")
)

// DefaultWidth is how many columns a terminal has that does not say.
const DefaultWidth = 80

func newBar(out io.Writer) *bar {
	return &bar{out: out, width: func() int {
		if file, ok := out.(*os.File); ok {
			if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
				return width
			}
		}
		return DefaultWidth
	}}
}

// draw shows the line, over what was there.
func (b *bar) draw(line string) {
	if line == "" {
		b.clear()
		return
	}
	if rest := b.shown() - utf8.RuneCountInString(line); rest > 0 {
		fmt.Fprint(b.out, "\r"+line+strings.Repeat(" ", rest))
	}
	fmt.Fprint(b.out, "\r"+line) // so that the cursor stands behind it
	b.line = line
}

// shown is how many columns the line may have taken.
func (b *bar) shown() int {
	if b.line == "" {
		return 0
	}
	return min(utf8.RuneCountInString(b.line)+echo, b.width()-1)
}

// clear takes the line away, and leaves the cursor where it began. What a
// terminal that became narrower has broken in two stays.
func (b *bar) clear() {
	if b.line != "" {
		fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", b.shown()))
	}
	b.line = ""
}

// compose makes the line of the first text that leaves room for a bar. The last
// column stays free: some terminals begin a new line when it is written to. So
// do those for a ^C, which would leave the line behind.
func compose(done, rows, width int, texts []string) string {
	room := width - 1 - echo
	text := ""
	for _, text = range texts {
		if spare := room - barFrame - utf8.RuneCountInString(text); spare >= shortestBar {
			return drawn(done, rows, min(spare, longestBar)) + " " + text
		}
	}
	return cut(text, room)
}

// drawn is the bar itself, with the percentage in front.
func drawn(done, rows, size int) string {
	b := progressbar.NewOptions(rows, progressbar.OptionSetWriter(io.Discard), progressbar.OptionSetWidth(size), progressbar.OptionSetPredictTime(false))
	_ = b.RenderBlank() // below 1 % nothing else is drawn
	_ = b.Set(done)
	return strings.TrimRight(strings.TrimPrefix(b.String(), "\r "), " ")
}

func cut(text string, width int) string {
	r := []rune(text)
	if len(r) <= width {
		return text
	}
	return string(append(r[:max(width-1, 0)], '…')[:max(width, 0)])
}

// texts are what to say beside the bar, from the longest to the shortest.
func texts(p importer.Progress, left time.Duration, perSecond float64) []string {
	rest, short := remaining(p, left), thousands(p.Rows-p.Done)+" left"
	if left > 0 {
		short += ", " + spoken(left)
	}
	if why := waiting(p); why != "" {
		return []string{tally(p.Counts) + "; " + why + ", " + rest, why + ", " + rest, why + ", " + short, why}
	}
	list := []string{tally(p.Counts) + "; " + rest}
	if perSecond > 0 {
		list = append([]string{fmt.Sprintf("%s; %.3g rows/s, %s", tally(p.Counts), perSecond, rest)}, list...)
	}
	if bad := tally(trouble(p.Counts)); bad != "" {
		list = append(list, bad+"; "+rest, bad+"; "+short)
	}
	return append(list, rest, short)
}

// trouble are the counts that a person should see.
func trouble(counts map[row.Status]int) map[row.Status]int {
	bad := map[row.Status]int{}
	for status, n := range counts {
		if !status.Good() {
			bad[status] = n
		}
	}
	return bad
}

// remaining says what is left to do: "1,204 rows left, about 2 h 14 min".
func remaining(p importer.Progress, left time.Duration) string {
	text := counted(p.Rows-p.Done, "row") + " left"
	if left > 0 {
		text += ", about " + spoken(left)
	}
	return text
}

// waiting says why nothing is sent, if that is so.
func waiting(p importer.Progress) string {
	switch {
	case p.Down > 0:
		return "the API has not answered for " + spoken(p.Down)
	case p.Paused > 0:
		return "paused " + spoken(p.Paused) + " by the API"
	}
	return ""
}

// spoken rounds a duration up to what a person wants to know: 37 s, 14 min,
// 2 h 14 min, 3 d 4 h.
func spoken(d time.Duration) string {
	switch {
	case d <= 99*time.Second:
		return fmt.Sprintf("%d s", int64((d+time.Second-1)/time.Second))
	case d <= 99*time.Minute:
		return fmt.Sprintf("%d min", int64((d+time.Minute-1)/time.Minute))
	case d <= 24*time.Hour:
		minutes := int64((d + time.Minute - 1) / time.Minute)
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
	hours := int64((d + time.Hour - 1) / time.Hour)
	return fmt.Sprintf("%d d %d h", hours/24, hours%24)
}
