package report

import (
	"errors"
	"io"

	"partner-import/importer/row"
)

// Lines reads the report's lines by row, wherever they are. It must not be
// used before a flush.
func (r *Report) Lines() (*Lines, error) {
	return &Lines{report: r, window: make([]byte, 0, 256<<10)}, r.index()
}

// Lines keeps a window of the file: rows end nearly in order, so that
// the next line is mostly close to the last one.
type Lines struct {
	report *Report
	window []byte
	start  int64
}

var errNoLine = errors.New("a row is missing in the report")

// At returns the line of a row with its line end, valid until the next call.
func (l *Lines) At(row int) ([]byte, error) {
	if !l.report.Has(row) {
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
		n, err := l.report.live.Temp.ReadAt(l.window, l.start)
		l.window = l.window[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if (err != nil || l.start+int64(n) >= l.report.end) && l.within(begin) == nil {
			return nil, io.ErrUnexpectedEOF // somebody cut the file, or the disk was full
		}
	}
}

func (l *Lines) within(begin int64) []byte {
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

// Find returns the first rows with such a status, in the order of the file. There
// must be as many.
func (r *Report) Find(wanted func(row.Status) bool, many int) (list []row.Result, err error) {
	if many == 0 {
		return nil, nil
	}
	lines, err := r.Lines()
	if err != nil {
		return nil, err
	}
	for number := 1; len(list) < many; number++ {
		line, err := lines.At(number)
		if err != nil {
			return nil, err
		}
		if !wanted(lineStatus(line)) {
			continue
		}
		result, err := parseLine(line)
		if err != nil {
			return nil, err
		}
		list = append(list, result)
	}
	return list, nil
}
