package sandbox

import "slices"

// index finds rows by a unique value. If Options.Race allows that it is not unique,
// the oldest row is found first, as by a SELECT … LIMIT 1.
type index struct {
	first map[string]int   // the oldest row with a value
	more  map[string][]int // the others; only a lost race makes them
}

func newIndex() *index {
	return &index{first: map[string]int{}, more: map[string][]int{}}
}

// add enters row n under a value.
func (x *index) add(value string, n int) {
	at, ok := x.first[value]
	switch {
	case !ok:
		x.first[value] = n
	case at < n:
		x.more[value] = append(x.more[value], n)
	default:
		x.first[value] = n
		x.more[value] = append(x.more[value], at)
	}
}

// remove removes row n. The next oldest row takes its place.
func (x *index) remove(value string, n int) {
	others := x.more[value]
	switch {
	case x.first[value] != n:
		others = slices.DeleteFunc(others, func(m int) bool { return m == n })
	case len(others) == 0:
		delete(x.first, value)
	default:
		i := slices.Index(others, slices.Min(others))
		x.first[value] = others[i]
		others = slices.Delete(others, i, i+1)
	}
	if len(others) == 0 {
		delete(x.more, value)
	} else {
		x.more[value] = others
	}
}
