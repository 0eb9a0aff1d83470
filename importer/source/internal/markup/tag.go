package markup

import (
	"bytes"
	"slices"
)

// startTag reads a tag like <c r="A1">.
func (l *Lexer) startTag() (Kind, error) {
	n, err := l.tagEnd()
	if err != nil {
		return 0, err
	}
	tag := l.buf[l.at+1 : l.at+n]
	l.at += n + 1
	if len(l.open) == 0 && l.rooted {
		return 0, errOutside
	}
	if len(l.open) == maxDepth {
		return 0, errDeep
	}
	if k := len(tag); k > 0 && tag[k-1] == '/' {
		l.closed, tag = true, tag[:k-1]
	}
	k := 0
	for k < len(tag) && !isSpace(tag[k]) {
		k++
	}
	name := tag[:k]
	if !isName(name) {
		return 0, errTag
	}
	bindings := len(l.spaces)
	if err := l.readAttrs(tag[k:]); err != nil {
		return 0, err
	}
	l.push(name, bindings)
	return Start, nil
}

func (l *Lexer) push(name []byte, bindings int) {
	e := element{name: len(l.names), local: len(l.names), bindings: bindings}
	prefix := name[:0]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		prefix = name[:colon]
		e.local += colon + 1
	}
	e.space = l.spaceOf(prefix)
	l.names = append(l.names, name...)
	l.open = append(l.open, e)
	l.name, l.space, l.rooted = l.names[e.local:], e.space, true
}

// tagEnd returns where the ">" of the tag is. It is not inside quotes.
func (l *Lexer) tagEnd() (int, error) {
	quote := byte(0)
	for i := 1; ; {
		rest := l.buf[l.at:]
		for ; i < len(rest); i++ {
			switch b := rest[i]; {
			case quote != 0:
				if b == quote {
					quote = 0
				} else if b == '<' {
					return 0, errTag
				}
			case b == '>':
				return i, nil
			case b == '"' || b == '\'':
				quote = b
			case b == '<':
				return 0, errTag
			}
		}
		if ok, err := l.more(); err != nil {
			return 0, err
		} else if !ok {
			return 0, errEnds
		}
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// isName reports whether a name is not empty and has no letter of markup.
func isName(name []byte) bool {
	for _, b := range name {
		if b <= ' ' || b == '"' || b == '\'' || b == '=' || b == '/' || b == '&' {
			return false
		}
	}
	return len(name) > 0
}

// readAttrs reads the attributes of a tag, and the namespaces that it declares.
func (l *Lexer) readAttrs(s []byte) (err error) {
	l.attrs = l.attrs[:0]
	l.decode = l.decode[:0]
	for {
		spaced := false
		for len(s) > 0 && isSpace(s[0]) {
			s, spaced = s[1:], true
		}
		if len(s) == 0 {
			return nil
		}
		if s, err = l.readAttr(s); err != nil || !spaced || len(l.attrs) == maxAttrs {
			return orTag(err)
		}
	}
}

func orTag(err error) error {
	if err == nil {
		return errTag
	}
	return err
}

// readAttr reads one attribute, and returns what comes behind it.
func (l *Lexer) readAttr(s []byte) (rest []byte, err error) {
	equals := bytes.IndexByte(s, '=')
	if equals < 0 {
		return nil, errTag
	}
	name, value := bytes.TrimRight(s[:equals], " \t\r\n"), bytes.TrimLeft(s[equals+1:], " \t\r\n")
	if !isName(name) || len(value) < 2 || value[0] != '"' && value[0] != '\'' {
		return nil, errTag
	}
	end := bytes.IndexByte(value[1:], value[0])
	if end < 0 {
		return nil, errTag
	}
	rest, value = value[end+2:], value[1:end+1]
	if !isPlain(value) {
		from := len(l.decode)
		if l.decode, err = appendDecoded(l.decode, value); err != nil {
			return nil, err
		}
		value = l.decode[from:]
	}
	a := attr{name: name, value: value}
	if name[0] == 'x' && bytes.HasPrefix(name, []byte("xmlns")) && (len(name) == 5 || name[5] == ':') {
		l.bind(bytes.TrimPrefix(name[5:], []byte(":")), value)
		return rest, nil
	}
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		a.prefixed, a.name = true, name[colon+1:]
	}
	l.attrs = append(l.attrs, a)
	return rest, nil
}

// bind remembers a namespace. Those of an element are few, because it has few
// attributes.
func (l *Lexer) bind(prefix, uri []byte) {
	if len(l.spaces) < maxDepth*maxAttrs/16 {
		l.spaces = append(l.spaces, binding{string(prefix), spaceFor(string(uri))})
	}
}

func spaceFor(uri string) Space {
	switch uri {
	case "", "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main":
		return Main
	case "http://schemas.openxmlformats.org/package/2006/relationships":
		return Packages
	}
	return Other
}

func (l *Lexer) spaceOf(prefix []byte) Space {
	for _, b := range slices.Backward(l.spaces) {
		if b.prefix == string(prefix) {
			return b.space
		}
	}
	if len(prefix) > 0 {
		return Other
	}
	return Main
}
