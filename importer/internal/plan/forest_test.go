package plan

import (
	"testing"

	"pgregory.net/rapid"
)

// TestRings compares the search for circles with a walk from every row.
func TestRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		var f family
		for row := 1; row <= n; row++ {
			if parent := rapid.IntRange(0, n).Draw(t, "parent"); parent > 0 && parent != row {
				f.adopt(uint32(row), uint32(parent), n)
			}
		}
		found := map[int]int{}
		f.rings(func(row int) { found[row]++ })
		for row := 1; row <= n; row++ {
			above, want := f.parent(row), 0
			for range n {
				if above == row {
					want = 1
				}
				above = f.parent(above)
			}
			if found[row] != want {
				t.Fatalf("rings found row %d %d times; want %d (%v)", row, found[row], want, f)
			}
		}
	})
}
