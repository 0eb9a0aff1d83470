package importer

import (
	"slices"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/identity"
	"partner-import/importer/row"
)

// This file compares a row with the partner who has its e-mail.

// isOurs reports whether p is what an earlier POST of this row created,
// although its answer was lost (or, from a server that contradicts itself, said
// that nothing was done): that POST was made, p came to be after its claim by
// the API's own clock (which shows whole seconds, hence one of tolerance), and
// p has what was sent.
func (j *job) isOurs(p client.Partner) bool { return j.cameSince(p) && len(j.differs(p)) == 0 }

// cameSince reports whether p came to be after an earlier POST of this row may
// have been made. What a row asked for before it was edited cannot be compared,
// so that for it this must do.
func (j *job) cameSince(p client.Partner) bool {
	if !j.inDoubt() && j.attempts < 2 || p.CreatedAt.IsZero() {
		return false
	}
	since := j.entry.Since.Truncate(time.Second).Add(-time.Second)
	return !p.CreatedAt.Before(since)
}

// attribute notes who made p, for other files that share the journal. What the
// create of another one asked for cannot be compared here if the row asks for
// something else: that one finds out when it is imported again.
func (j *job) attribute(p client.Partner) {
	switch {
	case j.edited && j.cameSince(p):
		j.maker, j.made = j.claimant, j.entry.Content
	case j.foreign && j.isOurs(p):
		j.maker, j.made = j.claimant, [16]byte{}
	case j.inDoubt():
		j.maker, j.made = 0, [16]byte{}
	}
}

// standing is the status of a partner who was there before this run.
func (j *job) standing() row.Status {
	if j.mine {
		return row.Created
	}
	return row.Exists
}

// differs returns what the row gives and p has otherwise. The key and the tags
// count only where the answer has them, since some leave them out; the password
// does not count, which no answer holds.
func (j *job) differs(p client.Partner) []string {
	var fields []string
	compare := func(field, want, have string) {
		if want != "" && !identity.SameText(want, have) {
			fields = append(fields, field)
		}
	}
	compare("name", j.request.Name, p.Name)
	compare("surname", j.request.Surname, p.Surname)
	compare("id", j.request.ID, p.ID)
	if p.Key != "" {
		compare("key", j.request.Key, p.Key)
	}
	if len(p.Tags) > 0 && !identity.SameSet(j.request.Tags, p.Tags) && len(j.request.Tags) > 0 {
		fields = append(fields, "tags")
	}
	return fields
}

// otherOwner returns which of id and key belongs to another partner than p,
// who has the e-mail: the API called it taken, and p has it not, or is not
// shown to have it.
func (j *job) otherOwner(p client.Partner) string {
	switch {
	case slices.Contains(j.taken, "id") && p.ID != j.request.ID:
		return "id"
	case slices.Contains(j.taken, "key") && keyOf(p) != j.request.Key:
		return "key"
	}
	return ""
}
