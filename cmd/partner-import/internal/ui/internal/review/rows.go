package review

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/cmd/partner-import/internal/ui/internal/sheet"
)

// A Filter says which rows are shown.
type Filter struct {
	Show string // "all", "problems", "ready", "edited", "skipped", "aside", or a code
	Text string // that a cell has, without regard to case; "" for any
}

// A Row is a row as it is now.
type Row struct {
	Number  int // data rows count from 0
	Line    int // where it starts in the file
	Cells   []string
	Problem *Problem // nil if nothing is wrong
	Edited  []int    // columns that differ from the file
	Skipped bool
	Aside   string // why a choice of rows leaves it out, "" for one that is meant
}

// A list is the rows that a filter lets through, as long as nothing changes.
type list struct {
	version  int
	verdicts *verdicts
	rows     []int32
}

// Window returns n rows of those that the filter lets through, from one on, and how
// many there are.
func (r *Review) Window(f Filter, from, n int) (rows []Row, count int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f.Show == "all" && f.Text == "" {
		found, err := r.sheet.Window(from, n)
		for _, one := range found {
			rows = append(rows, r.row(one))
		}
		return rows, r.sheet.Rows(), err
	}
	list, err := r.list(f)
	if err != nil {
		return nil, 0, err
	}
	for _, number := range list[min(from, len(list)):min(from+n, len(list))] {
		one, err := r.at(int(number))
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, one)
	}
	return rows, len(list), nil
}

// NextProblem returns the place of the next row with a problem among those that the
// filter lets through, -1 if there is none. Step is 1 or -1.
func (r *Review) NextProblem(f Filter, from, step int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list, err := r.list(f)
	if err != nil {
		return -1, err
	}
	for place := from + step; place >= 0 && place < len(list); place += step {
		if number := int(list[place]); !r.log.IsSkipped(number) {
			if _, wrong := r.problem(number); wrong {
				return place, nil
			}
		}
	}
	return -1, nil
}

// Place is the place of the row with a line of the file among all rows, -1 without one.
func (r *Review) Place(line int) int {
	after := sort.Search(r.sheet.Rows(), func(row int) bool { return r.sheet.Line(row) > line })
	return after - 1
}

// at reads a row. The caller holds the lock.
func (r *Review) at(number int) (Row, error) {
	found, err := r.sheet.Window(number, 1)
	if err != nil {
		return Row{}, err
	}
	if len(found) == 0 {
		return Row{}, fmt.Errorf("there is no row %d", number+1)
	}
	return r.row(found[0]), nil
}

// row is a row as it is now. The caller holds the lock.
func (r *Review) row(one sheet.Row) Row {
	now := Row{Number: one.Number, Line: one.Line, Cells: one.Cells, Skipped: r.log.IsSkipped(one.Number)}
	now.Edited = r.log.Correct(one.Number, now.Cells)
	if p, wrong := r.problem(one.Number); wrong {
		now.Problem = &p
	}
	if r.isAside(one.Number) {
		now.Aside = r.verdicts.why(one.Number)
	}
	return now
}

// list returns the rows that a filter lets through. The caller holds the lock.
func (r *Review) list(f Filter) ([]int32, error) {
	name := f.Show + "\x00" + f.Text
	if l, ok := r.lists[name]; ok && l.version == r.log.Version() && l.verdicts == r.verdicts {
		return l.rows, nil
	}
	rows, err := r.filter(f)
	if err != nil {
		return nil, err
	}
	clear(r.lists) // a person looks at one list at a time
	r.lists[name] = list{r.log.Version(), r.verdicts, rows}
	return rows, nil
}

func (r *Review) filter(f Filter) (rows []int32, err error) {
	passes := r.passes(f.Show)
	if f.Text == "" {
		for number := range r.sheet.Rows() {
			if passes(number) {
				rows = append(rows, int32(number))
			}
		}
		return rows, nil
	}
	text := strings.ToLower(f.Text)
	err = r.sheet.Each(0, func(one sheet.Row) bool {
		if passes(one.Number) && r.holds(r.correct(one), text) {
			rows = append(rows, int32(one.Number))
		}
		return true
	})
	return rows, err
}

// holds reports whether a cell that may be shown has the text.
func (r *Review) holds(cells []string, text string) bool {
	for column, cell := range cells {
		if !r.IsPassword(column) && strings.Contains(strings.ToLower(cell), text) {
			return true
		}
	}
	return false
}

// passes returns what decides whether a row is in a list.
func (r *Review) passes(show string) func(number int) bool {
	wrong := func(number int) bool { _, wrong := r.problem(number); return wrong && !r.log.IsSkipped(number) }
	switch show {
	case "all":
		return func(int) bool { return true }
	case "problems":
		return wrong
	case "ready":
		return func(number int) bool { return !wrong(number) && !r.log.IsSkipped(number) && !r.isAside(number) }
	case "skipped":
		return r.log.IsSkipped
	case "aside":
		return r.isAside
	case "edited":
		return r.log.IsEdited
	}
	return func(number int) bool {
		p, _ := r.problem(number)
		return string(p.Code) == show && !r.log.IsSkipped(number)
	}
}

// IsPassword reports whether a column holds passwords, which are never shown.
func (r *Review) IsPassword(column int) bool { return r.columns[column].Field == "password" }

// Set changes cells of rows. Each is a step that can be taken back. Seen is the
// version that the person saw. It returns the rows as they are then.
func (r *Review) Set(cells []edits.Cell, seen int) ([]Row, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, c := range cells {
		one, err := r.at(c.Row)
		if err != nil {
			return nil, err
		}
		if c.Column < 0 || c.Column >= len(one.Cells) {
			return nil, fmt.Errorf("there is no column %d", c.Column+1)
		}
		cells[i].Was = one.Cells[c.Column]
	}
	return r.do(edits.Step{Cells: cells}, seen)
}

// Skip leaves out a row, or takes it in again.
func (r *Review) Skip(number int, skip bool, seen int) ([]Row, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.at(number); err != nil {
		return nil, err
	}
	if r.log.IsSkipped(number) == skip {
		one, err := r.at(number)
		return []Row{one}, err
	}
	return r.do(edits.Step{Skips: []edits.Skip{{Row: number, Now: skip}}}, seen)
}

// SkipAll leaves out all rows that a filter lets through. It returns how many.
func (r *Review) SkipAll(f Filter, seen int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list, err := r.list(f)
	if err != nil {
		return 0, err
	}
	var step edits.Step
	for _, number := range list {
		if !r.log.IsSkipped(int(number)) {
			step.Skips = append(step.Skips, edits.Skip{Row: int(number), Now: true})
		}
	}
	if len(step.Skips) == 0 {
		return 0, nil
	}
	_, err = r.do(step, seen)
	return len(step.Skips), err
}

// Move takes the last step back, or does it again. It returns the rows that changed.
func (r *Review) Move(m edits.Move) ([]Row, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.do(edits.Step{Move: m}, 0)
}

// Replace replaces a text in every cell of a column. With preview it only counts. It
// returns how many cells change.
func (r *Review) Replace(column int, find, with string, preview bool, seen int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if find == "" || column < 0 || column >= len(r.columns) {
		return 0, nil
	}
	var step edits.Step
	err := r.sheet.Each(0, func(one sheet.Row) bool {
		cells := r.correct(one)
		if now := strings.ReplaceAll(cells[column], find, with); now != cells[column] {
			step.Cells = append(step.Cells, edits.Cell{Row: one.Number, Column: column, Was: cells[column], Now: now})
		}
		return true
	})
	if err != nil || preview || len(step.Cells) == 0 {
		return len(step.Cells), err
	}
	_, err = r.do(step, seen)
	return len(step.Cells), err
}

// mostRows is how many changed rows are returned. A page loads the others anew.
const mostRows = 100

// do does a step, and has the file checked again. The caller holds the lock.
func (r *Review) do(step edits.Step, seen int) ([]Row, error) {
	if err := r.touch(r.log.Rows(step)); err != nil {
		return nil, err
	}
	changed, err := r.log.Do(step, seen)
	if err == nil {
		err = r.touch(changed)
	}
	if err != nil {
		return nil, err
	}
	r.schedule(pause)
	slices.Sort(changed)
	changed = slices.Compact(changed)
	var rows []Row
	for _, number := range changed[:min(len(changed), mostRows)] {
		one, err := r.at(number)
		if err != nil {
			return nil, err
		}
		rows = append(rows, one)
	}
	return rows, nil
}
