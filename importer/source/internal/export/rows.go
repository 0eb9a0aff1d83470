package export

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"partner-import/importer/internal/cell"
	"partner-import/importer/option"
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

	took atomic.Bool // a row is meant
	mu   sync.Mutex
	seen []string // the first values that are not, until one is
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
		if !f.took.Load() {
			f.took.Store(true)
		}
		return ""
	}
	if !f.took.Load() {
		f.see(value)
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

// mostSeen is how many values are told.
const mostSeen = 6

func (f *Filter) see(value string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if value = strings.TrimSpace(value); value != "" && len(f.seen) < mostSeen && !slices.Contains(f.seen, value) {
		f.seen = append(f.seen, strings.Clone(value))
	}
}

// Warning says that no row has a value to take, "" if one has. The values may be in
// another language. All rows must have been read before.
func (f *Filter) Warning() string {
	if f == nil || f.take == nil || f.took.Load() {
		return ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.seen) == 0 {
		return ""
	}
	slices.Sort(f.seen)
	rows, e := f.export.profile.Rows, f.export
	var meant []string
	for _, value := range rows.Take {
		meant = append(meant, cell.Quote(value))
	}
	return fmt.Sprintf(sayNoneMeant, strings.Join(meant, " or "), cell.Name(e.header.Columns[f.column]), cell.QuoteList(f.seen, mostSeen),
		e.call.Call(option.Only, option.Word(rows.Column+"=VALUE")))
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
