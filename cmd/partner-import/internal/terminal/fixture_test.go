package terminal

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer"
	"partner-import/importer/row"
)

// What a screen shows is in testdata, a file for each scene. With
//
//	go test ./cmd/partner-import/internal/terminal -update
//
// it is written there, to be read in the diff.
var update = flag.Bool("update", false, "write what the screens show into testdata")

// A buffer is written to by the ticks of a screen as well.
type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// modern is the environment of a terminal of today.
func modern(name string) (string, bool) {
	value, ok := map[string]string{"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}[name]
	return value, ok
}

// screenOf is a terminal with so many columns.
func screenOf(width int, o Options) (*Screen, *buffer) {
	if o.Env == nil {
		o.Env = modern
	}
	out := &buffer{}
	s := New(out, o)
	s.settle(true)
	s.bar.Width = func() int { return width }
	return s, out
}

// shown is what a terminal of any size shows after it was written to.
func shown(text string) []string {
	lines, at, column := []string{""}, 0, 0
	for text != "" {
		switch {
		case text[0] == '\n':
			at, column, text = at+1, 0, text[1:]
			if at == len(lines) {
				lines = append(lines, "")
			}
		case text[0] == '\r':
			column, text = 0, text[1:]
		case strings.HasPrefix(text, "\x1b[K"):
			lines[at] = string([]rune(lines[at])[:column])
			text = text[3:]
		case strings.HasPrefix(text, "\x1b[A"):
			at, text = max(at-1, 0), text[3:]
		default:
			r := []rune(text)[0]
			line := append([]rune(lines[at]), []rune(strings.Repeat(" ", max(0, column-len([]rune(lines[at])))))...)
			line = append(line[:column], append([]rune{r}, line[min(column+1, len(line)):]...)...)
			lines[at], column, text = string(line), column+1, text[len(string(r)):]
		}
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

// scenes are what people go through.
func scenes() map[string]func(*Screen) {
	return map[string]func(*Screen){
		"validate-good": validateGood, "validate-bad": validateBad, "plan": planned, "trial": trial, "resume": resumed,
		"all-done": allDone, "sandbox": inSandbox, "outage": inOutage, "stop": stopped, "failures": failures,
		"invite": invited, "empty": empty, "same": sameAsLastTime, "rebuild": rebuilt, "waiting": waits,
	}
}

const columnsOfCode = "at %d columns"

// TestScenes: each scene at three widths, with and without colour, and in a
// pipe. No line is wider than the terminal.
func TestScenes(t *testing.T) {
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			var all strings.Builder
			for _, width := range []int{40, 80, 120} {
				fmt.Fprintf(&all, "-- "+columnsOfCode+" --\n%s", width, play(t, scene, width, ""))
			}
			fmt.Fprintf(&all, "-- in a pipe --\n%s", play(t, scene, 0, ""))
			for _, width := range []int{40, 80, 120} {
				coloured := play(t, scene, width, "always")
				fmt.Fprintf(&all, "-- "+columnsOfCode+", in colour --\n%s", width, strings.ReplaceAll(coloured, "\x1b", "␛"))
				if plain(coloured) != play(t, scene, width, "") {
					t.Errorf("at %d columns colours change the text:\n%s", width, plain(coloured))
				}
			}
			golden(t, name+".golden", all.String())
		})
	}
}

// play is what a scene shows. Without a width there is no terminal.
func play(t *testing.T, scene func(*Screen), width int, color string) (text string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, out := screenOf(width, Options{Input: "firstpromoter.csv", Color: color})
		if width == 0 {
			s.settle(false)
		}
		scene(s)
		s.mu.Lock()
		below := s.bar.Line()
		text = out.String()
		s.mu.Unlock()
		lines := shown(text)
		if below != "" && plain(lines[len(lines)-1]) != below {
			t.Errorf("the bar is %q; shown is %q", below, lines[len(lines)-1])
		}
		text = strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
		s.Finish()
	})
	return text
}

// plain is a text without escape sequences.
func plain(text string) string {
	var b strings.Builder
	for text != "" {
		if strings.HasPrefix(text, "\x1b]") {
			text = text[strings.Index(text, "\x1b\\")+2:]
		} else if text[0] == 0x1b {
			text = text[strings.IndexAny(text, "mK")+1:]
		} else {
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	// Links lead to where the test runs.
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.ToSlash(dir)
	got = strings.ReplaceAll(strings.ReplaceAll(got, "///"+dir, "//"+dir), dir, "/home/ann") // on Windows a drive is first
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// typed is a person who types.
func typed(text string) *strings.Reader { return strings.NewReader(text) }

func theFile() File {
	return File{Encoding: "UTF-8", Delimiter: ',', Header: 1, Warnings: []string{
		"6 columns are not imported: affiliate_id, parent_affiliate_id, status, clicks, Phone, Notes (--show-mapping)\naffiliate_id looks like an id: --map affiliate_id=id",
	}}
}

func theOptions() importer.Options {
	return importer.Options{Target: importer.TargetSummary{Host: "api.partnero.com", Key: "1234"}, MaxOutage: 30 * time.Minute}
}

func theFindings(status row.Status) row.Findings {
	return row.Findings{
		{Status: status, Code: row.EmailMissing, Count: 106, Lines: []int{92, 106, 131, 208, 397}, Example: "email is empty. Fill it in, or delete the row."},
		{Status: status, Code: row.EmailInvalid, Count: 72, Lines: []int{465, 794, 1142, 1202, 1562}, Example: `"carla.rossi@example,com" in email has a comma in it. Put a dot in its place.`},
		{Status: status, Code: "new_code", Count: 34, Lines: []int{552, 1454, 1659}, Example: "referral_code is too long. At most 64 characters are allowed."},
	}
}
