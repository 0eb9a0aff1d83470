package row

// The statuses of a line that an undo or a verification writes, beside Exists,
// Failed, Unknown and Unsent.
const (
	Archived Status = "archived" // the undo archived the partner, or it is archived
	Restored Status = "restored" // the undo was taken back: the partner is active again
	Deleted  Status = "deleted"  // the undo deleted the partner for good
	Gone     Status = "gone"     // Partnero knows no such partner any more
	There    Status = "there"    // verification: the partner is as the report said
	Changed  Status = "changed"  // verification: the partner is there, and something differs
)

// UndoStatuses returns every status of an undo in the order in which counts are shown.
func UndoStatuses() []Status {
	return []Status{Archived, Restored, Deleted, Exists, Gone, Failed, Unknown, Unsent}
}

// VerifyStatuses returns every status of a verification in the order in which counts
// are shown.
func VerifyStatuses() []Status {
	return []Status{There, Changed, Archived, Gone, Unknown, Unsent}
}

// The codes of such lines, beside those of an import. They are stable too.
const (
	NotCreated      Code = "not_created"      // the partner was there before the import
	PartnerChanged  Code = "partner_changed"  // somebody changed the partner since
	PartnerReplaced Code = "partner_replaced" // another partner has the id now
	AlreadyArchived Code = "already_archived" // somebody else archived the partner
	PartnerGone     Code = "partner_gone"     // somebody deleted the partner
)
