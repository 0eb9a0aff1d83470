package garbled

import (
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"partner-import/importer/option"
)

// Mojibake is the value of the Repair option that undoes misread letters.
const Mojibake = "mojibake"

// Repairs undoes misread cells, or proposes to. It is safe for concurrent use.
type Repairs struct {
	Undo  bool // otherwise the cells stay as they are
	first atomic.Pointer[repair]
}

// A repair is a cell that can be undone.
type repair struct {
	line    int
	is, was string
}

// Cells looks at the cells of a row. Nil Repairs do nothing.
func (r *Repairs) Cells(line int, cells ...*string) {
	if r == nil {
		return
	}
	for _, cell := range cells {
		was, ok := Undo(*cell)
		if !ok {
			continue
		}
		r.note(&repair{line, *cell, was})
		if r.Undo {
			*cell = was
		}
	}
}

// note keeps the first one of the file.
func (r *Repairs) note(found *repair) {
	for {
		known := r.first.Load()
		if known != nil && known.line <= found.line || r.first.CompareAndSwap(known, found) {
			return
		}
	}
}

// Warning says what was undone, or how to undo it. It is "" without such cells.
func (r *Repairs) Warning(call option.Namer) string {
	if r == nil {
		return ""
	}
	first := r.first.Load()
	switch {
	case first == nil:
		return ""
	case r.Undo:
		return fmt.Sprintf("Repaired garbled letters (first: line %d, %s is read as %s).", first.line, quote(first.is), quote(first.was))
	}
	return fmt.Sprintf("Garbled letters can be repaired with %s: on line %d, %s is %s.",
		call.Call(option.Repair, Mojibake), first.line, quote(first.is), quote(first.was))
}

// quote shortens a cell and puts it in quotes.
func quote(text string) string {
	if n := 40; utf8.RuneCountInString(text) > n {
		text = string([]rune(text)[:n]) + "..."
	}
	return fmt.Sprintf("%q", text)
}
