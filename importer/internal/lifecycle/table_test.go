package lifecycle

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer/internal/memory"
)

// inPhase is a job in a phase that it reached in the usual way.
func inPhase(p Phase) *Job {
	j := rowJob()
	switch p {
	case Verify:
		doubted(0)(j)
	case Collide:
		wasTaken("email")(j)
	case Refresh:
		remembers(rules(existing(Update)), knows(j))(j)
	case Hinted:
		j.Admit(true)
	case Whose:
		wasTaken("email", "id")(j)
		asks(ann(otherID))(j)
	case Change:
		changing(j)
	case Resolve:
		named(j)
	}
	return j
}

// answerOf is an answer that is this event, in the job's phase.
func answerOf(j *Job, e event) Answer {
	kinds := map[event]client.Kind{
		absent: client.NotFound, throttled: client.Throttled, unsent: client.Unsent, lost: client.Ambiguous, taken: client.Taken,
		wordless: client.Refused, noReferrer: client.Refused, refused: client.Refused, strange: client.Foreign, closed: client.Unauthorized,
	}
	if e == done || e == another {
		return Answer{Partner: partnerFor(j, e)}
	}
	failed := &client.Error{Kind: kinds[e], Status: 422}
	switch e {
	case taken:
		failed.Fields = failure(client.Taken, "email", "key").Fields
	case noReferrer:
		failed.Status = 400
		j.ask.partner.Referrer = &client.Referrer{ID: "boss"}
	case refused, strange:
		failed.Message = "No."
	case closed:
		return Answer{Err: failed, Service: Closed}
	}
	return Answer{Err: failed}
}

func partnerFor(j *Job, e event) client.Partner {
	switch {
	case e == another:
		return client.Partner{ID: "another", Key: "another", Email: "b@example.com"}
	case j.phase == Resolve:
		return client.Partner{ID: "boss", Key: "boss"}
	case j.phase == Whose:
		return *j.found
	}
	return ann(nil)
}

// fate is how a row ends if the same event follows each of its requests.
func fate(p Phase, e event) string {
	j, r := inPhase(p), rules(nil)
	if p == Change {
		r.Existing = Update
	}
	if !j.tells(e) {
		return "–"
	}
	now := at()
	for n := range 100 {
		a := answerOf(j, e)
		a.Began, a.At = now, now
		d := r.Next(j, a)
		if d.Result != nil || d.Halt || j.phase != p {
			again := ""
			if n > 0 {
				again = "again, then "
			}
			return again + inWords(j, d)
		}
		now = now.Add(max(d.After, time.Millisecond))
	}
	return "again"
}

// tells reports whether the event is told from others in the job's phase.
func (j *Job) tells(e event) bool {
	switch e {
	case taken:
		return j.phase.Writes()
	case wordless, noReferrer:
		return j.phase == Create
	}
	return true
}

func inWords(j *Job, d Decision) string {
	switch {
	case d.Halt:
		return "the run stops"
	case d.Result == nil:
		return "*" + j.phase.String() + "*"
	case d.Result.Status == "failed":
		return fmt.Sprintf("failed: `%s`", d.Result.Problem.Code)
	}
	return string(d.Result.Status)
}

// table is the life of a row as docs/internals/durability.md has it.
func table() string {
	var b strings.Builder
	head, rule := "| the answer is |", "|---|"
	for _, p := range phases() {
		if p != Announce {
			head, rule = head+" "+p.String()+" |", rule+"---|"
		}
	}
	fmt.Fprintln(&b, head)
	fmt.Fprintln(&b, rule)
	for _, e := range events() {
		fmt.Fprintf(&b, "| %s |", e)
		for _, p := range phases() {
			if p != Announce {
				fmt.Fprintf(&b, " %s |", fate(p, e))
			}
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// TestTheTableIsDocumented: docs/internals/durability.md has the table of phases and
// events as the code has it.
func TestTheTableIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../../docs/internals/durability.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := table(); !strings.Contains(string(page), want) {
		t.Errorf("docs/internals/durability.md does not have this table:\n%s", want)
	}
	for _, p := range phases() {
		if !strings.Contains(string(page), "\n- **"+p.String()+"**") {
			t.Errorf("docs/internals/durability.md does not say what %s is", p)
		}
	}
}

// TestEveryPairIsDecided: in every phase every event ends the row, halts the
// run, waits, or leads to a phase whose request can be made.
func TestEveryPairIsDecided(t *testing.T) {
	for _, p := range phases() {
		for _, e := range events() {
			if p == Announce {
				continue
			}
			for _, x := range []Existing{Skip, Fail, Update} {
				j := inPhase(p)
				a := answerOf(j, e)
				a.Began, a.At = at(), at()
				if got := j.classify(a); j.tells(e) && got != e {
					t.Errorf("in %s, the answer is %s; want %s", p, got, e)
				}
				d := rules(existing(x)).Next(j, a)
				if d.Result == nil && !d.Halt && j.phase != Announce {
					if q := j.Request(); q.Create == nil && q.Changes == nil && q.By == (client.By{}) {
						t.Errorf("%s after %s, existing %d: %s has no request", p, e, x, j.phase)
					}
				}
			}
		}
	}
}

// TestBooleans: a job has no flags, and no struct that is passed on has more than
// three.
func TestBooleans(t *testing.T) {
	for typ, most := range map[reflect.Type]int{
		reflect.TypeFor[Job](): 0, reflect.TypeFor[budget](): 0, reflect.TypeFor[claim](): 0, reflect.TypeFor[memory.Memory](): 0,
		reflect.TypeFor[ask](): 1, reflect.TypeFor[Decision](): 1, reflect.TypeFor[Answer](): 1, reflect.TypeFor[Rules](): 3,
	} {
		n := 0
		for field := range typ.Fields() {
			if field.Type.Kind() == reflect.Bool {
				n++
			}
		}
		if n > most {
			t.Errorf("%s has %d booleans; want at most %d", typ, n, most)
		}
	}
}

// phases are all of them in their order.
func phases() []Phase {
	return []Phase{Create, Verify, Collide, Refresh, Hinted, Whose, Announce, Change, Resolve}
}

// events are all of them in their order.
func events() []event {
	return []event{done, another, absent, throttled, unsent, lost, taken, wordless, noReferrer, refused, strange, closed}
}

// String returns the event's name as docs/internals/durability.md has it.
func (e event) String() string {
	return [...]string{
		"done", "another's answer", "not there", "throttled", "not sent", "answer lost",
		"taken", "refused without a word", "no such referrer", "refused", "not about the row", "account closed",
	}[e]
}
