package importer

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/unicode/norm"

	"partner-import/importer/row"
)

func utf16Bytes(order binary.AppendByteOrder, bom bool) func([]byte) []byte {
	return func(data []byte) []byte {
		var out []byte
		if bom {
			out = order.AppendUint16(out, 0xfeff)
		}
		for _, unit := range utf16.Encode([]rune(string(data))) {
			out = order.AppendUint16(out, unit)
		}
		return out
	}
}

func utf16LE(bom bool) func([]byte) []byte { return utf16Bytes(binary.LittleEndian, bom) }
func utf16BE(bom bool) func([]byte) []byte { return utf16Bytes(binary.BigEndian, bom) }

func utf32Bytes(order binary.AppendByteOrder, bom bool) func([]byte) []byte {
	return func(data []byte) []byte {
		var out []byte
		if bom {
			out = order.AppendUint32(out, 0xfeff)
		}
		for _, r := range string(data) {
			out = order.AppendUint32(out, uint32(r))
		}
		return out
	}
}

// encoded writes text in an encoding that IANA has a name for.
func encoded(name string) func([]byte) []byte {
	return func(data []byte) []byte {
		e, err := ianaindex.IANA.Encoding(name)
		if err != nil || e == nil {
			panic("no encoding " + name)
		}
		return mustEncode(e, data)
	}
}

func mustEncode(e encoding.Encoding, data []byte) []byte {
	out, err := e.NewEncoder().Bytes(data)
	if err != nil {
		panic(err)
	}
	return out
}

func windows1252(data []byte) []byte { return mustEncode(charmap.Windows1252, data) }

func charmapHolds(s string) bool {
	_, err := charmap.Windows1252.NewEncoder().String(s)
	return err == nil
}

func corpusGzip(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func encodingEntries() []corpusEntry {
	tab := corpusDialect{delimiter: "\t", eol: "\r\n"}
	odd := func(data []byte) []byte { return append(data, 'x') }
	one := cleanTable().doc(corpusDialect{})
	one.raw(5, "francois@example.fr,Fran\xe7ois,B\xe9zier,00128,francois,,rene@example.fr,").invalid(5, row.RowMalformed)
	two := cleanTable().doc(corpusDialect{delimiter: ";"})
	two.raw(1, "juergen.mueller@example.de;J\xfcrgen;M\xfcller;00124;juergen-m;gold;;").invalid(1, row.RowMalformed)
	two.raw(-1, "last@example.com;Last\xe9;Row;aff-1019;last;gold;;").invalid(-1, row.RowMalformed)
	boms := cleanTable().doc(corpusDialect{})
	boms.cell(4, "email", func(s string) string { return "\ufeff" + s }).cell(5, "key", func(s string) string { return "\ufeff" + s })
	inName := cleanTable().doc(corpusDialect{})
	inName.cell(4, "name", func(s string) string { return "\ufeff" + s })
	inHeader := cleanTable().doc(corpusDialect{})
	inHeader.lines[0].cells = slices.Clone(inHeader.lines[0].cells)
	inHeader.lines[0].cells[1] = "\ufeffname"
	late := manyRows(1500, func(i int) []string { return []string{"Ada", strings.Repeat("King", 8)} })
	late.rows = append(late.rows, cleanTable().pick("email=email;name=name;surname=surname").rows...)
	latin := manyRows(1500, func(int) []string { return []string{"Ada", strings.Repeat("King", 8)} })
	latin.rows = append(latin.rows, cleanTable().western().pick("email=email;name=name;surname=surname").rows...)
	nfd := cleanTable().western().doc(corpusDialect{})
	western := cleanTable().western()
	entries := []corpusEntry{
		cleanTable().doc(corpusDialect{bom: true}).entry("BOM inside", "two-boms").as(func(data []byte) []byte { return slices.Concat([]byte("\ufeff"), data) }).noted(),
		boms.entry("BOM inside", "bom-in-email-and-key").noted(),
		inName.entry("BOM inside", "bom-in-name").warned("(?i)invisible|zero|FEFF"),
		inHeader.entry("BOM inside", "bom-in-header").noted(),
		plainDoc().entry("UTF-16 with BOM", "utf16le").as(utf16LE(true)).noted(),
		plainDoc().entry("UTF-16 with BOM", "utf16be").as(utf16BE(true)).noted(),
		cleanTable().doc(corpusDialect{delimiter: ";", eol: "\r"}).entry("UTF-16 with BOM", "utf16be-semicolon-cr").as(utf16BE(true)).noted(),
		plainDoc().entry("UTF-16 with BOM", "utf16le-odd-length").as(utf16LE(true)).as(odd).anyWord(),
		plainDoc().entry("UTF-16 without BOM", "utf16le-no-bom").as(utf16LE(false)).warned("UTF-16"),
		plainDoc().entry("UTF-16 without BOM", "utf16be-no-bom").as(utf16BE(false)).warned("UTF-16"),
		cleanTable().doc(tab).entry("UTF-16 without BOM", "utf16le-no-bom-tab").as(utf16LE(false)).warned("UTF-16"),
		plainDoc().entry("UTF-32", "utf32le").as(utf32Bytes(binary.LittleEndian, true)).refused("UTF-32"),
		plainDoc().entry("UTF-32", "utf32be").as(utf32Bytes(binary.BigEndian, true)).refused("UTF-32"),
		plainDoc().entry("UTF-32", "utf32le-no-bom").as(utf32Bytes(binary.LittleEndian, false)).refused("UTF-32"),
		western.doc(corpusDialect{}).entry("Windows-1252", "windows1252-comma").as(windows1252).warned("1252|8859"),
		western.doc(corpusDialect{delimiter: ";", eol: "\r\n"}).entry("Windows-1252", "windows1252-semicolon-crlf").as(windows1252).warned("1252|8859"),
		western.doc(tab).entry("Windows-1252", "windows1252-tab").as(windows1252).warned("1252|8859"),
		western.only(func(s string) bool { return !strings.Contains(s, "’") }).doc(corpusDialect{}).entry("Windows-1252", "latin1").as(windows1252).warned("1252|8859"),
		latin.doc(corpusDialect{}).entry("Windows-1252", "windows1252-late").as(windows1252).warned("1252|8859"),
		western.doc(corpusDialect{}).entry("Windows-1252", "windows1252-named").as(windows1252).encoding("windows-1252").noted(),
		one.entry("one row in another encoding", "one-latin1-row"),
		two.entry("one row in another encoding", "two-latin1-rows-semicolon"),
		late.doc(corpusDialect{}).entry("late first non-ASCII byte", "late-non-ascii"),
		late.doc(corpusDialect{bom: true, delimiter: ";"}).entry("late first non-ASCII byte", "late-non-ascii-semicolon-bom"),
		nfd.entry("NFD names", "nfd-names").as(norm.NFD.Bytes),
	}
	return append(entries, mojibakeEntries()...)
}

func mojibakeEntries() []corpusEntry {
	const kind = "mojibake and U+FFFD"
	const words = "(?i)garbled"
	twice := func(s string) string { // read as Windows-1252, written as UTF-8
		text, err := charmap.Windows1252.NewDecoder().String(s)
		if err != nil || !utf8.ValidString(text) {
			panic(s)
		}
		return text
	}
	in := func(row int, field string, change func(string) string) *corpusDoc {
		doc := cleanTable().doc(corpusDialect{}).cell(row, field, change)
		doc.line(row).want.record = doc.table.record(doc.line(row).cells)
		return doc
	}
	lost := func(s string) string { return strings.ReplaceAll(s, "ü", "\ufffd") }
	all := cleanTable().western().only(func(s string) bool { return !strings.Contains(s, "Í") }).doc(corpusDialect{})
	for i := range all.table.rows {
		all.cell(i, "name", twice).cell(i, "surname", twice)
		all.line(i).want.record = all.table.record(all.line(i).cells)
	}
	email := cleanTable().doc(corpusDialect{}).put(1, "email", "j\ufffdrgen@example.de").invalid(1, anyCode)
	return []corpusEntry{
		in(1, "name", twice).entry(kind, "mojibake-name").warned(words),
		in(1, "surname", twice).entry(kind, "mojibake-surname").warned(words),
		all.entry(kind, "mojibake-everywhere").warned(words),
		in(21, "surname", twice).entry(kind, "mojibake-apostrophe").warned(words),
		in(1, "name", lost).entry(kind, "replacement-name").warned(`(?i)lost a letter`),
		in(1, "surname", lost).entry(kind, "replacement-surname").warned(`(?i)lost a letter`),
		email.entry(kind, "replacement-email").noted(),
	}
}
