package undoing

import (
	"os"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/errand"
	"partner-import/importer/internal/journal"
)

// answers are the rows of the table in docs/internals/durability.md.
func answers() []struct {
	name   string
	answer errand.Answer
} {
	shown := func(status string, updated time.Time) errand.Answer {
		return errand.Answer{Partner: client.Partner{ID: "p1", Status: status, CreatedAt: bornAt(), UpdatedAt: updated}}
	}
	failed := func(e client.Error) errand.Answer { return errand.Answer{Err: &e} }
	other := shown("active", bornAt())
	other.Partner.CreatedAt = bornAt().Add(time.Hour)
	return []struct {
		name   string
		answer errand.Answer
	}{
		{"active", shown("active", bornAt())},
		{"active, changed since", shown("active", bornAt().Add(time.Hour))},
		{"active, created later", other},
		{"archived", shown("archived", bornAt())},
		{"not there", failed(client.Error{Kind: client.NotFound, Status: 404, Message: "Not found."})},
		{"another's answer", errand.Answer{Partner: client.Partner{ID: "p2"}}},
		{"throttled", failed(client.Error{Kind: client.Throttled, Status: 429})},
		{"not sent", failed(client.Error{Kind: client.Unsent})},
		{"answer lost", failed(client.Error{Kind: client.Ambiguous, Status: 504})},
		{"refused", failed(client.Error{Kind: client.Refused, Status: 400, Message: "Action failed"})},
		{"forbidden", failed(client.Error{Kind: client.Forbidden, Status: 403})},
		{"account closed", errand.Answer{Err: &client.Error{Kind: client.Unauthorized, Status: 401}, Closed: true}},
	}
}

func bornAt() time.Time { return time.Date(2025, 4, 30, 16, 44, 13, 0, time.UTC) }

// jobIn is a job of a partner that our import created, in a phase.
func jobIn(g Goal, p Phase, state journal.Undoing) *Job {
	r := &Rules{Goal: g, Settle: time.Minute, MaxAttempts: 3, Backoff: func(int) time.Duration { return time.Second }}
	e := journal.Entry{ID: 1, Email: "a@x.com", Status: "created", Ours: true, PartnerID: "p1", Created: bornAt()}
	e.Undone = journal.Undone{State: state, Partner: "p1"}
	j := r.New(1, e)
	j.phase = p
	if p >= Act {
		j.trace = held
	}
	if p == Confirm {
		j.trace = lost
	}
	return j
}

// outcomeOf is what an answer leads to: a phase, or the end. If the same request is
// made again, it is what follows if the answer stays the same.
func outcomeOf(j *Job, a errand.Answer) string {
	again, from := "", j.phase
	at := bornAt()
	for range 50 {
		a.Began, a.At, a.Server = at, at, at
		at = at.Add(30 * time.Second)
		d := j.Next(a)
		switch {
		case d.Halt:
			return again + "the run stops"
		case d.Result != nil:
			text := string(d.Result.Status)
			if code := d.Result.Problem.Code; code != "" {
				text += ": `" + string(code) + "`"
			}
			return again + text
		case j.phase != from:
			return again + "*" + j.phase.String() + "*"
		case a.Err != nil && a.Err.Kind == client.Throttled:
			return "again"
		}
		again = "again, then "
	}
	return again + "for ever"
}

// TestTable: the table in the docs is what the code does.
func TestTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("| the answer is | archive: ask | act | confirm | restore: ask | act | confirm | delete: ask | act | confirm |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, row := range answers() {
		b.WriteString("| " + row.name)
		for _, g := range []Goal{Archive, Restore, Delete} {
			state := journal.Standing
			if g == Restore {
				state = journal.Archived
			}
			for _, p := range []Phase{Ask, Act, Confirm} {
				b.WriteString(" | " + outcomeOf(jobIn(g, p, state), row.answer))
			}
		}
		b.WriteString(" |\n")
	}
	page, err := os.ReadFile("../../../docs/internals/durability.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), b.String()) {
		t.Errorf("docs/internals/durability.md does not have the table:\n%s", b.String())
	}
}
