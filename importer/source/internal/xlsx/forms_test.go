package xlsx

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// inUTF16 is a text with a byte order mark.
func inUTF16(order binary.AppendByteOrder, text string) string {
	b := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// each changes the text of every part.
func each(change func(string) string) []file {
	all := usual(worksheet(table))
	for i := range all {
		all[i].text = change(all[i].text)
	}
	return all
}

// named changes the name of every part.
func named(change func(string) string) []file {
	all := usual(worksheet(table))
	for i := range all {
		all[i].name = change(all[i].name)
	}
	return all
}

// TestForms: programs write the same workbook in many forms.
func TestForms(t *testing.T) {
	prefixed := func(s string) string {
		s = strings.NewReplacer("</", "</x:", "<", "<x:").Replace(s)
		return strings.NewReplacer("</x:x:", "</x:", "xmlns=", "xmlns:x=").Replace(s)
	}
	latin := func(s string) string {
		return `<?xml version='1.0' encoding='ISO-8859-1'?>` + strings.ReplaceAll(s, "ë", "\xeb")
	}
	root := []file{
		{"_rels/.rels", relations("officeDocument=/book.xml")}, {"book.xml", workbook("S")},
		{"_rels/book.xml.rels", relations("worksheet=a%20b/../one.xml", "sharedStrings=texts/t.xml")},
		{"one.xml", worksheet(table)}, {"texts/t.xml", shared},
	}
	strict := func(s string) string {
		s = strings.ReplaceAll(s, spreadsheet, "http://purl.oclc.org/ooxml/spreadsheetml/main")
		return strings.ReplaceAll(s, documents, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	}
	plain := usual(worksheet(table))
	for name, parts := range map[string][]file{
		"usual":                         plain,
		"in the root":                   root,
		"another main part":             named(func(s string) string { return s }),
		"backslashes":                   named(func(s string) string { return strings.ReplaceAll(s, "/", `\`) }),
		"capitals":                      named(strings.ToUpper),
		"no relations of the package":   plain[1:],
		"namespaces with prefixes":      each(prefixed),
		"strict":                        each(strict),
		"a byte order mark":             each(func(s string) string { return "\ufeff" + s }),
		"UTF-16":                        each(func(s string) string { return inUTF16(binary.LittleEndian, s) }),
		"UTF-16, big end first":         each(func(s string) string { return inUTF16(binary.BigEndian, `<?xml version="1.0" encoding="UTF-16"?>`+s) }),
		"UTF-16 without a mark":         each(func(s string) string { return inUTF16(binary.LittleEndian, s)[2:] }),
		"Latin-1":                       each(latin),
		"XML 1.1":                       each(func(s string) string { return `<?xml version="1.1"?>` + s }),
		"a line before the declaration": each(func(s string) string { return "\n <?xml version=\"1.0\"?>\n" + s + "\n" }),
		"comments": each(func(s string) string {
			return "<!-- > -->" + strings.ReplaceAll(s, "><", "><!-- < --><?pi <?>\n<") + "<!---->"
		}),
		"no references": usual(worksheet(strings.NewReplacer(` r="1"`, "", ` r="2"`, "", ` r="A1"`, "", ` r="B1"`, "", ` r="A2"`, "").
			Replace(table))),
		"other elements": usual(worksheet(strings.ReplaceAll(table, "</row>", `<y:c xmlns:y="z"><y:v>1</y:v></y:c><extLst><c r="A1"/></extLst></row>`))),
		"CDATA":          usual(worksheet(strings.ReplaceAll(table, "Zoë", "<![CDATA[Zo]]>&#xeb;"))),
	} {
		b := zipped(t, parts)
		for where, book := range map[string][]byte{"": b, " after a line": append([]byte("\r\n"), b...), " before a page": append(slices.Clone(b), strings.Repeat("<p>", 40_000)...)} {
			rows, notes := rowsOf(t, book)
			if want := []string{"2 a@x.y|Zoë"}; !slices.Equal(rows, want) || len(notes) > 0 {
				t.Errorf("%s%s: rows %q, notes %q; want %q", name, where, rows, notes, want)
			}
		}
	}
	for _, name := range []string{"Affiliates/Partners: 2026?", strings.Repeat("long ", 20), "_x0041_", "&lt;&quot;"} {
		parts := usual(worksheet(table))
		parts[1].text = workbook(name)
		if rows, _ := rowsOf(t, zipped(t, parts)); len(rows) != 1 {
			t.Errorf("a sheet called %q has the rows %q", name, rows)
		}
	}
}

// TestNoWorkbook: other archives and other files are not for this package.
func TestNoWorkbook(t *testing.T) {
	for name, book := range map[string][]byte{
		"text":            []byte("email\na@x.y\n"),
		"text with PK":    []byte("email\nPK\x03\x04@x.y\n"),
		"a zip of a CSV":  zipped(t, []file{{"partners.csv", "email\na@x.y\n"}}),
		"a text document": zipped(t, []file{{"_rels/.rels", relations("officeDocument=word/document.xml")}, {"word/document.xml", `<w:document xmlns:w="w"/>`}}),
		"a zip in a zip":  zipped(t, []file{{"book.xlsx", string(zipped(t, usual(worksheet(table))))}}),
	} {
		if b, err := open(t, book, Options{}); b != nil || err != nil {
			t.Errorf("%s: %v, %v; want neither", name, b, err)
		}
	}
}

// TestDamaged: a part that is not sound is refused in plain words.
func TestDamaged(t *testing.T) {
	without := usual(worksheet(table))
	without = append(without[:2:2], without[3:]...)
	deep := strings.Repeat("<x>", 300) + strings.Repeat("</x>", 300)
	for name, tt := range map[string]struct {
		parts []file
		want  string
	}{
		"no relations":                {without, "xl/_rels/workbook.xml.rels is missing"},
		"no sheet":                    {usual("")[:3], "sheet1.xml is missing"},
		"an empty part":               {usual(""), "ends in the middle"},
		"a document type":             {usual(`<!DOCTYPE x [<!ENTITY a "b">]>` + worksheet(table)), "has a document type"},
		"an unknown entity":           {usual(worksheet(`<row><c t="str"><v>&a;</v></c></row>`)), "unknown entity"},
		"a control character":         {usual(worksheet(`<row><c t="str"><v>&#1;</v></c></row>`)), "unknown entity"},
		"a raw control character":     {usual(worksheet("<row><c t=\"str\"><v>\x01</v></c></row>")), "a character that is not allowed"},
		"bytes that are not UTF-8":    {usual(worksheet("<row><c t=\"str\"><v>Zo\xeb</v></c></row>")), "a character that is not allowed"},
		"too deep":                    {usual(worksheet(deep)), "nested too deeply"},
		"two roots":                   {usual(worksheet(table) + worksheet(table)), "outside of the elements"},
		"an encoding that is unknown": {usual(`<?xml version="1.0" encoding="KOI8-R"?>` + worksheet(table)), `in the encoding "KOI8-R"`},
		"half a character of UTF-16":  {usual(inUTF16(binary.LittleEndian, worksheet(table)) + "x"), "ends in the middle"},
		"row 0":                       {usual(worksheet(`<row r="0"/>`)), "row 0 follows row 0"},
		"a row that is a word":        {usual(worksheet(`<row r="x"/>`)), `a row has the number "x"`},
		"a cell that is a word":       {usual(worksheet(`<row r="1"><c r="1A"><v>1</v></c></row>`)), `a cell has the name "1A"`},
		"a cell of another row":       {usual(worksheet(`<row r="1"><c r="A2"><v>1</v></c></row>`)), "cell A2 is in row 1"},
		"a row beyond the last":       {usual(worksheet(`<row r="1048577"/>`)), "row 1048577 follows row 0"},
	} {
		b, err := open(t, zipped(t, tt.parts), Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), sayDamaged) || !strings.HasSuffix(err.Error(), saySaveAgain) {
			t.Errorf("%s: %v, %v; want %q", name, b, err, tt.want)
		}
	}
}

// TestDamagedFirstSheet: the first sheet cannot be read. The workbook is refused, and
// no other sheet is read in its place.
func TestDamagedFirstSheet(t *testing.T) {
	for name, first := range map[string]string{
		"cut off": worksheet(table)[:120], "two parts of its name": worksheet(table), "no part": "",
	} {
		parts := []file{
			{"_rels/.rels", relations("officeDocument=xl/workbook.xml")},
			{"xl/workbook.xml", workbook("Partners", "Old partners")},
			{"xl/_rels/workbook.xml.rels", relations("worksheet=worksheets/sheet1.xml", "worksheet=worksheets/sheet2.xml", "sharedStrings=sharedStrings.xml")},
			{"xl/worksheets/sheet2.xml", worksheet(table)},
			{"xl/sharedStrings.xml", shared},
		}
		if first != "" {
			parts = append(parts, file{"xl/worksheets/sheet1.xml", first})
		}
		if first == worksheet(table) {
			parts = append(parts, file{"xl/worksheets/SHEET1.xml", first})
		}
		if b, err := open(t, zipped(t, parts), Options{}); err == nil {
			t.Errorf("%s: %v; want a refusal", name, b)
		}
	}
}
