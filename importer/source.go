package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

const (
	maxCell    = 64 << 10 // bytes
	maxRow     = 1 << 20  // bytes
	maxColumns = 512
)

// SourceOptions say how to read a file. The zero value detects.
type SourceOptions struct {
	Delimiter rune // between cells, default a comma
}

// An InputError says that a file as a whole cannot be imported, and what to do.
type InputError struct {
	Name    string
	Line    int // 0 if it concerns no line
	Message string
	Err     error
}

// Error begins with the file's name and the line, if there is one.
func (e *InputError) Error() string {
	text := e.Message
	if e.Err != nil {
		text = strings.TrimPrefix(text+": "+e.Err.Error(), ": ")
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d: %s", e.Line, text)
	}
	return e.Name + ": " + text
}

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Err }

// A Source is a CSV file that can be read any number of times. It is not safe
// for concurrent use; who opened it closes it.
type Source struct {
	name     string
	file     *os.File
	spooled  bool  // file is a private copy of what cannot be read twice
	start    int64 // of the header's line, behind a byte order mark
	size     int64
	options  SourceOptions
	header   Header
	width    int
	warnings []string
}

// Open opens the CSV file at path, reads its header and maps the columns. A
// file compressed with gzip is unpacked to a private temporary file. An
// [*InputError] says that the file is none that can be imported.
func Open(path string, o SourceOptions) (*Source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &InputError{Name: path, Err: errors.Unwrap(err)}
	}
	if info, err := file.Stat(); err != nil || info.IsDir() {
		file.Close()
		return nil, &InputError{Name: path, Message: "is a folder, not a file"}
	}
	if !seekable(file) || isGzip(file) {
		defer file.Close()
		return OpenReader(file, path, o)
	}
	return newSource(&Source{name: path, file: file, options: o})
}

// OpenReader reads r to its end into a private temporary file, so that it can
// be read twice, and goes on like [Open]. The name is for messages.
func OpenReader(r io.Reader, name string, o SourceOptions) (*Source, error) {
	file, err := spool(r)
	if err != nil {
		return nil, &InputError{Name: name, Message: "cannot be read to its end", Err: err}
	}
	return newSource(&Source{name: name, file: file, spooled: true, options: o})
}

// spool copies r, unpacked if it is gzip, to a file that has no name any more
// where the system allows that, so that not even kill -9 leaves it behind.
func spool(r io.Reader) (*os.File, error) {
	buffered := bufio.NewReader(r)
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, gzipMagic()) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, err
		}
		r = unpacked
	} else {
		r = buffered
	}
	file, err := os.CreateTemp("", "partner-import-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name())
	if _, err := io.Copy(file, r); err != nil {
		removeSpool(file)
		return nil, err
	}
	return file, nil
}

func removeSpool(file *os.File) {
	file.Close()
	_ = os.Remove(file.Name()) // where it could not be removed while open
}

func gzipMagic() []byte { return []byte{0x1f, 0x8b} }

func isGzip(file *os.File) bool {
	magic := make([]byte, 2)
	n, _ := file.ReadAt(magic, 0)
	return bytes.Equal(magic[:n], gzipMagic())
}

func seekable(file *os.File) bool {
	_, err := file.Seek(0, io.SeekStart)
	return err == nil
}

func newSource(s *Source) (*Source, error) {
	err := s.readHeader()
	if err == nil {
		return s, nil
	}
	s.Close()
	var input *InputError
	if !errors.As(err, &input) {
		input = &InputError{Err: err}
	}
	input.Name = s.name
	return nil, input
}

func (s *Source) readHeader() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	s.size = info.Size()
	mark := make([]byte, 3)
	if n, _ := s.file.ReadAt(mark, 0); bytes.Equal(mark[:n], []byte("\ufeff")) {
		s.start = 3
	}
	text := s.text()
	row, err := text.next()
	switch {
	case err == io.EOF:
		return &InputError{Message: "the file is empty; it needs a header line that names an email column"}
	case err != nil:
		return err
	case row.err != nil:
		return &InputError{Line: row.line, Message: "the header cannot be read: " + row.err.Message}
	case len(row.cells) > maxColumns:
		return &InputError{Line: row.line, Message: fmt.Sprintf("the header has %d columns; at most %d are read", len(row.cells), maxColumns)}
	}
	columns := make([]string, len(row.cells))
	for i, cell := range row.cells {
		columns[i] = strings.TrimSpace(strings.Clone(cell))
		if what := unreadableName(columns[i]); what != "" {
			return &InputError{Line: row.line, Message: "the header " + what}
		}
	}
	s.width = len(columns)
	s.header, s.warnings, err = mapHeader(columns)
	var input *InputError
	if errors.As(err, &input) {
		input.Line = row.line
	}
	return err
}

// unreadableName says what keeps the header from being shown in messages, or
// from being a header at all.
func unreadableName(column string) string {
	switch {
	case !utf8.ValidString(column):
		return `is not valid UTF-8 text; save the file as "CSV UTF-8"`
	case strings.ContainsFunc(column, isControl):
		return "holds an invisible control character; type its names again"
	case strings.Contains(column, "\r"):
		return `ends in a carriage return alone, as old Macs wrote it; save the file as "CSV UTF-8"`
	}
	return ""
}

// Close closes the file, and removes it if it was a private copy.
func (s *Source) Close() error {
	if s.spooled {
		removeSpool(s.file)
		return nil
	}
	return s.file.Close()
}

// Name returns the name that the source was opened with.
func (s *Source) Name() string { return s.name }

// Header returns the columns and what they are mapped to.
func (s *Source) Header() Header { return s.header }

// Warnings returns what a person should know about the file as a whole.
func (s *Source) Warnings() []string { return s.warnings }

// Size returns the bytes of the file (unpacked, if it was compressed).
func (s *Source) Size() int64 { return s.size }

// Delimiter returns what stands between cells.
func (s *Source) Delimiter() rune {
	if s.options.Delimiter == 0 {
		return ','
	}
	return s.options.Delimiter
}

// Digest returns the SHA-256 of the file in hexadecimal digits.
func (s *Source) Digest() (string, error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(s.file, 0, s.size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// stands reports whether info is the file that is read, so that no output
// takes its place.
func (s *Source) stands(info os.FileInfo) bool {
	own, err := s.file.Stat()
	return err == nil && os.SameFile(own, info)
}

// dir is where the outputs go unless told otherwise, and stem is how their
// names begin.
func (s *Source) stem() (dir, stem string) {
	base := filepath.Base(s.name)
	if s.name == "-" || base == "." {
		return ".", "stdin"
	}
	base = strings.TrimSuffix(base, ".gz")
	if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "" {
		base = stem
	}
	return filepath.Dir(s.name), base
}

// A Row is one data row. A row that cannot be read is a Row with a Problem:
// only trouble with the file itself ends the reading.
type Row struct {
	Number  int // data rows count from 1
	Line    int // the physical line where the row starts
	Record  *Record
	Problem *Problem // why there is no Record
}

// Rows reads the data rows of a Source from the first to the last.
type Rows struct {
	source *Source
	text   *textReader
	bind   *binder
	number int
	row    Row
	last   textRow
	ghosts int // empty cells beyond the header that every row may have, -1: not known yet
	err    error
}

// Rows begins a new reading. Several readings may be open at once, each used
// by one goroutine.
func (s *Source) Rows() *Rows {
	r := &Rows{source: s, text: s.text(), ghosts: -1}
	r.bind, r.err = newBinder(s.header)
	if r.err == nil {
		_, r.err = r.text.next() // the header
	}
	return r
}

// Next reads the next data row, and reports whether there is one.
func (r *Rows) Next() bool {
	for r.err == nil {
		var text textRow
		if text, r.err = r.text.next(); r.err != nil {
			break
		}
		if text.err == nil && allEmpty(text.cells) {
			continue
		}
		r.number++
		r.row = Row{Number: r.number, Line: text.line, Problem: text.err}
		r.last = text
		r.read()
		return true
	}
	return false
}

// Row returns the row that Next read.
func (r *Rows) Row() Row { return r.row }

// original returns the row's cells as they stand in the file. Of a row that is
// not made of the header's columns it is the text in one piece, so that it is
// wrong as well when it is read again, and is never padded.
func (r *Rows) original() []string {
	if r.last.err == nil && len(r.last.cells) == r.source.width {
		return r.last.cells
	}
	cells := make([]string, r.source.width)
	cells[0] = r.source.raw(r.last.begin, r.last.end)
	return cells
}

// Err returns what ended the reading, nil at the end of the file.
func (r *Rows) Err() error {
	if r.err == nil || errors.Is(r.err, io.EOF) {
		return nil
	}
	return &InputError{Name: r.source.name, Message: "cannot be read to its end", Err: r.err}
}

func (r *Rows) read() {
	if r.row.Problem == nil {
		r.row.Problem = r.misshapen()
	}
	if r.row.Problem != nil {
		return
	}
	record, err := r.bind.bind(r.last.cells)
	if err != nil {
		r.row.Problem = &Problem{Code: RowMalformed, Message: "the row cannot be read as fields (" + err.Error() + "); check its quotes"}
		return
	}
	r.row.Record = record
}

// misshapen refuses a row of another width than the header's. It is never
// padded or cut: a lost delimiter looks the same as a missing cell. Empty cells
// beyond the header are passed over where they stand from the first row on, as
// spreadsheets write them; in a single row they are more likely the trace of a
// comma that is not quoted, with all cells behind it one too far to the right.
func (r *Rows) misshapen() *Problem {
	width := r.source.width
	extra := len(r.last.cells) - width
	if extra > 0 && !allEmpty(r.last.cells[width:]) {
		extra = 0
	}
	if r.ghosts < 0 {
		r.ghosts = max(0, extra)
	}
	if extra > 0 && extra <= r.ghosts {
		r.last.cells = r.last.cells[:width]
	}
	if n := len(r.last.cells); n != width {
		return &Problem{Code: RowMalformed, Message: fmt.Sprintf(
			"%s, but the header has %s; look for a delimiter or a quote that is %s",
			count(n, "cell"), count(width, "column"), missingOrExtra(n < width))}
	}
	for i, cell := range r.last.cells {
		if problem := unreadable(r.source.header.Columns[i], i, cell); problem != nil {
			return problem
		}
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func missingOrExtra(missing bool) string {
	if missing {
		return "missing"
	}
	return "one too many"
}

// unreadable finds what is wrong with a cell, whatever its column means.
func unreadable(column string, i int, cell string) *Problem {
	name := column
	if name == "" {
		name = fmt.Sprintf("column %d", i+1)
	}
	switch {
	case len(cell) > maxCell:
		return &Problem{Code: TooLong, Column: column, Message: name + " is longer than 64 KiB; shorten it"}
	case !utf8.ValidString(cell):
		return &Problem{Code: RowMalformed, Column: column, Message: name + ` is not valid UTF-8 text; save the file as "CSV UTF-8"`}
	case strings.ContainsFunc(cell, isControl):
		return &Problem{Code: RowMalformed, Column: column, Message: name + " holds an invisible control character; type the cell again"}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }

func allEmpty(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// A textRow is a row as cells of text. The cells are valid until the next
// call of next.
type textRow struct {
	line  int
	cells []string
	err   *Problem // the row cannot be split into cells

	begin, end int64 // where it stands behind Source.start
}

// A textReader splits the text into rows of cells.
type textReader struct {
	csv    *csv.Reader
	source *Source
	offset int64
}

func (s *Source) text() *textReader {
	r := csv.NewReader(bufio.NewReaderSize(io.NewSectionReader(s.file, s.start, s.size-s.start), 64<<10))
	r.Comma = s.Delimiter()
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	return &textReader{csv: r, source: s}
}

// next returns the next row; the error is io.EOF or that of reading.
func (t *textReader) next() (textRow, error) {
	cells, err := t.csv.Read()
	row := textRow{cells: cells, begin: t.offset, end: t.csv.InputOffset()}
	t.offset = row.end
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		row.line, row.err = parse.StartLine, t.quoteProblem(parse, row)
		return row, nil
	case err != nil:
		return textRow{}, err
	}
	row.line, _ = t.csv.FieldPos(0)
	if textLength(cells) > maxRow {
		row.err = &Problem{Code: TooLong, Message: "the row is longer than 1 MiB; look for a quote that is never closed"}
	}
	return row, nil
}

// textLength is about how long a row is in the file, without the blank lines
// before it.
func textLength(cells []string) int {
	n := len(cells)
	for _, cell := range cells {
		n += len(cell)
	}
	return n
}

func (t *textReader) quoteProblem(e *csv.ParseError, row textRow) *Problem {
	if e.Line != e.StartLine {
		return &Problem{Code: RowMalformed, Message: "a quote opens here and is closed wrongly or never; close it or remove it"}
	}
	// csv counts bytes, a person counts characters.
	line := t.source.raw(row.begin, row.end)
	character := utf8.RuneCountInString(line[:min(e.Column-1, len(line))]) + 1
	return &Problem{Code: RowMalformed, Message: fmt.Sprintf(
		"a quote inside a cell is not doubled (line %d, character %d); write \"\" for each quote inside a quoted cell", e.Line, character)}
}

// raw returns bytes of the text as they stand in the file, at most a row's
// worth.
func (s *Source) raw(begin, end int64) string {
	text := make([]byte, min(end-begin, maxRow))
	n, _ := s.file.ReadAt(text, s.start+begin)
	return strings.Trim(string(text[:n]), "\r\n")
}
