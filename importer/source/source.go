// Package source reads a file as a sequence of rows.
//
//	file ─▶ charset ─▶ delimited ─┐
//	  └───▶ xlsx ─────────────────┴▶ raw.Row ─▶ bind (gocsv), clean ─▶ row.Record
//
// Only the packages below know what a byte order mark, a bad quote or a workbook is.
// A [Source] can be read any number of times. [Ahead] reads it in batches on all
// cores, and [Source.Rows] row by row.
package source

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"partner-import/importer/internal/garbled"
	"partner-import/importer/internal/spool"
	"partner-import/importer/option"
	"partner-import/importer/plainfile"
	"partner-import/importer/source/internal/choose"
	"partner-import/importer/source/internal/export"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/standing"
	"partner-import/importer/source/internal/table"
	"partner-import/importer/source/internal/watch"
	"partner-import/importer/source/profile"
)

// Options say how to read a file. The zero value detects.
type Options struct {
	Delimiter rune   // between cells, 0: detect
	Encoding  string // of the text, by any name that the web knows, "": detect
	SkipRows  int    // lines above the header; 0: find the header
	Sheet     string // of a workbook, default the first, or the only one with an e-mail column
	Repair    string // "mojibake": undo letters that another program misread, default only tell

	// From is the platform that wrote the file, nil for any other file. Map, KeyFrom,
	// SplitName, Only and Skip come before what its profile says.
	From *profile.Profile

	Map     []Mapping  // columns that are mapped by hand
	Set     []Constant // values for rows without one
	AddTags []string   // tags to add to every row; each is split like a cell of tags

	KeyFrom   string // COLUMN[:PARAMETER]: the column with the keys, or with links that have them
	SplitName string // the column with full names, which become name and surname

	// Only and Skip choose rows. Each is COLUMN=VALUE[,VALUE], see [CheckChoice].
	Only []string // all of them are required
	Skip []string // these come before Only

	Carry []string // columns that are copied into the report; "all" is for all but passwords

	NoPipes bool // refuse what is no regular file, for callers that cannot wait for a pipe

	Call option.Namer // how messages call these options, default as Go does
}

// A Source is a file of rows that can be read any number of times. It is not safe
// for concurrent use. The caller of [Open] closes it.
type Source struct {
	name    string
	given   *os.File // the file as it was opened
	private bool     // given is a private copy
	size    int64    // of given, in bytes
	file    watch.File
	memory  watch.Memory
	differs atomic.Bool // a later reading found other rows, which was told
	options Options
	format  format

	header   Header
	export   *export.Export // the profile for these columns, nil without one
	choices  choose.Choices
	filter   *export.Filter
	watch    standing.Watch
	carried  []int // columns that are copied into the report
	table    table.Table
	width    int
	ghosts   int      // how many empty cells rows may have beyond it
	warnings []string // about the header
	repairs  *garbled.Repairs
	often    []string // words for "nothing" that are no names here
}

// A format is a kind of file. Several readings may be open at the same time.
type format interface {
	// findHeader finds the row that names the columns, and how many empty cells
	// rows may have beyond it. It is called once, before any reading. fields
	// counts the fields that cells name.
	findHeader(o *Options, fields func([]string) int) (header raw.Row, ghosts int, err error)
	// rows begins a reading of s, at the header.
	rows(s *Source) raw.Reader
	// original returns the cells of a row as they are in the file, if the row has
	// cells.
	original(row raw.Row) ([]string, bool)
	// piece returns the text of a row without cells.
	piece(row raw.Row) string
	// estimateRows guesses how many rows there are, 0 without a guess.
	estimateRows() int
	describe() Description
	close()
}

// A Description says what kind of file a Source reads.
type Description struct {
	Encoding  string // "xlsx" or "ods" of a workbook
	Delimiter rune   // between cells, 0 of a workbook
	Sheet     string // of a workbook

	warnings []string
	hint     string // what to do if the header has no e-mail column
}

// Open opens the CSV file or workbook at path, reads its header and maps the columns.
// A file compressed with gzip is unpacked to a private temporary file. An [*Error]
// says why the file cannot be imported.
func Open(path string, o Options) (*Source, error) {
	open := os.Open
	if o.NoPipes {
		open = plainfile.Follow
	}
	file, err := open(path)
	if err != nil {
		return nil, &Error{Name: path, Code: CodeUnreadable, Err: errors.Unwrap(err), Hint: "Check the name and the folder."}
	}
	if info, err := file.Stat(); err != nil || info.IsDir() {
		file.Close()
		return nil, &Error{Name: path, Code: CodeUnreadable, Message: "This is a folder. Name a file in it."}
	}
	seen := watch.See(path, file)
	if seekable(file) && !isGzip(file) {
		return newSource(&Source{name: path, given: file, file: seen, options: o})
	}
	defer file.Close()
	s, err := OpenReader(file, path, o)
	if err == nil {
		s.file = seen
	}
	return s, err
}

// OpenReader reads r to its end into a private temporary file, because it is read
// twice, and continues like [Open]. The name is for messages.
func OpenReader(r io.Reader, name string, o Options) (*Source, error) {
	file, err := unpackTo(r)
	if err != nil {
		return nil, unreadableInput(name, err)
	}
	return newSource(&Source{name: name, given: file, private: true, options: o})
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
	input := unreadableInput(s.Shown(), err)
	input.Columns, input.Like = s.header.Columns, s.like()
	if input.Code == CodeNoTable && input.Columns != nil {
		input.Code = CodeColumns
	}
	if s.format != nil && input.Hint == "" {
		input.Hint = cmp.Or(s.looksLike(), s.format.describe().hint)
	}
	s.Close()
	return nil, input
}

// Close closes the file, and removes a private copy.
func (s *Source) Close() error {
	if s.format != nil {
		s.format.close()
	}
	if s.private {
		spool.Remove(s.given)
		return nil
	}
	return s.given.Close()
}

// Shown is how messages call the source.
func (s *Source) Shown() string {
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
// concerns single rows is known once they have been read.
func (s *Source) Warnings() []string {
	all := slices.Concat(s.format.describe().warnings, s.warnings, s.table.Notes.Warnings(), s.export.Doubts())
	if text := s.filter.Warning(); text != "" {
		all = append(all, text)
	}
	if text := s.repairs.Warning(s.options.Call); text != "" {
		all = append(all, text)
	}
	return all
}

// Size returns the bytes of the file (unpacked, if it was compressed).
func (s *Source) Size() int64 { return s.size }

// EstimateRows guesses how many rows there are, 0 without a guess.
func (s *Source) EstimateRows() int { return s.format.estimateRows() }

// Description says what kind of file it is.
func (s *Source) Description() Description { return s.format.describe() }

// Delimiter returns the delimiter for copies of rows: a comma for a workbook.
func (s *Source) Delimiter() rune { return cmp.Or(s.Description().Delimiter, ',') }

// Digest returns the SHA-256 of the file in hexadecimal digits.
func (s *Source) Digest(ctx context.Context) (string, error) {
	hash, file := sha256.New(), io.NewSectionReader(s.given, 0, s.size)
	for ctx.Err() == nil {
		switch _, err := io.CopyN(hash, file, raw.MaxRow); err {
		case nil:
		case io.EOF:
			return hex.EncodeToString(hash.Sum(nil)), nil
		default:
			return "", s.ended(err)
		}
	}
	return "", ctx.Err()
}

// Is reports whether info is the file that is read, so that no output takes its
// place. A file that was unpacked is read from a copy.
func (s *Source) Is(info os.FileInfo) bool {
	for _, stat := range []func() (os.FileInfo, error){s.given.Stat, func() (os.FileInfo, error) { return os.Stat(s.name) }} {
		if own, err := stat(); err == nil && os.SameFile(own, info) {
			return true
		}
	}
	return false
}
