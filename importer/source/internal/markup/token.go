package markup

import "bytes"

// token reads one token. It returns no kind for what can be left out.
func (l *Lexer) token() (Kind, error) {
	if l.buf[l.at] != '<' {
		return l.readText()
	}
	for len(l.buf)-l.at < 2 {
		if ok, err := l.more(); err != nil {
			return 0, err
		} else if !ok {
			return 0, errEnds
		}
	}
	switch l.buf[l.at+1] {
	case '/':
		return l.endTag()
	case '?':
		return 0, l.skipTo("?>")
	case '!':
		return l.declaration()
	}
	return l.startTag()
}

// readText reads what is before the next tag.
func (l *Lexer) readText() (Kind, error) {
	n, err := l.find(0, "<")
	if err != nil {
		return 0, err
	}
	if n < 0 {
		n = len(l.buf) - l.at
	}
	raw := l.buf[l.at : l.at+n]
	l.at += n
	if len(l.open) == 0 {
		if len(bytes.TrimSpace(raw)) > 0 {
			return 0, errOutside
		}
		return 0, nil
	}
	l.text, err = l.decoded(raw)
	return Text, err
}

// skipTo leaves out a comment or an instruction.
func (l *Lexer) skipTo(end string) error {
	n, err := l.find(2, end)
	if err == nil && n < 0 {
		err = errEnds
	}
	if err == nil {
		l.at += n + len(end)
	}
	return err
}

// declaration reads what begins with "<!".
func (l *Lexer) declaration() (Kind, error) {
	const cdata = "<![CDATA["
	for len(l.buf)-l.at < len(cdata) {
		if ok, err := l.more(); err != nil {
			return 0, err
		} else if !ok {
			break // a short comment
		}
	}
	rest := l.buf[l.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		l.at += 2 // "<!-->" is no comment
		return 0, l.skipTo("-->")
	case !bytes.HasPrefix(rest, []byte(cdata)):
		return 0, errDoctype
	case len(l.open) == 0:
		return 0, errOutside
	}
	n, err := l.find(len(cdata), "]]>")
	if err != nil {
		return 0, err
	}
	if n < 0 {
		return 0, errEnds
	}
	l.text = l.buf[l.at+len(cdata) : l.at+n]
	l.at += n + len("]]>")
	return Text, allowed(l.text)
}

// endTag reads a tag like </c>.
func (l *Lexer) endTag() (Kind, error) {
	n, err := l.find(2, ">")
	if err != nil {
		return 0, err
	}
	if n < 0 || len(l.open) == 0 {
		return 0, errTag
	}
	name := l.buf[l.at+2 : l.at+n]
	top := l.open[len(l.open)-1]
	if !bytes.Equal(name, l.names[top.name:]) && !bytes.Equal(bytes.TrimRight(name, " \t\r\n"), l.names[top.name:]) {
		return 0, errTag
	}
	l.at += n + 1
	l.pop()
	return End, nil
}
