package importer

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// A member is a file in an archive. Stored members are not compressed, as the
// first one of an OpenDocument file must be.
type member struct {
	name, text string
	stored     bool
}

func zipped(members ...member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		header := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.stored {
			header.Method = zip.Store
		}
		w, err := z.CreateHeader(header)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write([]byte(m.text))
	}
	_ = z.Close()
	return b.Bytes()
}

// ole2 is the head of the container of old Office files, with the name of a
// stream in its directory.
func ole2(stream string) []byte {
	head := make([]byte, 1536)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	copy(head[24:], "\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00")
	copy(head[44:], "\x01\x00\x00\x00")
	copy(head[48:], "\x00\x00\x00\x00")
	copy(head[512:], utf16LE(false)([]byte("Root Entry")))
	copy(head[640:], utf16LE(false)([]byte(stream)))
	return head
}

func packedEntries() []corpusEntry {
	const kind = "gzip"
	plain := plainDoc()
	western := cleanTable().western().doc(corpusDialect{delimiter: ";", eol: "\r\n"})
	half := func(data []byte) []byte { return data[:len(data)/2] }
	tail := func(data []byte) []byte { return data[:len(data)-5] }
	broken := func(data []byte) []byte { data[len(data)-6] ^= 0xff; return data }
	members := func(data []byte) []byte { return append(corpusGzip(data[:100]), corpusGzip(data[100:])...) }
	return []corpusEntry{
		plain.entry(kind, "gzip").as(corpusGzip),
		plain.entry(kind, "gzip-two-members").as(members),
		cleanTable().doc(corpusDialect{bom: true, delimiter: ";", eol: "\r\n"}).entry(kind, "gzip-bom-semicolon-crlf").as(corpusGzip),
		plain.entry(kind, "gzip-utf16le").as(utf16LE(true)).as(corpusGzip).noted(),
		western.entry(kind, "gzip-windows1252").as(windows1252).as(corpusGzip).warned("1252|8859"),
		plain.entry(kind, "gzip-cut-half").as(corpusGzip).as(half).refused("(?i)cut|end|EOF|incomplete"),
		plain.entry(kind, "gzip-cut-tail").as(corpusGzip).as(tail).refused("(?i)cut|end|EOF|incomplete"),
		plain.entry(kind, "gzip-damaged").as(corpusGzip).as(broken).refused("(?i)gzip|damaged|checksum"),
		plain.entry(kind, "gzip-twice").as(corpusGzip).as(corpusGzip).anyWord(),
		bytesEntry(kind, "gzip-of-nothing", corpusGzip(nil)).refused("(?i)empty"),
		bytesEntry(kind, "gzip-of-tar", corpusGzip(tarHead())).refused("(?i)tar|archive|binary|not a CSV"),
	}
}

func tarHead() []byte {
	head := make([]byte, 1024)
	copy(head, "partners.csv")
	copy(head[100:], "0000644\x000000000\x000000000\x0000000000012\x0014000000000\x00")
	copy(head[257:], "ustar\x0000")
	return head
}

// A workbook of one sheet, with the least that makes one.
func corpusWorkbook(sheets map[string]string) []byte {
	const open = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	var types, list, rels strings.Builder
	members := []member{}
	for i, name := range []string{"Partners", "Other"} {
		rows, ok := sheets[name]
		if !ok {
			continue
		}
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, rel, n)
		members = append(members, member{name: fmt.Sprintf("xl/worksheets/sheet%d.xml", n), text: open + `<worksheet xmlns="` + main + `"><sheetData>` + rows + `</sheetData></worksheet>`})
	}
	return zipped(append([]member{
		{name: "[Content_Types].xml", text: open + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{name: "_rels/.rels", text: open + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{name: "xl/workbook.xml", text: open + `<workbook xmlns="` + main + `" xmlns:r="` + rel + `"><sheets>` + list.String() + `</sheets></workbook>`},
		{name: "xl/_rels/workbook.xml.rels", text: open + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() +
			`<Relationship Id="rId9" Type="` + rel + `/styles" Target="styles.xml"/></Relationships>`},
		{name: "xl/styles.xml", text: open + `<styleSheet xmlns="` + main + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts>` +
			`<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
			`<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	}, members...)...)
}

// corpusSheet writes the lines as cells; ids with leading zeros are numbers that
// are displayed with five digits.
func corpusSheet(lines [][]string) string {
	var b strings.Builder
	for i, cells := range lines {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, cell := range cells {
			place := fmt.Sprintf("%c%d", 'A'+j, i+1)
			switch number := strings.TrimLeft(cell, "0"); {
			case cell == "":
			case len(cell) == 5 && len(number) == 3 && strings.Trim(number, "0123456789") == "":
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%s</v></c>`, place, number)
			default:
				text := strings.NewReplacer("&", "&amp;", "<", "&lt;", "\n", "&#10;").Replace(cell)
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, place, text)
			}
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func workbookEntries() []corpusEntry {
	const kind = "workbook"
	t := cleanTable()
	entry := func(name string, lines [][]string, before int, sheets map[string]string) corpusEntry {
		sheets["Partners"] = corpusSheet(lines)
		e := corpusEntry{Kind: kind, Name: name, data: corpusWorkbook(sheets), truth: t.records()}
		for i, r := range e.truth {
			e.Rows = append(e.Rows, corpusRow{Line: before + 2 + i, Record: r}) // a row of the sheet is a line
		}
		return e
	}
	plain := append([][]string{t.header}, t.rows...)
	titled := append([][]string{{"Partners of 2026"}, {}}, plain...)
	return []corpusEntry{
		entry("xlsx", plain, 0, map[string]string{}),
		entry("xlsx-two-sheets", plain, 0, map[string]string{"Other": corpusSheet([][]string{{"a", "b"}, {"1", "2"}})}).warned(`Read only the sheet "[^"]+", not "Other"`),
		entry("xlsx-title-rows", titled, 2, map[string]string{}).warned("(?i)skipped"),
		{Kind: kind, Name: "xlsx-cut", data: corpusWorkbook(map[string]string{"Partners": corpusSheet(plain)})[:2000], Refusal: "(?i)excel|workbook|zip|damaged"},
		{Kind: kind, Name: "xlsx-empty", data: corpusWorkbook(map[string]string{"Partners": ""}), Refusal: "(?i)empty|no rows"},
	}
}

func binaryEntries() []corpusEntry {
	const office, other = "spreadsheets and archives", "other file types"
	csv := string(plainDoc().bytes())
	ods := member{name: "mimetype", text: "application/vnd.oasis.opendocument.spreadsheet", stored: true}
	return []corpusEntry{
		bytesEntry(office, "xls", ole2("Workbook")).refused(`(?i)excel|\.xls`),
		bytesEntry(office, "xlsx-with-password", ole2("EncryptedPackage")).refused("(?i)excel|password|encrypt"),
		bytesEntry(office, "ods", zipped(ods, member{name: "content.xml", text: "<office:document-content/>"})).refused("(?i)opendocument|libreoffice|ods"),
		bytesEntry(office, "numbers", zipped(member{name: "Index/Document.iwa", text: "\x00iwa"}, member{name: "Metadata/Properties.plist", text: "bplist00"})).refused("(?i)numbers"),
		bytesEntry(office, "zip-of-csv", zipped(member{name: "partners.csv", text: csv})).refused("(?i)zip|archive"),
		bytesEntry(office, "docx", zipped(member{name: "[Content_Types].xml", text: "<Types/>"}, member{name: "word/document.xml", text: "<w:document/>"})).refused("(?i)word|zip|archive"),
		bytesEntry(office, "xlsb", zipped(member{name: "[Content_Types].xml", text: "<Types/>"}, member{name: "xl/workbook.bin", text: "\x83\x01"})).refused("(?i)excel|xlsb"),
		bytesEntry(office, "spreadsheet-xml", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>`)).refused("(?i)excel|xml"),
		bytesEntry(office, "7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04partners")).refused("(?i)7z|7-zip|archive|binary"),
		bytesEntry(office, "bzip2", []byte("BZh91AY&SY\x00\x01\x02\x03")).refused("(?i)bzip2|archive|compressed|binary"),
		bytesEntry(office, "xz", []byte("\xfd7zXZ\x00\x00\x04\xe6\xd6")).refused("(?i)xz|archive|compressed|binary"),
		bytesEntry(office, "zstd", []byte("\x28\xb5\x2f\xfd\x04\x00\x01\x02")).refused("(?i)zstd|zstandard|archive|compressed|binary"),
		bytesEntry(office, "sqlite", []byte("SQLite format 3\x00\x10\x00\x01\x01")).refused("(?i)sqlite|database|binary"),
		bytesEntry(office, "parquet", []byte("PAR1\x15\x04\x15\x00\x4c\x15PAR1")).refused("(?i)parquet|binary|email"),
		bytesEntry(other, "html-login", []byte("<!DOCTYPE html>\n<html><head><title>Log in</title></head><body><form></form></body></html>\n")).refused("(?i)html|web page"),
		bytesEntry(other, "html-behind-bom-and-blanks", []byte("\ufeff\r\n\r\n  <html lang=\"en\"><body>email,name</body></html>")).refused("(?i)html|web page"),
		bytesEntry(other, "html-table-as-xls", []byte("<table><tr><td>email</td><td>name</td></tr><tr><td>a@example.com</td><td>A</td></tr></table>")).refused("(?i)html|web page"),
		bytesEntry(other, "json-list", []byte("[\n  {\"email\": \"a@example.com\", \"name\": \"A\"}\n]\n")).refused("(?i)json"),
		bytesEntry(other, "json-object", []byte(`{"data":[{"email":"a@example.com"}]}`)).refused("(?i)json"),
		bytesEntry(other, "json-lines", []byte("{\"email\":\"a@example.com\"}\n{\"email\":\"b@example.com\"}\n")).refused("(?i)json"),
		bytesEntry(other, "xml", []byte("<?xml version=\"1.0\"?>\n<partners><partner email=\"a@example.com\"/></partners>\n")).refused("(?i)xml"),
		bytesEntry(other, "pdf", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")).refused("(?i)pdf"),
		bytesEntry(other, "rtf", []byte(`{\rtf1\ansi\deff0 email,name\par}`)).refused("(?i)rtf|rich text"),
		bytesEntry(other, "png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")).refused("(?i)png|image|picture"),
		bytesEntry(other, "jpeg", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")).refused("(?i)jpeg|image|picture"),
		bytesEntry(other, "lfs-pointer", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n")).refused("(?i)lfs|pointer"),
		bytesEntry(other, "vcard", []byte("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada King\r\nEMAIL:ada.king@example.com\r\nEND:VCARD\r\n")).refused("(?i)vcard|contact"),
		bytesEntry(other, "icalendar", []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")).refused("."),
		bytesEntry(other, "yaml", []byte("- email: a@example.com\n  name: A\n- email: b@example.com\n  name: B\n")).refused("."),
		bytesEntry(other, "sql", []byte("INSERT INTO partners (email, name) VALUES ('a@example.com', 'A');\n")).refused("."),
		bytesEntry(other, "random-bytes", []byte("\x01\x9c\xfe\x00\x83\x11\xff\x03\x90\x07\x81\x00\x00\x8f\n\x00\x02")).refused("."),
	}
}

func emptyEntries() []corpusEntry {
	const kind = "empty files"
	return []corpusEntry{
		bytesEntry(kind, "empty", nil).refused("(?i)empty"),
		bytesEntry(kind, "only-bom", []byte("\ufeff")).refused("(?i)empty"),
		bytesEntry(kind, "only-utf16-bom", []byte("\xff\xfe")).refused("(?i)empty"),
		bytesEntry(kind, "only-blank-lines", []byte("\r\n\r\n  \r\n\t\n")).refused("(?i)empty"),
		bytesEntry(kind, "only-delimiters", []byte(",,,\n,,,\n")).refused("(?i)empty|email"),
		bytesEntry(kind, "only-nul", make([]byte, 4096)).refused("(?i)empty|NUL|binary|zero"),
		bytesEntry(kind, "only-sep-line", []byte("sep=;\r\n")).refused("(?i)empty|email|header"),
		bytesEntry(kind, "header-only", []byte("email,name,surname\n")).warned("(?i)no (data )?rows"),
		bytesEntry(kind, "header-only-bom-crlf-cut", []byte("\ufeffemail;name\r\n")).warned("(?i)no (data )?rows"),
		bytesEntry(kind, "header-only-no-newline", []byte("email\tname")).warned("(?i)no (data )?rows"),
	}
}
