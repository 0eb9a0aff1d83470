package recording

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestScreen: what a terminal shows after our programs wrote to it.
func TestScreen(t *testing.T) {
	for _, tt := range []struct{ written, want string }{
		{"one\r\ntwo", "one\ntwo\n"},
		{"one\ntwo", "one\n   two\n"},
		{" 10 %\r\x1b[K 20 %\r\x1b[Kdone\r\n", "done\n"},
		{"long line\r\x1b[Kshort", "short\n"},
		{"over\rOV", "OVer\n"},
		{"one\r\ntwo\r\x1b[K\x1b[A\x1b[Kthree", "three\n"},
		{"\x1b[32m✓\x1b[0m \x1b[1m12\x1b[0m rows", "✓ 12 rows\n"},
		{"in \x1b]8;;file:///x/report.csv\x1b\\report.csv\x1b]8;;\x1b\\.", "in report.csv.\n"},
	} {
		f := New(80, 10)
		f.write(tt.written)
		if got := f.Text(); got != tt.want {
			t.Errorf("%q shows %q; want %q", tt.written, got, tt.want)
		}
	}
}

// TestChunks: how a text is cut into writes does not change what is shown, not even
// within a character or an escape sequence.
func TestChunks(t *testing.T) {
	const text = "\x1b[32m✓\x1b[0m \x1b[1m3\x1b[0m rows\r\n 10 % ██░\r\x1b[K\x1b]8;;file:///a\x1b\\a.csv\x1b]8;;\x1b\\\r\nEnd…"
	whole := New(80, 10)
	whole.write(text)
	rapid.Check(t, func(t *rapid.T) {
		f := New(80, 10)
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "bytes")
			f.Show([]Chunk{{Text: rest[:n]}})
			rest = rest[n:]
		}
		if f.Text() != whole.Text() {
			t.Fatalf("%q; want %q", f.Text(), whole.Text())
		}
	})
}

func aFilm() *Film {
	f := New(40, 3)
	f.Title, f.Alternative = "a <title>", "Two & three."
	f.Type("partner-import <x>")
	f.Show([]Chunk{{0, "1 of 2"}, {time.Second, "\r\x1b[K2 of 2"}, {2 * time.Second, "\r\x1b[K\x1b[31m✗\x1b[0m a < b\r\nc\r\nd\r\n"}})
	f.Pause(time.Second)
	f.Say("the end")
	f.Pause(time.Second)
	return f
}

// TestSVG: the picture is XML, has its text, and nothing that runs or comes from
// elsewhere.
func TestSVG(t *testing.T) {
	svg := aFilm().SVG()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if got, want := TextOf(svg), "$ partner-import <x>\n✗ a < b\nc\nd\n\n# the end\n"; got != want {
		t.Errorf("the text is %q; want %q", got, want)
	}
	for _, never := range []string{"<script", "@font-face", "@import", "url(", "href"} {
		if strings.Contains(svg, never) {
			t.Errorf("it has %q", never)
		}
	}
	for _, always := range []string{"prefers-color-scheme:dark", "prefers-reduced-motion", "<title id=\"title\">Two &amp; three.</title>"} {
		if !strings.Contains(svg, always) {
			t.Errorf("it lacks %q", always)
		}
	}
}

// TestShots: a line is seen from when it is written until it is written over, and what
// stays is seen where nothing moves.
func TestShots(t *testing.T) {
	f := aFilm()
	seen := map[string]shot{}
	for _, s := range f.shots(f.now) {
		seen[plain(s.line)] = s
	}
	typed := seen["$ partner-import <x>"]
	begin := seen["1 of 2"].from
	for text, want := range map[string]shot{
		"$ partner-import <x>": {to: f.now, from: typed.from},
		"1 of 2":               {from: begin, to: begin + 960*time.Millisecond},
		"2 of 2":               {from: begin + 960*time.Millisecond, to: begin + 2*time.Second},
		"# the end":            {from: begin + 3*time.Second, to: begin + 4*time.Second},
	} {
		if got := seen[text]; got.from != want.from || got.to != want.to {
			t.Errorf("%q is seen from %v to %v; want %v to %v", text, got.from, got.to, want.from, want.to)
		}
	}
	if svg := f.SVG(); !strings.Contains(svg, `class="m h t`) || strings.Count(svg, "2 of 2") != 1 {
		t.Errorf("what is written over is not hidden where nothing moves:\n%s", svg)
	}
}

// TestNoPicture: a file that is not a picture of ours has no text.
func TestNoPicture(t *testing.T) {
	if got := TextOf("<svg></svg>"); got != "" {
		t.Errorf("its text is %q", got)
	}
}
