package terminal

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
)

// A bar is the last line of a terminal: how far the run has come and, when it
// waits, why and for how long. It is never wider than the terminal, which is
// measured each time.
type bar struct {
	out   io.Writer
	width func() int
	style style.Style
	dumb  bool   // the terminal understands carriage returns and nothing else
	line  string // the text that is shown, "" if there is none
}

const (
	shortestBar, longestBar = 6, 16
	echo                    = len("^C") // which the terminal itself writes behind the line
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
	switch {
	case line == "":
		b.clear()
		return
	case b.folded() > 0:
		b.clear()
	}
	if b.dumb {
		rest := max(0, min(fold.Width(b.line)+echo, b.width()-1)-fold.Width(line))
		fmt.Fprint(b.out, "\r"+line+strings.Repeat(" ", rest)+"\r"+line)
	} else {
		fmt.Fprint(b.out, "\r"+b.painted(line)+"\x1b[K")
	}
	b.line = line
}

// painted is the line with the full part of the bar in colour.
func (b *bar) painted(line string) string {
	full, _ := b.style.Bar()
	begin := strings.Index(line, full)
	if begin < 0 || !b.style.Colour {
		return line
	}
	end := strings.LastIndex(line, full) + len(full)
	return line[:begin] + b.style.Good(line[begin:end]) + line[end:]
}

// folded is into how many more lines a terminal has folded the line, since it
// became narrower.
func (b *bar) folded() int {
	if b.line == "" || b.dumb {
		return 0
	}
	return (fold.Width(b.line) - 1) / max(b.width(), 1)
}

// clear takes the line away, and leaves the cursor where the line began.
func (b *bar) clear() {
	switch {
	case b.line == "":
	case b.dumb:
		fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", max(0, min(fold.Width(b.line)+echo, b.width()-1))))
	default:
		fmt.Fprint(b.out, "\r\x1b[K"+strings.Repeat("\x1b[A\x1b[K", b.folded()))
	}
	b.line = ""
}

// compose makes the line of the first text that leaves room for a bar. The last
// column stays free: some terminals begin a new line when it is written to. So
// do those for a ^C, which would leave the line behind.
func (b *bar) compose(done, rows int, texts []string) string {
	room := b.width() - 1 - echo
	percent := fmt.Sprintf("%3d %%", percentage(done, rows))
	text := ""
	for _, text = range texts {
		if spare := room - fold.Width(percent+"   "+text); spare >= shortestBar {
			return percent + " " + b.drawn(done, rows, min(spare, longestBar)) + "  " + text
		}
	}
	return fold.Cut(strings.TrimSpace(percent)+"  "+text, room, b.style.Ellipsis())
}

func percentage(done, rows int) int {
	if rows == 0 {
		return 0
	}
	return 100 * done / rows
}

// drawn is the bar itself.
func (b *bar) drawn(done, rows, size int) string {
	full, empty := b.style.Bar()
	p := progressbar.NewOptions(rows, progressbar.OptionSetWriter(io.Discard), progressbar.OptionSetWidth(size),
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetTheme(progressbar.Theme{Saucer: full, SaucerPadding: empty}))
	_ = p.RenderBlank() // below 1 % nothing else is drawn
	_ = p.Set(done)
	_, line, _ := strings.Cut(p.String(), "%")
	return strings.TrimSpace(line)
}

// fitting is the first text that has room, or as much as there is of the last.
func (b *bar) fitting(texts []string) string {
	room := b.width() - 1 - echo
	text := ""
	for _, text = range texts {
		if fold.Width(text) <= room {
			return text
		}
	}
	return fold.Cut(text, room, b.style.Ellipsis())
}
