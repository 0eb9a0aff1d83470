package lifecycle

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// unknown: what a request did could not be found out.
func (j *Job) unknown() row.Result {
	switch e := &j.memory.entry; {
	case j.memory.kind == known:
		r := j.unsure("whether it has what the row gives is not known", j.lastSaid())
		r.ID, r.Key, r.Link, r.CreatedAt = e.PartnerID, e.Key, e.Link, e.Created
		return r
	case j.changes != nil:
		return j.with(j.unsure("whether it has what the row gives is not known", j.lastSaid()), *j.found)
	case j.memory.kind == contested, j.memory.kind == claimed && j.last == nil:
		return j.told(*e)
	}
	return j.unproven(j.lastSaid())
}

// unproven: the create may have had its effect.
func (j *Job) unproven(said string) row.Result {
	if j.ask.invite {
		return j.doubtful("the invitation may or may not have been sent%s; ask the person, or run again with --resend-unknown to send it again", said)
	}
	return j.doubtful("the partner may or may not have been created%s; run the same command again to find out", said)
}

// unsure: the partner is there, and something else is not known.
func (j *Job) unsure(what, said string) row.Result {
	return j.doubtful("the partner is there, and %s%s; run the same command again to find out", what, said)
}

// mayBePartner: the person is to be invited, and may be a partner already.
func (j *Job) mayBePartner() row.Result {
	return j.doubtful("an earlier run may have created the partner; run once without --invite to find out")
}

func (j *Job) doubtful(format string, args ...any) row.Result {
	return j.ended(row.Unknown, row.OutcomeUnknown, "", format, args...)
}

// unsent: the run ended before the row did.
func (j *Job) unsent() row.Result {
	return j.ended(row.Unsent, row.NotSent, "", "the run ended first; run the same command again")
}

// leftOut: other rows are invalid.
func (j *Job) leftOut() row.Result {
	return j.ended(row.Unsent, row.NotSent, "", "nothing was sent, since other rows are invalid; mend them and run again, or leave out --strict")
}

// beyondLimit: only so many rows may be sent.
func (j *Job) beyondLimit(limit int) row.Result {
	return j.ended(row.Unsent, row.NotSent, "", "only %d rows were to be sent; run again without the limit", limit)
}

// tooEarly: the referring partner's row did not come to its end.
func (j *Job) tooEarly() row.Result {
	return j.ended(row.Unsent, row.NotSent, j.referrerField(),
		"the referring partner, in line %d, must be created first; run again", j.ask.parentLine)
}

// blocked: the referring partner's row has failed.
func (j *Job) blocked() row.Result {
	if j.terms == barredByPresent {
		return j.ended(row.Blocked, row.ReferrerFailed, j.referrerField(),
			"the row of the referring partner, in line %d, has failed; mend that line and run again, or run with --orphans create", j.ask.parentLine)
	}
	return j.ended(row.Blocked, row.ReferrerFailed, j.referrerField(),
		"the referring partner, in line %d, is not created; mend that line and run again", j.ask.parentLine)
}

// lacking: this import created the partner without its referring partner. With
// other columns mapped, it may have no line.
func (j *Job) lacking() row.Problem {
	if j.ask.parentLine == 0 {
		return j.lackedBefore()
	}
	return row.Problem{Code: row.ReferrerFailed, Column: j.referrerField(), Message: fmt.Sprintf(
		"was created without its referring partner, whose row, in line %d, was not created; set the referring partner in the dashboard", j.ask.parentLine)}
}

// lackedBefore is the same of an import of another file, or of this one before
// it was edited: nothing is known of its lines.
func (j *Job) lackedBefore() row.Problem {
	return row.Problem{Code: row.ReferrerFailed, Column: j.referrerField(),
		Message: "was created by an earlier import without a referring partner; set the referring partner in the dashboard"}
}

// stillLacking is what a later run says of a partner that was created without
// its referring partner: nothing, if the row names none any more.
func (j *Job) stillLacking(told row.Problem, sameInput bool) row.Problem {
	switch {
	case j.ask.partner.Referrer == nil:
		return row.Problem{}
	case sameInput:
		return told
	}
	return j.lackedBefore()
}

// importedOtherwise: the row asks for other content now than when its partner
// was created.
func importedOtherwise(and string) row.Problem {
	return different("was imported before with other content%s, and nothing was changed; run with --existing update, or change the partner in the dashboard", and)
}

func invitedOtherwise() row.Problem {
	return different("was invited before under another name, and nothing was sent")
}

func different(format string, args ...any) row.Problem {
	return row.Problem{Code: row.ExistsDifferent, Message: fmt.Sprintf(format, args...)}
}

func (j *Job) referrerField() string { return row.ReferrerField(j.ask.partner.Referrer) }

// lastSaid is what the last failure said.
func (j *Job) lastSaid() string {
	if j.last == nil {
		return ""
	}
	return Said(j.last)
}

// Said is what the API said, in parentheses, or its status.
func Said(e *client.Error) string {
	switch {
	case e.Message != "":
		return fmt.Sprintf(" (%d: %s)", e.Status, strings.TrimSuffix(cell.Show(e.Message), "."))
	case e.Status != 0:
		return fmt.Sprintf(" (%d %s)", e.Status, http.StatusText(e.Status))
	case e.Err != nil:
		return " (" + cell.Show(e.Err.Error()) + ")"
	}
	return ""
}

func firstField(e *client.Error) string { return slices.Min(slices.Collect(maps.Keys(e.Fields))) }

func sentences(e *client.Error) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		for _, sentence := range e.Fields[field] {
			all = append(all, field+": "+cell.Show(sentence))
		}
	}
	return strings.TrimSuffix(strings.Join(all, " "), ".")
}

// describe is for messages: a partner as a person would name it.
func describe(p client.Partner) string {
	return fmt.Sprintf("%s (id %s)", cell.Show(p.Email), cell.Show(p.ID))
}
