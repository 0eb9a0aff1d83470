package move

import (
	"context"

	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/home"
	"partner-import/importer/option"
)

// Forget deletes the journal at a place, and reports whether there was one. Whoever
// imports a file again after that finds its partners as existing, and sends invitations
// again. The error is an [importer.JournalError]: another run may have the journal.
// Messages name options with call.
func Forget(ctx context.Context, place string, call option.Namer) (was bool, err error) {
	o := journal.Options{Path: place, Call: call}
	if !home.IsThere(ctx, o) {
		return false, nil
	}
	return true, fault.Journal(home.Forget(ctx, o), call)
}
