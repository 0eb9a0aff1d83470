package markup

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// shown shows all tokens: elements of a spreadsheet, their attributes, and texts.
func shown(r io.Reader) (string, error) {
	x, err := New(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch kind {
		case Start:
			fmt.Fprintf(&b, "<%s", x.Name())
			for _, a := range x.attrs {
				fmt.Fprintf(&b, " %s=%q", a.name, a.value)
			}
			b.WriteString(">")
		case End:
			fmt.Fprintf(&b, "</%s>", x.Name())
		case Text:
			b.Write(x.Text())
		}
	}
}

// TestTokens: what is read of a part, also byte by byte.
func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		`<a/>`: "<a></a>",
		"<a x='1' y = \"&lt;&#x41;&#66;'\">b&amp;c\r\nd\re</a >": `<a x="1" y="<AB'">` + "b&c\nd\ne</a>",
		`<p:a xmlns:p="x"><b xmlns="y"><p:c/></b></p:a>`:         "<><><></></></>",
		`<p:a xmlns:p=""><b p:x="1" p:y=">"/></p:a>`:             `<a><b x="1" y=">"></b></a>`,
		`<a><![CDATA[<b>&amp;]]]]></a><!-- - - --> `:             "<a><b>&amp;]]</a>",
		` <?xml version="1.1"?><a>]]</a>`:                        "<a>]]</a>",

		"": "!", " ": "!", "<a>": "!", "</a>": "!", "<a></b>": "!", "<a": "!", "<a x>": "!", `<a x="1>`: "!", `<a x="1"y="2"/>`: "!", "<a>&b;</a>": "!",
		"<a>&#0;</a>": "!", "<a>&#xFFFF;</a>": "!", "<a>&amp</a>": "!", "<a/>b": "!", "b<a/>": "!", "<a/><b/>": "!", "<a>]]></a>": "!", "<!DOCTYPE a><a/>": "!",
		"<a>\x00</a>": "!", "<a>\xff</a>": "!", "<a x='\x02'/>": "!", "< a/>": "!", "<>": "!", "<a><!-- </a>": "!", "<a x='<'/>": "!", "<a><![CDATA[\x01]]></a>": "!",
	} {
		for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in)), iotest.DataErrReader(strings.NewReader(in))} {
			got, err := shown(r)
			if want == "!" && err == nil || want != "!" && (err != nil || got != want) {
				t.Errorf("%q = %q, %v; want %q", in, got, err, want)
			}
		}
	}
	if _, err := shown(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("<a>bcd</a>")))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("a reader that fails: %v", err)
	}
}

// TestSkip: the rest of an element is left out.
func TestSkip(t *testing.T) {
	x, err := New(strings.NewReader("<a><b><c>d</c></b><e/></a>"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := x.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Skip(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Next(); err != nil || !x.Is("e") {
		t.Errorf("behind the skipped element is %s, %v", x.Name(), err)
	}
}

// FuzzLexer: what this package reads, encoding/xml reads too, and with the same text.
func FuzzLexer(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><x:a xmlns:x="y"><b c="d">e&amp;&#65;<![CDATA[f]]></b></x:a>`))
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	f.Fuzz(func(t *testing.T, part []byte) {
		x, err := New(bytes.NewReader(part))
		if err != nil {
			return
		}
		var ours []byte
		for err == nil {
			var kind Kind
			if kind, err = x.Next(); kind == Text {
				ours = append(ours, x.Text()...)
			}
		}
		if err != io.EOF || !bytes.HasPrefix(part, []byte("<a>")) || bytes.Contains(part, []byte("<?xml")) {
			return
		}
		var theirs []byte
		d := xml.NewDecoder(bytes.NewReader(part))
		for depth := 0; ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				return // it knows more rules for names
			}
			switch v := token.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			case xml.CharData:
				if depth > 0 {
					theirs = append(theirs, v...)
				}
			}
		}
		if !bytes.Equal(ours, theirs) {
			t.Errorf("%q: %q; encoding/xml reads %q", part, ours, theirs)
		}
	})
}
