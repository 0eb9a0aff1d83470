package importer

import (
	"partner-import/importer/internal/lifecycle"
)

// Orphans say what becomes of a row whose referring partner's row was not
// created. The zero value is BlockOrphans.
type Orphans int

const (
	// BlockOrphans does not send it: it is blocked until the row of its
	// referring partner is corrected.
	BlockOrphans = Orphans(lifecycle.Block)
	// CreateOrphans sends it without its referring partner, which the API then
	// never learns, and says so in the report. A row whose referring partner is
	// there, although its own row has failed, is sent with it. Only one whose
	// referring partner may be created by running again is not sent.
	CreateOrphans = Orphans(lifecycle.CreateAlone)
)
