package journaltest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/journal"
)

func (h Home) testAccounts(t *testing.T) {
	place := h.New(t)
	h.open(t, place).Close()
	var other *journal.AccountError
	var file *journal.FileError
	for _, test := range []struct {
		name string
		o    journal.Options
		as   any
	}{
		{"another host", journal.Options{Account: journal.Account{Host: "other.example.com", Key: "f00d"}}, &other},
		{"another key", journal.Options{Account: journal.Account{Host: "api.example.com", Key: "beef"}}, &other},
		{"another key, of an old one", journal.Options{Old: true, Account: journal.Account{Host: "api.example.com", Key: "beef"}}, &other},
		{"another host, adopted", journal.Options{Account: journal.Account{Host: "other.example.com", Key: "f00d"}, Adopt: true}, &other},
		{"nothing to read", journal.Options{Path: h.New(t), Existing: true}, &file},
		{"no old one", journal.Options{Path: h.New(t), Old: true, Account: account()}, &file},
	} {
		if test.o.Path == "" {
			test.o.Path = place
		}
		j, err := h.Open(test.o)
		if err == nil {
			j.Close()
		}
		if !errors.As(err, test.as) {
			t.Errorf("%s: Open = %v; want %T", test.name, err, test.as)
		}
	}
	for _, o := range []journal.Options{
		{Path: place, Old: true, Account: account()},
		{Path: place, Adopt: true, Account: journal.Account{Host: "api.example.com", Key: "beef"}},
		{Path: place, Account: journal.Account{Host: "api.example.com", Key: "beef"}},
		{Path: place, Existing: true},
	} {
		j, err := h.Open(o)
		if err != nil {
			t.Fatalf("Open(%+v) = %v", o, err)
		}
		j.Close()
	}
}

// testOnlyOneMayOpen: a second run is refused with the name of the first one.
func (h Home) testOnlyOneMayOpen(t *testing.T) {
	j := h.open(t, h.New(t))
	for range 2 {
		_, err := h.Open(journal.Options{Path: j.place, Account: account()})
		var locked *journal.LockedError
		if !errors.As(err, &locked) {
			t.Fatalf("second Open = %v; want a LockedError", err)
		}
		if want := fmt.Sprintf("process %d", os.Getpid()); !strings.HasPrefix(locked.Holder, want) || !strings.Contains(locked.Holder, ", since 20") {
			t.Errorf("holder = %q; want %q and since when", locked.Holder, want)
		}
	}
	begin(t, j, "sha")
	write(t, j, journal.Group{Claims: []*journal.Entry{claimOf("a@x")}})
	j = h.reopen(t, j)
	find(t, j, "a@x")
}

// testEach: each entry is seen in its order, with what it means.
func (h Home) testEach(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "sha")
	claims := []*journal.Entry{claimOf("a@x"), claimOf("b@x"), claimOf("c@x"), claimOf("d@x"), claimOf("e@x")}
	write(t, j, journal.Group{Claims: claims})
	for _, e := range claims[1:] {
		e.Status, e.Ours = "created", true
	}
	claims[2].Ours, claims[2].Made = false, [16]byte{1}
	write(t, j, journal.Group{Outcomes: claims[1:]})
	write(t, j, journal.Group{
		Doubts: []*journal.Entry{{ID: claims[0].ID, InDoubt: true}, {ID: claims[3].ID, InDoubt: true, Doubt: "?"}},
		Marks:  []journal.Mark{{ID: claims[4].ID, Undone: journal.Undone{State: journal.Restored, Partner: "p"}}},
	})
	j = h.reopen(t, j)
	var got []journal.Brief
	if err := j.Each(func(b journal.Brief) bool { got = append(got, b); return true }); err != nil {
		t.Fatal(err)
	}
	want := []journal.Brief{
		{Email: "a@x"}, {Email: "b@x", Status: "created", Ours: true}, {Email: "c@x", Status: "created", Open: true},
		{Email: "d@x", Status: "created", Ours: true, Open: true}, {Email: "e@x", Status: "created", Ours: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Each (-want +got):\n%s", diff)
	}
	n := 0
	if err := j.Each(func(journal.Brief) bool { n++; return n < 2 }); err != nil || n != 2 {
		t.Errorf("Each saw %d entries, %v; want 2, after which it was told to stop", n, err)
	}
	if !j.HasCreated(false) || j.HasCreated(true) || j.IsEmpty() {
		t.Errorf("HasCreated = %v, of invitations %v, IsEmpty = %v; want true, false, false", j.HasCreated(false), j.HasCreated(true), j.IsEmpty())
	}
}

// testExpected: what is expected is found, in any order and with others between.
func (h Home) testExpected(t *testing.T) {
	j := h.open(t, h.New(t))
	begin(t, j, "sha")
	const n = 1500
	var claims []*journal.Entry
	for i := range n {
		claims = append(claims, claimOf(fmt.Sprintf("p%d@x", i)))
	}
	write(t, j, journal.Group{Claims: claims})
	j = h.reopen(t, j)
	var order []string
	for i := range n {
		order = append(order, fmt.Sprintf("p%d@x", i*7919%n))
		if i%3 == 0 {
			order = append(order, fmt.Sprintf("nobody%d@x", i))
		}
	}
	for len(order) > 0 {
		some := order[:min(700, len(order))]
		order = order[len(some):]
		j.Expect(some)
		for i, email := range some {
			if i%10 == 9 {
				continue // a row with a problem is not looked up
			}
			if _, ok, err := j.Find(email); ok != strings.HasPrefix(email, "p") || err != nil {
				t.Fatalf("Find(%q) = %v, %v", email, ok, err)
			}
		}
	}
}

// testRate: the pace that was learned is kept for the next run.
func (h Home) testRate(t *testing.T) {
	j := h.open(t, h.New(t))
	if j.Rate() != 0 {
		t.Errorf("a new journal knows a pace: %v", j.Rate())
	}
	begin(t, j, "sha")
	for _, rate := range []float64{17.5, 12.25} {
		j.KeepRate(rate)
		write(t, j, journal.Group{Claims: []*journal.Entry{claimOf(fmt.Sprint(rate))}})
		j = h.reopen(t, j)
		if j.Rate() != rate {
			t.Errorf("the pace is %v; want %v", j.Rate(), rate)
		}
	}
}
