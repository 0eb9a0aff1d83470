package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseFault(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Fault
	}{
		{"500:3%", Fault{Kind: "500", Share: 0.03}},
		{"502-html:2%", Fault{Kind: "502-html", Share: 0.02}},
		{"cut-after:3%", Fault{Kind: "cut", After: true, Share: 0.03}},
		{"cut-headers-after:3%", Fault{Kind: "cut-headers", After: true, Share: 0.03}},
		{"reset:0.5%", Fault{Kind: "reset", Share: 0.005}},
		{"504-empty-after:100%", Fault{Kind: "504-empty", After: true, Share: 1}},
		{"truncated-after:33.3%", Fault{Kind: "truncated", After: true, Share: 0.333}},
		{"find:503:10%", Fault{On: "find", Kind: "503", Share: 0.1}},
		{"create:hang:0%", Fault{On: "create", Kind: "hang"}},
		{"500-after:first=2", Fault{Kind: "500", After: true, First: 2}},
		{"any:slow:first=1:for=a@b.c|d%7Ce@f.g", Fault{On: "any", Kind: "slow", First: 1, Emails: []string{"a@b.c", "d|e@f.g"}}},
	} {
		got, err := ParseFault(tt.in)
		if err != nil {
			t.Errorf("ParseFault(%q): %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("ParseFault(%q) (-want +got):\n%s", tt.in, diff)
		}
		if s := got.String(); s != tt.in {
			t.Errorf("ParseFault(%q).String() = %q", tt.in, s)
		}
	}
	if f, err := ParseFault("huge"); err != nil || f.Share != 1 {
		t.Errorf("ParseFault(huge) = %+v, %v; want a share of 1", f, err)
	}
}

func TestParseFaultRefuses(t *testing.T) {
	for _, s := range []string{
		"", ":", "199:1%", "600", "600:1%", "500-after-after:1%", "500-json:1%", "html:1%", "500:", "500:3", "500:-3%", "500:101%", "500:NaN%", "500:1e1%",
		"500:%", "500:.%", "500:first=0", "500:first=-1", "500:first=x", "500:3%:a@b.c", "500:3%:for=", "500:3%:for=a@b.c|", "500:3%:for=%zz",
		"find", "find:", "nowhere:500:3%", "5e2:3%", "+50:3%",
	} {
		if f, err := ParseFault(s); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", s)) {
			t.Errorf("ParseFault(%q) = %+v, %v; want an error that quotes it", s, f, err)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, s := range []string{"500:3%", "any:404-text:at=2s+8s", "403:first=1:wait=6", "422:says=Not%20allowed%3A%20no.", "status0:50%:for=a@b.c:says=x:wait=y", "find:503-html-after:10.25%", "500-after:first=2:for=a@b.c|x%20@y.z", "reset", "any:cut-headers:00.10%", "list:slow:0.1%:for=%7C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseFault(s)
		if err != nil {
			if !cmp.Equal(got, Fault{}) {
				t.Errorf("ParseFault(%q) = %+v beside an error", s, got)
			}
			return
		}
		if got.Share < 0 || got.Share > 1 || got.First < 0 {
			t.Errorf("ParseFault(%q) = %+v out of bounds", s, got)
		}
		again, err := ParseFault(got.String())
		if err != nil || !cmp.Equal(got, again) {
			t.Errorf("ParseFault(%q) = %+v, String() = %q, and that is %+v, %v", s, got, got.String(), again, err)
		}
	})
}

// hits counts the faults that hit n creates with different e-mails.
func hits(t *testing.T, box *Sandbox, n int) map[string]int {
	t.Helper()
	for i := range n {
		create(t, box, fmt.Sprintf(`{"email":"p%d@example.com"}`, i))
	}
	got := map[string]int{}
	for _, e := range box.Ledger() {
		got[e.Fault]++
	}
	return got
}

func TestSharesAddUp(t *testing.T) {
	const n = 6_000
	got := hits(t, New(Options{Faults: []Fault{{Kind: "500", Share: 0.03}, {Kind: "502-html", Share: 0.02, After: true}, {Kind: "404", Share: 0.5, On: "find"}}}), n)
	for fault, share := range map[string]float64{"500": 0.03, "502-html-after": 0.02, "": 0.95, "404": 0} {
		if want := share * n; float64(got[fault]) < 0.8*want || float64(got[fault]) > 1.2*want {
			t.Errorf("fault %q hit %d of %d; want about %.0f", fault, got[fault], n, want)
		}
	}
	if got := hits(t, New(Options{Faults: []Fault{{Kind: "500", Share: 0.7}, {Kind: "503", Share: 0.7}}}), 1000); got[""] != 0 || got["503"] > 400 {
		t.Errorf("shares of 70 %% and 70 %% = %v; want all hit, and the second cut off at 30 %%", got)
	}
}

// TestDiceDoNotDependOnOrder: the same requests are hit in any order, and a second
// try has its own roll.
func TestDiceDoNotDependOnOrder(t *testing.T) {
	run := func(seed uint64, backwards bool) string {
		box := New(Options{Seed: seed, Faults: []Fault{{Kind: "500", Share: 0.3}}})
		hit := make([]string, 200)
		for i := range hit {
			if backwards {
				i = len(hit) - 1 - i
			}
			for range 2 {
				hit[i] += fmt.Sprint(create(t, box, fmt.Sprintf(`{"email":"p%d@example.com"}`, i)).status, " ")
			}
		}
		return strings.Join(hit, "\n")
	}
	if run(1, false) != run(1, true) {
		t.Error("the order of requests changes who is hit")
	}
	if run(1, false) == run(2, false) {
		t.Error("the seed changes nothing")
	}
	if first, second := run(0, false), run(0, false); first != second {
		t.Error("runs without a seed differ")
	}
	if !strings.Contains(run(1, false), "500 201") {
		t.Error("no request that was hit got through the second time")
	}
}

func TestFaultsHitTheirTargets(t *testing.T) {
	box := New(Options{Faults: []Fault{
		{Kind: "500", First: 2, Emails: []string{" A@b.c"}},
		{Kind: "503", First: 1, On: "find", After: true},
		{Kind: "504", First: 1, On: "any"},
	}})
	want := []int{504, 500, 500, 201, 201, 503, 200}
	var got []int
	for _, step := range []string{"b@b.c", "a@b.c", "A@B.c", "a@b.c", "b@b.c"} {
		got = append(got, create(t, box, `{"email":"`+step+`"}`).status)
	}
	for range 2 {
		got = append(got, call(t, box, "GET", "/v1/partner?email=a@b.c", "").status)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	box.SetFaults([]Fault{{Kind: "418", First: 1, Emails: []string{"a@b.c"}, On: "find"}})
	id := box.Partners()[0].ID
	if s := call(t, box, "GET", "/v1/partners/"+id, "").status; s != 418 {
		t.Errorf("lookup by id of a partner with a fault on their e-mail = %d; want 418", s)
	}
}
