package breaker

import (
	"testing"
	"testing/synctest"
	"time"

	"partner-import/client"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

func none(int) bool { return false }

func failing(k client.Kind, status int, words string) *client.Error {
	return &client.Error{Kind: k, Status: status, Message: words}
}

// creates notes creates of these rows with the same answer, and returns the last verdict.
func creates(h *Breaker, e *client.Error, rows ...int) (v Verdict) {
	for _, r := range rows {
		v = h.Note(Attempt{Kind: Create, Row: r, Err: e, Left: 100})
	}
	return v
}

// TestWhoIsBlamed: the account and the address are only blamed by different rows, or
// where nothing contradicts.
func TestWhoIsBlamed(t *testing.T) {
	forbidden := failing(client.Forbidden, 403, "No.")
	for _, tt := range []struct {
		name   string
		proven bool
		e      *client.Error
		rows   []int
		want   stop.Reason
	}{
		{"three rows", false, forbidden, []int{1, 2, 3}, ""},
		{"five rows", false, forbidden, []int{1, 2, 3, 4, 5}, stop.Key},
		{"five rows, and the key worked", true, forbidden, []int{1, 2, 3, 4, 5}, ""},
		{"one row three times", false, forbidden, []int{1, 1, 1, 1, 1}, ""},
		{"two rows in turns", false, forbidden, []int{1, 2, 1, 2}, ""},
		{"a firewall's page", true, failing(client.Forbidden, 403, ""), []int{1, 2, 3, 4, 5}, ""},
		{"a firewall's page, and nothing worked", false, failing(client.Forbidden, 403, ""), []int{1, 2, 3, 4, 5}, stop.Key},
		{"401", false, failing(client.Unauthorized, 401, "No."), []int{1}, stop.Key},
		{"401, and the key worked", true, failing(client.Unauthorized, 401, "No."), []int{1}, ""},
		{"402", true, failing(client.Exhausted, 402, ""), []int{1}, stop.Account},
		{"a full plan", true, failing(client.Exhausted, 422, "Your plan is full."), []int{1, 2}, ""},
		{"a full plan for three rows", true, failing(client.Exhausted, 422, "Your plan is full."), []int{1, 2, 3}, stop.Account},
		{"refused", false, failing(client.Refused, 422, "No."), []int{1, 2, 3, 4}, ""},
	} {
		h := New(none, tt.proven)
		if got := creates(&h, tt.e, tt.rows...).Stop; got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}

// TestKnownRowsSayNothing: rows that an earlier run sent in vain blame nobody.
func TestKnownRowsSayNothing(t *testing.T) {
	for _, e := range []*client.Error{
		failing(client.Forbidden, 403, "No."), failing(client.Exhausted, 422, "Your plan is full."), failing(client.Ambiguous, 500, "Server Error"),
	} {
		h := New(none, true)
		for r := range 30 {
			v := h.Note(Attempt{Kind: Create, Row: r, Known: true, Err: e, Left: 100})
			if v.Stop != "" || h.WritesFail() {
				t.Fatalf("%v, row %d: %+v, writes fail: %v; want nothing", e, r, v, h.WritesFail())
			}
		}
	}
	h := New(none, true)
	for r := range 30 {
		if a := h.Result(row.Result{Row: r, Status: row.Failed, Problem: row.Problem{Code: row.Refused}}, true); a != nil {
			t.Fatalf("row %d: %v; want nothing", r, a.Err)
		}
	}
}

// TestOneAddressOrAnother: what a create alone is answered is the address if a probe is
// answered, and an outage if the probe is not.
func TestOneAddressOrAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := failing(client.Misconfigured, 404, "")
		h := New(none, false)
		creates(&h, away, 1, 2, 3, 4, 5)
		if !h.ProbeNow() {
			t.Fatal("no probe after a 404 to the first creates")
		}
		if a := h.Probed(nil); a == nil || a.Reason != stop.Misconfigured {
			t.Errorf("the probe is answered: %v; want the address blamed", a)
		}
		h = New(none, false)
		creates(&h, away, 1, 2, 3, 4, 5)
		h.ProbeNow()
		a := h.Probed(away)
		for range 100 {
			time.Sleep(time.Minute)
			if h.ProbeNow() && a == nil {
				a = h.Probed(away)
			}
		}
		time.Sleep(time.Minute)
		if h.ProbeNow(); a != nil || h.Probed(nil) != nil || h.IsDown() {
			t.Errorf("the probe is not answered, and later it is: %v; want an outage that ends", a)
		}
	})
}

// TestRowsThatFailByThemselves do not stop creates, once others have worked.
func TestRowsThatFailByThemselves(t *testing.T) {
	h := New(none, true)
	lost := failing(client.Ambiguous, 500, "Server Error")
	for r := range 12 {
		creates(&h, lost, r)
		creates(&h, nil, 100+r)
	}
	for range 5 {
		if creates(&h, lost, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11); h.WritesFail() {
			t.Fatal("rows that failed before are taken for an outage")
		}
	}
	creates(&h, lost, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
	if !h.WritesFail() {
		t.Error("ten new rows without an answer are no outage")
	}
	if h.Found(20); h.WritesFail() {
		t.Error("a partner that was found does not end the outage of creates")
	}
}

// TestALimitThatOnlySays503: answers and refusals take turns, over several rows.
func TestALimitThatOnlySays503(t *testing.T) {
	busy := failing(client.Ambiguous, 503, "")
	h := New(none, true)
	seen := false
	for r := range 20 {
		seen = creates(&h, busy, r).Blame == OnLimit || seen
		creates(&h, nil, 100+r)
	}
	if !seen || !h.IsCrowded() {
		t.Error("503 and successes in turns are not taken for a limit")
	}
	for r := range 500 {
		creates(&h, nil, 1000+r)
	}
	if creates(&h, busy, 2000).Blame != OnLimit {
		t.Error("a limit that was found is forgotten")
	}
	for r := range mostBehind {
		creates(&h, busy, 3000+r)
	}
	if h.IsCrowded() || creates(&h, busy, 4000).Blame == OnLimit {
		t.Error("an outage is taken for the limit that was found")
	}
	h = New(none, true)
	for r := range 20 {
		creates(&h, nil, r)
	}
	for r := range 20 {
		if creates(&h, busy, 100+r).Blame == OnLimit {
			t.Fatal("an outage is taken for a limit")
		}
	}
	h = New(none, true)
	for range 20 {
		creates(&h, busy, 1)
		h.Note(Attempt{Kind: Lookup, Row: 1, Err: failing(client.NotFound, 404, "No.")})
	}
	if h.IsCrowded() {
		t.Error("one row that always fails is taken for a limit")
	}
	h = New(none, true)
	for r := range 12 {
		creates(&h, busy, r)
		h.Note(Attempt{Kind: Lookup, Row: r, Err: failing(client.NotFound, 404, "No.")})
	}
	if h.IsCrowded() {
		t.Error("rows next to one another that always fail are taken for a limit, since their lookups are answered")
	}
}

// TestARowThatAlwaysSays503: others are answered at the same pace, so it is the row's own.
func TestARowThatAlwaysSays503(t *testing.T) {
	busy := failing(client.Ambiguous, 503, "")
	h := New(none, true)
	for r := range 20 {
		creates(&h, busy, r)
		creates(&h, nil, 100+r)
	}
	for n := range 20 {
		want := OnLimit
		if n >= mostHeld {
			want = OnRow
		}
		if got := creates(&h, busy, 50).Blame; !h.IsCrowded() || got != want {
			t.Fatalf("503 number %d of one row: blame %d, crowded %v; want blame %d", n+1, got, h.IsCrowded(), want)
		}
		creates(&h, nil, 1000+n, 2000+n, 3000+n)
	}
}

// TestLookupsThatNeverTell: rows whose lookups tell nothing, while others worked and
// every probe is answered, end the run as an outage does.
func TestLookupsThatNeverTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := New(none, true)
		lost := failing(client.Ambiguous, 200, "")
		for r := range 20 {
			creates(&h, lost, r)
			creates(&h, nil, 100+r)
		}
		began := time.Now()
		for h.TooLong(time.Minute, false) == nil {
			for r := range 20 {
				h.Note(Attempt{Kind: Lookup, Row: r, Err: lost, Left: 100})
			}
			if h.ProbeNow() {
				h.Probed(nil)
			}
			if time.Sleep(time.Second); time.Since(began) > 10*time.Minute {
				t.Fatal("it does not end")
			}
		}
	})
}
