package verdict

import (
	"fmt"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/identity"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// There: the partner exists. The problem is zero if there is nothing to say. A
// partner that differs was not created from the row as it is now.
func (c Case) There(s row.Status, p client.Partner, problem row.Problem) row.Result {
	r := c.With(p, c.End(s, problem))
	if problem.Code == row.ExistsDifferent {
		r.Status = row.Exists
	}
	return r
}

// Stored says that Partnero stored the e-mail, the id or the key of a new partner in
// another form. The problem is zero if it did not.
func (c Case) Stored(p client.Partner) row.Problem {
	var columns, texts []string
	stored := func(column, field, value string) {
		columns, texts = append(columns, column), append(texts, "the "+field+" to "+cell.Quote(value))
	}
	if p.Email != "" && !compare.IsSame(c.Asked.Email, p.Email) {
		stored("email", "e-mail", p.Email)
	}
	if key := compare.KeyOf(p); c.Asked.Key != "" && key != "" && key != c.Asked.Key {
		stored("key", "key", key)
	}
	if c.Asked.ID != "" && p.ID != "" && p.ID != c.Asked.ID && !c.Invite {
		stored("id", "id", p.ID)
	}
	if len(columns) == 0 {
		return row.Problem{}
	}
	return row.Problem{Code: row.StoredDifferently, Column: columns[0], Message: "Created. Partnero changed " + listed(texts) + "."}
}

// Differs: some fields of the partner differ from the row.
func (c Case) Differs(fields []string) row.Problem {
	if c.Invite {
		return different("Already a partner, with a different %s. No invitation was sent.", listed(fields))
	}
	return different("Already in Partnero, with a different %s. Nothing was changed.", listed(fields))
}

// listed is a list in words: a, b and c.
func listed(fields []string) string {
	last := len(fields) - 1
	if last < 1 {
		return strings.Join(fields, "")
	}
	return strings.Join(fields[:last], ", ") + " and " + fields[last]
}

// Matched: the partner has the values of the row, as far as an update can change
// them. Tags that Partnero does not show can only be replaced.
func (c Case) Matched(s row.Status, p client.Partner, replaceTags bool) row.Result {
	r := c.There(s, p, row.Problem{})
	fields, texts := c.beyondReach(p, replaceTags)
	if len(fields) == 0 {
		return r
	}
	done := "Updated"
	if s != row.Updated {
		r.Status, done = row.Exists, "Already in Partnero"
	}
	r.Problem = different("%s, but Partnero cannot change %s. Compare it in the dashboard and fix it there.", done, strings.Join(texts, " or "))
	if len(fields) == 1 {
		r.Problem.Column = fields[0]
	}
	return r
}

func (c Case) beyondReach(p client.Partner, replaceTags bool) (fields, texts []string) {
	add := func(field, text string) { fields, texts = append(fields, field), append(texts, text) }
	if c.Asked.ID != "" && !identity.SameText(c.Asked.ID, p.ID) {
		add("id", "the id ("+cell.Quote(p.ID)+")")
	}
	if c.Asked.Referrer != nil {
		add(c.referrerField(), "the referring partner (not shown either)")
	}
	if len(c.Asked.Tags) > 0 && p.Tags == nil && !replaceTags {
		add("tags", "single tags (not shown; "+c.Call.Call(option.ReplaceTags, "")+" replaces them all)")
	}
	return fields, texts
}

// Alike: Partnero treats an address with other accents as the same. It may belong
// to another person, so nothing is changed.
func (c Case) Alike(p client.Partner) row.Result {
	problem := different("Already in Partnero as %s, which counts as the same address. Nothing was changed. Fix the address, or change the partner in the dashboard.", cell.Quote(p.Email))
	problem.Column = "email"
	return c.There(row.Exists, p, problem)
}

// ImportedOtherwise: the row has changed since its partner was created.
func (c Case) ImportedOtherwise() row.Problem { return c.importedOtherwise("") }

// ImportedAlone is the same for a partner that was created without its referring
// partner.
func (c Case) ImportedAlone() row.Problem {
	return c.importedOtherwise(" and without a referring partner")
}

func (c Case) importedOtherwise(and string) row.Problem {
	return different("Imported before with different content%s. Nothing was changed. Run with %s, or change the partner in the dashboard.",
		and, c.Call.Call(option.Existing, "update"))
}

// InvitedOtherwise: the name in the row has changed since the invitation.
func InvitedOtherwise() row.Problem {
	return different("Invited before under a different name. Nothing was sent.")
}

func different(format string, args ...any) row.Problem {
	return row.Problem{Code: row.ExistsDifferent, Message: fmt.Sprintf(format, args...)}
}
