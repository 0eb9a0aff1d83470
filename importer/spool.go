package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"partner-import/importer/internal/text"
)

const (
	// What unpacks to more than maxRatio times its size is no list of partners,
	// but made to fill a disk; below freeUnpacked it may, as rows repeat
	// themselves.
	maxRatio     = 200
	freeUnpacked = 64 << 20
)

// spool copies r, unpacked if it is gzip, to a file that has no name any more
// where the system allows that, so that not even kill -9 leaves it behind.
func spool(r io.Reader) (*os.File, error) {
	r, err := unpack(r)
	if err != nil {
		return nil, err
	}
	file, err := createSpool()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(file, r); err != nil {
		removeSpool(file)
		return nil, err
	}
	return file, nil
}

func createSpool() (*os.File, error) {
	file, err := os.CreateTemp("", "partner-import-*")
	if err == nil {
		_ = os.Remove(file.Name())
	}
	return file, err
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

// A bounded reader unpacks no more than is credible.
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

const (
	noTemp  = "no temporary file can be written there"
	tempTip = "free space, or name another folder with the environment variable TMPDIR"
)

// tempError names the folder of temporary files. It names neither the file,
// which has no name any more, nor what was done with it.
func tempError(message string, err error) *OutputError {
	var place *fs.PathError
	if errors.As(err, &place) {
		err = place.Err
	}
	return &OutputError{Path: os.TempDir(), Message: message + " (" + tempTip + ")", Err: err}
}

// spoolError says why there is no private copy.
func spoolError(name string, err error) *InputError {
	e := &InputError{Name: name, Message: "cannot be read to its end", Err: err}
	var packed packedError
	var place *fs.PathError
	switch {
	case errors.As(err, &place) && place.Path != name:
		e.Name, e.Message, e.Err, e.Hint = os.TempDir(), noTemp, place.Err, tempTip
	case errors.As(err, &packed) && errors.Is(err, io.ErrUnexpectedEOF):
		e.Message, e.Hint = "is cut off: the gzip stream ends early", "download it again"
	case errors.Is(err, errRatio):
		e.Message, e.Hint = "is not unpacked", "unpack it yourself if it is what you want"
	case errors.As(err, &packed):
		e.Message, e.Hint = "is a damaged gzip file", "download it again"
	}
	return e
}

// decode finds out what the bytes are, and makes a private copy in UTF-8 of
// text that is not.
func (s *Source) decode() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	s.size = info.Size()
	if s.book, err = openWorkbook(s.file, s.size, s.options.Sheet); err != nil {
		return err
	}
	if s.book != nil {
		s.encoding, s.delimiter, s.warnings = "xlsx", ',', s.book.warnings()
		return nil
	}
	if err := notWorkbook(s.options.Sheet); err != nil {
		return err
	}
	form, err := text.Detect(s.file, s.size, text.Options{Encoding: s.options.Encoding})
	var refusal *text.Refusal
	switch {
	case errors.As(err, &refusal):
		return &InputError{Message: refusal.Message}
	case err != nil:
		return err
	case form.Workbook:
		return &InputError{Message: `is an Excel workbook (.xlsx), not CSV; in Excel choose File > Save As > "CSV UTF-8"`}
	}
	s.encoding, s.warnings = form.Encoding, form.Warnings
	s.start, s.end = form.Start, form.Start+form.Size
	if form.Decoder == nil {
		return nil
	}
	return s.keepDecoded(form)
}

func (s *Source) keepDecoded(form text.Form) error {
	file, err := createSpool()
	if err != nil {
		return spoolError(s.name, err)
	}
	warning, err := form.Decode(file, s.file)
	if err != nil {
		removeSpool(file)
		return spoolError(s.name, err)
	}
	if warning != "" {
		s.warnings = append(s.warnings, warning)
	}
	s.original, s.copied = s.file, s.spooled
	s.file, s.spooled, s.start = file, true, 0
	s.end, err = file.Seek(0, io.SeekCurrent)
	return err
}
