package lifecycle

import (
	"testing"

	"partner-import/client"
	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// TestArchivedPartners: a row whose partner is archived fails and says so, whatever
// phase finds it. What the journal knows about the partner stays as it is.
func TestArchivedPartners(t *testing.T) {
	r := Rules{MaxAttempts: 5, Existing: Update}
	there := client.Partner{ID: "p1", Email: "a@x.com", Status: "archived"}
	created := journal.Entry{Status: "created", Ours: true, Maker: 1, Mine: true, Resumed: true, PartnerID: "p1", Undone: journal.Undone{State: journal.Archived, Partner: "p1"}}
	for name, test := range map[string]struct {
		entry *journal.Entry
		want  Write
	}{
		"never imported": {nil, Outcome},
		"undone":         {&created, Nothing},
		"in doubt":       {&journal.Entry{Status: journal.Claimed}, Outcome},
	} {
		j := new(Job)
		r.Renew(j, 1, 2, 0, 0)
		j.Ask(&row.Record{Email: "a@x.com"}, false)
		find := func(string) (journal.Entry, bool, error) { return journal.Entry{}, false, nil }
		if test.entry != nil {
			test.entry.Content = j.wanted()
			find = func(string) (journal.Entry, bool, error) { return *test.entry, true, nil }
		}
		if result, err := r.Recover(j, find); result != nil || err != nil {
			t.Fatalf("%s: Recover = %v, %v; want a lookup", name, result, err)
		}
		if j.phase == Create {
			j.phase = Collide
		}
		d := r.Next(j, Answer{Partner: there})
		if d.Result == nil || d.Result.Status != row.Failed || d.Result.Problem.Code != row.PartnerArchived || d.Result.ID != "p1" || d.Write != test.want {
			t.Errorf("%s: %+v; want failed, partner_archived, and the write %d", name, d, test.want)
		}
	}
}

// TestReportAfterUndo: a report that is made from the journal alone does not call a
// partner created that an undo took back.
func TestReportAfterUndo(t *testing.T) {
	r := Rules{MaxAttempts: 5}
	for state, want := range map[journal.Undoing]row.Status{
		journal.Standing: row.Created, journal.Archived: row.Failed, journal.Archiving: row.Unknown,
		journal.Restoring: row.Unknown, journal.Deleting: row.Unknown, journal.Deleted: "",
	} {
		for _, invite := range []bool{false, true} {
			j := new(Job)
			r.Renew(j, 1, 2, 0, 0)
			j.Ask(&row.Record{Email: "a@x.com", Name: "A"}, invite)
			e := journal.Entry{Status: "created", Ours: true, Maker: 1, Mine: true, Resumed: true, Content: j.wanted(), Undone: journal.Undone{State: state, Partner: "p1"}}
			result, err := r.Rebuild(j, func(string) (journal.Entry, bool, error) { return e, true, nil })
			got := row.Status("")
			if result != nil {
				got = result.Status
			}
			if got != want || err != nil {
				t.Errorf("%q, invite %v: %q, %v; want %q", state, invite, got, err, want)
			}
		}
	}
}
