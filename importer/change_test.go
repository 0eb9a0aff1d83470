package importer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client"
	"partner-import/importer/row"
)

// TestChanges: what differs and is given is changed, and nothing else.
func TestChanges(t *testing.T) {
	there := client.Partner{ID: "i", Key: "k", Name: "Ann", Surname: "Zo\u00eb", Tags: []string{"x"}}
	unseen := there
	unseen.Tags = nil
	for _, tt := range []struct {
		name string
		l    life
		row  client.NewPartner
		p    client.Partner
		want client.Changes
	}{
		{"nothing given", life{}, client.NewPartner{}, there, client.Changes{}},
		{"all the same", life{}, client.NewPartner{Name: " Ann ", Surname: "Zoe\u0308", Key: "k", Tags: []string{"x"}}, there, client.Changes{}},
		{"others", life{}, client.NewPartner{Name: "Bea", Surname: "Lee", Key: "l"}, there, client.Changes{Name: new("Bea"), Surname: new("Lee"), Key: new("l")}},
		{"the case of a name", life{}, client.NewPartner{Name: "ANN"}, there, client.Changes{Name: new("ANN")}},
		{"what an update cannot change", life{}, client.NewPartner{ID: "j", Email: "b@x", Referrer: &client.Referrer{ID: "r"}}, there, client.Changes{}},
		{"a password, not wished", life{}, client.NewPartner{Password: "Secret123"}, there, client.Changes{}},
		{"a password", life{passwords: true}, client.NewPartner{Password: "Secret123"}, there, client.Changes{Password: new("Secret123")}},
		{"no password", life{passwords: true}, client.NewPartner{}, there, client.Changes{}},
		{"a tag more", life{}, client.NewPartner{Tags: []string{"y"}}, there, client.Changes{Tags: &[]string{"x", "y"}}},
		{"another tag instead", life{replaceTags: true}, client.NewPartner{Tags: []string{"y"}}, there, client.Changes{Tags: &[]string{"y"}}},
		{"the same tags instead", life{replaceTags: true}, client.NewPartner{Tags: []string{"x"}}, there, client.Changes{}},
		{"no tags instead", life{replaceTags: true}, client.NewPartner{}, there, client.Changes{}},
		{"a tag more than who knows", life{}, client.NewPartner{Tags: []string{"y"}}, unseen, client.Changes{}},
		{"a tag instead of who knows", life{replaceTags: true}, client.NewPartner{Tags: []string{"y"}}, unseen, client.Changes{Tags: &[]string{"y"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, differs := tt.l.changes(tt.row, tt.p)
			if d := cmp.Diff(tt.want, got); d != "" || differs != !cmp.Equal(got, client.Changes{}) {
				t.Errorf("changes (differs: %v) (-want +got):\n%s", differs, d)
			}
		})
	}
}

// TestMeet: what becomes of a row whose partner is there.
func TestMeet(t *testing.T) {
	update := life{existing: UpdateExisting, maxAttempts: 5}
	noKey := func(p *client.Partner) { p.Key, p.Link = "", "https://l?aff=key1" }
	for _, tt := range []struct {
		name    string
		l       life
		partner client.Partner
		want    row.Status // "" for a change
		code    row.Code
		text    string
	}{
		{"update, the same", update, ann(nil), row.Exists, "", ""},
		{"update, another name", update, ann(func(p *client.Partner) { p.Name = "Bob" }), "", "", ""},
		{"update, the key in the link", update, ann(noKey), row.Exists, "", ""},
		{"update, tags not shown", update, ann(func(p *client.Partner) { p.Tags = nil }), row.Exists, row.ExistsDifferent, "single tags"},
		{"update, another accent", update, ann(func(p *client.Partner) { p.Email, p.Name = "\u00e0@example.com", "Bob" }), row.Exists, row.ExistsDifferent, "à@example.com"},
		{"fail", life{existing: FailExisting}, ann(nil), row.Failed, row.EmailTaken, "without --existing fail"},
		{"skip", life{}, ann(nil), row.Exists, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.l.next(outcome{job: rowJob(wasTaken("email")), partner: tt.partner, at: at()})
			switch {
			case got.result == nil && (tt.want != "" || got.step != change):
				t.Errorf("next step %d; want %s", got.step, tt.want)
			case got.result != nil && (got.result.Status != tt.want || got.result.Problem.Code != tt.code || !strings.Contains(got.result.Problem.Message, tt.text)):
				t.Errorf("result %+v; want %s %s: … %s …", got.result, tt.want, tt.code, tt.text)
			}
		})
	}
}

// TestMeetUnderAFailedParent: a row that an earlier run may have sent, and that
// is not to be sent any more, ends as the next run will end it, which has no
// reason to look the partner up.
func TestMeetUnderAFailedParent(t *testing.T) {
	for existing, want := range map[Existing]row.Status{SkipExisting: row.Exists, FailExisting: row.Blocked, UpdateExisting: row.Exists} {
		l := life{existing: existing, maxAttempts: 5}
		j := rowJob(both(wasTaken("email"), func(j *job) {
			j.blocks, j.request.Referrer = (*job).blocked, &client.Referrer{ID: "1"}
		}))
		if got := l.next(outcome{job: j, partner: ann(nil), at: at()}); got.result == nil || got.result.Status != want {
			t.Errorf("%s: %+v; want %s", existing, got.result, want)
		}
	}
	// What another file's run may have sent is not forgotten over it.
	j := rowJob(both(wasTaken("email"), func(j *job) {
		j.blocks, j.request.Referrer, j.foreign = (*job).blocked, &client.Referrer{ID: "1"}, true
	}))
	if got := (life{existing: FailExisting, maxAttempts: 5}).next(outcome{job: j, partner: ann(nil), at: at()}); got.result == nil || got.result.Status != row.Failed {
		t.Errorf("claimed by another file: %+v; want %s", got.result, row.Failed)
	}
}

// changing is a job whose change was sent.
func changing(edit func(*job)) *job {
	return rowJob(func(j *job) {
		j.step, j.found, j.changes = change, ann(nil), &client.Changes{Name: new("Ann"), Key: new("key1")}
		j.found.Key = "old"
		if edit != nil {
			edit(j)
		}
	})
}

// TestAfterAChange is the table of a change's outcomes.
func TestAfterAChange(t *testing.T) {
	l := life{settle: 1, maxAttempts: 5, existing: UpdateExisting}
	last := func(j *job) { j.spent = 4 }
	for _, tt := range []struct {
		name    string
		job     *job
		partner client.Partner
		err     *client.Error
		want    row.Status // "" for a next step
		code    row.Code
		step    step
	}{
		{"done", changing(nil), ann(nil), nil, row.Updated, "", 0},
		{"done, without a partner", changing(nil), client.Partner{}, nil, row.Updated, "", 0},
		{"somebody else's answer", changing(nil), client.Partner{ID: "other"}, nil, "", "", change},
		{"throttled", changing(last), ann(nil), failure(client.Throttled), "", "", change},
		{"answer lost", changing(nil), ann(nil), failure(client.Ambiguous), "", "", change},
		{"answer lost for the last time", changing(last), ann(nil), failure(client.Ambiguous), row.Unknown, row.OutcomeUnknown, 0},
		{"not reached for the last time", changing(last), ann(nil), failure(client.Unsent), row.Unknown, row.OutcomeUnknown, 0},
		{"refused", changing(nil), ann(nil), failure(client.Refused), row.Failed, row.Refused, 0},
		{"not there", changing(nil), ann(nil), failure(client.NotFound), row.Failed, row.Refused, 0},
		{"forbidden by a firewall", changing(nil), ann(nil), failure(client.Forbidden), row.Failed, row.Refused, 0},
		{"forbidden by the API", changing(nil), ann(nil), &client.Error{Kind: client.Forbidden, Status: 403, Message: "No."}, "", "", change},
		{"the key is taken", changing(nil), ann(nil), failure(client.Taken, "key"), "", "", findOwner},
		{"something is taken", changing(nil), ann(nil), failure(client.Taken), row.Failed, row.Refused, 0},
		{"whose key it is", changing(func(j *job) { j.step, j.taken, j.refusal = findOwner, []string{"key"}, failure(client.Taken, "key") }),
			client.Partner{ID: "other"}, nil, row.Failed, row.Conflict, 0},
		{"whose key it is, nobody knows", changing(func(j *job) { j.step, j.taken, j.refusal = findOwner, []string{"key"}, failure(client.Taken, "key") }),
			client.Partner{}, failure(client.NotFound), row.Failed, row.KeyTaken, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := l.next(outcome{job: tt.job, partner: tt.partner, err: tt.err, began: at(), at: at()})
			switch {
			case got.result == nil && (tt.want != "" || got.step != tt.step):
				t.Fatalf("next step %d; want %s, %d", got.step, tt.want, tt.step)
			case got.result == nil:
				return
			case got.result.Status != tt.want || got.result.Problem.Code != tt.code:
				t.Fatalf("result %+v; want %s %s", got.result, tt.want, tt.code)
			case got.result.ID != "id1" && tt.code != row.Conflict:
				t.Errorf("result %+v; want it to name the partner", got.result)
			case tt.want == row.Updated && got.result.Key != "key1":
				t.Errorf("key %q; want the new one", got.result.Key)
			case tt.want == row.Updated && got.result.Link != tt.partner.Link:
				t.Errorf("link %q; want that of the answer: the old one does not count any more", got.result.Link)
			}
		})
	}
}
