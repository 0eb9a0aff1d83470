package verdict

import (
	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Archived: the e-mail belongs to a partner who is archived.
func (c Case) Archived(p client.Partner) row.Result {
	return c.With(p, c.isArchived())
}

func (c Case) isArchived() row.Result {
	return c.failed(row.PartnerArchived, "email", "This partner is archived. Run undo %s, or use another address.", c.Call.Call(option.Restore, ""))
}

// Undone is what the journal alone tells of a partner that an undo took back.
func (c Case) Undone(state journal.Undoing) row.Result {
	switch state {
	case journal.Archived:
		return c.isArchived()
	case journal.Deleted:
		return c.unsent("An undo deleted this partner. Run the import again to create it anew.")
	}
	return c.unknown("An undo of this partner was not finished. Run it again to the end.")
}
