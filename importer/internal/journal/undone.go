package journal

import (
	"strings"
	"time"
)

// An Undone is what an undo did to the partner of an entry, or was about to do. The
// zero value: nothing.
//
//	Standing ──▶ Archiving ──▶ Archived ──▶ Restoring ──▶ Restored
//	    └──────▶ Deleting ───▶ Deleted  ◀──── (any: the partner is gone)
//
// Restored counts as Standing: an undo may begin again.
//
// It is kept beside the end of the entry. So a restored partner is what it was.
type Undone struct {
	State   Undoing
	Partner string // the id of the partner, also after the entry was claimed anew
}

// An Undoing is how far an undo has come with a partner.
type Undoing string

// The states. Those that end in -ing were written before the first byte of a request,
// and the request may have had its effect.
const (
	Standing  Undoing = ""
	Archiving Undoing = "archiving"
	Archived  Undoing = "archived"
	Restoring Undoing = "restoring"
	Restored  Undoing = "restored"
	Deleting  Undoing = "deleting"
	Deleted   Undoing = "deleted" // for good, by an undo or by someone else
)

// IsOpen reports whether a request may have had its effect, and its outcome is not
// known.
func (u Undoing) IsOpen() bool { return u == Archiving || u == Restoring || u == Deleting }

// Stands reports whether the partner is as the import left it, as far as an undo
// goes.
func (u Undoing) Stands() bool { return u == Standing || u == Restored }

// UndoneOf reads what [Undone.Text] wrote: the state, a space and the id.
func UndoneOf(text string) Undone {
	state, partner, _ := strings.Cut(text, " ")
	return Undone{Undoing(state), partner}
}

// Text is how a journal writes it, "" for nothing.
func (u Undone) Text() string {
	if u.State == Standing {
		return ""
	}
	return string(u.State) + " " + u.Partner
}

// A Mark is what is written about the partner of an entry.
type Mark struct {
	ID     int64 // of the entry
	Undone Undone
	// Updated is by Partnero's clock when our request changed the partner. Changes up
	// to then are ours. Zero: what is known stays.
	Updated time.Time
}
