// Package edits remembers what a person changed in the rows of a file, so that no
// change is lost that was acknowledged, and any of them can be taken back.
//
// A [Log] is a file of lines. Each line is a step, which is on the disk before it
// counts. Undo and redo are lines too. So the state is that of the lines replayed,
// after any crash.
package edits

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"partner-import/importer/plainfile"
	"path/filepath"
)

// A Cell is a change of one cell. Rows and columns count from 0.
type Cell struct {
	Row    int    `json:"row"`
	Column int    `json:"column"`
	Was    string `json:"was"`
	Now    string `json:"now"`
}

// A Skip says that a row is left out, or is not any more.
type Skip struct {
	Row int  `json:"row"`
	Now bool `json:"now"`
}

// A Step is what a person does at once. Either it changes rows, or it moves in the
// history.
type Step struct {
	Cells []Cell `json:"cells,omitempty"`
	Skips []Skip `json:"skips,omitempty"`
	Move  Move   `json:"move,omitempty"`
}

// A Move is a step in the history.
type Move string

// The moves.
const (
	Undo Move = "undo" // take back the last step that counts
	Redo Move = "redo" // do again what was taken back last
)

// A NothingError is the error of a move where there is nothing to take back or to do
// again.
type NothingError struct{ Move Move }

func (e *NothingError) Error() string { return "there is nothing more to " + string(e.Move) }

// A StaleError is the error of a change to a row that was changed since it was seen,
// by another tab or another step.
type StaleError struct{ Row int }

func (e *StaleError) Error() string {
	return fmt.Sprintf("row %d was changed meanwhile", e.Row+1)
}

// A DamageError is the error of a log that has a line which no log of ours has.
type DamageError struct {
	Path string
	Line int
	Err  error
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("%s: line %d is damaged: %v", e.Path, e.Line, e.Err)
}

func (e *DamageError) Unwrap() error { return e.Err }

// A Log is a file of steps, and what they make of the rows. It is for one goroutine
// at a time. The caller of [Open] closes it.
type Log struct {
	file    *os.File
	version int // how many lines there are
	state
}

// Open opens the log at path, or makes one that only its owner can read. A last line
// that a crash cut off is removed: it was never acknowledged. Any other damage is a
// [*DamageError].
func Open(path string) (*Log, error) {
	file, err := plainfile.Update(path)
	if err != nil {
		return nil, err
	}
	l := &Log{file: file, state: state{cells: map[int]map[int]cell{}, differ: map[int]int{}, skipped: map[int]bool{}, changed: map[int]int{}}}
	if err := l.replay(); err != nil {
		file.Close()
		return nil, err
	}
	return l, syncFolder(path)
}

// syncFolder makes the name of a new file survive a crash.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	_ = folder.Sync() // which not every system can
	return nil
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }

func (l *Log) replay() error {
	lines, end := bufio.NewReader(l.file), int64(0)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return l.cutAt(end)
		} else if err != nil {
			return err
		}
		var step Step
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&step); err != nil {
			return &DamageError{l.file.Name(), number, err}
		}
		if err := l.apply(step); err != nil {
			return &DamageError{l.file.Name(), number, err}
		}
		end += int64(len(line))
	}
}

// cutAt removes what a crash left behind the last whole line.
func (l *Log) cutAt(end int64) error {
	if err := l.file.Truncate(end); err != nil {
		return err
	}
	_, err := l.file.Seek(end, io.SeekStart)
	return err
}

// Version is how many steps there were. It grows with each.
func (l *Log) Version() int { return l.version }

// Do writes a step to the disk, and then it counts. Seen is the version that the
// person saw: a change to a row that was changed since is refused with a
// [*StaleError], and a move where there is nothing to move with a [*NothingError]. The
// rows that the step changed are returned.
func (l *Log) Do(step Step, seen int) ([]int, error) {
	if err := l.check(step, seen); err != nil {
		return nil, err
	}
	line, err := json.Marshal(step)
	if err != nil {
		return nil, err
	}
	if err := l.write(append(line, '\n')); err != nil {
		return nil, err
	}
	rows := l.Rows(step)
	return rows, l.apply(step)
}

// write appends a line. After an error, the file ends where it ended before.
func (l *Log) write(line []byte) error {
	end, err := l.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err = l.file.Write(line); err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return errors.Join(err, l.cutAt(end))
	}
	return nil
}

func (l *Log) check(step Step, seen int) error {
	switch {
	case step.Move == Undo && len(l.done) == 0, step.Move == Redo && len(l.undone) == 0:
		return &NothingError{step.Move}
	case step.Move != "":
		return nil
	}
	for _, row := range rowsOf(step) {
		if l.changed[row] > seen {
			return &StaleError{row}
		}
	}
	return nil
}

// Rows returns the rows that a step would change.
func (l *Log) Rows(step Step) []int {
	switch {
	case step.Move == Undo && len(l.done) > 0:
		return rowsOf(l.done[len(l.done)-1])
	case step.Move == Redo && len(l.undone) > 0:
		return rowsOf(l.undone[len(l.undone)-1])
	}
	return rowsOf(step)
}

func rowsOf(step Step) (rows []int) {
	for _, c := range step.Cells {
		rows = append(rows, c.Row)
	}
	for _, s := range step.Skips {
		rows = append(rows, s.Row)
	}
	return rows
}
