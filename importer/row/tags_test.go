package row

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestTagsLaw: tags that are joined are split into the same tags, whatever is in them.
func TestTagsLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.Map(rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("ab,;|\"' \\[]{}é\n")), 1, 8, -1), rapid.String()), strings.TrimSpace).
			Filter(func(s string) bool { return s != "" })
		tags := rapid.SliceOfNDistinct(tag, 1, 4, rapid.ID[string]).Draw(t, "tags")
		if got := SplitTags(JoinTags(tags)); !cmp.Equal(got, tags) {
			t.Fatalf("SplitTags(%q) = %q; want %q", JoinTags(tags), got, tags)
		}
	})
}

// TestSplitQuotedTags: a tag in quotes keeps what splits others.
func TestSplitQuotedTags(t *testing.T) {
	for _, tt := range []struct {
		cell string
		want []string
	}{
		{`"gold, eu"`, []string{"gold, eu"}},
		{`partner,"gold, eu"`, []string{"partner", "gold, eu"}},
		{`"partner";"gold; eu"`, []string{"partner", "gold; eu"}},
		{`"a ""b"" c",d`, []string{`a "b" c`, "d"}},
		{`"gold`, []string{`"gold`}},
		{`"gold" plated, eu`, []string{`"gold" plated`, "eu"}},
		{`6" pipe, eu`, []string{`6" pipe`, "eu"}},
		{"gold\nsilver\r\neu", []string{"gold", "silver", "eu"}},
		{`""`, nil},
	} {
		if got := SplitTags(tt.cell); !cmp.Equal(got, tt.want) {
			t.Errorf("SplitTags(%q) = %q; want %q", tt.cell, got, tt.want)
		}
	}
}
