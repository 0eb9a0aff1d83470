//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const spreadsheetNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// bookAttacks are workbooks. Each is checked.
func bookAttacks() []attack {
	value := func(format, value string) map[string]string { return bookOf(styled(format), styledCell(value), "") }
	return []attack{
		checked("a long format code", value(strings.Repeat("# ?/? ", 7_000), "0.1"), false),
		checked("not a number as a fraction", value("# ?????/?????", "NaN"), false),
		checked("infinity as a fraction", value("?/?", "-Inf"), false),
		checked("a gigabyte of formats", bookOf(manyFormats(), styledCell("1"), ""), true),
		checked("texts that fill the disk", bookOf("", sharingRows(2500),
			`<si><t>`+strings.Repeat("x", 32_000)+`</t></si>`), true),
		{"a part twice", func(t *testing.T, v *victim) error {
			parts := bookOf("", textCells("a@b.eu"), "")
			v.write(t, "book.xlsx", zippedParts(t, parts, "xl/worksheets/sheet1.xml"))
			return v.refused("validate", "book.xlsx")
		}},
		{"two parts in one place", func(t *testing.T, v *victim) error {
			v.write(t, "book.xlsx", overlapping(t))
			return v.refused("validate", "book.xlsx")
		}},
	}
}

// checked is a check of a workbook within the bounds.
func checked(name string, parts map[string]string, refused bool) attack {
	return attack{name, func(t *testing.T, v *victim) error {
		v.write(t, "book.xlsx", zippedParts(t, parts, ""))
		status, err := v.run("validate", "book.xlsx")
		if err == nil && refused && status != exitNotStarted {
			err = fmt.Errorf("exit status %d; want a refusal:\n%s", status, v.said)
		}
		return err
	}}
}

func textCells(email string) string {
	return `<row r="1"><c r="A1" t="str"><v>email</v></c></row><row r="2"><c r="A2" t="str"><v>` + email + `</v></c></row>`
}

func styledCell(value string) string {
	return `<row r="1"><c r="A1" t="str"><v>email</v></c><c r="B1" t="str"><v>id</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>a@b.eu</v></c><c r="B2" s="1"><v>` + value + `</v></c></row>`
}

func styled(format string) string {
	return `<numFmts><numFmt numFmtId="200" formatCode="` + format + `"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>`
}

func manyFormats() string {
	var formats strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, strings.Repeat("0", 500))
	}
	return `<numFmts>` + formats.String() + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs>`
}

// sharingRows are rows without an address, whose other cells share one text.
func sharingRows(n int) string {
	header := `<row>`
	for _, name := range []string{"email", "a", "b", "c"} {
		header += `<c t="str"><v>` + name + `</v></c>`
	}
	return header + `</row>` + strings.Repeat(`<row><c t="str"><v>x</v></c>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 3)+`</row>`, n)
}

// bookOf are the parts of a workbook with one sheet.
func bookOf(styles, rows, texts string) map[string]string {
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relation := func(id int, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, id, office, kind, target)
	}
	relations := func(all ...string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(all, "") + `</Relationships>`
	}
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
			`<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`,
		"_rels/.rels":     relations(relation(1, "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml": `<workbook xmlns="` + spreadsheetNS + `" xmlns:r="` + office + `"><sheets><sheet name="Partners" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relations(relation(1, "worksheet", "worksheets/sheet1.xml"), relation(2, "styles", "styles.xml"),
			relation(3, "sharedStrings", "sharedStrings.xml")),
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + spreadsheetNS + `"><sheetData>` + rows + `</sheetData></worksheet>`,
		"xl/styles.xml":            `<styleSheet xmlns="` + spreadsheetNS + `">` + styles + `</styleSheet>`,
		"xl/sharedStrings.xml":     `<sst xmlns="` + spreadsheetNS + `">` + texts + `</sst>`,
	}
}

// zippedParts is the workbook. The part that is named is in it twice.
func zippedParts(t *testing.T, parts map[string]string, twice string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := slices.Sorted(maps.Keys(parts))
	if twice != "" {
		names = append(names, twice)
	}
	for i, name := range names {
		text := parts[name]
		if i == len(parts) {
			text = strings.Replace(text, "a@b.eu", "eve@b.eu", 1)
		}
		out, err := w.Create(name)
		_, wrong := out.Write([]byte(text))
		if err := errors.Join(err, wrong); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// overlapping is a workbook with two sheets that are the same bytes.
func overlapping(t *testing.T) string {
	parts := bookOf("", textCells("a@b.eu"), "")
	parts["xl/worksheets/sheet2.xml"] = strings.Replace(parts["xl/worksheets/sheet1.xml"], "a@b.eu", "eve@b.eu", 1)
	parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], "</sheets>", `<sheet name="More" sheetId="2" r:id="rId4"/></sheets>`, 1)
	relation := strings.Replace(parts["xl/_rels/workbook.xml.rels"], "sheet1.xml", "sheet2.xml", 1)
	relation = relation[strings.Index(relation, "<Relationship "):strings.Index(relation, "/>")] + "/>"
	parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "</Relationships>",
		strings.Replace(relation, "rId1", "rId4", 1)+"</Relationships>", 1)
	text := []byte(zippedParts(t, parts, ""))
	first := bytes.LastIndex(text, []byte("xl/worksheets/sheet1.xml")) - 46
	second := bytes.LastIndex(text, []byte("xl/worksheets/sheet2.xml")) - 46
	for _, field := range []struct{ at, n int }{{16, 12}, {42, 4}} { // sizes and checksum, and the place
		copy(text[second+field.at:second+field.at+field.n], text[first+field.at:])
	}
	return string(text)
}
