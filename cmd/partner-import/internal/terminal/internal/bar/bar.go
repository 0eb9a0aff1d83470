// Package bar draws the last line of a terminal.
package bar

import (
	"fmt"
	"io"
	"strings"

	"github.com/schollz/progressbar/v3"

	"partner-import/cmd/partner-import/internal/terminal/internal/fold"
	"partner-import/cmd/partner-import/internal/terminal/internal/style"
	"partner-import/cmd/partner-import/internal/terminal/internal/words"
)

// A Bar is the last line of a terminal: how far the run has come and, when it
// waits, why and for how long. It is never wider than the terminal, which is
// measured each time.
type Bar struct {
	Out   io.Writer
	Width func() int // of the terminal, in columns
	Style style.Style
	Dumb  bool   // the terminal understands carriage returns and nothing else
	line  string // the text that is shown, "" if there is none
}

const (
	shortestBar, longestBar = 6, 16
	echo                    = len("^C") // which the terminal itself writes after the line
)

// Line is the text that is shown, "" if there is none.
func (b *Bar) Line() string { return b.line }

// Draw shows the line, over what was there.
func (b *Bar) Draw(line string) {
	switch {
	case line == "":
		b.Clear()
		return
	case b.folded() > 0:
		b.Clear()
	}
	if b.Dumb {
		rest := max(0, min(fold.Width(b.line)+echo, b.Width()-1)-fold.Width(line))
		fmt.Fprint(b.Out, "\r"+line+strings.Repeat(" ", rest)+"\r"+line)
	} else {
		fmt.Fprint(b.Out, "\r"+b.painted(line)+"\x1b[K")
	}
	b.line = line
}

// painted is the line with the full part of the bar in colour.
func (b *Bar) painted(line string) string {
	full, _ := b.Style.Bar()
	begin := strings.Index(line, full)
	if begin < 0 || !b.Style.Colour {
		return line
	}
	end := strings.LastIndex(line, full) + len(full)
	return line[:begin] + b.Style.Good(line[begin:end]) + line[end:]
}

// folded is how many extra lines the line takes, because the terminal became
// narrower.
func (b *Bar) folded() int {
	if b.line == "" || b.Dumb {
		return 0
	}
	return (fold.Width(b.line) - 1) / max(b.Width(), 1)
}

// Clear takes the line away, and leaves the cursor where the line began.
func (b *Bar) Clear() {
	switch {
	case b.line == "":
	case b.Dumb:
		fmt.Fprintf(b.Out, "\r%s\r", strings.Repeat(" ", max(0, min(fold.Width(b.line)+echo, b.Width()-1))))
	default:
		fmt.Fprint(b.Out, "\r\x1b[K"+strings.Repeat("\x1b[A\x1b[K", b.folded()))
	}
	b.line = ""
}

// Compose makes the line of the first text that leaves room for a bar. The last
// column stays free: some terminals begin a new line when it is written to. So
// do those for a ^C, which would leave the line behind.
func (b *Bar) Compose(done, rows int, texts []string) string {
	room := b.Width() - 1 - echo
	percent := fmt.Sprintf("%3d %%", words.Percent(done, rows))
	text := ""
	for _, text = range texts {
		if spare := room - fold.Width(percent+"   "+text); spare >= shortestBar {
			return percent + " " + b.drawn(done, rows, min(spare, longestBar)) + "  " + text
		}
	}
	return fold.Cut(strings.TrimSpace(percent)+"  "+text, room, b.Style.Ellipsis())
}

// drawn is the bar itself.
func (b *Bar) drawn(done, rows, size int) string {
	full, empty := b.Style.Bar()
	p := progressbar.NewOptions(rows, progressbar.OptionSetWriter(io.Discard), progressbar.OptionSetWidth(size),
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetTheme(progressbar.Theme{Saucer: full, SaucerPadding: empty}))
	_ = p.RenderBlank() // below 1 % nothing else is drawn
	_ = p.Set(done)
	_, line, _ := strings.Cut(p.String(), "%")
	return strings.TrimSpace(line)
}

// Fitting is the first text that has room, or as much as there is of the last.
func (b *Bar) Fitting(texts []string) string {
	room := b.Width() - 1 - echo
	text := ""
	for _, text = range texts {
		if fold.Width(text) <= room {
			return text
		}
	}
	return fold.Cut(text, room, b.Style.Ellipsis())
}
