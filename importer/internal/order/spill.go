package order

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"partner-import/importer/internal/spool"
	"partner-import/importer/row"
)

const (
	shelfTail   = 64 << 10 // bytes that are kept in memory until they are written
	shelfWindow = 8 << 10  // bytes that are read at once
)

// A shelf keeps records out of memory, in a private temporary file. The file has
// no name if the system allows that, so not even kill -9 leaves it behind. The
// newest records are still in memory. A file is made when they become too many.
// The zero value is an empty shelf.
//
// A record that cannot be written stays in memory, so it can still be read.
type shelf struct {
	file   *os.File
	tail   []byte // what is not written yet
	begin  int64  // where it begins
	window []byte // what was read last: what is read next is mostly near it
	from   int64
}

// put adds a record and returns where it is. An error says that the disk takes no
// more. The record is still on the shelf.
func (s *shelf) put(r *row.Record) (at int64, err error) {
	at = s.begin + int64(len(s.tail))
	s.tail = appendRecord(s.tail, r)
	if len(s.tail) >= shelfTail {
		err = s.flush()
	}
	return at, err
}

func (s *shelf) flush() error {
	if s.file == nil {
		file, err := spool.Create()
		if err != nil {
			return err
		}
		s.file = file
	}
	if _, err := s.file.WriteAt(s.tail, s.begin); err != nil {
		return spool.Unwritable(err)
	}
	s.begin += int64(len(s.tail))
	s.tail = s.tail[:0]
	return nil
}

// get reads the record at a place that put returned.
func (s *shelf) get(at int64) (*row.Record, error) {
	if at >= s.begin {
		return parseRecord(s.tail[at-s.begin:])
	}
	for size := shelfWindow; ; size *= 4 {
		if at >= s.from && at < s.from+int64(len(s.window)) {
			if r, err := parseRecord(s.window[at-s.from:]); err == nil {
				return r, nil
			}
		}
		s.window = slices.Grow(s.window[:0], size)[:size]
		n, err := s.file.ReadAt(s.window, at)
		s.window, s.from = s.window[:n], at
		if n < size {
			r, cut := parseRecord(s.window) // there is no more to read
			if cut == nil {
				return r, nil
			}
			return nil, spool.Unreadable(errors.Join(err, cut))
		}
	}
}

// close removes the file.
func (s *shelf) close() {
	if s.file != nil {
		spool.Remove(s.file)
	}
}

// appendRecord writes each field as its length and its text, because CSV would not
// keep every line end as it was.
func appendRecord(b []byte, r *row.Record) []byte {
	for _, field := range row.Mappable() {
		text := *r.Field(field)
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	return b
}

func parseRecord(b []byte) (*row.Record, error) {
	r := &row.Record{}
	for _, field := range row.Mappable() {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return nil, io.ErrUnexpectedEOF
		}
		*r.Field(field) = string(b[n : n+int(length)])
		b = b[n+int(length):]
	}
	return r, nil
}
