package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

	Map     []Mapping  // columns that are mapped by hand
	Set     []Constant // values for rows that have none
	AddTags []string   // tags for every row, beside its own; each is split like a cell of tags
	Sheet   string     // of a workbook, default the first
}

// An InputError says that a file as a whole cannot be imported, and what to do.
type InputError struct {
	Name    string
	Line    int // 0 if it concerns no line
	Message string
	Err     error
	Hint    string // what to do, where Message does not say it
}

// Error begins with the file's name and the line, if there is one.
func (e *InputError) Error() string {
	text := e.Message
	if e.Err != nil {
		text = strings.TrimPrefix(text+": "+e.Err.Error(), ": ")
	}
	if e.Hint != "" {
		text += "; " + e.Hint
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
	book     *workbook // nil for text
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
		return nil, &InputError{Name: path, Err: errors.Unwrap(err), Hint: "check the name and the folder"}
	}
	if info, err := file.Stat(); err != nil || info.IsDir() {
		file.Close()
		return nil, &InputError{Name: path, Message: "is a folder; name a CSV file in it"}
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
		return nil, spoolError(name, err)
	}
	return newSource(&Source{name: name, file: file, spooled: true, options: o})
}

// spoolError tells trouble with the temporary file from trouble with the input.
func spoolError(name string, err error) error {
	var place *fs.PathError
	if errors.As(err, &place) && place.Path != name {
		return &InputError{Name: os.TempDir(), Message: "no temporary file can be written there", Err: place.Err, Hint: "free space, or name another folder with the environment variable TMPDIR"}
	}
	return &InputError{Name: name, Message: "cannot be read to its end", Err: err}
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
	input.Name = s.shown()
	s.book.advise(input)
	return nil, input
}

func (s *Source) readHeader() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	s.size = info.Size()
	if s.book, err = openWorkbook(s.file, s.size, s.options.Sheet); err != nil {
		return err
	}
	if s.book == nil {
		if err := notWorkbook(s.options.Sheet); err != nil {
			return err
		}
	}
	mark := make([]byte, 3)
	if n, _ := s.file.ReadAt(mark, 0); bytes.Equal(mark[:n], []byte("\ufeff")) {
		s.start = 3
	}
	text := s.reading()
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
	s.header, s.warnings, err = mapHeader(columns, s.options)
	s.warnings = append(s.book.warnings(), s.warnings...)
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
	s.book.close()
	if s.spooled {
		removeSpool(s.file)
		return nil
	}
	return s.file.Close()
}

// shown is how messages call the source.
func (s *Source) shown() string {
	if s.name == "-" {
		return "standard input"
	}
	return s.name
}

// Name returns the name that the source was opened with.
func (s *Source) Name() string { return s.name }

// Header returns the columns and what they are mapped to.
func (s *Source) Header() Header { return s.header }

// Warnings returns what a person should know about the file as a whole.
func (s *Source) Warnings() []string { return s.warnings }

// Size returns the bytes of the file (unpacked, if it was compressed).
func (s *Source) Size() int64 { return s.size }

// Delimiter returns what stands between cells, and between those of the failed
// rows: a comma for a workbook.
func (s *Source) Delimiter() rune {
	if s.options.Delimiter == 0 || s.book != nil {
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
