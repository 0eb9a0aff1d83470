package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

const (
	maxRow     = 1 << 20 // bytes
	maxColumns = 512
)

// SourceOptions say how to read a file. The zero value detects.
type SourceOptions struct {
	Delimiter rune   // between cells, 0: detect
	Encoding  string // of the text, by any name that the web knows, "": detect
	SkipRows  int    // lines above the header; 0: find the header
	Sheet     string // of a workbook, default the first

	Map     []Mapping  // columns that are mapped by hand
	Set     []Constant // values for rows that have none
	AddTags []string   // tags for every row, beside its own; each is split like a cell of tags
}

// A Source is a CSV file that can be read any number of times. It is not safe
// for concurrent use; who opened it closes it.
type Source struct {
	name     string
	file     *os.File // the text as UTF-8
	original *os.File // what the text was decoded from, nil if it is file
	spooled  bool     // file is a private copy
	copied   bool     // so is original
	start    int64    // of the header in file
	end      int64    // of the text in file
	line     int      // of the header
	size     int64    // of the file before it was decoded
	options  SourceOptions
	book     *workbook // nil for text

	encoding  string
	delimiter rune
	header    Header
	width     int
	ghosts    int // empty cells beyond it that rows may have
	warnings  []string
	repeated  atomic.Int64 // the first line that repeats the header, 0: none
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
	input.Name = cmp.Or(input.Name, s.shown())
	s.book.advise(input)
	return nil, input
}

// Close closes the file, and removes it if it was a private copy.
func (s *Source) Close() error {
	s.book.close()
	var err error
	if s.original != nil {
		err = closeFile(s.original, s.copied)
	}
	return errors.Join(err, closeFile(s.file, s.spooled))
}

func closeFile(file *os.File, private bool) error {
	if private {
		removeSpool(file)
		return nil
	}
	return file.Close()
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

// Warnings returns what a person should know about the file as a whole. What
// concerns single rows is known when they have been read once.
func (s *Source) Warnings() []string {
	line := s.repeated.Load()
	if line == 0 {
		return s.warnings
	}
	return append(slices.Clip(s.warnings), fmt.Sprintf("line %d repeats the header; it and others like it are skipped", line))
}

// noteRepeated remembers the first line that repeats the header.
func (s *Source) noteRepeated(line int) { s.repeated.CompareAndSwap(0, int64(line)) }

// Size returns the bytes of the file (unpacked, if it was compressed).
func (s *Source) Size() int64 { return s.size }

// Encoding returns the encoding of the file.
func (s *Source) Encoding() string { return s.encoding }

// Delimiter returns what stands between cells.
func (s *Source) Delimiter() rune { return s.delimiter }

// Digest returns the SHA-256 of the file in hexadecimal digits.
func (s *Source) Digest() (string, error) { return s.digest(context.Background()) }

func (s *Source) digest(ctx context.Context) (string, error) {
	hash, file := sha256.New(), io.NewSectionReader(s.given(), 0, s.size)
	for ctx.Err() == nil {
		switch _, err := io.CopyN(hash, file, maxRow); err {
		case nil:
		case io.EOF:
			return hex.EncodeToString(hash.Sum(nil)), nil
		default:
			return "", err
		}
	}
	return "", ctx.Err()
}

// changed is the end of a reading that does not find what an earlier one did.
func (s *Source) changed() error {
	return &InputError{Name: s.shown(), Message: "the file was changed while it was being read; run again"}
}

// stands reports whether info is the file that is read, so that no output
// takes its place. Of a file that was unpacked a copy is read.
func (s *Source) stands(info os.FileInfo) bool {
	for _, stat := range []func() (os.FileInfo, error){s.given().Stat, func() (os.FileInfo, error) { return os.Stat(s.name) }} {
		if own, err := stat(); err == nil && os.SameFile(own, info) {
			return true
		}
	}
	return false
}

// given is the file before it was decoded.
func (s *Source) given() *os.File {
	if s.original != nil {
		return s.original
	}
	return s.file
}

// stemOf says where the outputs of an input go unless told otherwise, and how
// their names begin.
func stemOf(name string) (dir, stem string) {
	base := filepath.Base(name)
	if name == "-" || base == "." {
		return ".", "stdin"
	}
	base = strings.TrimSuffix(base, ".gz")
	if stem := strings.TrimSuffix(base, filepath.Ext(base)); stem != "" {
		base = stem
	}
	return filepath.Dir(name), base
}
