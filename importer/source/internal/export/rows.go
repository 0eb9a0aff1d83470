package export

import (
	"fmt"
	"slices"
	"sync/atomic"

	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/choose"
	"partner-import/importer/source/profile"
)

// A Filter leaves out the rows that the profile does not mean. It is safe for
// concurrent use.
type Filter struct {
	export *Export
	column int
	take   map[string]bool // folded; nil: all but leave
	leave  map[string]bool
}

// Filter returns the filter of the profile, nil if it has none, or if the file lacks
// its column. A choice of a person for the same column takes its place: chosen reports
// whether there is one.
func (e *Export) Filter(chosen func(column int) bool) *Filter {
	rows := e.profile.Rows
	column := slices.IndexFunc(e.header.Columns, func(name string) bool { return rows.Column != "" && profile.SameName(name, rows.Column) })
	if column < 0 || chosen(column) {
		return nil
	}
	for _, value := range rows.Doubt {
		e.doubts = append(e.doubts, doubt{value, new(atomic.Int64)})
	}
	return &Filter{export: e, column: column, take: folded(rows.Take), leave: folded(rows.Leave)}
}

func folded(values []string) map[string]bool {
	if len(values) == 0 {
		return nil
	}
	all := map[string]bool{}
	for _, value := range values {
		all[choose.Fold(value)] = true
	}
	return all
}

// LeavesOut is a sentence that says why a row is left out, "" for one that is meant.
func (f *Filter) LeavesOut(line int, cells []string) string {
	if f == nil {
		return ""
	}
	value := cells[f.column]
	text := choose.Fold(value)
	if f.take[text] || f.take == nil && !f.leave[text] {
		return ""
	}
	for _, d := range f.export.doubts {
		if choose.Fold(d.value) == text {
			first(d.first, line)
		}
	}
	shown := "an empty cell"
	if text != "" {
		shown = cell.Quote(value)
	}
	return fmt.Sprintf(sayNotMeant, shown, cell.Name(f.export.header.Columns[f.column]), f.export.profile.Title)
}

// first keeps the smallest line.
func first(kept *atomic.Int64, line int) {
	for {
		old := kept.Load()
		if old != 0 && old <= int64(line) || kept.CompareAndSwap(old, int64(line)) {
			return
		}
	}
}
