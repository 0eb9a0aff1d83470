package journaltest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/journal"
)

func (h Home) testEntriesSurviveReopening(t *testing.T) {
	place := h.New(t)
	j := h.open(t, place)
	begin(t, j, "sha")
	claims := []*journal.Entry{claimOf("a@x"), claimOf("b@x"), claimOf("c@x")}
	write(t, j, journal.Group{Claims: claims})
	done := *claims[1]
	done.Content = [16]byte{4}
	done.Status, done.Attempts, done.PartnerID, done.Key, done.Link = "created", 2, "p1", "k1", "https://l"
	done.Created = time.UnixMilli(1_700_000_001_000)
	done.Maker = journal.ThisRun
	failed := *claims[2]
	failed.Status, failed.Code, failed.Field, failed.Message = "failed", "refused", "name", "too long"
	write(t, j, journal.Group{Outcomes: []*journal.Entry{&done, &failed}})
	j.Close()

	j = h.open(t, place)
	begin(t, j, "sha")
	done.Resumed, failed.Resumed = true, true
	claimed := *claims[0]
	claimed.Resumed = true
	done.Maker, done.Mine = 1, true // the present run, then
	for _, e := range []*journal.Entry{&claimed, &done, &failed} {
		e.Run = 1
	}
	for _, want := range []journal.Entry{claimed, done, failed} {
		if diff := cmp.Diff(want, find(t, j, want.Email)); diff != "" {
			t.Errorf("entry %s: %s", want.Email, diff)
		}
	}
	if _, ok, err := j.Find("d@x"); ok || err != nil {
		t.Errorf("Find of an unknown e-mail = %v, %v", ok, err)
	}
}

func (h Home) testClaimAgain(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "monday")
	first := claimOf("a@x")
	write(t, j, journal.Group{Claims: []*journal.Entry{first}})
	j = h.reopen(t, j)
	begin(t, j, "tuesday")
	again := claimOf("a@x")
	again.ID = first.ID
	again.Since, again.Content = first.Since.Add(time.Hour), [16]byte{9}
	write(t, j, journal.Group{Claims: []*journal.Entry{again}})
	j = h.reopen(t, j)
	begin(t, j, "tuesday")
	got := find(t, j, "a@x")
	if !got.Since.Equal(again.Since) || !got.Resumed || got.Content != again.Content || got.ID != first.ID {
		t.Errorf("a claim of what is claimed = %+v; want the second one's", got)
	}
	got.Status, got.Code, got.Maker, got.Made, got.PartnerID = "exists", "exists_different", 1, [16]byte{7}, "p1"
	write(t, j, journal.Group{Outcomes: []*journal.Entry{&got}})
	write(t, j, journal.Group{Doubts: []*journal.Entry{{ID: got.ID, InDoubt: true, Doubt: "?", PartnerID: "p1"}}})
	write(t, j, journal.Group{Claims: []*journal.Entry{again}})
	j = h.reopen(t, j)
	want := journal.Entry{ID: first.ID, Email: "a@x", Content: again.Content, Run: 3, Since: again.Since}
	if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
		t.Errorf("a claim of what ended (-want +got):\n%s", diff)
	}
}

func (h Home) testRelease(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "sha")
	a, b := claimOf("a@x"), claimOf("b@x")
	write(t, j, journal.Group{Claims: []*journal.Entry{a, b}})
	write(t, j, journal.Group{Releases: []int64{a.ID, 0}}) // 0: was not claimed yet
	j = h.reopen(t, j)
	if _, ok, _ := j.Find("a@x"); ok {
		t.Error("a released claim is still there")
	}
	find(t, j, "b@x")
}

// testDoubts: a doubt is kept next to what is known, until the next end.
func (h Home) testDoubts(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "monday")
	e := claimOf("a@x")
	write(t, j, journal.Group{Claims: []*journal.Entry{e}})
	e.Status, e.Ours, e.Attempts, e.PartnerID, e.Maker, e.Policy = "created", true, 1, "p1", journal.ThisRun, "update"
	write(t, j, journal.Group{Outcomes: []*journal.Entry{e}})
	j = h.reopen(t, j)
	begin(t, j, "tuesday")
	want := find(t, j, "a@x")
	for _, doubt := range []string{"", "the answer was lost", "none"} {
		want.InDoubt, want.Doubt, want.Asked = doubt != "none", doubt, [16]byte{5}
		if !want.InDoubt {
			want.Doubt, want.Asked = "", [16]byte{}
		}
		write(t, j, journal.Group{Doubts: []*journal.Entry{&want}})
		j = h.reopen(t, j)
		begin(t, j, "tuesday")
		if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
			t.Errorf("in doubt (-want +got):\n%s", diff)
		}
	}
	want.InDoubt = true
	write(t, j, journal.Group{Doubts: []*journal.Entry{&want}})
	write(t, j, journal.Group{Outcomes: []*journal.Entry{&want}})
	if j = h.reopen(t, j); find(t, j, "a@x").InDoubt {
		t.Error("an end leaves the doubt")
	}
}

func (h Home) testFindInAnyOrder(t *testing.T) {
	place := h.New(t)
	j := h.open(t, place)
	begin(t, j, "sha")
	const n = 3 * journal.PageSize
	var claims []*journal.Entry
	for i := range n {
		claims = append(claims, claimOf(fmt.Sprintf("p%d@x", i)))
	}
	write(t, j, journal.Group{Claims: claims})
	j = h.reopen(t, j)
	for i := range n { // in order, then by leaps
		if e := find(t, j, fmt.Sprintf("p%d@x", i)); e.ID != claims[i].ID {
			t.Fatalf("entry %d has id %d; want %d", i, e.ID, claims[i].ID)
		}
	}
	for i := range n {
		k := i * 7919 % n
		if e := find(t, j, fmt.Sprintf("p%d@x", k)); e.ID != claims[k].ID {
			t.Fatalf("entry %d has id %d; want %d", k, e.ID, claims[k].ID)
		}
	}
}

// testOutcomesWithoutAClaim: an entry that ended may end again, with other content and
// in another run. The run that made its partner stays known.
func (h Home) testOutcomesWithoutAClaim(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "monday")
	e := claimOf("a@x")
	write(t, j, journal.Group{Claims: []*journal.Entry{e}})
	e.Status, e.Ours, e.Attempts = "created", true, 1
	write(t, j, journal.Group{Outcomes: []*journal.Entry{e}})
	j = h.reopen(t, j)
	begin(t, j, "tuesday")
	got := find(t, j, "a@x")
	if got.Resumed {
		t.Error("a run of another input is resumed")
	}
	got.Status, got.Content, got.Policy = "updated", [16]byte{9}, "update"
	got.Maker, got.Made = 1, [16]byte{1, 2, 3}
	write(t, j, journal.Group{Outcomes: []*journal.Entry{&got}})
	j = h.reopen(t, j)
	begin(t, j, "tuesday")
	got.Resumed, got.Run = true, 2
	if diff := cmp.Diff(got, find(t, j, "a@x")); diff != "" || !got.Ours {
		t.Errorf("what ended anew (-want +got):\n%s", diff)
	}
}

// testWrote: the files that any run wrote are known, for any input, and no others.
func (h Home) testWrote(t *testing.T) {
	j := h.open(t, h.New(t))
	for _, digest := range []string{"d1", "d2"} {
		begin(t, j, digest)
		if err := j.Wrote(digest); err != nil {
			t.Fatal(err)
		}
	}
	begin(t, j, "d3")
	j = h.reopen(t, j)
	for digest, want := range map[string]bool{"d1": true, "d2": true, "d3": false, "": false} {
		if got, err := j.HasWritten(digest); got != want || err != nil {
			t.Errorf("HasWritten(%q) = %v, %v; want %v", digest, got, err, want)
		}
	}
}

// testMarks: what an undo did is kept beside the end of an entry, which it does not
// change, until the entry ends well again.
func (h Home) testMarks(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "sha")
	e := claimOf("a@x")
	write(t, j, journal.Group{Claims: []*journal.Entry{e}})
	e.Status, e.Ours, e.PartnerID, e.Maker, e.Updated = "created", true, "p 1", journal.ThisRun, time.UnixMilli(1_700_000_001_000)
	write(t, j, journal.Group{Outcomes: []*journal.Entry{e}})
	j = h.reopen(t, j)
	want := find(t, j, "a@x")
	if !want.Updated.Equal(e.Updated) || want.Undone != (journal.Undone{}) {
		t.Fatalf("updated %v, undone %+v; want %v and nothing", want.Updated, want.Undone, e.Updated)
	}
	later := time.UnixMilli(1_700_000_009_000)
	for _, state := range []journal.Undoing{journal.Archiving, journal.Archived, journal.Restoring, journal.Standing, journal.Deleting, journal.Deleted, journal.Archived} {
		want.Undone = journal.Undone{}
		if state != journal.Standing {
			want.Undone = journal.Undone{State: state, Partner: "p 1"}
		}
		m := journal.Mark{ID: want.ID, Undone: journal.Undone{State: state, Partner: "p 1"}}
		if state == journal.Standing {
			m.Updated, want.Updated = later, later
		}
		write(t, j, journal.Group{Marks: []journal.Mark{m}})
		j = h.reopen(t, j)
		if diff := cmp.Diff(want, find(t, j, "a@x")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", state, diff)
		}
	}
	for _, step := range []struct {
		name  string
		group journal.Group
		want  journal.Undone
	}{
		{"a doubt", journal.Group{Doubts: []*journal.Entry{{ID: want.ID, InDoubt: true, PartnerID: "p 1"}}}, journal.Undone{State: journal.Archived, Partner: "p 1"}},
		{"a claim", journal.Group{Claims: []*journal.Entry{{ID: want.ID, Email: "a@x", Since: e.Since}}}, journal.Undone{State: journal.Archived, Partner: "p 1"}},
		{"a failure", journal.Group{Outcomes: []*journal.Entry{{ID: want.ID, Status: "failed"}}}, journal.Undone{State: journal.Archived, Partner: "p 1"}},
		{"a success", journal.Group{Outcomes: []*journal.Entry{{ID: want.ID, Status: "created"}}}, journal.Undone{}},
	} {
		write(t, j, step.group)
		j = h.reopen(t, j)
		if got := find(t, j, "a@x").Undone; got != step.want {
			t.Errorf("after %s: undone %+v; want %+v", step.name, got, step.want)
		}
	}
}

func (h Home) testRunsAndOrder(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "monday")
	begin(t, j, "tuesday")
	var claims []*journal.Entry
	for _, email := range []string{"a@x", "b@x", "c@x"} {
		claims = append(claims, claimOf(email))
	}
	write(t, j, journal.Group{Claims: claims})
	runs, err := j.Runs()
	if err != nil || len(runs) != 2 || runs[0].ID != 1 || runs[1].Input != "tuesday" || runs[1].Name != "partners.csv" || runs[1].Started.IsZero() {
		t.Errorf("Runs = %+v, %v", runs, err)
	}
	names := func(list []journal.Entry, err error) (all []string) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			all = append(all, e.Email)
		}
		return all
	}
	for _, test := range []struct{ got, want []string }{
		{names(j.After(0, 2)), []string{"a@x", "b@x"}},
		{names(j.After(claims[1].ID, 9)), []string{"c@x"}},
		{names(j.Before(claims[2].ID, 9)), []string{"b@x", "a@x"}},
		{names(j.Before(claims[0].ID, 9)), nil},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
	}
}
