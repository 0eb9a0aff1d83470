package verdict

import (
	"slices"

	"partner-import/client"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Refused: the API objects to the row, in its own words for each field.
func (c Case) Refused(e *client.Error) row.Result {
	if len(e.Fields) > 0 {
		return c.failed(row.Refused, firstField(e), "the API refused the row: %s; correct it and run again", sentences(e))
	}
	return c.failed(row.Refused, "", "the API refused the row%s; correct it and run again", Said(e))
}

// Unchanged: the API objects to a change of the partner.
func (c Case) Unchanged(p client.Partner, e *client.Error) row.Result {
	code, column, objection := row.Refused, "", Said(e)
	if slices.Contains(e.TakenFields(), "key") {
		code = row.KeyTaken
	}
	if len(e.Fields) > 0 {
		column, objection = firstField(e), ": "+sentences(e)
	}
	return c.With(p, c.failed(code, column, "is there already, and the API refused to change it%s; correct the row and run again", objection))
}

// Unreachable: every attempt certainly had no effect.
func (c Case) Unreachable(last *client.Error) row.Result {
	return c.failed(row.Unreachable, "", "the API could not be reached or did not do it%s; run the same command again", Said(last))
}

// Belongs: the partner is there, and must not be.
func (c Case) Belongs(p client.Partner) row.Result {
	return c.With(p, c.failed(row.EmailTaken, "email",
		"belongs to a partner already, who was left unchanged; remove the row, or run again without %s", c.Call.Call(option.Existing, "fail")))
}

// Conflict: the e-mail is one partner's, and the id or key is another's.
func (c Case) Conflict(field string, p, other client.Partner) row.Result {
	return c.failed(row.Conflict, field, "the e-mail belongs to partner %s, and the %s to partner %s; correct one of the two",
		describe(p), field, describe(other))
}

// Taken: nobody has the e-mail, but somebody the id or the key.
func (c Case) Taken(fields []string) row.Result {
	code, field := row.KeyTaken, "key"
	if slices.Contains(fields, "id") {
		code, field = row.IDTaken, "id"
	}
	return c.failed(code, field, "the %s belongs to another partner already; choose another one or leave it empty", field)
}

// TakenByNobody: the API calls the e-mail taken, and finds nobody with it.
func (c Case) TakenByNobody() row.Result {
	if c.Invite {
		return c.failed(row.EmailTaken, "email",
			"the API says that this address is taken, and finds no partner with it; look in the dashboard whether the person was invited before")
	}
	return c.failed(row.EmailTaken, "email",
		"the API says that this partner exists, and finds none with this e-mail; look for an archived or deleted partner in the dashboard")
}
