package importer

import (
	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// This file is what an invitation has different from a create: what a row may
// hold, and what is known of it from before.
//
// There is no lookup that proves an invitation. So one whose answer was lost is
// unknown, and stays it, until it is to be sent again (Options.ResendUnknown).
// Then the way is that of a create: whoever is a partner by now is not invited
// again, and nobody is before the settle time is over.

// invitation is the request that the job's row asks for.
func (j *job) invitation() client.Invitation {
	return client.Invitation{Email: j.request.Email, Name: j.request.Name, Surname: j.request.Surname}
}

// invitable: an invitation needs a name, and has no place for anything but
// that and the surname. What would be left out may be who earns a commission,
// so that the row is not sent.
func (c *checker) invitable(r *row.Record) {
	if r.Name == "" {
		c.add(row.NameMissing, "name", "is empty, and an invitation needs it; fill in the partner's first name")
	}
	for _, field := range append(row.Fields(), row.ReferrerColumn) {
		switch text := r.Field(field); field {
		case "email", "name", "surname":
		default:
			if *text != "" {
				c.add(row.NotInvitable, field, "cannot be sent with an invitation; empty the cell, or leave the column out with --map %s",
					cell.Quote(c.column(field)+"=-"))
			}
		}
	}
}

// invitationOf is the identity of an invitation in the journal: what is known
// of a create of the same e-mail is another entry. No address holds a space.
func invitationOf(email string) string { return "invitation " + email }

// recallPartner is the result of a row that is to be invited and whose partner
// earlier runs created or found, nil if they did not.
func (k *keeper) recallPartner(j *job) *row.Result {
	entry, ok, err := k.journal.Find(identity.Email(j.request.Email))
	switch {
	case err != nil:
		return k.unreadable(j, err)
	case !ok, row.Status(entry.Status) == row.Failed && !entry.Ours:
		return nil
	case entry.Status == journal.Claimed:
		r := j.ended(row.Unknown, row.OutcomeUnknown, "",
			"an earlier run may have created the partner; run once without --invite to find out")
		return &r
	}
	p := client.Partner{ID: entry.PartnerID, Key: entry.Key, Link: entry.Link, CreatedAt: entry.Created}
	r := j.with(j.result(row.Exists), p)
	if k.options.Existing == FailExisting && !createdByUs(entry) {
		r = j.belongs(p)
	}
	return &r
}
