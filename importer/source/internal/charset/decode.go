package charset

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/transform"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/letters"
)

// named reads the text in the encoding that the user names.
func (d *detector) named(name string) error {
	found, canonical := lookUp(name)
	if found == nil {
		return &Refusal{"encoding", fmt.Sprintf(
			"The encoding in %s is not known. Some that are: utf-8, utf-16le, windows-1252, windows-1250, macintosh, cp850, shift_jis, gb18030, big5, euc-kr.",
			d.form.call.Call(option.Encoding, name))}
	}
	if mark := marked(d.head); mark != "" && mark != canonical {
		// A mark is not an accident. In another encoding it would be part of the header.
		d.warn("The file begins with the byte order mark of %s. It is read as that, and not as %s.", mark, canonical)
		return d.detect()
	}
	switch canonical {
	case "UTF-8":
		d.form.Encoding = canonical
		d.skipMarks("\xef\xbb\xbf")
		return d.cutTail(1)
	case "UTF-16LE", "UTF-16BE":
		return d.wide(canonical)
	}
	d.form.Encoding, d.form.Decoder = canonical, found
	return d.cutTail(1)
}

func marked(head []byte) string {
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		return "UTF-8"
	}
	return marked16(head)
}

// lookUp looks in the names of the web first, and then in those of the IANA, which
// has the code pages of DOS.
func lookUp(name string) (encoding.Encoding, string) {
	found, err := htmlindex.Get(name)
	if err != nil {
		found, err = ianaindex.IANA.Encoding(strings.TrimSpace(name))
		if err != nil || found == nil {
			return nil, ""
		}
		canonical, _ := ianaindex.IANA.Name(found)
		return found, canonical
	}
	canonical, err := htmlindex.Name(found)
	if err != nil || found == encoding.Replacement {
		return nil, "" // names that the web knows only to refuse them
	}
	switch canonical {
	case "utf-8", "utf-16le", "utf-16be":
		return found, strings.ToUpper(canonical)
	case "windows-1252":
		return found, "Windows-1252"
	}
	return found, canonical
}

// OtherHeader refuses a header that names no field in the encoding that was guessed,
// and does in another one.
func (f Form) OtherHeader(cells []string, fields func([]string) int) error {
	if !f.Guessed || fields(cells) > 0 {
		return nil
	}
	name := letters.Reread(cells, func(cells []string) bool { return fields(cells) > 0 })
	if name == "" {
		return nil
	}
	return &Refusal{"encoding", fmt.Sprintf(
		`No column of the header is an e-mail address in %s, but one is in %s. Name the encoding with %s, or save the file as "CSV UTF-8".`,
		f.Encoding, name, f.call.Call(option.Encoding, name))}
}

// Decode writes the text of r as UTF-8. The warning names the first line with a
// character that the encoding does not have. It is "" if there is none.
func (f Form) Decode(w io.Writer, r io.ReaderAt) (warning string, err error) {
	text := io.Reader(io.NewSectionReader(r, f.Start, f.Size))
	if f.Decoder != nil {
		text = transform.NewReader(text, f.Decoder.NewDecoder())
	}
	watched := &watcher{w: w, line: 1}
	if _, err := io.CopyBuffer(struct{ io.Writer }{watched}, text, make([]byte, blockSize)); err != nil {
		return "", err
	}
	if watched.lost == 0 {
		return "", nil
	}
	return fmt.Sprintf("Line %d has something that is not a character in %s. It is shown as \ufffd. If there are more, name another encoding with %s.",
		watched.lost, f.Encoding, f.call.Call(option.Encoding, "")), nil
}

// A watcher notes the line of the first replacement character.
type watcher struct {
	w    io.Writer
	line int
	cr   bool // the last block ended in a carriage return
	tail []byte
	lost int
}

func (w *watcher) Write(p []byte) (int, error) {
	if w.lost == 0 {
		w.look(p)
	}
	return w.w.Write(p)
}

// look keeps the last bytes, because the character may be cut in two.
func (w *watcher) look(p []byte) {
	text := append(w.tail, p...)
	i := bytes.Index(text, []byte("\ufffd"))
	if i < 0 {
		kept := max(0, len(text)-2)
		w.countLines(text[:kept])
		w.tail = append([]byte(nil), text[kept:]...)
		return
	}
	w.countLines(text[:i])
	w.lost = w.line
}

func (w *watcher) countLines(text []byte) {
	for _, b := range text {
		if b == '\r' || b == '\n' && !w.cr {
			w.line++
		}
		w.cr = b == '\r'
	}
}
