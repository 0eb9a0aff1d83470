package journaltest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"partner-import/importer/internal/journal"
)

// testAnyEntry: whatever is written comes out again, whatever bytes the texts have.
func (h Home) testAnyEntry(t *testing.T) {
	j, n := h.open(t, h.New(t)), 0
	begin(t, j, "sha")
	text := rapid.OneOf(rapid.Just(""), rapid.Just(" "), rapid.SampledFrom([]string{"7 a\x00b", "\x01", "\x01\"a\"", "\x1e", "a\x1f", "\xff"}), rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		n++
		want := drawEntry(t, text, n)
		claim := &journal.Entry{Email: want.Email, Content: want.Content, Since: want.Since}
		groups := []journal.Group{{Claims: []*journal.Entry{claim}}, {Outcomes: []*journal.Entry{&want}}, {Doubts: []*journal.Entry{&want}}}
		for i, g := range groups {
			if err := j.Write(g); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				want.ID = claim.ID
			}
		}
		if !want.InDoubt {
			want.Doubt = ""
		}
		page, err := j.After(want.ID-1, 1)
		if err != nil || len(page) != 1 {
			t.Fatalf("After = %d entries, %v; want 1", len(page), err)
		}
		want.Run, want.Resumed, want.Mine = page[0].Run, true, want.Maker == page[0].Run
		if diff := cmp.Diff(want, page[0]); diff != "" {
			t.Errorf("what comes out is not what went in (-in +out):\n%s", diff)
		}
	})
}

func drawEntry(t *rapid.T, text *rapid.Generator[string], n int) journal.Entry {
	e := journal.Entry{
		Email: strings.Repeat("x", n) + text.Draw(t, "email"), Status: text.Draw(t, "status"), Policy: text.Draw(t, "policy"),
		PartnerID: text.Draw(t, "id"), Key: text.Draw(t, "key"), Link: text.Draw(t, "link"),
		Code: text.Draw(t, "code"), Field: text.Draw(t, "field"), Message: text.Draw(t, "message"),
		Attempts: rapid.IntRange(0, 99).Draw(t, "attempts"), Ours: rapid.Bool().Draw(t, "ours"),
		Maker:   rapid.Int64Range(0, 3).Draw(t, "maker"),
		Since:   time.UnixMilli(rapid.Int64Range(-1e12, 1e13).Draw(t, "since")),
		InDoubt: rapid.Bool().Draw(t, "in doubt"), Doubt: text.Draw(t, "doubt"),
	}
	for _, hash := range []*[16]byte{&e.Content, &e.Asked, &e.Made} {
		copy(hash[:], rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(t, "hash"))
	}
	if rapid.Bool().Draw(t, "has time") {
		e.Created = time.UnixMilli(rapid.Int64Range(0, 1e13).Draw(t, "created"))
	}
	return e
}
