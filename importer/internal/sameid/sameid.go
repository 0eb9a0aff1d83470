// Package sameid notices a server that gives one id to several partners. Then some of
// the rows that it says it created may have no partner.
package sameid

import (
	"fmt"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// IDs are the ids of the rows that were created. They take some 15 bytes a row. The
// zero value is empty.
type IDs struct {
	digester *identity.Digester // nil before the first row
	lines    identity.Table     // by the digest of the id
	seen     []seen             // that are not in lines yet
	touched  uint32

	again  int    // rows with an id that a row before them has
	id     string // the first such id
	line   int    // of its first row
	second int    // of the next one
}

// A seen is an id that a row was given.
type seen struct {
	identity.Digest
	id   string
	line int
}

// together is how many ids are entered together. The places of all are read before, so
// the processor waits for memory once.
const together = 64

// See notes the result of a row. No row is seen twice.
func (s *IDs) See(r *row.Result) {
	if r.Status != row.Created || r.ID == "" {
		return
	}
	if s.digester == nil {
		digester := identity.NewDigester()
		s.digester = &digester
	}
	if s.seen = append(s.seen, seen{s.digester.Digest(r.ID), r.ID, r.Line}); len(s.seen) == together {
		s.enter()
	}
}

func (s *IDs) enter() {
	for i := range s.seen {
		s.touched += s.lines.Peek(s.seen[i].Digest)
	}
	for i := range s.seen {
		s.enterOne(&s.seen[i])
	}
	s.seen = s.seen[:0]
}

func (s *IDs) enterOne(one *seen) {
	line := s.lines.Entry(one.Digest)
	if *line == 0 {
		*line = uint32(one.line)
		return
	}
	if s.again++; s.again == 1 {
		s.id, s.line, s.second = one.id, int(*line), one.line
	}
}

// Warning says that ids were given more than once, "" if none was.
func (s *IDs) Warning() string {
	s.enter()
	if s.again == 0 {
		return ""
	}
	return fmt.Sprintf("Partnero gave the id %s to the rows on lines %d and %d%s. One of these partners may not exist. "+
		"Look for them in Partnero, and ask Partnero's support.", cell.Quote(s.id), s.line, s.second, more(s.again-1))
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return ", and other ids to " + cell.Count(n, "more row")
}
