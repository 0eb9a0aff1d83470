package parts

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// Limits for what a package unpacks to. A sheet of a million rows with ten columns
// has about half of that.
const (
	maxUnpacked = 1 << 30

	// A part that unpacks to more than maxRatio times its size is not a sheet, but
	// made to fill the memory or to take long. Below freeUnpacked it is allowed,
	// because rows may repeat.
	maxRatio     = 100
	freeUnpacked = 32 << 20
)

// ErrTooLarge says that a package unpacks to more than is ever read.
var ErrTooLarge = errors.New("it unpacks to more than 1 GiB")

// ErrRatio says that a part unpacks to much more than a sheet does.
var ErrRatio = errors.New("it unpacks to more than 100 times its size")

// ErrTwice says that a package has two parts of a name, or two in one place. Programs
// differ in which of them they read, and a few bytes would unpack to many parts.
var ErrTwice = errors.New("it has the same part twice")

// overlaps reports whether a part lies where another one lies that was read.
func (a *Archive) overlaps(f *zip.File) bool {
	from, err := f.DataOffset()
	if err != nil {
		return false // to open it will fail
	}
	for other, begin := range a.read {
		if other != f && from < begin+int64(other.CompressedSize64) && begin < from+int64(f.CompressedSize64) {
			return true
		}
	}
	a.read[f] = from
	return false
}

// Size returns how many bytes a part says that it has.
func (a *Archive) Size(name string) int64 {
	f := a.parts[fold(name)]
	if f == nil {
		return 0
	}
	return int64(min(f.UncompressedSize64, maxUnpacked+1))
}

// Reader unpacks a part. All parts together may have so many bytes.
func (a *Archive) Reader(name string) (io.ReadCloser, error) {
	f := a.parts[fold(name)]
	if f == nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	if a.refused == nil && (a.twice[fold(name)] || a.overlaps(f)) {
		a.refused = ErrTwice
	}
	if a.refused != nil {
		return nil, a.refused
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, &unpackError{f.Name, err}
	}
	p := &part{archive: a, file: f, hash: crc32.NewIEEE()}
	p.packed = &counter{r: raw}
	switch f.Method {
	case zip.Store:
		p.plain = io.NopCloser(p.packed)
	case zip.Deflate:
		p.plain = flate.NewReader(p.packed)
	default:
		return nil, &unpackError{f.Name, zip.ErrAlgorithm}
	}
	return p, nil
}

// A part is being unpacked.
type part struct {
	archive *Archive
	file    *zip.File
	packed  *counter
	plain   io.ReadCloser
	hash    hash.Hash32
	n       int64
	err     error
}

func (p *part) Read(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.plain.Read(b)
	_, _ = p.hash.Write(b[:n])
	p.n += int64(n)
	p.archive.left -= int64(n)
	switch {
	case p.archive.left < 0:
		p.err = ErrTooLarge
	case p.n > freeUnpacked && p.n > maxRatio*p.packed.n:
		p.err = ErrRatio
	case err == io.EOF && uint64(p.n) == p.file.UncompressedSize64 && p.hash.Sum32() == p.file.CRC32:
		p.err = io.EOF
	case err == io.EOF:
		p.err = &unpackError{p.file.Name, zip.ErrChecksum}
	case err != nil:
		p.err = &unpackError{p.file.Name, err}
	default:
		return n, nil
	}
	return n, p.err
}

func (p *part) Close() error { return p.plain.Close() }

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// An unpackError says in plain words that a part cannot be unpacked.
type unpackError struct {
	name string
	err  error
}

func (e *unpackError) Error() string { return e.name + " cannot be unpacked" }

func (e *unpackError) Unwrap() error { return e.err }
