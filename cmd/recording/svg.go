package recording

import (
	_ "embed"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The sizes of the picture, in its own units.
const (
	wide, high = 8.4, 20.0 // a character
	margin     = 18.0
	bar        = 36.0 // the bar of the window
)

//go:embed film.css
var sheet string

// A shot is a line that is shown at one place for a while.
type shot struct {
	row      int
	line     []cell
	from, to time.Duration
}

// SVG is the picture. It moves without a script, begins again at its end, and stays
// still for those who prefer that: then it shows how it ends. The text is in it as its
// description.
func (f *Film) SVG() string {
	end := f.now
	width := 2*margin + wide*float64(f.Columns)
	height := bar + 1.5*margin + high*float64(f.Rows)
	var css, body strings.Builder
	css.WriteString(sheet)
	fmt.Fprintf(&css, "#lines,.m{animation-duration:%.2fs}\n", end.Seconds())
	css.WriteString(f.scrolls(end))
	moments := map[string]string{}
	for _, s := range f.shots(end) {
		class := ""
		if s.from > 0 || s.to < end {
			class = f.moment(s, end, moments, &css)
		}
		body.WriteString(drawn(s, class))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title text" xml:space="preserve">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"text\">%s</desc>\n", html.EscapeString(f.Alternative), html.EscapeString(f.Text()))
	fmt.Fprintf(&b, "<style>\n%s</style>\n", css.String())
	fmt.Fprintf(&b, `<rect class="window" x="0.5" y="0.5" width="%.0f" height="%.0f" rx="9"/>`+"\n", width-1, height-1)
	fmt.Fprintf(&b, `<circle class="dot" cx="20" cy="18" r="5"/><circle class="dot" cx="38" cy="18" r="5"/><circle class="dot" cx="56" cy="18" r="5"/>`+"\n")
	fmt.Fprintf(&b, `<text class="head" x="%.0f" y="23" text-anchor="middle">%s</text>`+"\n", width/2, html.EscapeString(f.Title))
	fmt.Fprintf(&b, `<svg x="%.0f" y="%.0f" width="%.0f" height="%.0f"><g id="lines">`+"\n%s</g></svg>\n</svg>\n", margin, bar+margin/2, wide*float64(f.Columns), high*float64(f.Rows), body.String())
	return b.String()
}

// shots are the lines of all frames, each for as long as it is seen.
func (f *Film) shots(end time.Duration) (list []shot) {
	open := map[int]int{} // by row
	for _, fr := range f.frames {
		for row := range max(len(fr.lines), len(open)) {
			var line []cell
			if row < len(fr.lines) {
				line = fr.lines[row]
			}
			i, is := open[row]
			if is && slices.Equal(list[i].line, line) {
				continue
			}
			if is {
				list[i].to = fr.at
			}
			open[row] = len(list)
			list = append(list, shot{row, line, fr.at, end})
		}
	}
	return slices.DeleteFunc(list, func(s shot) bool { return plain(s.line) == "" })
}

// moment is the class of what is seen from a moment to another one, and its rules.
func (f *Film) moment(s shot, end time.Duration, known map[string]string, css *strings.Builder) string {
	from, to := percent(s.from, end), percent(s.to, end)
	if class, ok := known[from+to]; ok {
		return class
	}
	name := fmt.Sprintf("t%d", len(known))
	class := "m " + name
	steps := "0%{visibility:hidden}" + from + "{visibility:visible}"
	if s.from == 0 {
		steps = "0%{visibility:visible}"
	}
	if s.to < end {
		steps += to + "{visibility:hidden}"
		class = "m h " + name // hidden where nothing moves
	}
	fmt.Fprintf(css, "@keyframes %s{%s}.%s{animation-name:%s}\n", name, steps, name, name)
	known[from+to] = class
	return class
}

// scrolls are the rules that move the lines up when the window is full.
func (f *Film) scrolls(end time.Duration) string {
	steps, at, last := "0%{transform:translateY(0)}", 0, ""
	for _, fr := range f.frames {
		if top := len(fr.lines) - f.Rows; top > at {
			at = top
			last = fmt.Sprintf("transform:translateY(%.0fpx)", -high*float64(at))
			steps += percent(fr.at, end) + "{" + last + "}"
		}
	}
	return fmt.Sprintf("@keyframes up{%s}\n#lines{%s}\n", steps, last)
}

func percent(at, end time.Duration) string {
	return fmt.Sprintf("%.3f%%", 100*float64(at)/float64(end))
}

// drawn is a line as an element.
func drawn(s shot, class string) string {
	line := s.line
	for len(line) > 0 && line[len(line)-1].char == ' ' {
		line = line[:len(line)-1]
	}
	left := slices.IndexFunc(line, func(c cell) bool { return c.char != ' ' })
	line = line[left:]
	var b strings.Builder
	if class != "" {
		class = ` class="` + class + `"`
	}
	fmt.Fprintf(&b, `<text%s x="%s" y="%.0f" textLength="%s">`, class, short(wide*float64(left)), high*float64(s.row)+15, short(wide*float64(len(line))))
	for len(line) > 0 {
		n := 1
		for n < len(line) && line[n].look == line[0].look {
			n++
		}
		text := html.EscapeString(letters(line[:n]))
		if look := line[0].look; look != "" {
			text = `<tspan class="` + look + `">` + text + `</tspan>`
		}
		b.WriteString(text)
		line = line[n:]
	}
	return b.String() + "</text>\n"
}

func letters(line []cell) string {
	var b strings.Builder
	for _, c := range line {
		b.WriteRune(c.char)
	}
	return b.String()
}

// short is a number without zeros at its end.
func short(n float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", n), "0"), ".")
}

// TextOf is the text that a picture shows, "" if it is not one of ours.
func TextOf(svg string) string {
	found := regexp.MustCompile(`(?s)<desc id="text">(.*?)</desc>`).FindStringSubmatch(svg)
	if found == nil {
		return ""
	}
	return html.UnescapeString(found[1])
}
