package names

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNearest: a suggestion is the same each time, at most two typing errors
// away, and no more than a third of the name.
func TestNearest(t *testing.T) {
	known := English()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(
			rapid.StringMatching(`[a-z]{1,9}`),
			rapid.Custom(func(t *rapid.T) string { // a known name with two letters changed
				name := []byte(rapid.SampledFrom([]string{"email", "name", "mail", "token", "group", "label", "surname", "parentid", "ref"}).Draw(t, "name"))
				for range 2 {
					name[rapid.IntRange(0, len(name)-1).Draw(t, "at")] = byte(rapid.IntRange('a', 'z').Draw(t, "letter"))
				}
				return string(name)
			}),
		).Draw(t, "name")
		got := Nearest(name, known)
		for range 8 {
			if again := Nearest(name, known); again != got {
				t.Fatalf("nearest(%q) = %q, then %q", name, got, again)
			}
		}
		best := 3
		for alias := range known {
			if d := distance(name, alias); d*3 <= len(alias) {
				best = min(best, d)
			}
		}
		for alias, field := range known {
			if d := distance(name, alias); field == got && d == best && d*3 <= len(alias) {
				return
			}
		}
		if got != "" || best < 3 {
			t.Fatalf("nearest(%q) = %q; want a field that is %d away", name, got, best)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "ab", 2}, {"email", "email", 0}, {"emial", "email", 1}, {"emai", "email", 1},
		{"eemail", "email", 1}, {"imail", "email", 1}, {"naem", "name", 1}, {"kitten", "sitting", 3}, {"größe", "grösse", 2},
	} {
		for _, got := range []int{distance(tt.a, tt.b), distance(tt.b, tt.a)} {
			if got != tt.want {
				t.Errorf("distance(%q, %q) = %d; want %d both ways", tt.a, tt.b, got, tt.want)
			}
		}
	}
}
