package importer

import (
	"slices"
	"strings"

	"partner-import/importer/row"
)

const (
	maxRow     = 1 << 20 // bytes of a row
	maxColumns = 512

	headerDepth = 30 // among how many rows the header is looked for
)

// A rowReader gives the rows of a file one after the other, the header's
// first; the error is io.EOF or that of reading. It may append a row's cells to
// the given ones, an empty slice that is used again.
type rowReader interface {
	next(cells []string) (textRow, error)
}

// A textRow is a row as cells of text.
type textRow struct {
	line  int
	cells []string
	err   *row.Problem // the row cannot be split into cells
	plain bool         // its cells are known to be plain

	begin, end int64 // where it is in a text, from the header on
}

// holdsAddress reports whether one of the cells may be an e-mail address.
func holdsAddress(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return strings.Contains(cell, "@") })
}
