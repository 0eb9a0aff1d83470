package charset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

const oldExcel = `an old Excel file (.xls). Open it and save it as .xlsx or as "CSV UTF-8".`

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
		{0, "MSCF\x00", "cab", "a cabinet archive" + unpack},
		{0, "\x1f\x9d", "compress", "a file compressed with compress. Unpack it first."},
		{0, "\x04\x22\x4d\x18", "lz4", "a file compressed with lz4. Unpack it first."},
		{0, "II*\x00", "tiff", fmt.Sprintf(picture, "TIFF")},
		{0, "MM\x00*", "tiff", fmt.Sprintf(picture, "TIFF")},
		{8, "WEBPVP8", "webp", fmt.Sprintf(picture, "WebP")},
		{4, "ftyphe", "heic", fmt.Sprintf(picture, "HEIC")},
		{4, "ftypmif1", "heic", fmt.Sprintf(picture, "HEIC")},
		{4, "Standard Jet DB", "access", "an Access database. Export its table as CSV."},
		{4, "Standard ACE DB", "access", "an Access database. Export its table as CSV."},
		{0, "\x00\x05\x16\x07", "appledouble", "the file that macOS writes beside the real one. Its name begins with \"._\". Use the file without \"._\" in its name."},
		{0, "\x00\x05\x16\x00", "applesingle", "a file in AppleSingle form. Copy the original from the Mac again."},
		{0, "L\x00\x00\x00\x01\x14\x02\x00", "lnk", "a Windows shortcut, not the file itself. Use the file that it leads to."},
		{0, "\x09\x08\x10\x00\x00\x06", "xls", oldExcel},
		{0, "\x09\x08\x08\x00\x00\x05", "xls", oldExcel},
		{0, "\x09\x04\x06\x00", "xls", oldExcel},
		{0, "\x09\x00\x04\x00", "xls", oldExcel},
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
	case isLockFile(head, size):
		return false, &Refusal{"lock", "This is the lock file of a document that is open. Its name begins with \"~$\". Use the file without \"~$\" in its name."}
	case bytes.HasPrefix(head, []byte("bplist00")):
		return false, refusePlist(head)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return false, refuseOLE(head, r)
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
	case has("ppt/"):
		return false, &Refusal{"pptx", "This is a presentation. Copy its table into a spreadsheet and save it as \"CSV UTF-8\"."}
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
