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

	again  int    // rows with an id that a row before them has
	id     string // the first such id
	line   int    // of its first row
	second int    // of the next one
}

// See notes the result of a row. No row is seen twice.
func (s *IDs) See(r *row.Result) {
	if r.Status != row.Created || r.ID == "" {
		return
	}
	if s.digester == nil {
		digester := identity.NewDigester()
		s.digester = &digester
	}
	line := s.lines.Entry(s.digester.Digest(r.ID))
	if *line == 0 {
		*line = uint32(r.Line)
		return
	}
	if s.again++; s.again == 1 {
		s.id, s.line, s.second = r.ID, int(*line), r.Line
	}
}

// Warning says that ids were given more than once, "" if none was.
func (s *IDs) Warning() string {
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
