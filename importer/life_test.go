package importer

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/client/sandbox"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// at is the time of every outcome in these tests; since is when the row was
// claimed, by the API's clock.
func at() time.Time    { return time.Date(2026, 1, 1, 12, 0, 30, 0, time.UTC) }
func since() time.Time { return at().Add(-20 * time.Second) }

func rowJob(change func(*job)) *job {
	j := &job{
		row: 1, line: 2,
		request: client.NewPartner{Email: "a@example.com", Name: "Ann", ID: "id1", Key: "key1", Tags: []string{"x", "y"}},
		entry:   journal.Entry{Since: since()},
	}
	if change != nil {
		change(j)
	}
	return j
}

// ann is the partner that rowJob's row asks for, made after its claim.
func ann(change func(*client.Partner)) client.Partner {
	p := client.Partner{
		ID: "id1", Key: "key1", Email: "a@example.com", Name: "Ann", Tags: []string{"y", "x"},
		Link: "https://l", CreatedAt: since().Add(time.Second),
	}
	if change != nil {
		change(&p)
	}
	return p
}

// shownBy has the link in place of the key, as the API's own answers do.
func shownBy(link string) func(*client.Partner) {
	return func(p *client.Partner) { p.Key, p.Link = "", link }
}

func failure(kind client.Kind, taken ...string) *client.Error {
	e := &client.Error{Op: "create partner", Kind: kind, Status: 422}
	for _, field := range taken {
		if e.Fields == nil {
			e.Fields = map[string][]string{}
		}
		e.Fields[field] = []string{"The " + field + " has already been taken."}
	}
	return e
}

func doubted(ago time.Duration) func(*job) {
	return func(j *job) { j.step, j.doubt = find, at().Add(-ago) }
}

func wasTaken(fields ...string) func(*job) {
	return func(j *job) { j.step, j.taken = find, fields }
}

func both(changes ...func(*job)) func(*job) {
	return func(j *job) {
		for _, change := range changes {
			change(j)
		}
	}
}

// TestTransitions is the table of a row's life: from a state, with an outcome,
// to a result or a next step.
func TestTransitions(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 5}
	last := func(j *job) { j.spent = 4 }
	for _, test := range []struct {
		name    string
		job     *job
		partner client.Partner
		err     *client.Error
		want    row.Status // "" for a next step
		code    row.Code
		step    step
	}{
		{"created", rowJob(nil), ann(nil), nil, row.Created, "", 0},
		{"throttled", rowJob(last), ann(nil), failure(client.Throttled), "", "", create},
		{"not reached", rowJob(nil), ann(nil), failure(client.Unsent), "", "", create},
		{"not reached for the last time", rowJob(last), ann(nil), failure(client.Unsent), row.Failed, row.Unreachable, 0},
		{"answer lost", rowJob(nil), ann(nil), failure(client.Ambiguous), "", "", find},
		{"answer lost for the last time is looked up too", rowJob(last), ann(nil), failure(client.Ambiguous), "", "", find},
		{"refused", rowJob(nil), ann(nil), &client.Error{Kind: client.Refused, Status: 422, Message: "no"}, row.Failed, row.Refused, 0},
		{"refused without a word, and not for its content", rowJob(nil), ann(nil), &client.Error{Kind: client.Refused, Status: 413}, row.Failed, row.Refused, 0},
		{"refused without a word", rowJob(nil), ann(nil), failure(client.Refused), "", "", find},
		{"taken", rowJob(nil), ann(nil), failure(client.Taken, "email"), "", "", find},
		{"forbidden by a firewall", rowJob(nil), ann(nil), failure(client.Forbidden), row.Failed, row.Refused, 0},

		{"taken, found", rowJob(wasTaken("email")), ann(nil), nil, row.Exists, "", 0},
		{"taken, found, another name", rowJob(wasTaken("email")), ann(func(p *client.Partner) { p.Name = "Bob" }), nil, row.Exists, row.ExistsDifferent, 0},
		{"taken, found, the id is somebody else's", rowJob(wasTaken("email", "id")), ann(func(p *client.Partner) { p.ID = "other" }), nil, "", "", findOwner},
		{"taken, found, the key is somebody else's", rowJob(wasTaken("email", "key")), ann(func(p *client.Partner) { p.Key = "other" }), nil, "", "", findOwner},
		{"taken, found, the key in the link is another", rowJob(wasTaken("email", "key")), ann(shownBy("https://l?aff=other")), nil, "", "", findOwner},
		{"taken, found, the key is not shown", rowJob(wasTaken("email", "key")), ann(shownBy("https://l")), nil, "", "", findOwner},
		{"taken, found, the key in the link is his", rowJob(wasTaken("email", "key")), ann(shownBy("https://l?aff=key1")), nil, row.Exists, "", 0},
		{"taken, found, the link says another key", rowJob(wasTaken("email")), ann(shownBy("https://l?aff=other")), nil, row.Exists, row.ExistsDifferent, 0},
		{"taken, found, the id and key are his", rowJob(wasTaken("email", "id", "key")), ann(nil), nil, row.Exists, "", 0},
		{"taken, found, with an accent", rowJob(wasTaken("email")), ann(func(p *client.Partner) { p.Email = "A\u0301@example.com" }), nil, row.Exists, "", 0},
		{"taken, found, somebody else", rowJob(wasTaken("email")), ann(func(p *client.Partner) { p.Email = "b@example.com" }), nil, "", "", find},
		{"id taken, e-mail unknown", rowJob(wasTaken("id")), ann(nil), failure(client.NotFound), row.Failed, row.IDTaken, 0},
		{"key taken, e-mail unknown", rowJob(wasTaken("key")), ann(nil), failure(client.NotFound), row.Failed, row.KeyTaken, 0},
		{"e-mail taken, not found yet", rowJob(wasTaken("email")), ann(nil), failure(client.NotFound), "", "", find},
		{"e-mail taken, never found", rowJob(both(wasTaken("email"), func(j *job) { j.misses = 3 })), ann(nil), failure(client.NotFound), row.Failed, row.EmailTaken, 0},
		{"taken, lookup throttled", rowJob(wasTaken("email")), ann(nil), failure(client.Throttled), "", "", find},

		{"in doubt, found, ours", rowJob(doubted(time.Second)), ann(nil), nil, row.Created, "", 0},
		{"in doubt, found, in the second of the claim", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = since() }), nil, row.Created, "", 0},
		{"in doubt, found, older than the claim", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = since().Add(-2 * time.Second) }), nil, row.Exists, "", 0},
		{"in doubt, found, of unknown age", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.CreatedAt = time.Time{} }), nil, row.Exists, "", 0},
		{"in doubt, found, another name", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.Name = "Bob" }), nil, row.Exists, row.ExistsDifferent, 0},
		{"in doubt, found, another id", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.ID = "other" }), nil, row.Exists, row.ExistsDifferent, 0},
		{"in doubt, found, another tag", rowJob(doubted(time.Second)), ann(func(p *client.Partner) { p.Tags = []string{"x"} }), nil, row.Exists, row.ExistsDifferent, 0},
		{"in doubt, not found, not settled", rowJob(doubted(time.Second)), ann(nil), failure(client.NotFound), "", "", find},
		{"in doubt, not found, settled", rowJob(doubted(time.Minute)), ann(nil), failure(client.NotFound), "", "", create},
		{"in doubt, not found, settled, no attempt left", rowJob(both(doubted(time.Minute), func(j *job) { j.spent = 5 })), ann(nil), failure(client.NotFound), row.Failed, row.Unreachable, 0},
		{"in doubt, lookup not answered", rowJob(doubted(time.Minute)), ann(nil), failure(client.Ambiguous), "", "", find},
		{"in doubt, lookup never answered", rowJob(both(doubted(time.Minute), func(j *job) { j.misses = 4 })), ann(nil), failure(client.Ambiguous), row.Unknown, row.OutcomeUnknown, 0},
		{"taken after a doubt, ours", rowJob(both(doubted(time.Second), wasTaken("email", "id", "key"))), ann(nil), nil, row.Created, "", 0},

		{"owner named", rowJob(func(j *job) {
			j.step, j.taken, j.found = findOwner, []string{"id"}, ann(func(p *client.Partner) { p.ID = "other" })
		}),
			client.Partner{ID: "id1", Email: "b@example.com"}, nil, row.Failed, row.Conflict, 0},
		{"owner of a key that no answer shows named", rowJob(func(j *job) {
			j.step, j.taken, j.found = findOwner, []string{"email", "key"}, ann(shownBy("https://l"))
		}),
			client.Partner{ID: "other", Email: "b@example.com"}, nil, row.Failed, row.Conflict, 0},
		{"owner of a key that no answer shows is he", rowJob(func(j *job) {
			j.step, j.taken, j.found = findOwner, []string{"email", "key"}, ann(shownBy("https://l"))
		}),
			ann(shownBy("https://l")), nil, row.Exists, "", 0},
		{"owner not found", rowJob(func(j *job) {
			j.step, j.taken, j.found = findOwner, []string{"id"}, ann(func(p *client.Partner) { p.ID = "other" })
		}),
			client.Partner{}, failure(client.NotFound), row.Exists, row.ExistsDifferent, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := l.next(outcome{job: test.job, partner: test.partner, err: test.err, began: at(), at: at()})
			switch {
			case got.halt:
				t.Fatal("the run stops")
			case got.result == nil && test.want != "":
				t.Fatalf("next step %d after %s; want %s", got.step, got.after, test.want)
			case got.result == nil && got.step != test.step:
				t.Fatalf("next step %d; want %d", got.step, test.step)
			case got.result != nil && (got.result.Status != test.want || got.result.Problem.Code != test.code):
				t.Fatalf("result %s %s; want %s %s", got.result.Status, got.result.Problem.Code, test.want, test.code)
			}
		})
	}
}

// TestLookupsHaveTheirOwnLimit: how often a row may be sent says nothing of how
// often it may be looked up, which changes nothing.
func TestLookupsHaveTheirOwnLimit(t *testing.T) {
	named := func(j *job) { j.step, j.named, j.namesakes = findReferrer, "boss", &namesakes{} }
	other := ann(func(p *client.Partner) { p.Email, p.ID = "b@example.com", "other" })
	for _, test := range []struct {
		name    string
		change  func(*job)
		partner client.Partner
		err     *client.Error
	}{
		{"of a row in doubt", doubted(time.Minute), client.Partner{}, failure(client.Ambiguous)},
		{"answered with another one", wasTaken("email"), other, nil},
		{"of the owner", func(j *job) { j.step, j.taken, j.found = findOwner, []string{"id"}, other }, client.Partner{}, failure(client.Unsent)},
		{"of a referring partner", named, client.Partner{}, failure(client.Ambiguous)},
		{"of a row whose partner was listed", func(j *job) { j.step, j.listed = find, true }, client.Partner{}, failure(client.Ambiguous)},
	} {
		for _, attempts := range []int{1, 1000} {
			j, lookups := rowJob(test.change), 0
			for step := j.step; j.step == step && lookups < 100; lookups++ {
				got := life{settle: time.Minute, maxAttempts: attempts}.next(outcome{job: j, partner: test.partner, err: test.err, began: at(), at: at()})
				if got.result != nil {
					lookups++
					break
				}
				j.step = got.step
			}
			if lookups != maxLookups {
				t.Errorf("%s, with %d attempts: %d lookups; want %d", test.name, attempts, lookups, maxLookups)
			}
		}
	}
}

// TestOneAttemptAndALostLookup: a lookup that fails once leaves nothing unknown,
// also where a row may be sent only once.
func TestOneAttemptAndALostLookup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := slowly()
		o.MaxAttempts = 1
		faults := []sandbox.Fault{{On: "create", Kind: "504", After: true, First: 1}, {On: "find", Kind: "503", First: 1}}
		tr := newTrial(t, "email\na@example.com\n", sandbox.Options{Faults: faults}, o)
		tr.run(nil)
		tr.want(map[string]int{"created": 1})
	})
}

// TestALookupIsNoCause: why a row was not created is what its create met, not
// that the lookup after it found nobody.
func TestALookupIsNoCause(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 1}
	j := rowJob(nil)
	l.next(outcome{job: j, err: &client.Error{Kind: client.Ambiguous, Status: 500, Message: "Server Error"}, at: at().Add(-time.Hour)})
	j.step = find
	got := l.next(outcome{job: j, err: failure(client.NotFound), began: at(), at: at()})
	if got.result == nil || !strings.Contains(got.result.Problem.Message, "(500: Server Error)") {
		t.Errorf("result = %+v; want it to name the answer of the create", got.result)
	}
}

// TestAPostIsNeverRepeatedInDoubt: whatever happened before, the step that
// follows a lost answer is a lookup, and the one that follows "not found" is a
// create only after the settle time.
func TestAPostIsNeverRepeatedInDoubt(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 1000}
	for ago := time.Duration(0); ago < 2*time.Minute; ago += time.Second {
		j := rowJob(doubted(ago))
		got := l.next(outcome{job: j, err: failure(client.NotFound), began: at(), at: at()})
		if settled := ago >= time.Minute; (got.step == create) != settled {
			t.Fatalf("not found %s after a lost answer: step %d; want a create only after a minute", ago, got.step)
		}
		if got.step == find && ago+got.after < time.Minute {
			t.Fatalf("not found %s after a lost answer: asked again after %s, before it can prove anything", ago, got.after)
		}
	}
}

// TestTheSettleTimeBeginsWhenTheAnswerIsLost, and not when its request was sent,
// which may have been half a minute before.
func TestTheSettleTimeBeginsWhenTheAnswerIsLost(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 5}
	j := rowJob(nil)
	j.step = l.next(outcome{job: j, err: failure(client.Ambiguous), began: at().Add(-30 * time.Second), at: at()}).step
	later := at().Add(45 * time.Second)
	got := l.next(outcome{job: j, err: failure(client.NotFound), began: later, at: later})
	if got.step != find || got.after != 15*time.Second {
		t.Errorf("not found 45 s after the answer was lost: step %s after %s; want another lookup after 15 s", got.step, got.after)
	}
}

// TestANewCreateBeginsAnew: lookups in vain before it are not counted against
// those that follow it.
func TestANewCreateBeginsAnew(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 5}
	j := rowJob(both(doubted(time.Minute), func(j *job) { j.misses = 3 }))
	if got := l.next(outcome{job: j, err: failure(client.NotFound), began: at(), at: at()}); got.step != create || j.misses != 0 {
		t.Errorf("step %s, %d lookups in vain; want a create and none", got.step, j.misses)
	}
}

// TestAnOutageCostsNoAttempt: what fails because the API is down is not counted
// against the row.
func TestAnOutageCostsNoAttempt(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 5}
	for _, s := range []step{create, change} {
		for _, kind := range []client.Kind{client.Unsent, client.Ambiguous} {
			for outage, want := range map[bool]int{true: 3, false: 4} {
				j := rowJob(func(j *job) { j.step, j.spent, j.changes = s, 3, &client.Changes{} })
				got := l.next(outcome{job: j, err: failure(kind), began: at(), at: at(), outage: outage})
				if got.result != nil || j.spent != want {
					t.Errorf("%s of %s, outage %v: %+v, %d attempts spent; want %d and another step", kind, s, outage, got.result, j.spent, want)
				}
			}
		}
	}
}

func TestTheAccountStopsTheRun(t *testing.T) {
	l := life{settle: time.Minute, maxAttempts: 5}
	for _, kind := range []client.Kind{client.Unauthorized, client.Misconfigured} {
		for _, s := range []step{create, find, findOwner} {
			if got := l.next(outcome{job: rowJob(func(j *job) { j.step = s }), err: failure(kind), began: at(), at: at()}); !got.halt || got.result != nil {
				t.Errorf("%s at step %d = %+v; want a stop and no result", kind, s, got)
			}
		}
	}
}

func TestBackoffIsFullJitterUpToHalfAMinute(t *testing.T) {
	for failures, most := range map[int]time.Duration{1: 500 * time.Millisecond, 2: time.Second, 5: 8 * time.Second, 7: 30 * time.Second, 60: 30 * time.Second} {
		longest := time.Duration(0)
		for range 2000 {
			longest = max(longest, backoff(failures))
		}
		if longest >= most || longest < most*9/10 {
			t.Errorf("longest of 2000 waits after %d failures = %s; want just below %s", failures, longest, most)
		}
	}
}
