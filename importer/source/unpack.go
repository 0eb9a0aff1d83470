package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"

	"partner-import/importer/internal/spool"
)

const (
	// A file that unpacks to more than maxRatio times its size is not a list of
	// partners, but made to fill a disk. Below freeUnpacked it is allowed, because
	// rows may repeat.
	maxRatio     = 200
	freeUnpacked = 64 << 20
)

// unpackTo copies r, unpacked if it is gzip, to a private temporary file.
func unpackTo(r io.Reader) (*os.File, error) {
	r, err := unpack(r)
	if err != nil {
		return nil, err
	}
	return spool.Copy(r)
}

func gzipMagic() []byte { return []byte{0x1f, 0x8b} }

func isGzip(file *os.File) bool {
	magic := make([]byte, 2)
	n, _ := file.ReadAt(magic, 0)
	return bytes.Equal(magic[:n], gzipMagic())
}

// unpack returns a reader of what r holds, if that is gzip.
func unpack(r io.Reader) (io.Reader, error) {
	packed := &counter{r: r}
	buffered := bufio.NewReader(packed)
	if magic, _ := buffered.Peek(2); !bytes.Equal(magic, gzipMagic()) {
		return buffered, nil
	}
	unpacked, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, packedError{err}
	}
	return &bounded{counter: counter{r: unpacked}, packed: packed}, nil
}

// A counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A bounded reader stops if a file unpacks to too much.
type bounded struct {
	counter
	packed *counter
}

var errRatio = errors.New("it unpacks to more than 200 times its size")

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.counter.Read(p)
	if err != nil && err != io.EOF {
		return n, packedError{err}
	}
	if b.n > freeUnpacked && b.n > maxRatio*b.packed.n {
		return n, packedError{errRatio}
	}
	return n, err
}

// A packedError comes from unpacking, and not from reading.
type packedError struct{ error }

func (e packedError) Unwrap() error { return e.error }

// unreadableInput says why the input could not be read or copied.
func unreadableInput(name string, err error) *Error {
	var temp *spool.Error
	if errors.As(err, &temp) {
		return &Error{Name: temp.Dir, Code: CodeNoSpace, Message: temp.Message, Err: temp.Err, Hint: strings.ToUpper(spool.Advice[:1]) + spool.Advice[1:] + "."}
	}
	var packed packedError
	if !errors.As(err, &packed) {
		return errorOf(name, err)
	}
	e := &Error{Name: name, Code: CodeNoTable, Err: err}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Message, e.Hint = "The file is cut off: the gzip stream ends early", "Download it again."
	case errors.Is(err, errRatio):
		e.Message, e.Hint = "The file is not unpacked", "If it is right, unpack it yourself."
	default:
		e.Message, e.Hint = "This gzip file is damaged", "Download it again."
	}
	return e
}
