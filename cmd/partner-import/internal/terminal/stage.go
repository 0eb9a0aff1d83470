package terminal

import (
	"path/filepath"
	"time"
	"unicode/utf8"

	"partner-import/importer"
)

// A stage is what a run is at. Before its rows the end is not known, so there
// is no bar, but how far it has come.
type stage int

const (
	importingRows stage = iota // or, in a dry run, done
	readingFile
	listingAccount
)

func stageOf(p importer.Progress) stage {
	switch {
	case p.Reading:
		return readingFile
	case p.Listing:
		return listingAccount
	}
	return importingRows
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
	if s.shown.at.IsZero() {
		s.shown.at = time.Now()
	}
	counted := 0
	if s.stage == listingAccount {
		counted = p.Listed / 10_000
	}
	if counted == s.shown.counted && time.Since(s.shown.at) < s.stage.lull() {
		return
	}
	s.shown = progressMark{counted: counted, at: time.Now()}
	s.println(s.preludes(p)[0])
}

// preludes are what to say of such a stage, from the longest to the shortest.
func (s *Screen) preludes(p importer.Progress) []string {
	if s.stage == listingAccount {
		return []string{listingLine(p)}
	}
	if p.Read == 0 {
		return []string{"reading " + s.input}
	}
	read := counted(p.Read, "row")
	return []string{"reading " + s.input + ": " + read, "reading: " + read}
}

func listingLine(p importer.Progress) string {
	line := "listing partners: " + thousands(p.Listed)
	if why := waiting(p); why != "" {
		line += "; " + why
	}
	return line
}

// fitting is the first text that has room, or as much as there is of the last.
func fitting(width int, texts []string) string {
	text := ""
	for _, text = range texts {
		if utf8.RuneCountInString(text) <= width {
			return text
		}
	}
	return cut(text, width)
}

// inputName is how the screen calls the input.
func inputName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return Printable(filepath.Base(path))
}
