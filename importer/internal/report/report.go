// Package report writes one line for each row, and the failed rows as they are in
// the file, so that they can be fixed and imported again.
package report

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/spool"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// ReportHeader is the first line of a report.
const ReportHeader = "row,line,status,email,partner_id,key,referral_link,error_code,error_column,error,attempts,created_at"

// A Report takes each row's result once, in any order, and ends up with one
// line for each row in the order of the file.
//
// During the run, lines are in the order in which rows ended, in the report's
// own place, so that you can follow it. At the end it is written
// again in order and put in its own place. For that, 8 bytes for each row are
// kept: where its line begins. As long as the lines are in order anyway, as in
// a dry run, it needs nothing.
type Report struct {
	live   *atomicfile.File
	sync   atomicfile.Syncer // of one that appears when it is finished
	buffer *bufio.Writer
	rows   int     // at least
	begins []int64 // of the line of each row, 0: none yet; nil while they are in order
	end    int64
	last   int // the row of the last line
	line   []byte
	dirty  bool
	shown  bool // in its place

	// Halted is asked now and then while lines are copied. Its error ends that, and the
	// file in the report's place stays as it is. Nil: nothing ends it.
	Halted func() error

	carried []string // names of columns of the source
	source  *source.Source
}

// New creates a report for so many rows, which can be followed, or for as
// many as come, which appears when it is finished. With path "-" it is a private
// temporary file, to be printed at the end. The caller closes it.
func New(path string, rows int) (*Report, error) {
	live, err := createReport(path)
	if err != nil {
		return nil, err
	}
	r := &Report{live: live, buffer: bufio.NewWriterSize(live.Temp, 64<<10), sync: atomicfile.Syncer{File: live.Temp, Due: atomicfile.SyncEvery}, rows: rows}
	if rows > 0 {
		if err := r.show(); err != nil {
			live.Discard()
			return nil, err
		}
	}
	return r, r.put([]byte(ReportHeader + "\n"))
}

func createReport(path string) (*atomicfile.File, error) {
	if path != "-" {
		return atomicfile.Create(path)
	}
	temp, err := spool.Create()
	if err != nil {
		return nil, err
	}
	return &atomicfile.File{Path: path, Temp: temp}, nil
}

// show puts the report in its place.
func (r *Report) show() error {
	if r.shown || r.live.Path == "-" {
		return nil
	}
	err := r.live.Show()
	r.shown = err == nil
	return err
}

// Has reports whether a row has its line.
func (r *Report) Has(row int) bool {
	if r.begins == nil {
		return row <= r.last
	}
	return row < len(r.begins) && r.begins[row] > 0
}

// Forget leaves out the line of a row, which gets another one.
func (r *Report) Forget(row int) error {
	err := r.index()
	if err == nil {
		r.begins[row] = 0
	}
	return err
}

// index finds out where the lines begin that are in order so far.
func (r *Report) index() error {
	if r.begins != nil {
		return nil
	}
	if err := r.Flush(); err != nil {
		return err
	}
	begins := make([]int64, max(r.rows, r.last)+1)
	lines := bufio.NewReaderSize(io.NewSectionReader(r.live.Temp, 0, r.end), 64<<10)
	quotes, row := 0, 0
	for end := int64(0); end < r.end; {
		part, err := lines.ReadSlice('\n')
		end += int64(len(part))
		if err != nil && err != bufio.ErrBufferFull {
			return r.live.Failed(err)
		}
		quotes += bytes.Count(part, []byte(`"`))
		if err != nil || quotes%2 == 1 {
			continue // the line has more
		}
		if row++; row <= r.last {
			begins[row] = end
		}
	}
	r.begins = begins
	return nil
}

var errTwoLines = errors.New("a row was about to get a second line in the report")

// Add appends the line of a row.
func (r *Report) Add(result row.Result) error {
	if r.Has(result.Row) {
		return errTwoLines
	}
	if r.begins != nil || result.Row != r.last+1 {
		if err := r.index(); err != nil {
			return err
		}
		for len(r.begins) <= result.Row {
			r.begins = append(r.begins, 0)
		}
		r.begins[result.Row] = r.end
	}
	r.last = result.Row
	r.line = appendLine(r.line[:0], &result)
	return r.put(r.line)
}

func (r *Report) put(line []byte) error {
	n, err := r.buffer.Write(line)
	r.end += int64(n)
	r.dirty = true
	if err != nil {
		return r.live.Failed(err)
	}
	if !r.shown && r.live.Path != "-" {
		r.sync.Wrote(r.end)
	}
	return nil
}

// Flush makes the lines so far visible to others.
func (r *Report) Flush() error {
	if !r.dirty {
		return nil
	}
	r.dirty = false
	if err := r.buffer.Flush(); err != nil {
		return r.live.Failed(err)
	}
	return nil
}

// Finish puts the lines in the order of the file, in the report's place or,
// with path "-", on stdout.
func (r *Report) Finish(stdout io.Writer) error {
	if err := r.Flush(); err != nil {
		return err
	}
	if r.live.Path == "-" {
		return r.copyOrdered(stdout)
	}
	if r.begins == nil && r.last >= r.rows && r.carried == nil {
		if err := r.sync.Finish(); err != nil {
			return r.live.Failed(err)
		}
		if err := r.show(); err != nil {
			return err
		}
		return atomicfile.SyncDir(filepath.Dir(r.live.Path))
	}
	return atomicfile.ReplaceLive(r.live, r.live.Path, r.copyOrdered)
}

// SaveAs writes a copy in the order of the file, in case [Report.Finish] could not take
// the report's own place.
func (r *Report) SaveAs(path string) error { return atomicfile.Write(path, r.copyOrdered) }

// Close releases the file; a report that was shown stays as it is.
func (r *Report) Close() {
	_ = r.sync.Wait() // it must not use the file any more
	if r.shown {
		r.live.Close()
	} else {
		r.live.Discard()
	}
}

func (r *Report) copyOrdered(w io.Writer) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	header := append([]byte(ReportHeader), '\n')
	if _, err := buffered.Write(appendCarried(header, r.carried)); err != nil {
		return err
	}
	lines, err := r.Lines()
	if err != nil {
		return err
	}
	if r.carried != nil {
		return r.copyCarried(buffered, lines)
	}
	for row := 1; row < len(r.begins); row++ {
		line, err := lines.At(row)
		if err := cmp.Or(err, r.halted(row)); err != nil {
			return err
		}
		if _, err := buffered.Write(line); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

// halted asks Halted at each thousandth row.
func (r *Report) halted(row int) error {
	if r.Halted == nil || row%1024 != 0 {
		return nil
	}
	return r.Halted()
}

// Is recognises a report that this tool wrote.
func Is(r io.Reader) bool {
	first, _ := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	more, ok := strings.CutPrefix(strings.TrimRight(first, "\r\n"), ReportHeader)
	return ok && (more == "" || more[0] == ',')
}
