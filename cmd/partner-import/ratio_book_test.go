//go:build unix

package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// plainBook writes a workbook of n credible rows with six short columns. Its texts are
// shared, as Excel writes them, and most are different.
func plainBook(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "partners.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z := zip.NewWriter(file)
	part := func(name string, fill func(w *bufio.Writer)) {
		entry, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(entry)
		fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?>`)
		if fill(w); w.Flush() != nil {
			t.Fatal("the disk is full")
		}
	}
	const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"`
	part("xl/workbook.xml", func(w *bufio.Writer) {
		fmt.Fprint(w, "<workbook"+main+`><sheets><sheet name="Partners" sheetId="1" r:id="r1"/></sheets></workbook>`)
	})
	part("xl/_rels/workbook.xml.rels", func(w *bufio.Writer) {
		fmt.Fprint(w, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="r/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)
	})
	part("xl/sharedStrings.xml", func(w *bufio.Writer) {
		fmt.Fprint(w, "<sst"+main+"><si><t>email</t></si><si><t>name</t></si><si><t>surname</t></si><si><t>id</t></si><si><t>key</t></si><si><t>tags</t></si><si><t>gold</t></si>")
		for i := range n {
			fmt.Fprintf(w, "<si><t>partner.%d@example%d.com</t></si><si><t>Surname %d</t></si><si><t>key%d</t></si>", i, i%97, i, i)
		}
		fmt.Fprint(w, "</sst>")
	})
	part("xl/worksheets/sheet1.xml", func(w *bufio.Writer) {
		fmt.Fprint(w, "<worksheet"+main+`><sheetData><row r="1">`)
		for i := range 6 {
			fmt.Fprintf(w, `<c r="%c1" t="s"><v>%d</v></c>`, 'A'+i, i)
		}
		for i := range n {
			r, s := i+2, 7+3*i
			fmt.Fprintf(w, `</row><row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" t="s"><v>6</v></c><c r="C%d" t="s"><v>%d</v></c><c r="D%d"><v>%d</v></c><c r="E%d" t="s"><v>%d</v></c><c r="F%d" t="s"><v>6</v></c>`,
				r, r, s, r, r, s+1, r, 100_000+i, r, s+2, r)
		}
		fmt.Fprint(w, "</row></sheetData></worksheet>")
	})
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestScaleWorkbook: what a workbook costs, by its size.
func TestScaleWorkbook(t *testing.T) {
	measuring(t)
	for rows := 1000; rows <= 1_000_000; rows *= 10 {
		path := plainBook(t, rows)
		c := costOf(t, filepath.Dir(path), nil, program(t), "validate", path, "--quiet")
		if c.log(t, "validate a workbook", rows); rows == 1_000_000 {
			want(t, "MB for a million rows", float64(c.peak>>20), false, 200)
		}
	}
}
