package xlsx

import (
	"errors"
	"slices"

	"partner-import/importer/source/internal/raw"
)

const (
	peekSize  = 1 << 20   // bytes of a sheet that are read to see its first rows
	peekCost  = 256 << 10 // bytes that a short sheet costs too
	maxPeeked = 64 << 20  // bytes of all sheets
)

var errEnough = errors.New("enough was read")

// isBlank reports whether a sheet has no text and no number, as those that a program
// adds to each new workbook. It reads no more than hasEmail.
func (a *book) isBlank(sheet string) bool {
	if a.peeked += peekCost; a.peeked > maxPeeked {
		return false
	}
	_, err := a.parseSheet(sheet, peekSize, func(r *parsedRow) error {
		if len(r.text) > 0 || slices.ContainsFunc(r.cells, func(c parsedCell) bool { return c.kind == uncomputedCell }) {
			return errEnough
		}
		return nil
	})
	return err == nil
}

// hasEmail reports whether one of the first rows of a sheet names an e-mail column.
// It reads little of the file, and finds nothing in a sheet that it cannot read.
func (a *book) hasEmail(sheet string, o Options) bool {
	if a.peeked += peekCost + min(a.Size(sheet), peekSize); a.peeked > maxPeeked {
		return false
	}
	found, seen := false, 0
	_, _ = a.parseSheet(sheet, peekSize, func(r *parsedRow) error {
		if r.number <= o.SkipRows || len(r.text) == 0 {
			return nil
		}
		cells := make([]string, 0, len(r.cells))
		for _, c := range r.cells {
			cells = append(cells, string(r.text[c.from:c.to]))
		}
		seen++
		if found = o.Fields(cells) > 0; found || seen == raw.HeaderDepth || o.SkipRows > 0 {
			return errEnough
		}
		return nil
	})
	return found
}

// isDamaged reports whether a sheet cannot be read. Of a large one it is not known.
func (a *book) isDamaged(sheet string) bool {
	if a.Size(sheet) > peekSize {
		return false
	}
	_, err := a.parseSheet(sheet, peekSize, func(*parsedRow) error { return nil })
	return err != nil
}
