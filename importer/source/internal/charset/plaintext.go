package charset

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// sniffText recognises text that is not CSV.
func (d *detector) sniffText() error {
	head := d.head[:min(len(d.head), 4096)]
	if d.form.Decoder != nil {
		head, _ = d.form.Decoder.NewDecoder().Bytes(head)
	}
	begin := strings.ToLower(strings.TrimLeft(string(head), " \t\r\n\ufeff"))
	starts := func(texts ...string) bool {
		for _, text := range texts {
			if strings.HasPrefix(begin, text) {
				return true
			}
		}
		return false
	}
	switch {
	case starts("<?xml", "<workbook", "<office:document") && strings.Contains(begin, "urn:schemas-microsoft-com:office:spreadsheet"):
		return &Refusal{"spreadsheetml", "This is an Excel XML spreadsheet of 2003. " + saveAs + ", or as .xlsx."}
	case starts("<!doctype html", "<html", "<head", "<body", "<table", "<script", "<div", "<meta"), starts("<?xml", "<!--") && strings.Contains(begin, "<html"):
		return &Refusal{"html", `This is an HTML page. The download may have needed a login. If not, open it in a spreadsheet program and save it as "CSV UTF-8".`}
	case starts("<?xml", "<!doctype plist", "<plist") && strings.Contains(begin, "<plist"):
		return refusePlist(head)
	case starts("<svg"), starts("<?xml") && strings.Contains(begin, "<svg"):
		return &Refusal{"svg", "This is a picture (SVG). Export the rows themselves."}
	case starts("<?xml", "<office:document") && strings.Contains(begin, "<office:document"):
		return &Refusal{"fods", "This is a flat OpenDocument spreadsheet (.fods). Open it in LibreOffice and save it as .ods or .xlsx."}
	case starts("<?xml", "<!doctype"):
		return &Refusal{"xml", "This is an XML document. Export the rows as CSV."}
	case isJSON(begin) && strings.Contains(begin, `"doc_id"`):
		return &Refusal{"gsheet", "This is Google Drive's shortcut to a sheet, not the sheet itself. Open it in Google Sheets and choose File > Download > Comma-separated values."}
	case isJSON(begin):
		return &Refusal{"json", "This is JSON. Export the rows as CSV."}
	case starts("version https://git-lfs.github.com/spec/"):
		return &Refusal{"lfs", "This is a Git LFS pointer, not the file itself. Get the file with git lfs pull."}
	case starts("begin:vcard"):
		return &Refusal{"vcard", "These are vCard contacts. Export the contacts as CSV."}
	case starts("begin:vcalendar"):
		return &Refusal{"ical", "This is a calendar. Export the contacts as CSV."}
	case starts("[internetshortcut]", "[desktop entry]"):
		return &Refusal{"shortcut", "This is a shortcut to a web page, not the file itself. Open the page and download the file."}
	case starts("-----" + "begin "):
		return &Refusal{"armor", "This file is encrypted or signed. Decrypt it first."}
	case starts("-- mysql dump", "-- mariadb dump", "-- postgresql database dump", "-- phpmyadmin sql dump", "insert into ", "create table "):
		return &Refusal{"sql", "This is a dump of a database in SQL. Export the table as CSV."}
	case strings.HasPrefix(begin, ",") && strings.Contains(begin, ",file:///") && d.size < 1<<10:
		return &Refusal{"lock", "This is the lock file of a document that is open in LibreOffice. Use the document itself."}
	case isMail(begin):
		if strings.Contains(begin, "multipart/related") || strings.Contains(begin, "from: <saved by") {
			return &Refusal{"mhtml", "This is a web archive. " + saveAs + "."}
		}
		return &Refusal{"mail", "This is a whole e-mail message. Open it in a mail program and save its attachment."}
	case isBase64(strings.TrimPrefix(string(head), "\ufeff")):
		return &Refusal{"base64", "The file is in base64, as mail programs send attachments. Decode it first, or save the attachment in a mail program."}
	}
	return nil
}

// isMail recognises the header of a message. A title above a table may also be
// "From: May", so a field that only programs write must be there.
func isMail(begin string) bool {
	header, _, _ := strings.Cut(strings.ReplaceAll(begin, "\r\n", "\n"), "\n\n")
	technical, fields := false, 0
	for line := range strings.Lines(header) {
		name, _, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(name, " \t,;|\"@") {
			if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") || fields == 0 && strings.HasPrefix(line, "from ") {
				continue
			}
			return false
		}
		fields++
		switch name {
		case "mime-version", "message-id", "received", "return-path", "delivered-to", "content-type", "content-transfer-encoding", "dkim-signature":
			technical = true
		}
	}
	return technical
}

// isBase64 wants that all is in that alphabet, and that it stands for text with
// columns or for a kind of file that is known.
func isBase64(text string) bool {
	text = strings.NewReplacer("\r", "", "\n", "").Replace(strings.TrimSpace(text))
	text = text[:len(text)/4*4]
	if len(text) < 24 || strings.ContainsAny(text, ",;\t @") {
		return false
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	for _, magic := range []string{"PK\x03\x04", "\x1f\x8b", "\xd0\xcf\x11\xe0", "\xff\xfe", "\xef\xbb\xbf", "%PDF"} {
		if bytes.HasPrefix(decoded, []byte(magic)) {
			return true
		}
	}
	isControl := func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }
	return bytes.ContainsAny(decoded, ",;\t\n") && !bytes.ContainsFunc(decoded, isControl) && utf8.Valid(decoded[:wholeRunes(decoded)])
}

// skipDataURI begins the text after the beginning of a data: URI, which scripts in
// browsers leave in front of the header.
func (d *detector) skipDataURI() error {
	line, _, _ := bytes.Cut(d.head[:min(len(d.head), 1024)], []byte("\n"))
	if len(line) < 5 || !strings.EqualFold(string(line[:5]), "data:") {
		return nil
	}
	comma := bytes.IndexByte(line, ',')
	if comma < 0 || bytes.ContainsAny(line[:comma], " \"@") {
		return nil
	}
	kind, rest := strings.ToLower(string(line[:comma])), strings.ToLower(string(line[comma+1:]))
	if strings.HasSuffix(kind, ";base64") || strings.Contains(rest, "%0a") || strings.Contains(rest, "%0d") || strings.Contains(rest, "%2c") {
		return &Refusal{"data", "This is a data: URI, not the file itself. Paste it into the address bar of a browser to download the file."}
	}
	d.warn("Skipped %q in front of the header.", line[:comma+1])
	d.skip(comma + 1)
	d.skipMarks("\xef\xbb\xbf")
	return nil
}

// isSection recognises the name of a section, as in [[PARTNERS]].
func isSection(begin string) bool {
	line, _, _ := strings.Cut(begin, "\n")
	name, opens := strings.CutPrefix(strings.TrimSpace(line), "[[")
	name, closes := strings.CutSuffix(name, "]]")
	return opens && closes && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz_ ") == ""
}

// isJSON wants two signs, because a title above the header may be in brackets.
func isJSON(begin string) bool {
	if begin == "" || begin[0] != '{' && begin[0] != '[' {
		return false
	}
	next := strings.TrimLeft(begin[1:], " \t\r\n")
	if next == "" {
		return false
	}
	if begin[0] == '{' {
		return next[0] == '"' || next[0] == '}'
	}
	return strings.IndexByte(`{["]`, next[0]) >= 0 && !isSection(begin)
}
