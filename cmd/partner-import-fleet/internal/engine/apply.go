package engine

import (
	"context"
	"maps"
	"slices"
)

// What is done to a schedule.
const (
	New       = "new"
	Changed   = "changed"
	Deleted   = "deleted"
	Left      = "left" // it is not wanted any more, and stays
	Unchanged = "unchanged"
)

// A Change is what apply does to one schedule, and why.
type Change struct {
	Kind   string
	Name   string // CUSTOMER/FILE
	Wanted Schedule
	Why    string
}

// Changes compares the schedules that are there with those that are wanted, in the order
// of their names. Those that are not wanted are deleted with prune only.
func Changes(there map[string]Schedule, wanted []Schedule, prune bool) (list []Change) {
	left := maps.Clone(there)
	for _, s := range wanted {
		is, ok := there[s.Name()]
		delete(left, s.Name())
		c := Change{Kind: New, Name: s.Name(), Wanted: s}
		if ok {
			c.Kind, c.Why = Unchanged, Difference(is, s)
		}
		if c.Why != "" {
			c.Kind = Changed
		}
		list = append(list, c)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		kind := Left
		if prune {
			kind = Deleted
		}
		list = append(list, Change{Kind: kind, Name: name})
	}
	return list
}

// Apply makes one change.
func (e *Engine) Apply(ctx context.Context, c Change) error {
	switch c.Kind {
	case New:
		return e.Create(ctx, c.Wanted)
	case Changed:
		return e.Update(ctx, c.Wanted)
	case Deleted:
		return e.Delete(ctx, c.Name)
	}
	return nil
}
