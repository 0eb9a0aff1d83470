package review

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"partner-import/importer/plainfile"
	"partner-import/importer/row"
)

// A large file takes seconds to check. So what a change can change is checked first: the
// rows that were touched, those with the same e-mail, id or key, and their referring
// partners. The check of the whole file follows, and has the last word.
const (
	largeRows = 50_000 // so many rows are a large file
	mostNear  = 1000   // so many rows are touched or found, at most
	mostSteps = 3      // from a row to its referring partner, and so on
)

// A nearby is the rows that were touched since the whole file was checked.
type nearby struct {
	rows  map[int]bool
	names map[string]bool // that they had or have, or that they refer to
	whole bool            // too much was touched

	scratch []byte
}

func newNearby() *nearby { return &nearby{rows: map[int]bool{}, names: map[string]bool{}} }

// touch remembers rows as they are now. The caller holds the lock.
func (r *Review) touch(rows []int) error {
	derived := slices.ContainsFunc(r.columns, func(c Column) bool { return c.Made == Key }) // which no cell holds
	if r.sheet.Rows() < r.large || derived || len(r.near.rows)+len(rows) > mostNear {
		r.near.whole = true
	}
	if r.near.whole {
		return nil
	}
	for _, number := range rows {
		one, err := r.at(number)
		if err != nil {
			return err
		}
		r.near.rows[number] = true
		r.near.add(r.columns, one.Cells)
	}
	return nil
}

// add adds the names of a row, and reports whether there is a new one.
func (n *nearby) add(columns []Column, cells []string) (added bool) {
	for place, cell := range cells {
		if name := folded(cell); name != "" && columns[place].kind() != plain && !n.names[name] {
			n.names[name], added = true, true
		}
	}
	return added
}

// A kind is what a column says about who a partner is.
type kind int

const (
	plain kind = iota // nothing
	own               // one of its own names
	other             // the name of another one
)

func (c Column) kind() kind {
	switch {
	case slices.Contains([]string{"email", "id", "key"}, c.Field):
		return own
	case strings.HasPrefix(c.Field, row.ReferrerColumn):
		return other
	}
	return plain
}

// folded is a name without what does not tell two partners apart.
func folded(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// judgeNear checks what was touched with what depends on it. It returns nil if that is
// not possible.
func (r *Review) judgeNear(ctx context.Context) (*verdicts, error) {
	r.mu.Lock()
	near, old := r.near.copy(), r.verdicts
	v := old.copy(r.log.Version())
	r.mu.Unlock()
	if near.whole || len(near.rows) == 0 || v == nil {
		return nil, nil
	}
	found, err := r.findNear(ctx, near)
	if err != nil || len(found) == 0 || len(found) > mostNear {
		return nil, err
	}
	path := r.Import.Path("near.csv")
	defer os.Remove(path)
	in, err := r.writeNear(path, found)
	if err != nil {
		return nil, err
	}
	for number := range near.rows {
		v.forget(number)
	}
	for _, one := range found {
		v.forget(one.Number)
	}
	warnings := v.warnings // of the whole file
	err = r.run(ctx, v, path, r.correctedOptions(), in)
	v.warnings = warnings
	return v, err
}

func (n *nearby) copy() *nearby {
	c := &nearby{rows: map[int]bool{}, names: map[string]bool{}, whole: n.whole}
	for number := range n.rows {
		c.rows[number] = true
	}
	for name := range n.names {
		c.names[name] = true
	}
	return c
}

// findNear reads the file until it knows all rows that matter, or enough of them.
func (r *Review) findNear(ctx context.Context, near *nearby) (found []Row, err error) {
	var columns []int
	for place, c := range r.columns {
		if c.kind() == own {
			columns = append(columns, place)
		}
	}
	for step, more := 0, true; more && step < mostSteps; step++ {
		var numbers []int
		err := r.sheet.Scan(columns, func(number int, cells [][]byte) bool {
			if near.rows[number] || near.has(r.now(number, columns, cells)) {
				numbers = append(numbers, number)
			}
			return len(numbers) <= mostNear && (number%1024 != 0 || ctx.Err() == nil)
		})
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
		if found, more, err = r.takeNear(near, numbers); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// now is cells of some columns with the corrections.
func (r *Review) now(number int, columns []int, cells [][]byte) [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.log.IsEdited(number) {
		return cells
	}
	all, corrected := make([]string, len(r.columns)), make([][]byte, len(cells))
	for i, place := range columns {
		all[place] = string(cells[i])
	}
	r.log.Correct(number, all)
	for i, place := range columns {
		corrected[i] = []byte(all[place])
	}
	return corrected
}

// takeNear reads rows as they are now, and reports whether they have names that were
// not known.
func (r *Review) takeNear(near *nearby, numbers []int) (found []Row, more bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, number := range numbers {
		one, err := r.at(number)
		if err != nil {
			return nil, false, err
		}
		if !one.Skipped {
			found = append(found, one)
			more = near.add(r.columns, one.Cells) || more
		}
	}
	return found, more, nil
}

// has reports whether one of the cells is a name that is looked for.
func (n *nearby) has(cells [][]byte) bool {
	for _, cell := range cells {
		n.scratch = n.scratch[:0]
		for _, c := range bytes.TrimSpace(cell) {
			if c >= utf8.RuneSelf {
				n.scratch = append(n.scratch[:0], folded(string(cell))...)
				break
			}
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			n.scratch = append(n.scratch, c)
		}
		if n.names[string(n.scratch)] {
			return true
		}
	}
	return false
}

// writeNear writes rows into a file of their own, each in its line: messages name lines.
func (r *Review) writeNear(path string, rows []Row) (*copied, error) {
	file, err := plainfile.Replace(path)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	w := copyWriter{out: buffered, line: 1}
	w.skipTo(r.headerLine)
	w.write(r.sheet.Columns)
	c := &copied{}
	for _, one := range rows {
		w.skipTo(one.Line)
		c.rows, c.lines = append(c.rows, int32(one.Number)), append(c.lines, int32(w.line))
		w.write(one.Cells)
	}
	return c, errors.Join(buffered.Flush(), file.Close())
}
