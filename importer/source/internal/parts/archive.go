// Package parts reads the parts of a package: a zip file whose parts name each other
// by relations, as workbooks do. It bounds what a package unpacks to.
package parts

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"net/url"
	"path"
	"strings"
)

const (
	headSize      = 64 << 10 // where the zip may begin
	maxDirectory  = 4 << 20  // bytes that may be read to find the parts
	maxBehind     = 64 << 20 // bytes that may follow the zip
	endSignature  = "PK\x05\x06"
	fileSignature = "PK\x03\x04"
)

// An Archive is a zip file.
type Archive struct {
	parts map[string]*zip.File
	size  int64               // of the file
	left  int64               // bytes that may still be unpacked
	read  map[*zip.File]int64 // where the parts begin that were read
	twice map[string]bool     // names that several parts have

	refused error // why no part is read any more
}

// ErrDirectory says that a file begins like a zip file, and its list of parts is
// not there.
var ErrDirectory = errors.New("its list of parts is missing or damaged")

// Open returns nil if the file is not a zip file. There may be other bytes before
// and behind the zip.
func Open(file io.ReaderAt, size int64) (*Archive, error) {
	head := make([]byte, headSize)
	n, _ := file.ReadAt(head, 0)
	if !bytes.Contains(head[:n], []byte(fileSignature)) {
		return nil, nil
	}
	end, err := findEnd(file, size)
	if err != nil {
		return nil, err
	}
	counted := &countedReader{r: file, left: maxDirectory}
	z, err := zip.NewReader(counted, end)
	if err != nil {
		return nil, ErrDirectory
	}
	counted.left = 1 << 62
	a := &Archive{parts: map[string]*zip.File{}, size: size, left: maxUnpacked, read: map[*zip.File]int64{}, twice: map[string]bool{}}
	for _, f := range z.File {
		name := fold(f.Name)
		if a.parts[name] != nil {
			a.twice[name] = true
		}
		a.parts[name] = f
	}
	return a, nil
}

// Packed returns how many bytes the file has.
func (a *Archive) Packed() int64 { return a.size }

// findEnd returns where the zip ends. What is behind it is something else.
func findEnd(file io.ReaderAt, size int64) (int64, error) {
	const step, record = 1 << 20, 22
	window := make([]byte, step+record)
	for at := size; at > 0 && size-at < maxBehind; at -= step {
		from := max(0, at-step)
		n, err := file.ReadAt(window[:min(int64(len(window)), size-from)], from)
		if err != nil && err != io.EOF {
			return 0, err
		}
		for i := bytes.LastIndex(window[:n], []byte(endSignature)); i >= 0; i = bytes.LastIndex(window[:i], []byte(endSignature)) {
			if i+record > n {
				continue
			}
			comment := int64(window[i+20]) | int64(window[i+21])<<8
			if end := from + int64(i) + record; end+comment <= size {
				return end + comment, nil
			}
		}
	}
	return 0, ErrDirectory
}

// A countedReader stops after some bytes.
type countedReader struct {
	r    io.ReaderAt
	left int64
}

func (c *countedReader) ReadAt(p []byte, at int64) (int, error) {
	if c.left -= int64(len(p)); c.left < 0 {
		return 0, ErrDirectory
	}
	return c.r.ReadAt(p, at)
}

// fold makes different names of the same part equal.
func fold(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return strings.TrimPrefix(path.Clean("/"+strings.ToLower(name)), "/")
}

// Has reports whether there is a part of this name.
func (a *Archive) Has(name string) bool { return a.parts[fold(name)] != nil }

// Resolve returns the part that a relation of another part names. Some programs
// write such names as if they began at the root.
func (a *Archive) Resolve(from, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	near := fold(path.Join(path.Dir("/"+fold(from)), target))
	if strings.HasPrefix(target, "/") || !a.Has(near) && a.Has(target) {
		return fold(target)
	}
	return near
}
