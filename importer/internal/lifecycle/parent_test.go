package lifecycle

import (
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestStateOf: how a row ended, for the rows that refer to it.
func TestStateOf(t *testing.T) {
	for _, tt := range []struct {
		name  string
		r     row.Result
		fresh bool
		want  ParentState
	}{
		{"created a moment ago", row.Result{Status: row.Created}, true, JustCreated},
		{"created before", row.Result{Status: row.Created}, false, Present},
		{"there since a moment", row.Result{Status: row.Exists}, true, JustCreated},
		{"there", row.Result{Status: row.Exists}, false, Present},
		{"updated", row.Result{Status: row.Updated}, false, Present},
		{"unsent", row.Result{Status: row.Unsent}, false, Unresolved},
		{"unknown", row.Result{Status: row.Unknown}, false, Unresolved},
		{"blocked", row.Result{Status: row.Blocked, Problem: row.Problem{Code: row.ReferrerFailed}}, false, Retryable},
		{"not reached", row.Result{Status: row.Failed, Problem: row.Problem{Code: row.Unreachable}}, false, Retryable},
		{"refused", row.Result{Status: row.Failed, Problem: row.Problem{Code: row.Refused}}, false, Rejected},
		{"refused for who is there", row.Result{Status: row.Failed, ID: "1", Problem: row.Problem{Code: row.EmailTaken}}, false, RejectedPresent},
		{"invalid", row.Result{Status: row.Invalid, Problem: row.Problem{Code: row.EmailInvalid}}, false, Rejected},
	} {
		if got := StateOf(tt.r, tt.fresh); got != tt.want {
			t.Errorf("%s: state %d; want %d", tt.name, got, tt.want)
		}
	}
}

// TestJudge: what can be sent of a row after its parent. A row that may have been sent
// is looked up first.
func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		parent  ParentState
		orphans Orphans
		want    row.Status // "" if it is sent
		alone   bool
	}{
		{Present, Block, "", false}, {JustCreated, Block, "", false}, {Unresolved, Block, row.Unsent, false},
		{Rejected, Block, row.Blocked, false}, {RejectedPresent, Block, row.Blocked, false}, {Retryable, Block, row.Blocked, false},
		{Rejected, CreateAlone, "", true}, {RejectedPresent, CreateAlone, "", false}, {Retryable, CreateAlone, row.Blocked, false},
		{Unresolved, CreateAlone, row.Unsent, false},
	} {
		r := rules(func(r *Rules) { r.Orphans = tt.orphans })
		fresh := func(j *Job) { j.claim = claim{} }
		refers := func(j *Job) {
			j.ask.partner.Referrer, j.ask.parent, j.ask.parentLine = &client.Referrer{ID: "1"}, 5, 7
			j.ask.contents = j.ask.hash()
		}
		j := rowJob(fresh, refers)
		d := r.Judge(j, tt.parent)
		if got := statusOf(d); got != tt.want || d.Write != Nothing {
			t.Errorf("parent %d, orphans %d: %q; want %q", tt.parent, tt.orphans, got, tt.want)
		}
		if sent := j.Request().Create.Referrer; tt.want == "" && (sent == nil) != tt.alone {
			t.Errorf("parent %d, orphans %d: sent with %v; want it alone: %v", tt.parent, tt.orphans, sent, tt.alone)
		}
		if tt.want == row.Blocked {
			j = rowJob(refers, doubted(time.Minute))
			if d := r.Judge(j, tt.parent); d.Result != nil {
				t.Errorf("parent %d, orphans %d, in doubt: %s; want a lookup", tt.parent, tt.orphans, d.Result.Status)
			}
			if d := r.Next(j, answer(client.Partner{}, failure(client.NotFound))); statusOf(d) != row.Blocked || d.Write != Release {
				t.Errorf("parent %d, orphans %d, proven absent: %+v; want it blocked, and released", tt.parent, tt.orphans, d)
			}
		}
	}
}

func statusOf(d Decision) row.Status {
	if d.Result == nil {
		return ""
	}
	return d.Result.Status
}
