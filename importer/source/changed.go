package source

import (
	"time"

	"partner-import/importer/source/internal/watch"
)

// Remember has the next reading with [Ahead] remembered, by 8 bytes for each row. All
// later readings are compared with it: they end with [Source.Changed] at a row that is
// another one now. So nothing is sent that was not checked.
func (s *Source) Remember() { s.memory.Arm() }

// Changed is the error of a reading that does not find what an earlier one found.
func (s *Source) Changed() error {
	s.differs.Store(true)
	return &Error{Name: s.Shown(), Code: CodeChanged, Message: "The file was changed while it was being read. Run the same command again."}
}

// Growing is the error of a file whose last line was not complete when it was read, and
// that was written to since then.
func (s *Source) Growing() error {
	return &Error{Name: s.Shown(), Code: CodeChanged, Message: "The file was still being written, and its last line was not complete. Run the same command again when it is."}
}

// IsOpenEnded reports whether the last line of a text has no end. That is common. It
// may also mean that the file is still being written, or was cut.
func (s *Source) IsOpenEnded() bool {
	if _, is := s.format.(*textFormat); !is || s.size == 0 {
		return false
	}
	end := make([]byte, min(2, s.size))
	if _, err := s.given.ReadAt(end, s.size-int64(len(end))); err != nil {
		return false
	}
	last := end[len(end)-1]
	if last == 0 { // UTF-16, the low byte first
		last = end[0]
	}
	return last != '\n' && last != '\r'
}

// MayBeCut reports whether the text ends in its column of e-mails, without a line end.
func (s *Source) MayBeCut() bool {
	return s.header.Index("email") == s.width-1 && s.IsOpenEnded()
}

// IsWritten reports whether the file was written to since it was opened. Another file
// with its name does not count.
func (s *Source) IsWritten() bool {
	change := s.file.Change()
	return change == watch.Grew || change == watch.Written
}

// IsOutdated reports whether there is another version of the file than the one that was
// opened. A file that is gone has no other version.
func (s *Source) IsOutdated() bool {
	change := s.file.Change()
	return change != watch.None && change != watch.Gone
}

// Fresh is how much longer it takes until the file was left alone for so long, 0 if it
// was. A file that seems to be of the future was.
func (s *Source) Fresh(quiet time.Duration) time.Duration {
	age, known := s.file.Age()
	if !known || age < 0 {
		return 0
	}
	return max(0, quiet-age)
}

// News says what happened to the file since it was opened, in a sentence. It is "" if
// nothing did, or if [Source.Changed] has told it.
func (s *Source) News() string {
	what := map[watch.Change]string{
		watch.Grew:     "has more in it now",
		watch.Written:  "was changed",
		watch.Replaced: "was replaced by another file",
		watch.Gone:     "was deleted or renamed",
	}[s.file.Change()]
	if what == "" || s.differs.Load() {
		return ""
	}
	return "The file " + what + " since it was read. This run used it as it was. Run the same command again for the new version."
}

// compare hands the rows of a reading to the memory, and reports whether they are as
// they were.
func (s *Source) compare(role watch.Role, rows []Parsed) bool {
	for i := range rows {
		if !s.memory.Take(role, rows[i].Number, rows[i].print) {
			return false
		}
	}
	return true
}

// take makes the prints of rows that were cut, unless nobody looks at them.
func (s *Source) take(role watch.Role, rows []Parsed) {
	if role == watch.Ignore {
		return
	}
	for i := range rows {
		rows[i].print = s.memory.Print(&rows[i].text)
	}
}
