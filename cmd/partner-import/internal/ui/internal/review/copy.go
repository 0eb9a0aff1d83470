package review

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"partner-import/cmd/partner-import/internal/ui/internal/desk"
	"partner-import/cmd/partner-import/internal/ui/internal/sheet"
	"partner-import/importer/plainfile"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A File is what a run imports: the original, or a copy with the corrections.
type File struct {
	Path    string
	Options source.Options // to open it with
	Version int            // of the corrections
	copied  *copied        // nil for the original
}

// Corrected is the file that a run imports. Beside it, a copy with corrections is
// written for people, without empty lines.
func (r *Review) Corrected() (File, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.log.IsUntouched() {
		_ = os.Remove(r.Import.Path("corrected.csv")) // of corrections that were taken back
		return File{Path: r.Import.Original(), Options: r.reading.Options(r.call), Version: r.log.Version()}, nil
	}
	// The journal knows imports by the names of their files, so the copy has the name of
	// the original.
	name := filepath.Base(r.Import.Original())
	name = strings.TrimSuffix(name, desk.Ending(name)) + ".csv"
	f := File{Path: r.Import.Path(filepath.Join("corrected", name)), Options: r.correctedOptions(), Version: r.log.Version()}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return f, err
	}
	if _, err := r.writeCopy(context.Background(), r.Import.Path("corrected.csv"), withoutGaps, noLock{}); err != nil {
		return f, err
	}
	var err error
	f.copied, err = r.writeCopy(context.Background(), f.Path, asInFile, noLock{})
	return f, err
}

// correctedOptions are those for a copy whose lines are those of the file.
func (r *Review) correctedOptions() source.Options {
	o := r.reading.Corrected(r.call)
	o.SkipRows = r.headerLine - 1
	return o
}

// Gaps say whether a copy has empty lines.
type gaps bool

const (
	asInFile    gaps = true  // each row is in its line, so that messages name the lines of the file
	withoutGaps gaps = false // for people
)

// copied says where the rows of a sheet are in a copy. The nil copied is the sheet itself.
type copied struct{ rows, lines []int32 }

// row is the row of the sheet that a result is about, -1 if that is not known. Rows
// that are empty in the copy are not read, so that counting them is not enough.
func (c *copied) row(one row.Result) int {
	place := one.Row - 1
	if c == nil {
		return place
	}
	if place >= len(c.lines) || int(c.lines[place]) != one.Line {
		exact, found := slices.BinarySearch(c.lines, int32(one.Line))
		if found {
			place = exact
		}
	}
	if place >= len(c.rows) {
		return -1
	}
	return int(c.rows[place])
}

// A noLock is the lock of one who holds it already.
type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

// writeCopy writes the rows with their corrections, without those that are skipped. The
// lock is held for one row at a time, so that the page is answered meanwhile: a change
// ends ctx.
func (r *Review) writeCopy(ctx context.Context, path string, g gaps, lock sync.Locker) (*copied, error) {
	file, err := plainfile.Replace(path)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewWriterSize(file, 1<<18)
	w := copyWriter{out: buffered, line: 1}
	if g == asInFile {
		w.skipTo(r.headerLine)
	}
	w.write(r.sheet.Columns)
	most := r.sheet.Rows() - r.log.Skipped()
	c := &copied{rows: make([]int32, 0, most), lines: make([]int32, 0, most)}
	err = r.sheet.Each(0, func(one sheet.Row) bool {
		lock.Lock()
		defer lock.Unlock()
		switch {
		case one.Number%1024 == 0 && ctx.Err() != nil:
			return false
		case r.log.IsSkipped(one.Number):
			return true
		}
		if g == asInFile {
			w.skipTo(one.Line)
		}
		c.rows, c.lines = append(c.rows, int32(one.Number)), append(c.lines, int32(w.line))
		w.write(r.correct(one))
		return true
	})
	return c, errors.Join(err, ctx.Err(), buffered.Flush(), file.Close())
}

// A copyWriter writes rows as CSV, and knows in which line it is. It is faster than that
// of encoding/csv, since most cells need no quotes, and all are written after each
// change. The first error of out stays.
type copyWriter struct {
	out  *bufio.Writer
	line int // of what is written next
}

// skipTo writes empty lines, if the line is further down.
func (w *copyWriter) skipTo(line int) {
	for ; w.line < line; w.line++ {
		_ = w.out.WriteByte('\n')
	}
}

func (w *copyWriter) write(cells []string) {
	w.line++
	for i, cell := range cells {
		if i > 0 {
			_ = w.out.WriteByte(',')
		}
		if cell == "" || !strings.ContainsAny(cell, "\",\r\n") && cell[0] != ' ' && cell[0] != '\t' {
			_, _ = w.out.WriteString(cell)
			continue
		}
		w.line += strings.Count(cell, "\n") + strings.Count(strings.ReplaceAll(cell, "\r\n", "\n"), "\r")
		_ = w.out.WriteByte('"')
		_, _ = w.out.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = w.out.WriteByte('"')
	}
	_ = w.out.WriteByte('\n')
}
