package verdict

import (
	"fmt"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/identity"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// There: the partner is there. The problem is zero if nothing is to be said of
// it. A partner that differs did not come of the row as it stands.
func (c Case) There(s row.Status, p client.Partner, problem row.Problem) row.Result {
	r := c.With(p, c.End(s, problem))
	if problem.Code == row.ExistsDifferent {
		r.Status = row.Exists
	}
	return r
}

// Differs: the partner has other fields than the row gives.
func (c Case) Differs(fields []string) row.Problem {
	if c.Invite {
		return different("is a partner already, with another %s; no invitation was sent", strings.Join(fields, ", "))
	}
	return different("is there already, with another %s; nothing was changed", strings.Join(fields, ", "))
}

// Matched: the partner has what the row gives, as far as an update can change
// it. Tags that it does not show can only be replaced.
func (c Case) Matched(s row.Status, p client.Partner, replaceTags bool) row.Result {
	r := c.There(s, p, row.Problem{})
	fields, texts := c.beyondReach(p, replaceTags)
	if len(fields) == 0 {
		return r
	}
	done := "was updated"
	if s != row.Updated {
		r.Status, done = row.Exists, "is there already"
	}
	r.Problem = different("%s, but the API cannot change %s; compare with the dashboard, and correct it there", done, strings.Join(texts, ", nor "))
	if len(fields) == 1 {
		r.Problem.Column = fields[0]
	}
	return r
}

func (c Case) beyondReach(p client.Partner, replaceTags bool) (fields, texts []string) {
	add := func(field, text string) { fields, texts = append(fields, field), append(texts, text) }
	if c.Asked.ID != "" && !identity.SameText(c.Asked.ID, p.ID) {
		add("id", "the id, which is "+cell.Show(p.ID))
	}
	if c.Asked.Referrer != nil {
		add(c.referrerField(), "the referring partner, whom it does not show either")
	}
	if len(c.Asked.Tags) > 0 && p.Tags == nil && !replaceTags {
		add("tags", "single tags, as it does not show which there are ("+c.Call.Call(option.ReplaceTags, "")+" sends them all)")
	}
	return fields, texts
}

// Alike: the API takes another address for the row's, with other accents. It may
// be that of somebody else, so nothing is changed.
func (c Case) Alike(p client.Partner) row.Result {
	problem := different("is there already as %s, which the API takes for the same address, and nothing was changed; correct the address, or change the partner in the dashboard", cell.Show(p.Email))
	problem.Column = "email"
	return c.There(row.Exists, p, problem)
}

// ImportedOtherwise: the row asks for other content now than when its partner
// was created.
func (c Case) ImportedOtherwise() row.Problem { return c.importedOtherwise("") }

// ImportedAlone is the same of a partner that was created without its referring
// partner.
func (c Case) ImportedAlone() row.Problem {
	return c.importedOtherwise(" and without a referring partner")
}

func (c Case) importedOtherwise(and string) row.Problem {
	return different("was imported before with other content%s, and nothing was changed; run with %s, or change the partner in the dashboard",
		and, c.Call.Call(option.Existing, "update"))
}

// InvitedOtherwise: the row gives another name now than when it was invited.
func InvitedOtherwise() row.Problem {
	return different("was invited before under another name, and nothing was sent")
}

func different(format string, args ...any) row.Problem {
	return row.Problem{Code: row.ExistsDifferent, Message: fmt.Sprintf(format, args...)}
}
