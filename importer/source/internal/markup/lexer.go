// Package markup reads XML as a stream of tokens. It knows what parts of a workbook
// need: namespaces, the usual encodings, and five entities. It refuses what does
// harm: other entities, deep nesting and endless tokens.
package markup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// MaxToken is how long a tag or a text may be.
	MaxToken = 1 << 20
	maxDepth = 256
	maxAttrs = 256
	chunk    = 16 << 10
)

// A Kind is what a token is.
type Kind uint8

// The kinds of tokens. An element without content has a Start and an End.
const (
	Start Kind = iota + 1
	End
	Text
)

// A Space is the namespace of an element, as far as it matters.
type Space uint8

// The namespaces.
const (
	Main     Space = iota // of spreadsheets, strict or transitional; also without a namespace
	Packages              // relations of a package
	Other
)

// A Lexer reads the tokens of one part. What it returns is valid until the next call
// of Next.
type Lexer struct {
	r   io.Reader
	err error  // of r
	buf []byte // buf[at:] is not read yet
	at  int

	names  []byte // of the open elements
	open   []element
	spaces []binding

	name   []byte // of the present element, without a prefix
	space  Space
	attrs  []attr
	closed bool // the start tag is also the end
	rooted bool // the root element has begun
	text   []byte
	decode []byte
}

// An element is open.
type element struct {
	name, local int // where it begins in names
	bindings    int
	space       Space
}

// A binding is a prefix with its namespace.
type binding struct {
	prefix string
	space  Space
}

type attr struct {
	prefixed    bool
	name, value []byte // name is without its prefix
}

// New begins to read a part.
func New(r io.Reader) (*Lexer, error) {
	decoded, err := decoder(r)
	if err != nil {
		return nil, err
	}
	return &Lexer{r: decoded, buf: make([]byte, 0, 4*chunk)}, nil
}

// Errors of parts that are not sound XML.
var (
	errEnds    = errors.New("it ends in the middle")
	errTag     = errors.New("a tag is not closed properly")
	errLong    = errors.New("a cell has more than 1 MiB")
	errDeep    = errors.New("its elements are nested too deeply")
	errDoctype = errors.New("it has a document type")
	errOutside = errors.New("there is text outside of the elements")
	errLetter  = errors.New("it has a character that is not allowed")
	errEntity  = errors.New("it has an unknown entity")
)

// more reads more of the part behind buf. It reports whether there is more.
func (l *Lexer) more() (bool, error) {
	if l.err != nil {
		if l.err == io.EOF {
			return false, nil
		}
		return false, l.err
	}
	if l.at > 0 {
		l.buf = l.buf[:copy(l.buf, l.buf[l.at:])]
		l.at = 0
	}
	if len(l.buf) > MaxToken {
		return false, errLong
	}
	if cap(l.buf)-len(l.buf) < chunk/2 {
		l.buf = append(make([]byte, 0, 2*cap(l.buf)), l.buf...)
	}
	for range 100 {
		n, err := l.r.Read(l.buf[len(l.buf):cap(l.buf)])
		l.buf, l.err = l.buf[:len(l.buf)+n], err
		if n > 0 || err != nil {
			return n > 0, unlessEOF(err, n)
		}
	}
	return false, io.ErrNoProgress
}

func unlessEOF(err error, n int) error {
	if err == io.EOF || n > 0 {
		return nil
	}
	return err
}

// find returns where the separator is behind at+from, and reads on until it is there.
// It returns a negative number at the end of the part.
func (l *Lexer) find(from int, separator string) (int, error) {
	for {
		rest := l.buf[l.at:]
		var i int
		if len(separator) == 1 {
			i = bytes.IndexByte(rest[from:], separator[0])
		} else {
			i = bytes.Index(rest[from:], []byte(separator))
		}
		if i >= 0 {
			return from + i, nil
		}
		from = max(from, len(rest)-len(separator)+1)
		if ok, err := l.more(); err != nil || !ok {
			return -1, err
		}
	}
}

// Next returns the kind of the next token, and io.EOF at the end of the part.
func (l *Lexer) Next() (Kind, error) {
	if l.closed {
		l.closed = false
		l.pop()
		return End, nil
	}
	for {
		if l.at == len(l.buf) {
			if ok, err := l.more(); err != nil {
				return 0, err
			} else if !ok {
				return 0, l.atEnd()
			}
		}
		kind, err := l.token()
		if kind != 0 || err != nil {
			return kind, err
		}
	}
}

func (l *Lexer) atEnd() error {
	if len(l.open) > 0 || !l.rooted {
		return errEnds
	}
	return io.EOF
}

func (l *Lexer) pop() {
	top := l.open[len(l.open)-1]
	l.open = l.open[:len(l.open)-1]
	l.name, l.space = l.names[top.local:], top.space
	l.names = l.names[:top.name]
	l.spaces = l.spaces[:top.bindings]
	l.attrs = l.attrs[:0]
}

// Is reports whether the present element has this name, and belongs to a spreadsheet.
func (l *Lexer) Is(name string) bool { return l.space == Main && string(l.name) == name }

// Name returns the name of the present element without its prefix, "" of an element
// that belongs to something else than a spreadsheet.
func (l *Lexer) Name() []byte {
	if l.space != Main {
		return nil
	}
	return l.name
}

// Local returns the name of the present element, and its namespace.
func (l *Lexer) Local() (string, Space) { return string(l.name), l.space }

// Text returns the present text, without entities.
func (l *Lexer) Text() []byte { return l.text }

// Attr returns an attribute of the present element that has no prefix.
func (l *Lexer) Attr(name string) []byte {
	for i := range l.attrs {
		if a := &l.attrs[i]; !a.prefixed && string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// AnyAttr returns an attribute of the present element with any prefix or none.
func (l *Lexer) AnyAttr(name string) []byte {
	for i := range l.attrs {
		if string(l.attrs[i].name) == name {
			return l.attrs[i].value
		}
	}
	return nil
}

// Skip leaves out the rest of the element that has just started.
func (l *Lexer) Skip() error {
	for depth := len(l.open); len(l.open) >= depth; {
		if _, err := l.Next(); err != nil {
			return err
		}
	}
	return nil
}

// Depth returns how many elements are open.
func (l *Lexer) Depth() int { return len(l.open) }

// An EncodingError says that a part is in an encoding that is not read.
type EncodingError struct{ Name string }

func (e *EncodingError) Error() string { return fmt.Sprintf("it is in the encoding %q", e.Name) }
