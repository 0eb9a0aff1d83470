package row

import (
	"fmt"
	rand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
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
		resultOf(9, Valid, ReferrerNotFound, `"b c" is not there`),
		resultOf(3, Valid, ReferrerNotFound, `"a" is not there`),
		Result{Line: 5, Status: Valid},
	)
	want := Findings{
		{Status: Invalid, Code: DuplicateEmail, Count: 1000, Lines: []int{2, 3, 4, 5, 6}, Example: "row of line 2."},
		{Status: Valid, Code: ReferrerNotFound, Count: 2, Lines: []int{3, 9}, Example: `"a" is not there`},
		{Status: Invalid, Code: EmailMissing, Count: 1, Lines: []int{7}, Example: "email is empty"},
	}
	for range 20 {
		var f Findings
		for _, r := range all {
			f.Add(&r)
		}
		f.Sort()
		if diff := cmp.Diff(want, f, cmpopts.IgnoreUnexported(Finding{})); diff != "" {
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

// TestFindingsByReason: rows with one code are told apart by what is wrong, and
// not by what their cells hold.
func TestFindingsByReason(t *testing.T) {
	var f Findings
	for line, message := range []string{
		`"carla.rossi@example,com" has a comma in it. Put a dot in its place.`,
		`"N/A" in E-Mail is not an e-mail address. It needs an @.`,
		`"TOTAL 12" in E-Mail is not an e-mail address. It needs an @.`,
		`"" in E-Mail is not an e-mail address. It needs an @.`,
		`"a@b.c, d@e.f" has a comma in it. Put a dot in its place.`,
		`Same E-Mail as line 9. Delete this row or correct it.`,
		`Same E-Mail as line 12. Delete this row or correct it.`,
	} {
		f.Add(new(resultOf(line+2, Invalid, EmailInvalid, message)))
	}
	var got []int
	for _, finding := range f {
		got = append(got, finding.Count)
	}
	if want := []int{2, 3, 2}; !slices.Equal(got, want) {
		t.Errorf("findings %+v; want so many of each: %v", f, want)
	}
}

// TestFindingsAreBounded: a server that says something else of every row does not
// fill the memory, and every row is counted.
func TestFindingsAreBounded(t *testing.T) {
	var f Findings
	for line := range 1000 {
		f.Add(new(resultOf(line+2, Failed, Refused, strings.Repeat("x", line))))
	}
	n := 0
	for _, finding := range f {
		n += finding.Count
	}
	if len(f) != mostKinds || n != 1000 {
		t.Errorf("%d findings of %d rows; want %d of 1000", len(f), n, mostKinds)
	}
}
