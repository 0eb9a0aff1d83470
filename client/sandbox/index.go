package sandbox

import "slices"

// index finds rows by a value that is unique, unless Options.Race allows
// otherwise: then the oldest row is found first, as by a SELECT … LIMIT 1.
type index struct {
	first map[string]int   // the oldest row with a value
	more  map[string][]int // the others, which only a lost race can make
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

// remove takes row n out and lets the next oldest step forward.
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
