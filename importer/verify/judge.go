package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/compare"
	"partner-import/importer/internal/identity"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/undoing"
	"partner-import/importer/internal/verdict"
	"partner-import/importer/row"
)

// An expectation is how a partner should be.
type expectation struct {
	number int // of its line
	place  int // the line of the file, 0 if its row is not there any more
	entry  journal.Entry
	asked  *client.NewPartner // what the row asks for; nil: only the journal counts
}

func (x *expectation) email() string { return undoing.EmailOf(x.entry) }

func (x *expectation) line(s row.Status, p row.Problem) row.Result {
	r := undoing.Line(x.number, x.entry, s, p)
	r.Line = x.place
	return r
}

// needsLookup reports whether a listing is not enough: it has no key and no tags. The
// keys that the file asks for are always compared, because links depend on them.
// Others can only have changed if the partner did.
func (x *expectation) needsLookup(p client.Partner) bool {
	ours := x.entry.Created
	if x.entry.Updated.After(ours) {
		ours = x.entry.Updated
	}
	moved := ours.IsZero() || p.UpdatedAt.IsZero() || p.UpdatedAt.After(ours.Add(time.Second))
	return moved || x.asked == nil || x.asked.Key != "" || len(x.asked.Tags) > 0
}

// judge compares the partner with what is expected. It is nil if there is none.
func (x *expectation) judge(p *client.Partner) row.Result {
	state := x.entry.Undone.State
	switch {
	case state == journal.Deleted && (p == nil || p.Status == "deleted"):
		return x.line(row.Gone, row.Problem{})
	case p == nil || p.Status == "deleted":
		return x.line(row.Gone, isGone())
	case undoing.IsReplaced(x.entry.Created, *p):
		return x.line(row.Changed, isReplaced())
	case p.IsArchived() && !state.Stands():
		return x.line(row.Archived, row.Problem{})
	case p.IsArchived():
		return x.line(row.Archived, isArchived())
	case state == journal.Archived:
		return x.line(row.Changed, isActive())
	}
	fields, texts := x.differences(*p)
	if len(fields) == 0 {
		return x.line(row.There, row.Problem{})
	}
	return x.line(row.Changed, isChanged(fields, texts))
}

// differences are the fields that are not as the report said, with what they are now.
func (x *expectation) differences(p client.Partner) (fields, texts []string) {
	add := func(field, was, is string) {
		fields = append(fields, field)
		texts = append(texts, fmt.Sprintf("%s is %s and not %s", field, cell.QuoteUpTo(is, 60), cell.QuoteUpTo(was, 60)))
	}
	if !compare.IsMeant(x.email(), p) {
		add("email", x.email(), p.Email)
	}
	if key := compare.KeyOf(p); x.entry.Key != "" && key != "" && key != x.entry.Key {
		add("key", x.entry.Key, key)
	}
	if x.asked == nil {
		return fields, texts
	}
	if x.asked.Name != "" && !identity.SameText(x.asked.Name, p.Name) {
		add("name", x.asked.Name, p.Name)
	}
	if x.asked.Surname != "" && !identity.SameText(x.asked.Surname, p.Surname) {
		add("surname", x.asked.Surname, p.Surname)
	}
	if x.lacksTags(p) {
		add("tags", strings.Join(x.asked.Tags, ", "), strings.Join(p.Tags, ", "))
	}
	return fields, texts
}

// lacksTags reports whether a tag of the row is missing. More tags are no difference:
// an update adds to those that were there. A listing shows none.
func (x *expectation) lacksTags(p client.Partner) bool {
	return p.Tags != nil && slices.ContainsFunc(x.asked.Tags, func(tag string) bool { return !slices.Contains(p.Tags, tag) })
}

// This is what a line says.

func isChanged(fields, texts []string) row.Problem {
	p := row.Problem{Code: row.PartnerChanged, Message: "Changed after the import: " + strings.Join(texts, "; ") + "."}
	if len(fields) == 1 {
		p.Column = fields[0]
	}
	return p
}

func isReplaced() row.Problem {
	return row.Problem{Code: row.PartnerReplaced, Column: "id", Message: "Another partner has this id now: it was created at another time."}
}

func isArchived() row.Problem {
	return row.Problem{Code: row.PartnerArchived, Message: "Somebody archived this partner. Restore it in the dashboard if that was not meant."}
}

func isActive() row.Problem {
	return row.Problem{Code: row.PartnerChanged, Column: "status", Message: "An undo archived this partner, and somebody restored it."}
}

func isGone() row.Problem {
	return row.Problem{Code: row.PartnerGone, Message: "Partnero no longer has this partner. Somebody deleted it."}
}

func notSettled() row.Problem {
	return row.Problem{Code: row.OutcomeUnknown, Message: "The import did not find out whether it created this partner. Run the import again, and then verify again."}
}

func notAsked(e *client.Error) row.Problem {
	return row.Problem{Code: row.OutcomeUnknown, Message: "Partnero could not be asked about this partner" + verdict.Said(e) + ". Run the same command again."}
}

func notDone() row.Problem {
	return row.Problem{Code: row.NotSent, Message: "Not asked yet. Run the same command again."}
}
