// Package raw is what all readers of files share: a row as cells, the bounds of a
// row, and how a file is refused as a whole.
package raw

import (
	"slices"
	"strings"

	"partner-import/importer/row"
)

// The bounds of a file.
const (
	MaxRow      = 1 << 20 // bytes of a row
	MaxColumns  = 512     // cells of a row
	HeaderDepth = 30      // among how many rows the header is looked for
)

// A Reader gives the rows of a file one after the other, the header's
// first; the error is io.EOF or that of reading. It may append a row's cells to
// the given ones, an empty slice that is used again.
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

// HoldsAddress reports whether one of the cells may be an e-mail address.
func HoldsAddress(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return strings.Contains(cell, "@") })
}
