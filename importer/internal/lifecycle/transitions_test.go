package lifecycle

import (
	"strings"
	"testing"
	"time"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestTransitions is the table of a row's life: from a state, with an answer,
// to a result or the next phase.
func TestTransitions(t *testing.T) {
	refused := func(status int, message string) *client.Error {
		return &client.Error{Kind: client.Refused, Status: status, Message: message}
	}
	foundOther := asks(ann(otherID))
	for _, test := range []struct {
		name    string
		job     *Job
		partner client.Partner
		err     *client.Error
		want    string // a status and a code, or a phase
	}{
		{"created", rowJob(), ann(nil), nil, "created"},
		{"throttled", rowJob(tried(4)), ann(nil), failure(client.Throttled), "create"},
		{"not reached", rowJob(), ann(nil), failure(client.Unsent), "create"},
		{"not reached for the last time", rowJob(tried(4)), ann(nil), failure(client.Unsent), "failed unreachable"},
		{"answer lost", rowJob(), ann(nil), failure(client.Ambiguous), "verify"},
		{"answer lost for the last time is looked up too", rowJob(tried(4)), ann(nil), failure(client.Ambiguous), "verify"},
		{"refused", rowJob(), ann(nil), refused(422, "no"), "failed refused"},
		{"refused without a word, and not for its content", rowJob(), ann(nil), refused(413, ""), "failed refused"},
		{"refused without a word", rowJob(), ann(nil), failure(client.Refused), "collide"},
		{"taken", rowJob(), ann(nil), failure(client.Taken, "email"), "collide"},
		{"forbidden by a firewall", rowJob(), ann(nil), failure(client.Forbidden), "create"},
		{"not about the row", rowJob(), ann(nil), failure(client.Foreign), "create"},
		{"not about the row for the last time is looked up", rowJob(tried(4)), ann(nil), failure(client.Foreign), "collide"},
		{"refused, as if taken", rowJob(), ann(nil), refused(422, "This person is registered already."), "collide"},
		{"refused with the status of a success", rowJob(), ann(nil), refused(200, "no"), "collide"},
		{"acknowledged", rowJob(), ann(nil), failure(client.Acknowledged), "verify"},
		{"overloaded", rowJob(), ann(nil), failure(client.Overloaded), "verify"},
		{"created, stored in another form", rowJob(), ann(func(p *client.Partner) { p.Email = "A+x@example.com" }), nil, "created stored_differently"},
		{"created, with its key in lower case", rowJob(), ann(func(p *client.Partner) { p.Key = "KEY1" }), nil, "created stored_differently"},
		{"created, in another mailbox", rowJob(), ann(func(p *client.Partner) { p.Email = "b@example.com" }), nil, "verify"},

		{"taken, found", rowJob(wasTaken("email")), ann(nil), nil, "exists"},
		{"taken, found, another name", rowJob(wasTaken("email")), ann(otherName), nil, "exists exists_different"},
		{"taken, found, the id is another partner's", rowJob(wasTaken("email", "id")), ann(otherID), nil, "whose"},
		{"taken, found, the key is another partner's", rowJob(wasTaken("email", "key")), ann(func(p *client.Partner) { p.Key = "other" }), nil, "whose"},
		{"taken, found, the key in the link is another", rowJob(wasTaken("email", "key")), ann(shownBy("https://l?aff=other")), nil, "whose"},
		{"taken, found, the key is not shown", rowJob(wasTaken("email", "key")), ann(shownBy("https://l")), nil, "whose"},
		{"taken, found, the key in the link is its own", rowJob(wasTaken("email", "key")), ann(shownBy("https://l?aff=key1")), nil, "exists"},
		{"taken, found, the link says another key", rowJob(wasTaken("email")), ann(shownBy("https://l?aff=other")), nil, "exists exists_different"},
		{"taken, found, the id and key are its own", rowJob(wasTaken("email", "id", "key")), ann(nil), nil, "exists"},
		{"taken, found, with an accent", rowJob(wasTaken("email")), ann(func(p *client.Partner) { p.Email = "A\u0301@example.com" }), nil, "exists"},
		{"taken, found, another partner", rowJob(wasTaken("email")), ann(func(p *client.Partner) { p.Email = "b@example.com" }), nil, "collide"},
		{"refused with the status of a success, found, ours", rowJob(wasTold(refused(200, "The mail could not be sent."))), ann(nil), nil, "created"},
		{"refused with the status of a success, found, older", rowJob(wasTold(refused(200, "No."))), ann(func(p *client.Partner) { p.CreatedAt = since().Add(-time.Hour) }), nil, "exists"},
		{"refused, found", rowJob(wasTold(refused(422, "It is registered already."))), ann(nil), nil, "exists"},
		{"id taken, e-mail unknown", rowJob(wasTaken("id")), ann(nil), failure(client.NotFound), "failed id_taken"},
		{"key taken, e-mail unknown", rowJob(wasTaken("key")), ann(nil), failure(client.NotFound), "failed key_taken"},
		{"e-mail taken, not found yet", rowJob(wasTaken("email")), ann(nil), failure(client.NotFound), "collide"},
		{"e-mail taken, never found", rowJob(wasTaken("email"), missed(3)), ann(nil), failure(client.NotFound), "failed email_taken"},
		{"taken, lookup throttled", rowJob(wasTaken("email")), ann(nil), failure(client.Throttled), "collide"},

		{"in doubt, found, ours", rowJob(doubted(time.Second)), ann(nil), nil, "created"},
		{"in doubt, found, in the second of the claim", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = since() }), nil, "created"},
		{"in doubt, found, older than the claim", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = since().Add(-2 * time.Second) }), nil, "exists"},
		{"in doubt, found, of unknown age", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = time.Time{} }), nil, "exists"},
		{"in doubt, found, another name", rowJob(doubted(time.Second)), ann(otherName), nil, "exists exists_different"},
		{"in doubt, found, another id", rowJob(doubted(time.Second)), ann(otherID), nil, "exists exists_different"},
		{"in doubt, found, another tag", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.Tags = []string{"x"} }), nil, "exists exists_different"},
		{"in doubt, not found, not settled", rowJob(doubted(time.Second)), ann(nil), failure(client.NotFound), "verify"},
		{"in doubt, not found, settled", rowJob(doubted(time.Minute)), ann(nil), failure(client.NotFound), "create"},
		{"in doubt, not found, settled, no attempt left", rowJob(doubted(time.Minute), tried(5)), ann(nil), failure(client.NotFound), "failed unreachable"},
		{"in doubt, lookup not answered", rowJob(doubted(time.Minute)), ann(nil), failure(client.Ambiguous), "verify"},
		{"in doubt, lookup not answered in the settle time", rowJob(doubted(time.Second), missed(100)), ann(nil), failure(client.Ambiguous), "verify"},
		{"in doubt, lookup answered from elsewhere", rowJob(doubted(time.Minute)), ann(nil), failure(client.Foreign), "verify"},
		{"in doubt, lookup never answered", rowJob(doubted(time.Minute), missed(4)), ann(nil), failure(client.Ambiguous), "unknown outcome_unknown"},
		{"taken after a doubt, ours", rowJob(doubted(time.Second), wasTaken("email", "id", "key")), ann(nil), nil, "created"},

		{"owner named", rowJob(wasTaken("id"), foundOther), client.Partner{ID: "id1", Email: "b@example.com"}, nil, "failed conflict"},
		{"owner of a key that no answer shows named", rowJob(wasTaken("email", "key"), asks(ann(shownBy("https://l")))),
			client.Partner{ID: "other", Email: "b@example.com"}, nil, "failed conflict"},
		{"owner of a key that no answer shows is itself", rowJob(wasTaken("email", "key"), asks(ann(shownBy("https://l")))),
			ann(shownBy("https://l")), nil, "exists"},
		{"owner not found", rowJob(wasTaken("id"), foundOther), client.Partner{}, failure(client.NotFound), "exists exists_different"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := rules(nil).Next(test.job, answer(test.partner, test.err))
			if got := outcomeOf(test.job, d); got != test.want {
				t.Errorf("Next = %s; want %s", got, test.want)
			}
		})
	}
}

// outcomeOf is what a decision means: a status and a code, or a phase.
func outcomeOf(j *Job, d Decision) string {
	switch {
	case d.Halt:
		return "halt"
	case d.Result != nil:
		return strings.TrimSpace(string(d.Result.Status) + " " + string(d.Result.Problem.Code))
	}
	return j.phase.String()
}

// TestLookupsHaveTheirOwnLimit: the limit for sending a row is not the limit for lookups,
// which change nothing.
func TestLookupsHaveTheirOwnLimit(t *testing.T) {
	other := ann(func(p *client.Partner) { p.Email, p.ID = "b@example.com", "other" })
	for _, test := range []struct {
		name    string
		state   func(*Job)
		partner client.Partner
		err     *client.Error
	}{
		{"of a row in doubt", doubted(time.Minute), client.Partner{}, failure(client.Ambiguous)},
		{"answered with another one", wasTaken("email"), other, nil},
		{"of a partner that the journal knows", func(j *Job) { remembers(rules(existing(Update)), knows(j))(j) }, client.Partner{}, failure(client.Refused)},
		{"of the owner", func(j *Job) { wasTaken("id")(j); asks(other)(j) }, client.Partner{}, failure(client.Unsent)},
		{"of a referring partner", named, client.Partner{}, failure(client.Ambiguous)},
		{"of a row whose partner was listed", func(j *Job) { j.Admit(true) }, client.Partner{}, failure(client.Ambiguous)},
	} {
		for _, attempts := range []int{1, 1000} {
			r := rules(func(r *Rules) { r.MaxAttempts, r.Existing = attempts, Update })
			j, lookups := rowJob(test.state), 0
			phase := j.phase
			for lookups < 100 {
				lookups++
				if d := r.Next(j, answer(test.partner, test.err)); d.Result != nil || j.phase != phase {
					break
				}
			}
			if lookups != maxLookups {
				t.Errorf("%s, with %d attempts: %d lookups; want %d", test.name, attempts, lookups, maxLookups)
			}
		}
	}
}

// TestALookupIsNoCause: the answer to the create says why a row was not created, and not
// the lookup after it that found nothing.
func TestALookupIsNoCause(t *testing.T) {
	r, j := rules(func(r *Rules) { r.MaxAttempts = 1 }), rowJob()
	r.Next(j, Answer{Err: &client.Error{Kind: client.Ambiguous, Status: 500, Message: "Server Error"}, At: at().Add(-time.Hour)})
	got := r.Next(j, answer(client.Partner{}, failure(client.NotFound)))
	if got.Result == nil || !strings.Contains(got.Result.Problem.Message, `(Partnero answered 500: "Server Error")`) {
		t.Errorf("result = %+v; want it to name the answer of the create", got.Result)
	}
}

// TestAPostIsNeverRepeatedInDoubt: a lookup always follows a lost answer. After "not
// found", a create follows only when the settle time is over.
func TestAPostIsNeverRepeatedInDoubt(t *testing.T) {
	r := rules(func(r *Rules) { r.MaxAttempts = 1000 })
	for ago := time.Duration(0); ago < 2*time.Minute; ago += time.Second {
		j := rowJob(doubted(ago))
		got := r.Next(j, answer(client.Partner{}, failure(client.NotFound)))
		if settled := ago >= time.Minute; (j.phase == Create) != settled {
			t.Fatalf("not found %s after a lost answer: %s; want a create only after a minute", ago, j.phase)
		}
		if j.phase == Verify && ago+got.After < time.Minute {
			t.Fatalf("not found %s after a lost answer: asked again after %s, before it can prove anything", ago, got.After)
		}
	}
}

// TestTheSettleTimeBeginsWhenTheAnswerIsLost, and not when its request was sent,
// which may have been half a minute before.
func TestTheSettleTimeBeginsWhenTheAnswerIsLost(t *testing.T) {
	r, j := rules(nil), rowJob()
	r.Next(j, Answer{Err: failure(client.Ambiguous), Began: at().Add(-30 * time.Second), At: at()})
	later := at().Add(45 * time.Second)
	got := r.Next(j, Answer{Err: failure(client.NotFound), Began: later, At: later})
	if j.phase != Verify || got.After != 15*time.Second {
		t.Errorf("not found 45 s after the answer was lost: %s after %s; want another lookup after 15 s", j.phase, got.After)
	}
}

// TestANewCreateBeginsAnew: lookups in vain before a create do not count for those after
// it.
func TestANewCreateBeginsAnew(t *testing.T) {
	j := rowJob(doubted(time.Minute), missed(3))
	if rules(nil).Next(j, answer(client.Partner{}, failure(client.NotFound))); j.phase != Create || j.budget.misses != 0 {
		t.Errorf("%s, %d lookups in vain; want a create and none", j.phase, j.budget.misses)
	}
}

// TestAnOutageCostsNoAttempt: a request that fails because Partnero is down does not
// count against the row.
func TestAnOutageCostsNoAttempt(t *testing.T) {
	for phase, state := range map[Phase]func(*Job){Create: func(*Job) {}, Change: changing} {
		for _, kind := range []client.Kind{client.Unsent, client.Ambiguous, client.Foreign, client.Misconfigured, client.Unauthorized} {
			for service, want := range map[Service]int{Away: 3, Serving: 4} {
				j := rowJob(state, tried(3))
				a := answer(client.Partner{}, failure(kind))
				a.Service = service
				if got := rules(nil).Next(j, a); got.Result != nil || j.budget.spent != want {
					t.Errorf("%s of %s, service %v: %+v, %d attempts spent; want %d and another request", kind, phase, service, got.Result, j.budget.spent, want)
				}
			}
		}
	}
}

// TestTheAccountStopsTheRun in every phase, and ends no row.
func TestTheAccountStopsTheRun(t *testing.T) {
	for _, kind := range []client.Kind{client.Unauthorized, client.Misconfigured} {
		for _, phase := range phases() {
			if phase == Announce {
				continue
			}
			j, a := inPhase(phase), answer(client.Partner{}, failure(kind))
			a.Service = Closed
			if got := rules(nil).Next(j, a); !got.Halt || got.Result != nil {
				t.Errorf("%s in %s = %+v; want a stop and no result", kind, phase, got)
			}
		}
	}
}

// TestOutagesCostNoLookup: a lookup that others do not get answered either is made
// again, however often.
func TestOutagesCostNoLookup(t *testing.T) {
	for _, phase := range phases() {
		if phase.Writes() || phase == Announce {
			continue
		}
		j := inPhase(phase)
		for range 100 {
			a := answer(client.Partner{}, failure(client.Foreign))
			a.Service = Away
			if got := rules(nil).Next(j, a); got.Result != nil || j.phase != phase {
				t.Fatalf("%s: %+v, in %s; want the same lookup again", phase, got.Result, j.phase)
			}
		}
	}
}

// TestLookedForSoon: a partner that is expected is looked for before the settle time
// is over, and not every second.
func TestLookedForSoon(t *testing.T) {
	for _, e := range []*client.Error{failure(client.Acknowledged), {Kind: client.Ambiguous, Err: client.ErrTimeout}} {
		r, j := rules(nil), rowJob()
		now, lookups := at(), 0
		d := r.Next(j, Answer{Err: e, Began: now, At: now})
		for j.phase == Verify {
			now = now.Add(max(d.After, time.Millisecond))
			d = r.Next(j, Answer{Err: failure(client.NotFound), Began: now, At: now})
			lookups++
		}
		if took := now.Sub(at()); took < r.Settle || took > r.Settle+time.Second || lookups < 5 || lookups > 10 {
			t.Errorf("%v: %d lookups in %s; want some, until the settle time is over", e, lookups, took)
		}
	}
}

// TestAbsenceEndsAClaim: if it is proven that a create made no partner, the row is unsent
// and its claim is released. If Partnero then says "taken", it may still be ours.
func TestAbsenceEndsAClaim(t *testing.T) {
	absent := rowJob(doubted(time.Minute))
	r := rules(nil)
	r.Next(absent, answer(client.Partner{}, failure(client.NotFound)))
	if d := r.End(absent, RunEnded); d.Result.Status != row.Unsent || d.Write != Release {
		t.Errorf("End = %+v; want it unsent, and released", d)
	}
	r.Next(absent, answer(client.Partner{}, failure(client.Taken, "email")))
	if d := r.End(absent, RunEnded); d.Result.Status != row.Unknown || d.Write != Doubt {
		t.Errorf("End after taken = %+v; want it unknown, and doubted", d)
	}
	if d := r.Next(absent, answer(ann(nil), nil)); d.Result == nil || d.Result.Status != row.Created {
		t.Errorf("found after taken = %+v; want it created", d)
	}
}
