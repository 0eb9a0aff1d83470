package importer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"partner-import/importer/row"
)

// ReportHeader is the first line of a report.
const ReportHeader = "row,line,status,email,partner_id,key,referral_link,error_code,error_column,error,attempts,created_at"

// A report takes each row's result once, in any order, and ends up with one
// line for each row in the order of the file.
//
// While the run goes on, lines stand in the order in which rows ended, at the
// report's own place, so that it can be followed. At the end it is written
// again in order and put in its own place. For that, 8 bytes for each row are
// kept: where its line begins. As long as the lines are in order anyway, as all
// are in a dry run, it needs nothing.
type report struct {
	live   *outFile
	sync   syncer // of one that appears when it is finished
	buffer *bufio.Writer
	rows   int     // at least
	begins []int64 // of the line of each row, 0: none yet; nil while they are in order
	end    int64
	last   int // the row of the last line
	line   []byte
	dirty  bool
	shown  bool // in its place
}

// newReport creates a report for so many rows, which can be followed, or for as
// many as come, which appears when it is finished. With path "-" it is a private
// temporary file, to be printed at the end. Who creates it closes it.
func newReport(path string, rows int) (*report, error) {
	live, err := createReport(path)
	if err != nil {
		return nil, err
	}
	r := &report{live: live, buffer: bufio.NewWriterSize(live.temp, 64<<10), sync: syncer{file: live.temp, due: syncEvery}, rows: rows}
	if rows > 0 {
		if err := r.show(); err != nil {
			live.discard()
			return nil, err
		}
	}
	return r, r.put([]byte(ReportHeader + "\n"))
}

func createReport(path string) (*outFile, error) {
	if path != "-" {
		return createOut(path)
	}
	temp, err := createSpool()
	if err != nil {
		return nil, err
	}
	return &outFile{path: path, temp: temp}, nil
}

// show puts the report in its place.
func (r *report) show() error {
	if r.shown || r.live.path == "-" {
		return nil
	}
	r.shown = true
	return r.live.show()
}

// has reports whether a row has its line.
func (r *report) has(row int) bool {
	if r.begins == nil {
		return row <= r.last
	}
	return row < len(r.begins) && r.begins[row] > 0
}

// forget leaves out the line of a row, which gets another one.
func (r *report) forget(row int) error {
	err := r.index()
	if err == nil {
		r.begins[row] = 0
	}
	return err
}

// index finds out where the lines begin that are in order so far.
func (r *report) index() error {
	if r.begins != nil {
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	begins := make([]int64, max(r.rows, r.last)+1)
	lines := bufio.NewReaderSize(io.NewSectionReader(r.live.temp, 0, r.end), 64<<10)
	quotes, row := 0, 0
	for end := int64(0); end < r.end; {
		part, err := lines.ReadSlice('\n')
		end += int64(len(part))
		if err != nil && err != bufio.ErrBufferFull {
			return r.live.failed(err)
		}
		quotes += bytes.Count(part, []byte(`"`))
		if err != nil || quotes%2 == 1 {
			continue // the line goes on
		}
		if row++; row <= r.last {
			begins[row] = end
		}
	}
	r.begins = begins
	return nil
}

var errTwoLines = errors.New("a row was about to get a second line in the report")

// add appends the line of a row.
func (r *report) add(result row.Result) error {
	if r.has(result.Row) {
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

func (r *report) put(line []byte) error {
	n, err := r.buffer.Write(line)
	r.end += int64(n)
	r.dirty = true
	if err != nil {
		return r.live.failed(err)
	}
	if !r.shown && r.live.path != "-" {
		r.sync.wrote(r.end)
	}
	return nil
}

// flush makes the lines so far visible to others.
func (r *report) flush() error {
	if !r.dirty {
		return nil
	}
	r.dirty = false
	if err := r.buffer.Flush(); err != nil {
		return r.live.failed(err)
	}
	return nil
}

// finish puts the lines in the order of the file, in the report's place or,
// with path "-", on stdout.
func (r *report) finish(stdout io.Writer) error {
	if err := r.flush(); err != nil {
		return err
	}
	if r.live.path == "-" {
		return r.copyOrdered(stdout)
	}
	if r.begins == nil && r.last >= r.rows {
		if err := r.sync.finish(); err != nil {
			return r.live.failed(err)
		}
		if err := r.show(); err != nil {
			return err
		}
		return syncDir(filepath.Dir(r.live.path))
	}
	return writeInPlaceOf(r.live, r.live.path, r.copyOrdered)
}

// close releases the file; a report that was shown stays as it is.
func (r *report) close() {
	_ = r.sync.wait() // for the file, which is not to be used any more
	if r.shown {
		r.live.close()
	} else {
		r.live.discard()
	}
}

func (r *report) copyOrdered(w io.Writer) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	if _, err := buffered.WriteString(ReportHeader + "\n"); err != nil {
		return err
	}
	lines, err := r.lines()
	if err != nil {
		return err
	}
	for row := 1; row < len(r.begins); row++ {
		line, err := lines.at(row)
		if err != nil {
			return err
		}
		if _, err := buffered.Write(line); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

// lines reads the report's lines by row, wherever they stand. It must not be
// used before a flush.
func (r *report) lines() (*reportLines, error) {
	return &reportLines{report: r, window: make([]byte, 0, 256<<10)}, r.index()
}

// reportLines keeps a window of the file: rows end nearly in order, so that
// the next line mostly stands close to the last one.
type reportLines struct {
	report *report
	window []byte
	start  int64
}

var errNoLine = errors.New("a row is missing in the report")

// at returns the line of a row with its line end, valid until the next call.
func (l *reportLines) at(row int) ([]byte, error) {
	if !l.report.has(row) {
		return nil, errNoLine
	}
	begin := l.report.begins[row]
	for size := cap(l.window); ; size *= 2 {
		if line := l.within(begin); line != nil {
			return line, nil
		}
		// Lines around this one are likely to be wanted next, on both sides.
		l.start = max(0, begin-int64(size/4))
		l.window = append(l.window[:0], make([]byte, size)...)
		n, err := l.report.live.temp.ReadAt(l.window, l.start)
		l.window = l.window[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if l.start+int64(n) >= l.report.end && l.within(begin) == nil {
			return nil, io.ErrUnexpectedEOF
		}
	}
}

func (l *reportLines) within(begin int64) []byte {
	from := begin - l.start
	if from < 0 || from >= int64(len(l.window)) {
		return nil
	}
	length := lineLength(l.window[from:])
	if length < 0 {
		return nil
	}
	return l.window[from : from+int64(length)]
}

// isReport recognises a report that this tool wrote.
func isReport(r io.Reader) bool {
	first, _ := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	return strings.TrimRight(first, "\r\n") == ReportHeader
}
