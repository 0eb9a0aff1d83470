package importer

import (
	"fmt"
	rand "math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/row"
)

func resultOf(line int, s row.Status, c row.Code, message string) row.Result {
	return row.Result{Line: line, Status: s, Problem: row.Problem{Code: c, Message: message}}
}

// The first five lines are kept and the first one's sentence, in whatever
// order rows end.
func TestFindings(t *testing.T) {
	var all []row.Result
	for line := range 1000 {
		all = append(all, resultOf(line+2, row.Invalid, row.DuplicateEmail, fmt.Sprintf("row of line %d. Also: id is long", line+2)))
	}
	all = append(all,
		resultOf(7, row.Invalid, row.EmailMissing, "email is empty"),
		resultOf(9, row.Valid, row.ReferrerNotFound, "not there"),
		resultOf(3, row.Valid, row.ReferrerNotFound, "also not there"),
		row.Result{Line: 5, Status: row.Valid},
	)
	want := Findings{
		{row.Invalid, row.DuplicateEmail, 1000, []int{2, 3, 4, 5, 6}, "row of line 2"},
		{row.Valid, row.ReferrerNotFound, 2, []int{3, 9}, "also not there"},
		{row.Invalid, row.EmailMissing, 1, []int{7}, "email is empty"},
	}
	for range 20 {
		var f Findings
		for _, r := range all {
			f.add(&r)
		}
		f.sort()
		if diff := cmp.Diff(want, f); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		rand.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	}
}

// Adding to a finding that is known allocates nothing.
func TestFindingsMemory(t *testing.T) {
	var f Findings
	r := resultOf(1, row.Invalid, row.TooLong, "shorten it")
	f.add(&r)
	line := 10_000
	if n := testing.AllocsPerRun(1000, func() { r.Line = line; line++; f.add(&r) }); n > 0.1 {
		t.Errorf("%v allocations for each row", n)
	}
}
