package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"partner-import/cmd/recording"
	"partner-import/samples"
)

// A movie is what a recording of the docs shows: commands that are really run, in a
// terminal, one after the other.
type movie struct {
	picture     string // in docs
	title       string // of the window
	alternative string // for those who cannot see it
	rows        int    // of the window
	takes       []take
}

// A take is a command that a person types. Before it they may say what they do
// elsewhere, such as in their spreadsheet.
type take struct {
	say     string
	does    func(folder string)
	command string
}

func movies(t *testing.T) []movie {
	return []movie{{
		picture: "terminal.svg", title: "partner-import", rows: 27,
		alternative: "A terminal: a check finds three rows with problems and says what to do. After they are fixed, an import of three rows shows their referral links. Then all twelve are imported. Nothing is sent: it is a rehearsal in the sandbox.",
		takes: []take{
			{command: "partner-import validate affiliates.csv"},
			{
				say: "Fix these rows in your spreadsheet. Then rehearse:", does: func(folder string) { fixAffiliates(t, folder) },
				command: "partner-import import affiliates.csv --sandbox --limit 3",
			},
			{say: "All of them:", command: "partner-import import affiliates.csv --sandbox"},
		},
	}}
}

func fixAffiliates(t *testing.T, folder string) {
	text := strings.NewReplacer("mountainbikes,shop", "mountainbikes.shop", "Farid;Haddad;;", "Farid;Haddad;farid@bergluft.shop;",
		"Anna.Schmidt@mountainbikes.shop;anna-2", "anna.larsen@fjelltur.shop;anna-2", "gmial.com", "gmail.com").Replace(string(samples.Affiliates))
	write(t, filepath.Join(folder, "affiliates.csv"), text)
}

// TestRecordings: the moving pictures of the docs show what the commands say today.
// With PICTURES=1, those that do not are made anew (make pictures).
func TestRecordings(t *testing.T) {
	if testing.Short() {
		t.Skip("takes three seconds, in which little happens")
	}
	for _, m := range movies(t) {
		t.Run(m.picture, func(t *testing.T) {
			t.Parallel()
			film := m.play(t)
			path := filepath.Join("../../docs", m.picture)
			before, err := os.ReadFile(path)
			if diff := cmp.Diff(recording.TextOf(string(before)), film.Text()); diff == "" && err == nil {
				return
			} else if os.Getenv("PICTURES") == "" {
				t.Errorf("docs/%s is older than what it shows (%v): run make pictures (-picture +now):\n%s", m.picture, err, diff)
				return
			}
			if err := os.WriteFile(path, []byte(film.SVG()), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// play runs the commands of a movie, and films what they write.
func (m movie) play(t *testing.T) *recording.Film {
	t.Helper()
	const columns = 80
	film := recording.New(columns, m.rows)
	film.Title, film.Alternative = m.title, m.alternative
	folder := t.TempDir()
	write(t, filepath.Join(folder, "affiliates.csv"), string(samples.Affiliates))
	for _, take := range m.takes {
		if take.say != "" {
			film.Say(take.say)
			film.Pause(time.Second)
		}
		if take.does != nil {
			take.does(folder)
		}
		film.Type(take.command)
		chunks := runInTerminal(t, folder, columns, take.command)
		film.Show(chunks)
		film.Pause(4 * time.Second)
	}
	film.Pause(2 * time.Second)
	return film
}

// runInTerminal runs a command of ours in a terminal, and returns what it writes.
func runInTerminal(t *testing.T, folder string, columns uint16, line string) (chunks []recording.Chunk) {
	t.Helper()
	screen := openTerminal(t)
	size := unix.Winsize{Row: 40, Col: columns}
	if err := unix.IoctlSetWinsize(int(screen.program.Fd()), unix.TIOCSWINSZ, &size); err != nil {
		t.Fatal(err)
	}
	p := prepare(t, folder, []string{"TERM=xterm-256color", "LANG=C.UTF-8"}, program(t), shellWords(line)[1:]...)
	p.Stdin, p.Stdout, p.Stderr = screen.program, screen.program, screen.program
	began := time.Now()
	p.begin(t)
	ended := make(chan struct{})
	go func() {
		_ = p.Wait()
		_, _ = screen.program.WriteString(lastWord) // behind all that the program wrote
		close(ended)
	}()
	for seen := 0; ; time.Sleep(10 * time.Millisecond) {
		text, _, over := strings.Cut(screen.text(), lastWord)
		if i := strings.LastIndex(text, "\x1b"); i >= 0 && strings.HasPrefix(lastWord, text[i:]) {
			text = text[:i] // it may be a half of the last word
		}
		if len(text) > seen {
			chunks = append(chunks, recording.Chunk{After: time.Since(began), Text: text[seen:]})
			seen = len(text)
		}
		if over {
			<-ended
			return chunks
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("%s does not end; it shows\n%s", line, text)
		}
	}
}

// lastWord is written to a terminal when a program has ended.
const lastWord = "\x1b[99m"
