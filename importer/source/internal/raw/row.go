// Package raw has what all readers of files share: a row as cells, the limits of a
// row, and how a whole file is refused.
package raw

import (
	"fmt"
	"slices"
	"strings"

	"partner-import/importer/row"
)

// The limits of a file.
const (
	MaxRow      = 1 << 20 // bytes of a row
	MaxColumns  = 512     // cells of a row
	HeaderDepth = 30      // how many rows are searched for the header
)

// A Reader returns the rows of a file one after the other, beginning with the header.
// The error is io.EOF or that of reading. It may append a row's cells to the given
// ones, an empty slice that is used again.
type Reader interface {
	Next(cells []string) (Row, error)
}

// A Row is a row as cells of text.
type Row struct {
	Line  int
	Cells []string
	Err   *row.Problem // the row cannot be split into cells
	Plain bool         // its cells are known to be plain

	Begin, End int64 // where it is in a text, from the header on
}

// SkippedAbove says that lines above the header are not read.
func SkippedAbove(lines, header int) string {
	if lines == 1 {
		return fmt.Sprintf("Skipped 1 line above the header, which is on line %d.", header)
	}
	return fmt.Sprintf("Skipped %d lines above the header, which is on line %d.", lines, header)
}

// MayBeAddress reports whether a text may be an e-mail address. The name of a column
// may begin with an "@".
func MayBeAddress(text string) bool { return strings.IndexByte(strings.TrimSpace(text), '@') > 0 }

// HoldsAddress reports whether one of the cells may be an e-mail address.
func HoldsAddress(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return MayBeAddress(cell) })
}
