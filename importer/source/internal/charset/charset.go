// Package charset finds out what the bytes of a file are: text in some encoding, a
// workbook, or something else, which is refused by its right name. It looks at the
// content, never at the file's name.
//
// It reads in blocks and keeps nothing of the file in memory.
package charset

import (
	"bytes"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"partner-import/importer/option"
)

// Options say what is known about the file. The zero value detects.
type Options struct {
	// Encoding is a name from the WHATWG's Encoding Standard or from the IANA, such
	// as "windows-1252", "shift_jis" or "cp850".
	Encoding string
	Call     option.Namer // how messages call the option of that name
}

// A Form is what the bytes of a file are.
type Form struct {
	Encoding string            // its name, for people
	Start    int64             // where the text begins, after byte order marks
	Size     int64             // bytes of text from there, without padding at the end
	Decoder  encoding.Encoding // nil: the bytes are UTF-8 already
	Workbook bool              // an .xlsx; there is no text
	Guessed  bool              // nothing in the file says that this is its encoding
	Warnings []string          // what was fixed or guessed

	call option.Namer
}

// A Refusal says that a file is not text, or that its encoding cannot be found.
type Refusal struct {
	Kind    string // what it is instead, in a word: "pdf", "encoding"
	Message string // what is wrong, and what to do
}

// Error returns the message.
func (r *Refusal) Error() string { return r.Message }

const (
	headSize  = 64 << 10
	blockSize = 256 << 10
)

// Detect finds out what the size bytes of r are. The error is a [*Refusal] or
// that of reading.
func Detect(r io.ReaderAt, size int64, o Options) (Form, error) {
	head := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Form{}, err
	}
	workbook, err := sniffBinary(head, r, size)
	if err != nil || workbook {
		return Form{Workbook: workbook, Size: size}, err
	}
	d := detector{in: r, head: head, size: size}
	d.form.Size, d.form.call = size, o.Call
	if o.Encoding != "" {
		err = d.named(o.Encoding)
	} else {
		err = d.detect()
	}
	if err != nil {
		return Form{}, err
	}
	return d.form, d.sniffText()
}

type detector struct {
	in   io.ReaderAt
	head []byte
	size int64
	form Form
}

func (d *detector) warn(format string, args ...any) {
	d.form.Warnings = append(d.form.Warnings, fmt.Sprintf(format, args...))
}

// detect tries the surest sign first: a byte order mark, then zero bytes where
// wide characters have them, then whether the bytes are UTF-8.
func (d *detector) detect() error {
	if name := wide32(d.head); name != "" {
		return &Refusal{"utf-32", fmt.Sprintf(`This is %s text. Save it as "CSV UTF-8".`, name)}
	}
	if name := marked16(d.head); name != "" {
		return d.wide(name)
	}
	if name := guess16(d.head); name != "" {
		d.warn("The file has no byte order mark. It looks like %s, and is read as that.", name)
		return d.wide(name)
	}
	d.skipMarks("\xef\xbb\xbf")
	marked := d.form.Start > 0
	if err := d.skipDataURI(); err != nil {
		return err
	}
	if err := d.cutTail(1); err != nil {
		return err
	}
	return d.narrow(marked)
}

// wide takes the text as UTF-16.
func (d *detector) wide(name string) error {
	mark, order := "\xff\xfe", unicode.LittleEndian
	if name == "UTF-16BE" {
		mark, order = "\xfe\xff", unicode.BigEndian
	}
	d.form.Encoding, d.form.Decoder = name, unicode.UTF16(order, unicode.IgnoreBOM)
	d.skipMarks(mark)
	if d.form.Size%2 == 1 {
		// The decoder would silently turn it into a replacement character.
		d.form.Size--
		d.warn("The file ends with half a character of %s, which is left out. The file may be cut off. Compare its last row.", name)
	}
	return d.cutTail(2)
}

// skipMarks begins the text after the byte order mark. Some programs put a second
// mark before the first one.
func (d *detector) skipMarks(mark string) {
	for n := len(mark); len(d.head) >= n && string(d.head[:n]) == mark; {
		d.skip(n)
	}
}

// skip begins the text n bytes later.
func (d *detector) skip(n int) {
	d.head = d.head[n:]
	d.form.Start += int64(n)
	d.form.Size -= int64(n)
}

// cutTail ends the text before NUL bytes and Ctrl-Z at the end of the file. Old
// programs and broken downloads fill up their last block with them.
func (d *detector) cutTail(width int64) error {
	size, controls := d.form.Size, int64(0)
	if width == 1 {
		size = d.beforeLineEnd(size)
	}
	end, block := size, make([]byte, blockSize)
	for size > 0 {
		part := block[:min(size, blockSize)]
		if _, err := d.in.ReadAt(part, d.form.Start+size-int64(len(part))); err != nil && err != io.EOF {
			return err
		}
		keep, z := padding(part, int(width), d.form.Encoding == "UTF-16BE")
		controls += z
		size -= int64(len(part) - keep)
		if keep > 0 {
			break
		}
	}
	nuls := (end-size)/width - controls
	if nuls > 0 {
		d.warn("%d NUL characters at the end of the file are ignored.", nuls)
	}
	if controls > 0 {
		d.warn("The end-of-file character (Ctrl-Z) at the end of the file is ignored.")
	}
	d.form.Size = size
	d.head = d.head[:min(int64(len(d.head)), size)]
	return nil
}

// beforeLineEnd leaves out a line end after a Ctrl-Z that is alone on the last line.
func (d *detector) beforeLineEnd(size int64) int64 {
	tail := make([]byte, min(size, 3))
	n, _ := d.in.ReadAt(tail, d.form.Start+size-int64(len(tail)))
	kept := bytes.TrimRight(tail[:n], "\r\n")
	if bytes.HasSuffix(kept, []byte{0x1a}) {
		return size - int64(len(tail)-len(kept))
	}
	return size
}

// padding returns how much of the block is before the padding at its end, and how
// many characters of the padding are Ctrl-Z.
func padding(block []byte, width int, big bool) (keep int, controls int64) {
	for keep = len(block); keep >= width; keep -= width {
		low, high := block[keep-width], byte(0)
		if width == 2 {
			high = block[keep-1]
		}
		if big {
			low, high = high, low
		}
		if high != 0 || low != 0 && low != 0x1a {
			return keep, controls
		}
		if low != 0 {
			controls++
		}
	}
	return keep, controls
}
