package importer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// A bookForm is a way to write a workbook.
type bookForm struct {
	texts              string // shared, inline, formula or mixed
	prefix             string
	strict             bool
	utf16, bom         bool
	since1904          bool
	namesOfCells       bool
	slash              string
	upper              bool
	before, after      string
	folder, main, page string
	version            string // of XML, 1.0 if empty
}

func drawForm(t *rapid.T) bookForm {
	seldom := func(name string) bool { return rapid.IntRange(0, 4).Draw(t, name) == 0 }
	f := bookForm{
		texts: rapid.SampledFrom([]string{"shared", "inline", "formula", "mixed"}).Draw(t, "texts"), strict: seldom("strict"), utf16: seldom("UTF-16"), bom: seldom("BOM"),
		since1904: seldom("1904"), namesOfCells: !seldom("no names of cells"), slash: "/", upper: seldom("capitals"),
		folder: "xl", main: "workbook.xml", page: "worksheets/sheet1.xml",
	}
	if seldom("prefix") {
		f.prefix = "x:"
	}
	if seldom("backslashes") {
		f.slash = `\`
	}
	if seldom("something before") {
		f.before = "\r\n"
	}
	if seldom("something behind") {
		f.after = "<html></html>"
	}
	if seldom("other names") {
		f.folder, f.main, f.page = "office/book", "workbook22.xml", "data/the first.xml"
	}
	return f
}

// A bookWriter writes one workbook.
type bookWriter struct {
	bookForm
	shared  []string
	formats []string
	edit    func(parts map[string]string) // changes the parts, nil for none
	n       int                           // cells so far
}

// book writes the table as a workbook. It returns which row is on which line.
func (m *meantTable) book(t *rapid.T) (content []byte, lines map[int]int) {
	w := &bookWriter{bookForm: drawForm(t), formats: []string{""}}
	lines = map[int]int{}
	for i := range m.rows {
		lines[len(m.above)+i+1] = i
	}
	return w.pack(t, m.sheet, w.page1(slices.Concat(m.above, m.rows), m.merges)), lines
}

// page1 is the sheet with the rows.
func (w *bookWriter) page1(all []meantRow, merges [][4]int) string {
	var rows strings.Builder
	for i, r := range all {
		rows.WriteString(w.row(i+1, r.cells))
	}
	return fmt.Sprintf("<%[1]sworksheet%[2]s><%[1]ssheetData>%[3]s</%[1]ssheetData>%[4]s</%[1]sworksheet>", w.prefix, w.space(), rows.String(), w.mergeCells(merges))
}

func (w *bookWriter) space() string {
	uri := "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	if w.strict {
		uri = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	}
	return fmt.Sprintf(` xmlns%s="%s" xmlns:r="%s"`, strings.TrimSuffix(":"+strings.TrimSuffix(w.prefix, ":"), ":"), uri, w.relations())
}

func (w *bookWriter) relations() string {
	if w.strict {
		return "http://purl.oclc.org/ooxml/officeDocument/relationships"
	}
	return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
}

func (w *bookWriter) row(number int, cells []meantCell) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<%srow r="%d">`, w.prefix, number)
	for i, cell := range cells {
		b.WriteString(w.cell(i+1, number, cell))
	}
	fmt.Fprintf(&b, "</%srow>", w.prefix)
	return b.String()
}

func (w *bookWriter) cell(column, row int, cell meantCell) string {
	p, name := w.prefix, ""
	if w.namesOfCells {
		name = fmt.Sprintf(` r="%s%d"`, columnLetters(column), row)
	}
	if cell.text == "" && cell.number == "" {
		if w.namesOfCells {
			return ""
		}
		return fmt.Sprintf("<%sc/>", p)
	}
	if cell.number != "" {
		return fmt.Sprintf(`<%[1]sc%[2]s s="%[3]d"><%[1]sv>%[4]s</%[1]sv></%[1]sc>`, p, name, w.style(cell.format), cell.number)
	}
	texts := w.texts
	if w.n++; texts == "mixed" {
		texts = []string{"shared", "inline", "formula", "rich"}[w.n%4]
	}
	text := escapeXML(cell.text)
	switch texts {
	case "inline":
		return fmt.Sprintf(`<%[1]sc%[2]s t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[3]s</%[1]st></%[1]sis></%[1]sc>`, p, name, text)
	case "formula":
		return fmt.Sprintf(`<%[1]sc%[2]s t="str"><%[1]sf>A1&amp;B1</%[1]sf><%[1]sv>%[3]s</%[1]sv></%[1]sc>`, p, name, text)
	}
	si := fmt.Sprintf(`<%[1]ssi><%[1]st xml:space="preserve">%[2]s</%[1]st></%[1]ssi>`, p, text)
	if texts == "rich" {
		runes := []rune(cell.text)
		half := len(runes) / 2
		si = fmt.Sprintf(`<%[1]ssi><%[1]sr><%[1]st xml:space="preserve">%[2]s</%[1]st></%[1]sr><%[1]sr><%[1]srPr><%[1]sb/></%[1]srPr><%[1]st xml:space="preserve">%[3]s</%[1]st></%[1]sr><%[1]srPh sb="0" eb="1"><%[1]st>ふりがな</%[1]st></%[1]srPh></%[1]ssi>`,
			p, escapeXML(string(runes[:half])), escapeXML(string(runes[half:])))
		if strings.Contains(cell.text, "_x") { // an escape is not cut in two
			si = fmt.Sprintf(`<%[1]ssi><%[1]st xml:space="preserve">%[2]s</%[1]st></%[1]ssi>`, p, text)
		}
	}
	at := slices.Index(w.shared, si)
	if at < 0 {
		at, w.shared = len(w.shared), append(w.shared, si)
	}
	return fmt.Sprintf(`<%[1]sc%[2]s t="s"><%[1]sv>%[3]d</%[1]sv></%[1]sc>`, p, name, at)
}

func escapeXML(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}

func columnLetters(column int) string {
	if column > 26 {
		return columnLetters((column-1)/26) + columnLetters((column-1)%26+1)
	}
	return string(rune('A' + column - 1))
}

func (w *bookWriter) style(format string) int {
	at := slices.Index(w.formats, format)
	if at < 0 {
		at, w.formats = len(w.formats), append(w.formats, format)
	}
	return at
}

func (w *bookWriter) styles() string {
	p := w.prefix
	var formats, cells strings.Builder
	for i, format := range w.formats {
		id := 0
		if format != "" {
			id = 164 + i
			fmt.Fprintf(&formats, `<%snumFmt numFmtId="%d" formatCode="%s"/>`, p, id, escapeXML(format))
		}
		fmt.Fprintf(&cells, `<%sxf numFmtId="%d" applyNumberFormat="1"/>`, p, id)
	}
	return fmt.Sprintf("<%[1]sstyleSheet%[2]s><%[1]snumFmts>%[3]s</%[1]snumFmts><%[1]scellXfs>%[4]s</%[1]scellXfs></%[1]sstyleSheet>", p, w.space(), formats.String(), cells.String())
}

func (w *bookWriter) mergeCells(merges [][4]int) string {
	if len(merges) == 0 {
		return ""
	}
	var b strings.Builder
	for _, m := range merges {
		fmt.Fprintf(&b, `<%smergeCell ref="%s%d:%s%d"/>`, w.prefix, columnLetters(m[2]), m[0], columnLetters(m[3]), m[1])
	}
	return fmt.Sprintf("<%[1]smergeCells>%[2]s</%[1]smergeCells>", w.prefix, b.String())
}

// pack writes the parts of the package.
func (w *bookWriter) pack(t failer, other, sheet string) []byte {
	p := w.prefix
	sheets, related := "", ""
	relation := func(id, kind, target string) {
		related += fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, w.relations(), kind, target)
	}
	parts := map[string]string{}
	if other != "" {
		sheets += fmt.Sprintf(`<%ssheet name="%s" sheetId="2" r:id="r2"/>`, p, other)
		relation("r2", "worksheet", "worksheets/other.xml")
		parts[w.folder+"/worksheets/other.xml"] = fmt.Sprintf(`<%[1]sworksheet%[2]s><%[1]ssheetData><%[1]srow r="1">%[3]s</%[1]srow></%[1]ssheetData></%[1]sworksheet>`, p, w.space(), w.cell(1, 1, meantCell{text: "How to use this workbook"}))
	}
	sheets += fmt.Sprintf(`<%ssheet name="Partners" sheetId="1" r:id="r1"/>`, p)
	relation("r1", "worksheet", w.page)
	relation("r3", "styles", "styles.xml")
	relation("r4", "sharedStrings", "/"+w.folder+"/texts.xml")
	dates := ""
	if w.since1904 {
		dates = fmt.Sprintf(`<%sworkbookPr date1904="1"/>`, p)
	}
	const packages = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	parts["_rels/.rels"] = fmt.Sprintf(`<Relationships %s><Relationship Id="rId1" Type="%s/officeDocument" Target="%s/%s"/></Relationships>`, packages, w.relations(), w.folder, w.main)
	parts[w.folder+"/"+w.main] = fmt.Sprintf("<%[1]sworkbook%[2]s>%[3]s<%[1]ssheets>%[4]s</%[1]ssheets></%[1]sworkbook>", p, w.space(), dates, sheets)
	parts[w.folder+"/_rels/"+w.main+".rels"] = fmt.Sprintf("<Relationships %s>%s</Relationships>", packages, related)
	parts[w.folder+"/"+w.page] = sheet
	parts[w.folder+"/styles.xml"] = w.styles()
	parts[w.folder+"/texts.xml"] = fmt.Sprintf("<%[1]ssst%[2]s>%[3]s</%[1]ssst>", p, w.space(), strings.Join(w.shared, ""))
	if w.edit != nil {
		w.edit(parts)
	}
	return w.zip(t, parts)
}

func (w *bookWriter) zip(t failer, parts map[string]string) []byte {
	var b bytes.Buffer
	b.WriteString(w.before)
	z := zip.NewWriter(&b)
	z.SetOffset(int64(len(w.before)))
	names := []string{"[Content_Types].xml"}
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
	for _, name := range names {
		text := fmt.Sprintf(`<?xml version="%s" encoding="UTF-8"?>`, cmp.Or(w.version, "1.0")) + parts[name]
		content := []byte(text)
		switch {
		case w.utf16:
			content = encodeAll(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.Replace(text, "UTF-8", "UTF-16", 1))
		case w.bom:
			content = []byte("\ufeff" + text)
		}
		name = strings.ReplaceAll(name, "/", w.slash)
		if w.upper {
			name = strings.ToUpper(name)
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = out.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	b.WriteString(w.after)
	return b.Bytes()
}
