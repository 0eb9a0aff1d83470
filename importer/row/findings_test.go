package row

import (
	"fmt"
	rand "math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func resultOf(line int, s Status, c Code, message string) Result {
	return Result{Line: line, Status: s, Problem: Problem{Code: c, Message: message}}
}

// The first five lines are kept and the first one's sentence, in whatever
// order rows end.
func TestFindings(t *testing.T) {
	var all []Result
	for line := range 1000 {
		all = append(all, resultOf(line+2, Invalid, DuplicateEmail, fmt.Sprintf("row of line %d. Also: id is long", line+2)))
	}
	all = append(all,
		resultOf(7, Invalid, EmailMissing, "email is empty"),
		resultOf(9, Valid, ReferrerNotFound, "not there"),
		resultOf(3, Valid, ReferrerNotFound, "also not there"),
		Result{Line: 5, Status: Valid},
	)
	want := Findings{
		{Invalid, DuplicateEmail, 1000, []int{2, 3, 4, 5, 6}, "row of line 2"},
		{Valid, ReferrerNotFound, 2, []int{3, 9}, "also not there"},
		{Invalid, EmailMissing, 1, []int{7}, "email is empty"},
	}
	for range 20 {
		var f Findings
		for _, r := range all {
			f.Add(&r)
		}
		f.Sort()
		if diff := cmp.Diff(want, f); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		rand.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	}
}

// Adding to a finding that is known allocates nothing.
func TestFindingsMemory(t *testing.T) {
	var f Findings
	r := resultOf(1, Invalid, TooLong, "shorten it")
	f.Add(&r)
	line := 10_000
	if n := testing.AllocsPerRun(1000, func() { r.Line = line; line++; f.Add(&r) }); n > 0.1 {
		t.Errorf("%v allocations for each row", n)
	}
}
