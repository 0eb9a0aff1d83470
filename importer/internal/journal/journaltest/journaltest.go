// Package journaltest has the laws that each home of a journal keeps, as tests.
package journaltest

import (
	"testing"
	"time"

	"partner-import/importer/internal/journal"
)

// A Home makes journals for tests.
type Home struct {
	// New returns the place of a journal that does not exist yet.
	New func(t testing.TB) string
	// Open opens a journal.
	Open func(journal.Options) (journal.Journal, error)
}

// Run tests a home.
func Run(t *testing.T, h Home) {
	for name, test := range map[string]func(*testing.T){
		"EntriesSurviveReopening": h.testEntriesSurviveReopening,
		"ClaimAgain":              h.testClaimAgain,
		"Release":                 h.testRelease,
		"Doubts":                  h.testDoubts,
		"FindInAnyOrder":          h.testFindInAnyOrder,
		"OutcomesWithoutAClaim":   h.testOutcomesWithoutAClaim,
		"Wrote":                   h.testWrote,
		"Marks":                   h.testMarks,
		"RunsAndOrder":            h.testRunsAndOrder,
		"Accounts":                h.testAccounts,
		"OnlyOneMayOpen":          h.testOnlyOneMayOpen,
		"Each":                    h.testEach,
		"Expected":                h.testExpected,
		"AnyEntry":                h.testAnyEntry,
		"Rate":                    h.testRate,
	} {
		t.Run(name, test)
	}
}

// An opened journal, and where it is.
type opened struct {
	journal.Journal
	place string
}

func account() journal.Account { return journal.Account{Host: "api.example.com", Key: "f00d"} }

func (h Home) open(t testing.TB, place string) opened {
	t.Helper()
	j, err := h.Open(journal.Options{Path: place, Account: account()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return opened{j, place}
}

func (h Home) reopen(t testing.TB, j opened) opened {
	t.Helper()
	j.Close()
	return h.open(t, j.place)
}

func begin(t testing.TB, j journal.Journal, input string) {
	t.Helper()
	if err := j.Begin(input, "partners.csv"); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, j journal.Journal, g journal.Group) {
	t.Helper()
	if err := j.Write(g); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, j journal.Journal, email string) journal.Entry {
	t.Helper()
	e, ok, err := j.Find(email)
	if err != nil || !ok {
		t.Fatalf("Find(%q) = %v, %v; want an entry", email, ok, err)
	}
	return e
}

func claimOf(email string) *journal.Entry {
	return &journal.Entry{Email: email, Content: [16]byte{1, 2, 3}, Since: time.UnixMilli(1_700_000_000_000)}
}
