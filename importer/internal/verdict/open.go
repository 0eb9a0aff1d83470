package verdict

import (
	"partner-import/client"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Unproven: the partner may have been created, or not.
func (c Case) Unproven(last *client.Error) row.Result {
	if c.Invite {
		return c.unknown("We do not know yet whether this invitation was sent%s. Ask the person, or run again with %s to send it again.",
			Said(last), c.Call.Call(option.ResendUnknown, ""))
	}
	return c.unknown("We do not know yet whether this partner was created%s. Run the same command again; it checks first.", Said(last))
}

// Unsettled: the partner exists, and may have been changed, or not.
func (c Case) Unsettled(last *client.Error) row.Result {
	return c.unsure("it was changed", last)
}

// Unattributed: the partner exists, and this import may have created it.
func (c Case) Unattributed() row.Result {
	return c.unsure("this import created it", nil)
}

func (c Case) unsure(whether string, last *client.Error) row.Result {
	return c.unknown("Already in Partnero, but we do not know yet whether %s%s. Run the same command again; it checks first.", whether, Said(last))
}

// MayBePartner: the row is an invitation, and the person may be a partner already.
func (c Case) MayBePartner() row.Result {
	return c.unknown("An earlier run may have created this partner. Run once without %s to find out.", c.Call.Call(option.Invite, ""))
}

func (c Case) unknown(format string, args ...any) row.Result {
	return c.end(row.Unknown, row.OutcomeUnknown, "", format, args...)
}

// Unsent: the run ended before the row did.
func (c Case) Unsent() row.Result {
	return c.unsent("Not sent yet. Run the same command again.")
}

// LeftOut: other rows have problems, and nothing is sent.
func (c Case) LeftOut() row.Result {
	return c.unsent("Not sent, because other rows have problems. Fix them and run again, or leave out %s.", c.Call.Call(option.Strict, ""))
}

// BeyondLimit: the run sends only so many rows.
func (c Case) BeyondLimit(limit int) row.Result {
	return c.unsent("Not sent yet: the limit was %d. Run again without the limit.", limit)
}

func (c Case) unsent(format string, args ...any) row.Result {
	return c.end(row.Unsent, row.NotSent, "", format, args...)
}
