package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdBook writes a workbook by hand, without the library that reads it.
func cmdBook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: book FILE SHEET=CSV…")
	}
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	w := zip.NewWriter(file)
	part := func(name, text string) {
		out, err := w.Create(name)
		ts.Check(err)
		_, err = io.WriteString(out, xml.Header+text)
		ts.Check(err)
	}
	const space = "http://schemas.openxmlformats.org/"
	var sheets, relations, types strings.Builder
	for i, arg := range args[1:] {
		name, content, _ := strings.Cut(arg, "=")
		fmt.Fprintf(&sheets, `<sheet name=%q sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%sofficeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, space, i+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), sheetOf(ts, content))
	}
	part("[Content_Types].xml", `<Types xmlns="`+space+`package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`+types.String()+`</Types>`)
	part("_rels/.rels", `<Relationships xmlns="`+space+`package/2006/relationships"><Relationship Id="rId1" Type="`+space+`officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+space+`package/2006/relationships">`+relations.String()+`</Relationships>`)
	part("xl/workbook.xml", `<workbook xmlns="`+space+`spreadsheetml/2006/main" xmlns:r="`+space+`officeDocument/2006/relationships"><sheets>`+sheets.String()+`</sheets></workbook>`)
	ts.Check(w.Close())
}

// sheetOf is the XML of a sheet with the cells of a CSV file.
func sheetOf(ts *testscript.TestScript, name string) string {
	r := csv.NewReader(strings.NewReader(ts.ReadFile(name)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	ts.Check(err)
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for _, cells := range rows {
		b.WriteString("<row>")
		for _, cell := range cells {
			b.WriteString(`<c t="inlineStr"><is><t>`)
			ts.Check(xml.EscapeText(&b, []byte(cell)))
			b.WriteString("</t></is></c>")
		}
		b.WriteString("</row>")
	}
	return b.String() + "</sheetData></worksheet>"
}
