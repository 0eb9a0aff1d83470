package verdict

import (
	"partner-import/client"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Unproven: the create may have had its effect.
func (c Case) Unproven(last *client.Error) row.Result {
	if c.Invite {
		return c.unknown("the invitation may or may not have been sent%s; ask the person, or run again with %s to send it again",
			Said(last), c.Call.Call(option.ResendUnknown, ""))
	}
	return c.unknown("the partner may or may not have been created%s; run the same command again to find out", Said(last))
}

// Unsettled: the partner is there, and a change of it may have had its effect.
func (c Case) Unsettled(last *client.Error) row.Result {
	return c.unsure("whether it has what the row gives is not known", last)
}

// Unattributed: the partner is there, and this import may have created it.
func (c Case) Unattributed() row.Result {
	return c.unsure("whether this import created it is not known", nil)
}

func (c Case) unsure(what string, last *client.Error) row.Result {
	return c.unknown("the partner is there, and %s%s; run the same command again to find out", what, Said(last))
}

// MayBePartner: the person is to be invited, and may be a partner already.
func (c Case) MayBePartner() row.Result {
	return c.unknown("an earlier run may have created the partner; run once without %s to find out", c.Call.Call(option.Invite, ""))
}

func (c Case) unknown(format string, args ...any) row.Result {
	return c.end(row.Unknown, row.OutcomeUnknown, "", format, args...)
}

// Unsent: the run ended before the row did.
func (c Case) Unsent() row.Result {
	return c.unsent("the run ended first; run the same command again")
}

// LeftOut: other rows are invalid.
func (c Case) LeftOut() row.Result {
	return c.unsent("nothing was sent, since other rows are invalid; mend them and run again, or leave out %s", c.Call.Call(option.Strict, ""))
}

// BeyondLimit: only so many rows may be sent.
func (c Case) BeyondLimit(limit int) row.Result {
	return c.unsent("only %d rows were to be sent; run again without the limit", limit)
}

func (c Case) unsent(format string, args ...any) row.Result {
	return c.end(row.Unsent, row.NotSent, "", format, args...)
}
