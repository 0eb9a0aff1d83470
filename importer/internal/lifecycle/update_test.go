package lifecycle

import (
	"strings"
	"testing"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestMeet: how a row ends if its partner exists.
func TestMeet(t *testing.T) {
	noKey := func(p *client.Partner) { p.Key, p.Link = "", "https://l?aff=key1" }
	for _, tt := range []struct {
		name     string
		existing Existing
		partner  client.Partner
		want     string // a status and a code, or a phase
		text     string
	}{
		{"update, the same", Update, ann(nil), "exists", ""},
		{"update, another name", Update, ann(otherName), "change", ""},
		{"update, the key in the link", Update, ann(noKey), "exists", ""},
		{"update, tags not shown", Update, ann(func(p *client.Partner) { p.Tags = nil }), "exists exists_different", "single tags"},
		{"update, another accent", Update, ann(func(p *client.Partner) { p.Email, p.Name = "\u00e0@example.com", "Bob" }), "exists exists_different", "à@example.com"},
		{"fail", Fail, ann(nil), "failed email_taken", "without Options.Existing = fail"},
		{"skip", Skip, ann(nil), "exists", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := rowJob(wasTaken("email"))
			d := rules(existing(tt.existing)).Next(j, answer(tt.partner, nil))
			if got := outcomeOf(j, d); got != tt.want || d.Result != nil && !strings.Contains(d.Result.Problem.Message, tt.text) {
				t.Errorf("Next = %s, %+v; want %s: … %s …", got, d.Result, tt.want, tt.text)
			}
		})
	}
}

// TestAnnounce: the change of a partner that the journal knows is announced once before
// it is sent, and withdrawn if it is not sent.
func TestAnnounce(t *testing.T) {
	r := rules(existing(Update))
	j := inPhase(Refresh)
	d := r.Next(j, answer(ann(otherName), nil))
	if j.phase != Announce || d.Write != AnnounceChange {
		t.Fatalf("%s, write %d; want it announced", j.phase, d.Write)
	}
	if e := r.Entry(j, d.Write, row.Result{}); !e.InDoubt || e.ID != 7 || e.PartnerID != "id1" {
		t.Errorf("entry = %+v; want the partner in doubt", e)
	}
	if j.Kept(); j.phase != Change || j.Request().Changes == nil {
		t.Fatalf("%s; want the change", j.phase)
	}
	d = r.End(j, RunEnded)
	if e := r.Entry(j, d.Write, *d.Result); d.Write != Withdraw || e.InDoubt || d.Result.Status != row.Exists {
		t.Errorf("End = %+v, write %d, entry %+v; want what was known", d.Result, d.Write, e)
	}
	r.Next(j, answer(client.Partner{}, failure(client.Ambiguous)))
	if j.phase != Change {
		t.Errorf("%s after a lost change; want it made again, without another announcement", j.phase)
	}
	if d = r.End(j, RunEnded); d.Write != Doubt || d.Result.Status != row.Unknown {
		t.Errorf("End = %+v, write %d; want it in doubt", d.Result, d.Write)
	}
}

// TestNoAnnouncement: the claim of a row is enough if the journal has no end for it.
func TestNoAnnouncement(t *testing.T) {
	j := rowJob(wasTaken("email"))
	if d := rules(existing(Update)).Next(j, answer(ann(otherName), nil)); d.Write != Nothing || j.phase != Change {
		t.Errorf("%s, write %d; want the change at once", j.phase, d.Write)
	}
}

// child has a referring partner that was not created.
func child(j *Job) {
	j.terms, j.ask.partner.Referrer = barred, &client.Referrer{ID: "1"}
}

// TestMeetUnderAFailedParent: an earlier run may have sent the row, but now it may not be
// sent. It ends as the next run will end it, which has no reason for a lookup.
func TestMeetUnderAFailedParent(t *testing.T) {
	for x, want := range map[Existing]row.Status{Skip: row.Exists, Fail: row.Blocked, Update: row.Exists} {
		j := rowJob(wasTaken("email"), child)
		if got := rules(existing(x)).Next(j, answer(ann(nil), nil)); got.Result == nil || got.Result.Status != want {
			t.Errorf("%d: %+v; want %s", x, got.Result, want)
		}
	}
	// What another file's run may have sent is not forgotten over it.
	j := rowJob(wasTaken("email"), child, func(j *Job) { j.claim.owner = otherInput })
	if got := rules(existing(Fail)).Next(j, answer(ann(nil), nil)); got.Result == nil || got.Result.Status != row.Failed {
		t.Errorf("claimed by another file: %+v; want %s", got.Result, row.Failed)
	}
}

// TestAfterAChange is the table of a change's answers.
func TestAfterAChange(t *testing.T) {
	r := rules(existing(Update))
	keyTaken := func(j *Job) { j.refusal, j.phase = failure(client.Taken, "key"), Whose }
	for _, tt := range []struct {
		name    string
		job     *Job
		partner client.Partner
		err     *client.Error
		want    string // a status and a code, or a phase
	}{
		{"done", rowJob(changing), ann(nil), nil, "updated"},
		{"done, without a partner", rowJob(changing), client.Partner{}, nil, "updated"},
		{"another partner's answer", rowJob(changing), client.Partner{ID: "other"}, nil, "change"},
		{"throttled", rowJob(changing, tried(4)), ann(nil), failure(client.Throttled), "change"},
		{"answer lost", rowJob(changing), ann(nil), failure(client.Ambiguous), "change"},
		{"answer lost for the last time", rowJob(changing, tried(4)), ann(nil), failure(client.Ambiguous), "unknown outcome_unknown"},
		{"not reached for the last time", rowJob(changing, tried(4)), ann(nil), failure(client.Unsent), "unknown outcome_unknown"},
		{"refused", rowJob(changing), ann(nil), failure(client.Refused), "failed refused"},
		{"not there", rowJob(changing), ann(nil), failure(client.NotFound), "failed refused"},
		{"forbidden by a firewall", rowJob(changing), ann(nil), failure(client.Forbidden), "change"},
		{"forbidden by a firewall for the last time", rowJob(changing, tried(4)), ann(nil), failure(client.Forbidden), "failed refused"},
		{"the same, and an answer was lost before", rowJob(changing, tried(4), func(j *Job) { j.budget.lost = 1 }), ann(nil), failure(client.Forbidden), "unknown outcome_unknown"},
		{"forbidden by the API", rowJob(changing), ann(nil), &client.Error{Kind: client.Forbidden, Status: 403, Message: "No."}, "change"},
		{"the key is taken", rowJob(changing), ann(nil), failure(client.Taken, "key"), "whose"},
		{"something is taken", rowJob(changing), ann(nil), failure(client.Taken), "failed refused"},
		{"whose key it is", rowJob(changing, keyTaken), client.Partner{ID: "other"}, nil, "failed conflict"},
		{"no partner has the key", rowJob(changing, keyTaken), client.Partner{}, failure(client.NotFound), "failed key_taken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := r.Next(tt.job, answer(tt.partner, tt.err))
			got := outcomeOf(tt.job, d)
			switch {
			case got != tt.want:
				t.Fatalf("Next = %s; want %s", got, tt.want)
			case d.Result == nil:
				return
			case d.Result.ID != "id1" && tt.want != "failed conflict":
				t.Errorf("result %+v; want it to name the partner", d.Result)
			case got == "updated" && d.Result.Key != "key1":
				t.Errorf("key %q; want the new one", d.Result.Key)
			case got == "updated" && d.Result.Link != tt.partner.Link:
				t.Errorf("link %q; want that of the answer: the old one does not count any more", d.Result.Link)
			}
		})
	}
}
