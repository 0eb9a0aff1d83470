package row

import (
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestOwn: the copy of a request is equal, and shares no text with it.
func TestOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Record
		for _, field := range Mappable() {
			*r.Field(field) = rapid.String().Draw(t, field)
		}
		was := r.Borrow()
		is := Own(was)
		if diff := cmp.Diff(was, is); diff != "" {
			t.Fatalf("the copy differs (-want +got):\n%s", diff)
		}
		if was.Referrer != nil && was.Referrer == is.Referrer || len(was.Tags) > 0 && &was.Tags[0] == &is.Tags[0] {
			t.Fatal("a list or the referring partner is shared")
		}
		for i, text := range textsOf(&was) {
			if *text != "" && unsafe.StringData(*text) == unsafe.StringData(*textsOf(&is)[i]) {
				t.Errorf("%q is shared", *text)
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
