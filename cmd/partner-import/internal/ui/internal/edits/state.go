package edits

import (
	"fmt"
	"slices"
)

// A state is what the steps so far make of the rows.
type state struct {
	cells   map[int]map[int]cell
	differ  map[int]int // by row: how many cells differ from the file; without 0
	skipped map[int]bool
	changed map[int]int // by row: the version at which it was changed last
	done    []Step
	undone  []Step
}

// A cell has the text of the file, and the present one.
type cell struct{ first, now string }

// apply is what a line of the log means.
func (l *Log) apply(step Step) error {
	l.version++
	switch step.Move {
	case "":
		l.forward(step)
		l.done, l.undone = append(l.done, step), nil
	case Undo:
		if len(l.done) == 0 {
			return &NothingError{step.Move}
		}
		last := len(l.done) - 1
		l.backward(l.done[last])
		l.undone, l.done = append(l.undone, l.done[last]), l.done[:last]
	case Redo:
		if len(l.undone) == 0 {
			return &NothingError{step.Move}
		}
		last := len(l.undone) - 1
		l.forward(l.undone[last])
		l.done, l.undone = append(l.done, l.undone[last]), l.undone[:last]
	default:
		return fmt.Errorf("there is no move %q", step.Move)
	}
	return nil
}

func (l *Log) forward(step Step) {
	for _, c := range step.Cells {
		l.set(c.Row, c.Column, c.Was, c.Now)
	}
	for _, s := range step.Skips {
		l.skip(s.Row, s.Now)
	}
}

// backward takes a step back, its last change first.
func (l *Log) backward(step Step) {
	for i := len(step.Skips) - 1; i >= 0; i-- {
		l.skip(step.Skips[i].Row, !step.Skips[i].Now)
	}
	for i := len(step.Cells) - 1; i >= 0; i-- {
		l.set(step.Cells[i].Row, step.Cells[i].Column, step.Cells[i].Now, step.Cells[i].Was)
	}
}

func (l *Log) set(row, column int, was, now string) {
	if l.cells[row] == nil {
		l.cells[row] = map[int]cell{}
	}
	c, known := l.cells[row][column]
	if !known {
		c = cell{was, was}
	}
	if c.now != c.first {
		l.differ[row]--
	}
	if c.now = now; c.now != c.first {
		l.differ[row]++
	}
	if l.differ[row] == 0 {
		delete(l.differ, row)
	}
	l.cells[row][column], l.changed[row] = c, l.version
}

func (l *Log) skip(row int, now bool) {
	if now {
		l.skipped[row] = true
	} else {
		delete(l.skipped, row)
	}
	l.changed[row] = l.version
}

// CanUndo is how many steps can be taken back.
func (l *Log) CanUndo() int { return len(l.done) }

// CanRedo is how many steps can be done again.
func (l *Log) CanRedo() int { return len(l.undone) }

// Correct puts the corrections into the cells of a row, and returns the columns that
// differ from the file.
func (l *Log) Correct(row int, cells []string) (edited []int) {
	for column, c := range l.cells[row] {
		if column < len(cells) && c.now != c.first {
			cells[column] = c.now
			edited = append(edited, column)
		}
	}
	slices.Sort(edited)
	return edited
}

// IsEdited reports whether a cell of a row differs from the file.
func (l *Log) IsEdited(row int) bool { return l.differ[row] > 0 }

// ChangedAt is the version at which a row was changed last, 0 if it never was.
func (l *Log) ChangedAt(row int) int { return l.changed[row] }

// Edited is how many rows differ from the file.
func (l *Log) Edited() int { return len(l.differ) }

// IsSkipped reports whether a row is left out.
func (l *Log) IsSkipped(row int) bool { return l.skipped[row] }

// Skipped is how many rows are left out.
func (l *Log) Skipped() int { return len(l.skipped) }

// IsUntouched reports whether all rows are as they are in the file.
func (l *Log) IsUntouched() bool { return len(l.differ)+len(l.skipped) == 0 }
