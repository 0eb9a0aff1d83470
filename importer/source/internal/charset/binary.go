package charset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

const saveAs = `Open it in a spreadsheet program and save it as "CSV UTF-8"`

// A signature is how files of a kind begin.
type signature struct {
	at    int
	magic string
	kind  string
	say   string
}

// signatures returns the formats that have known first bytes.
func signatures() []signature {
	const unpack = ". Unpack it and name the CSV file in it."
	const picture = "a picture (%s). Export the rows themselves."
	return []signature{
		{0, "7z\xbc\xaf\x27\x1c", "7z", "a 7z archive" + unpack},
		{0, "Rar!\x1a\x07", "rar", "a RAR archive" + unpack},
		{0, "BZh", "bzip2", "a file compressed with bzip2. Unpack it first."},
		{0, "\xfd7zXZ\x00", "xz", "a file compressed with xz. Unpack it first."},
		{0, "\x28\xb5\x2f\xfd", "zstd", "a file compressed with zstd. Unpack it first."},
		{0, "\x1f\x8b", "gzip", "a file compressed twice with gzip. Unpack it first."},
		{257, "ustar", "tar", "a tar archive" + unpack},
		{0, "%PDF-", "pdf", "a PDF document. Export the rows as CSV from the program that made it."},
		{0, "{\\rtf", "rtf", "an RTF document. Copy its table into a spreadsheet and save it as \"CSV UTF-8\"."},
		{0, "\x89PNG\r\n", "png", fmt.Sprintf(picture, "PNG")},
		{0, "\xff\xd8\xff", "jpeg", fmt.Sprintf(picture, "JPEG")},
		{0, "GIF8", "gif", fmt.Sprintf(picture, "GIF")},
		{0, "SQLite format 3\x00", "sqlite", "an SQLite database. Export its table as CSV."},
		{0, "PAR1", "parquet", "a Parquet file. Export its table as CSV."},
	}
}

// sniffBinary recognises files that are not text, and workbooks.
func sniffBinary(head []byte, r io.ReaderAt, size int64) (workbook bool, err error) {
	for _, s := range signatures() {
		if len(head) > s.at && bytes.HasPrefix(head[s.at:], []byte(s.magic)) && !isPlain(s, head) {
			return false, &Refusal{s.kind, "This is " + s.say}
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return false, refuseOLE(head)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(head, r, size)
	}
	return false, nil
}

// isPlain: the name of a column may also begin with these three or four letters.
func isPlain(s signature, head []byte) bool {
	if s.kind != "bzip2" && s.kind != "parquet" && s.kind != "gif" && s.kind != "tar" {
		return false
	}
	return !bytes.ContainsAny(head[:min(len(head), 512)], "\x00\x01\x02\x03\x04\x05\x06")
}

func refuseOLE(head []byte) error {
	if bytes.Contains(head, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
		return &Refusal{"xls", "This workbook is protected by a password. " + saveAs + "."}
	}
	return &Refusal{"xls", `This is an old Excel file (.xls). Open it and save it as .xlsx or as "CSV UTF-8".`}
}

// sniffZip looks at the names in the archive: .xlsx is one of many formats that are
// archives.
func sniffZip(head []byte, r io.ReaderAt, size int64) (workbook bool, err error) {
	tail := make([]byte, min(size, headSize))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false, err
	}
	names := append(zipNames(head, "PK\x03\x04", 26, 30), zipNames(tail, "PK\x01\x02", 28, 46)...)
	has := func(prefix string) bool {
		for _, name := range names {
			if strings.HasPrefix(name, prefix) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/workbook.bin"):
		return false, &Refusal{"xlsb", `This is a binary Excel workbook (.xlsb). Open it and save it as .xlsx or as "CSV UTF-8".`}
	case has("xl/"):
		return true, nil
	case bytes.Contains(head[:min(len(head), 200)], []byte("opendocument.spreadsheet")):
		return false, &Refusal{"ods", "This is an OpenDocument spreadsheet (.ods). " + saveAs + ", or as .xlsx."}
	case has("Index/"), has("Index.zip"):
		return false, &Refusal{"numbers", "This is a Numbers document. In Numbers, choose File > Export To > CSV, with the encoding Unicode (UTF-8)."}
	case has("word/"):
		return false, &Refusal{"docx", "This is a Word document. Copy its table into a spreadsheet and save it as \"CSV UTF-8\"."}
	}
	return false, &Refusal{"zip", "This is a zip archive. Unpack it and name the CSV file in it."}
}

// zipNames returns the names of the entries with a header in this part of the archive.
// The two kinds of header have lengths and names in different places.
func zipNames(part []byte, magic string, lengthAt, nameAt int) []string {
	var names []string
	for {
		i := bytes.Index(part, []byte(magic))
		if i < 0 || i+nameAt > len(part) {
			return names
		}
		part = part[i:]
		length := int(binary.LittleEndian.Uint16(part[lengthAt:]))
		if nameAt+length > len(part) {
			return names
		}
		names = append(names, string(part[nameAt:nameAt+length]))
		part = part[len(magic):]
	}
}

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
	case starts("<?xml", "<!doctype"):
		return &Refusal{"xml", "This is an XML document. Export the rows as CSV."}
	case isJSON(begin):
		return &Refusal{"json", "This is JSON. Export the rows as CSV."}
	case starts("version https://git-lfs.github.com/spec/"):
		return &Refusal{"lfs", "This is a Git LFS pointer, not the file itself. Get the file with git lfs pull."}
	case starts("begin:vcard"):
		return &Refusal{"vcard", "These are vCard contacts. Export the contacts as CSV."}
	case starts("mime-version:"):
		return &Refusal{"mhtml", "This is a web archive. " + saveAs + "."}
	}
	return nil
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
	return strings.IndexByte(`{["]`, next[0]) >= 0
}
