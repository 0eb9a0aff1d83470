package row

import (
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestOwned: the copy of a record is equal, and shares no text with it.
func TestOwned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Record
		for _, field := range Mappable() {
			*r.Field(field) = rapid.String().Draw(t, field)
		}
		o := r.owned()
		if diff := cmp.Diff(r, *o); diff != "" {
			t.Fatalf("owned differs (-want +got):\n%s", diff)
		}
		for _, field := range Mappable() {
			was, is := *r.Field(field), *o.Field(field)
			if was != "" && unsafe.StringData(was) == unsafe.StringData(is) {
				t.Errorf("%s is shared", field)
			}
		}
	})
}

func TestSplitTags(t *testing.T) {
	for _, tt := range []struct {
		cell string
		want []string
	}{
		{"", nil},
		{" ", nil},
		{",;|", nil},
		{"gold", []string{"gold"}},
		{"gold, nordics;emea|new", []string{"gold", "nordics", "emea", "new"}},
		{" gold ;; gold,gold ", []string{"gold"}},
		{"b,a,b", []string{"b", "a"}},
		{"Gold,gold", []string{"Gold", "gold"}},
		{"big spender/top 10", []string{"big spender/top 10"}},
		{"france,\nnewsletter", []string{"france", "newsletter"}},
		{"größe|日本", []string{"größe", "日本"}},
	} {
		if got := SplitTags(tt.cell); !cmp.Equal(got, tt.want) {
			t.Errorf("splitTags(%q) = %q; want %q", tt.cell, got, tt.want)
		}
	}
}
