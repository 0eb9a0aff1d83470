package lifecycle

import (
	"time"

	"partner-import/client"
	"partner-import/importer/internal/journal"
)

// at is the time of every answer in these tests. since is when the row was claimed, by
// Partnero's clock.
func at() time.Time    { return time.Date(2026, 1, 1, 12, 0, 30, 0, time.UTC) }
func since() time.Time { return at().Add(-20 * time.Second) }

// rules are the defaults, with a backoff of so many seconds.
func rules(change func(*Rules)) Rules {
	r := Rules{
		Settle: time.Minute, MaxAttempts: 5, Began: at(),
		Backoff: func(failures int) time.Duration { return time.Duration(failures) * time.Second },
	}
	if change != nil {
		change(&r)
	}
	return r
}

func existing(e Existing) func(*Rules) { return func(r *Rules) { r.Existing = e } }

// rowJob is a row that is claimed and was not sent yet.
func rowJob(changes ...func(*Job)) *Job {
	j := &Job{row: 1, line: 2, ask: ask{partner: client.NewPartner{
		Email: "a@example.com", Name: "Ann", ID: "id1", Key: "key1", Tags: []string{"x", "y"},
	}}}
	j.ask.contents = j.ask.hash()
	j.Claim(since())
	for _, change := range changes {
		change(j)
	}
	return j
}

// asking is a row that asks for something else, and was not claimed yet.
func asking(p client.NewPartner, changes ...func(*Job)) *Job {
	j := &Job{row: 3, line: 4, ask: ask{partner: p}}
	j.ask.contents = j.ask.hash()
	for _, change := range changes {
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

func otherID(p *client.Partner)   { p.ID = "other" }
func otherName(p *client.Partner) { p.Name = "Bob" }

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

// doubted: the answer to the row's create was lost so long ago.
func doubted(ago time.Duration) func(*Job) {
	return func(j *Job) {
		j.phase = Verify
		j.claim.lose(at().Add(-ago))
	}
}

// wasTaken: the row's create was rejected because of these fields.
func wasTaken(fields ...string) func(*Job) {
	return func(j *Job) { j.collide(failure(client.Taken, fields...)) }
}

// wasTold: the row's create was rejected so, and a lookup tells whether it is there.
func wasTold(e *client.Error) func(*Job) { return func(j *Job) { j.collide(e) } }

func tried(times int) func(*Job)  { return func(j *Job) { j.budget.spent = times } }
func missed(times int) func(*Job) { return func(j *Job) { j.budget.misses = times } }

// asks: a partner has the e-mail, and the next lookup is for the id or the key.
func asks(p client.Partner) func(*Job) {
	return func(j *Job) {
		j.found = &p
		j.phase = Whose
	}
}

// changing: a change is about to be sent, of a partner with an old key.
func changing(j *Job) {
	j.found = new(ann(func(p *client.Partner) { p.Key = "old" }))
	j.changes = &client.Changes{Name: new("Ann"), Key: new("key1")}
	j.phase = Change
}

// named: the row names its referring partner without saying how.
func named(j *Job) {
	j.ask.named, j.ask.partner.Referrer = "boss", &client.Referrer{ID: "boss"}
	j.ask.contents = j.ask.hash()
	j.Claim(since())
	j.phase = Resolve
}

// remembers: the journal has this entry of the row.
func remembers(r Rules, e journal.Entry) func(*Job) {
	return func(j *Job) {
		j.claim = claim{}
		r.remember(j, e)
	}
}

// knows is what the journal has about a partner that exists.
func knows(j *Job) journal.Entry {
	return journal.Entry{ID: 7, Content: j.ask.whole, Status: "exists", PartnerID: "id1"}
}

func answer(p client.Partner, e *client.Error) Answer {
	return Answer{Partner: p, Err: e, Began: at(), At: at()}
}
