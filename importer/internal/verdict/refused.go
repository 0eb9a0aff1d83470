package verdict

import (
	"slices"

	"partner-import/client"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Refused: Partnero rejects the row, in its own words for each field.
func (c Case) Refused(e *client.Error) row.Result {
	field := ""
	if len(e.Fields) > 0 {
		field = firstField(e)
	}
	return c.failed(row.Refused, field, "Partnero rejected this row%s. Fix it and run again.", reply(e))
}

// Unchanged: Partnero rejects the change of the partner.
func (c Case) Unchanged(p client.Partner, e *client.Error) row.Result {
	code, column := row.Refused, ""
	if slices.Contains(e.TakenFields(), "key") {
		code = row.KeyTaken
	}
	if len(e.Fields) > 0 {
		column = firstField(e)
	}
	return c.With(p, c.failed(code, column, "Already in Partnero, but Partnero rejected the change%s. Fix the row and run again.", reply(e)))
}

// Unreachable: no attempt had an effect, for certain.
func (c Case) Unreachable(last *client.Error) row.Result {
	return c.failed(row.Unreachable, "", "Partnero could not be reached, or did not process this row%s. Run the same command again.", Said(last))
}

// Belongs: the partner exists, and must not.
func (c Case) Belongs(p client.Partner) row.Result {
	return c.With(p, c.failed(row.EmailTaken, "email",
		"Already in Partnero. Nothing was changed. Delete the row, or run again without %s.", c.Call.Call(option.Existing, "fail")))
}

// Conflict: the e-mail belongs to one partner, and the id or key to another.
func (c Case) Conflict(field string, p, other client.Partner) row.Result {
	return c.failed(row.Conflict, field, "The e-mail belongs to partner %s, but the %s belongs to partner %s. Fix one of the two.",
		describe(p), field, describe(other))
}

// Taken: no partner has the e-mail, but another one has the id or the key.
func (c Case) Taken(fields []string) row.Result {
	code, field := row.KeyTaken, "key"
	if slices.Contains(fields, "id") {
		code, field = row.IDTaken, "id"
	}
	return c.failed(code, field, "The %s belongs to another partner. Choose a different one, or leave it empty.", field)
}

// TakenByNobody: Partnero says that the e-mail exists, but finds no partner with it.
func (c Case) TakenByNobody() row.Result {
	if c.Invite {
		return c.failed(row.EmailTaken, "email",
			"Partnero says that this address exists, but finds no partner with it. Check in the dashboard whether the person was invited before.")
	}
	return c.failed(row.EmailTaken, "email",
		"Partnero says that this partner exists, but finds none with this e-mail. Look for an archived or deleted partner in the dashboard.")
}
