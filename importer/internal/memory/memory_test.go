package memory

import (
	"testing"

	"partner-import/importer/internal/journal"
	"partner-import/importer/row"
)

// TestSentInVain: a row that failed stays known as such when it is claimed again, until
// it asks for something else or its partner is found.
func TestSentInVain(t *testing.T) {
	one, other := [16]byte{1}, [16]byte{2}
	for _, tt := range []struct {
		name string
		e    journal.Entry
		want bool
	}{
		{"failed", journal.Entry{Status: string(row.Failed), Attempts: 1, Content: one}, true},
		{"failed before it was fixed", journal.Entry{Status: string(row.Failed), Attempts: 1, Content: other}, false},
		{"claimed again, by a run that was killed", journal.Entry{Status: journal.Claimed, Attempts: 5, Content: one}, true},
		{"claimed again after it was fixed", journal.Entry{Status: journal.Claimed, Attempts: 5, Content: other}, false},
		{"claimed for the first time", journal.Entry{Status: journal.Claimed, Content: one}, false},
		{"in doubt", journal.Entry{Status: journal.Claimed, Attempts: 1, Content: one, Doubt: "we do not know"}, false},
		{"created", journal.Entry{Status: string(row.Created), Attempts: 1, Content: one}, false},
	} {
		m := Of(tt.e)
		if got := m.HasFailed(one); got != tt.want {
			t.Errorf("%s: HasFailed = %v", tt.name, got)
		}
		if got := m.Forgotten().HasFailed(one); got != tt.want {
			t.Errorf("%s, and its partner does not exist: HasFailed = %v", tt.name, got)
		}
	}
}
