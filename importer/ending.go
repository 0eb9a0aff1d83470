package importer

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"partner-import/client"
	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// This file words the results of jobs: each ending of a row's life, once.

func (j *job) result(s row.Status) row.Result {
	return row.Result{Row: j.row, Line: j.line, Status: s, Email: j.request.Email, Attempts: j.earlier + j.attempts}
}

func (j *job) ended(s row.Status, code row.Code, column, format string, args ...any) row.Result {
	r := j.result(s)
	r.Problem = row.Problem{Code: code, Column: column, Message: fmt.Sprintf(format, args...)}
	return r
}

func (j *job) with(r row.Result, p client.Partner) row.Result {
	r.ID, r.Link, r.CreatedAt = p.ID, p.Link, p.CreatedAt
	r.Key = keyOf(p)
	if p.Key == "" && r.Status == row.Created {
		r.Key = cmp.Or(j.request.Key, r.Key)
	}
	return r
}

// keyOf is the partner's referral key, read out of a link like
// https://…?aff=KEY where the answer has no field for it, as in
// https://docs.partnero.com/api-reference/partners/create-partner.
func keyOf(p client.Partner) string {
	u, err := url.Parse(p.Link)
	if p.Key != "" || err != nil {
		return p.Key
	}
	return u.Query().Get("aff")
}

func (j *job) created(p client.Partner) row.Result {
	r := j.with(j.result(row.Created), p)
	if j.lacks {
		r.Problem = j.lacking()
	}
	return r
}

func (j *job) exists(p client.Partner) row.Result {
	r := j.with(j.result(j.standing()), p)
	fields := j.differs(p)
	switch {
	case len(fields) > 0 && j.invite:
		r.Problem = row.Problem{Code: row.ExistsDifferent, Message: fmt.Sprintf("is a partner already, with another %s; no invitation was sent", strings.Join(fields, ", "))}
	case len(fields) > 0:
		r.Problem = row.Problem{Code: row.ExistsDifferent, Message: fmt.Sprintf(
			"is there already, with another %s; nothing was changed", strings.Join(fields, ", "))}
	case j.edited && j.isOurs(p):
		r.Problem = importedOtherwise("")
	case j.lone, j.lacks && j.isOurs(p):
		r.Problem = j.lackedBefore()
	}
	if r.Problem.Code == row.ExistsDifferent {
		r.Status = row.Exists
	}
	return r
}

// importedOtherwise: the row asks for other content now than when its partner
// was created.
func importedOtherwise(and string) row.Problem {
	return row.Problem{Code: row.ExistsDifferent, Message: "was imported before with other content" + and +
		", and nothing was changed; run with --existing update, or change the partner in the dashboard"}
}

func (j *job) conflict(other client.Partner) row.Result {
	what := j.otherOwner(j.found)
	return j.ended(row.Failed, row.Conflict, what,
		"the e-mail belongs to partner %s, and the %s to partner %s; correct one of the two",
		describe(j.found), what, describe(other))
}

func (j *job) takenBySomebody() row.Result {
	code := row.IDTaken
	if !slices.Contains(j.taken, "id") {
		code = row.KeyTaken
	}
	what := strings.TrimSuffix(string(code), "_taken")
	return j.ended(row.Failed, code, what, "the %s belongs to another partner already; choose another one or leave it empty", what)
}

func (j *job) takenByNobody() row.Result {
	if j.invite {
		return j.ended(row.Failed, row.EmailTaken, "email",
			"the API says that this address is taken, and finds no partner with it; look in the dashboard whether the person was invited before")
	}
	return j.ended(row.Failed, row.EmailTaken, "email",
		"the API says that this partner exists, and finds none with this e-mail; look for an archived or deleted partner in the dashboard")
}

// refused words what the API objects to, in its own words per field.
func (j *job) refused(e *client.Error) row.Result {
	switch {
	case j.missesReferrer(e) && j.parent > 0:
		return j.ended(row.Failed, row.ReferrerNotFound, row.ReferrerField(j.request.Referrer),
			"the API knows no such referring partner%s, although line %d is created or was there; look up that partner's id, key and e-mail in the report, and correct the cell", said(e), j.parentLine)
	case j.missesReferrer(e):
		return j.ended(row.Failed, row.ReferrerNotFound, row.ReferrerField(j.request.Referrer),
			"the API knows no such referring partner%s; create that partner first, or correct the cell", said(e))
	case len(e.Fields) > 0:
		return j.ended(row.Failed, row.Refused, firstField(e), "the API refused the row: %s; correct it and run again", sentences(e))
	}
	return j.ended(row.Failed, row.Refused, "", "the API refused the row%s; correct it and run again", said(e))
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

// said is what the API said, in parentheses, or its status.
func said(e *client.Error) string {
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

// unreached: every attempt certainly had no effect.
func (j *job) unreached() row.Result {
	if j.invite && j.inDoubt() {
		return j.unknown() // but for an earlier one, of which no lookup tells
	}
	return j.ended(row.Failed, row.Unreachable, "", "the API could not be reached or did not do it%s; run the same command again", j.lastSaid())
}

func (j *job) unknown() row.Result {
	switch {
	case j.changes != nil || j.before != nil:
		r := j.unsure("whether it has what the row gives is not known")
		if j.before != nil {
			r.ID, r.Key, r.Link, r.CreatedAt = j.before.ID, j.before.Key, j.before.Link, j.before.CreatedAt
			return r
		}
		return j.with(r, j.found)
	case j.told != nil && (j.last == nil || j.told.Recalled):
		return *j.told
	case j.invite:
		return j.ended(row.Unknown, row.OutcomeUnknown, "",
			"the invitation may or may not have been sent%s; ask the person, or run again with --resend-unknown to send it again", j.lastSaid())
	}
	return j.ended(row.Unknown, row.OutcomeUnknown, "",
		"the partner may or may not have been created%s; run the same command again to find out", j.lastSaid())
}

func (j *job) lastSaid() string {
	if j.last == nil {
		return ""
	}
	return said(j.last)
}

// unless is the result r of a row that is not asked about any more, unless
// more is known of it.
func (j *job) unless(r row.Result) row.Result {
	switch {
	case j.inDoubt() || j.put: // what the POST or PUT did is not known
		return j.unknown()
	case j.before != nil:
		return *j.before
	}
	return r
}

// unsent: the run ended before the row did.
func (j *job) unsent() row.Result {
	return j.unless(j.ended(row.Unsent, row.NotSent, "", "the run ended first; run the same command again"))
}

// leftOut: --strict, and other rows are invalid.
func (j *job) leftOut() row.Result {
	return j.unless(j.ended(row.Unsent, row.NotSent, "", "nothing was sent, since other rows are invalid; mend them and run again, or leave out --strict"))
}

// beyondLimit: the run was to send only so many rows.
func (j *job) beyondLimit(limit int) row.Result {
	return j.unless(j.ended(row.Unsent, row.NotSent, "", "only %d rows were to be sent; run again without the limit", limit))
}

// blocked: the referring partner's row has failed.
func (j *job) blocked() row.Result {
	return j.ended(row.Blocked, row.ReferrerFailed, row.ReferrerField(j.request.Referrer),
		"the referring partner, in line %d, is not created; mend that line and run again", j.parentLine)
}

// blockedByFailed: the same, though the referring partner is there.
func (j *job) blockedByFailed() row.Result {
	return j.ended(row.Blocked, row.ReferrerFailed, row.ReferrerField(j.request.Referrer),
		"the row of the referring partner, in line %d, has failed; mend that line and run again, or run with --orphans create", j.parentLine)
}

// tooEarly: the referring partner's row did not come to its end.
func (j *job) tooEarly() row.Result {
	return j.unless(j.ended(row.Unsent, row.NotSent, row.ReferrerField(j.request.Referrer),
		"the referring partner, in line %d, must be created first; run again", j.parentLine))
}

// forgetSecrets takes the row's password out of what the API said.
func (j *job) forgetSecrets(e *client.Error) {
	password := j.request.Password
	if e == nil || password == "" {
		return
	}
	e.Message = strings.ReplaceAll(e.Message, password, "[redacted]")
	for _, sentences := range e.Fields {
		for i := range sentences {
			sentences[i] = strings.ReplaceAll(sentences[i], password, "[redacted]")
		}
	}
}

// describe is for messages: a partner as a person would name it.
func describe(p client.Partner) string {
	return fmt.Sprintf("%s (id %s)", cell.Show(p.Email), cell.Show(p.ID))
}
