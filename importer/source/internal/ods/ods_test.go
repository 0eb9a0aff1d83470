package ods

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"partner-import/importer/option"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/xlsx"
)

// packed is a spreadsheet with these parts.
func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: map[bool]uint16{true: zip.Store, false: zip.Deflate}[i == 0]})
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// document is a spreadsheet with these tables, and styles before them.
func document(t testing.TB, styles, tables string) []byte {
	const spaces = ` xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c" xmlns:draw="d"`
	return packed(t, "mimetype", kindOfFile, content,
		"<?xml version=\"1.0\"?><office:document-content"+spaces+"><office:automatic-styles>"+styles+"</office:automatic-styles><office:body><office:spreadsheet>"+tables+"</office:spreadsheet></office:body></office:document-content>")
}

func table(name string, rows ...string) string {
	return `<table:table table:name="` + name + `">` + strings.Join(rows, "") + "</table:table>"
}

func texts(cells ...string) string {
	row := "<table:table-row>"
	for _, cell := range cells {
		row += `<table:table-cell office:value-type="string"><text:p>` + escaped(cell) + "</text:p></table:table-cell>"
	}
	return row + "</table:table-row>"
}

func number(kind, value, shown string) string {
	return fmt.Sprintf(`<table:table-cell office:value-type="%s" office:value="%s"><text:p>%s</text:p></table:table-cell>`, kind, value, shown)
}

func row(attributes string, cells ...string) string {
	return "<table:table-row " + attributes + ">" + strings.Join(cells, "") + "</table:table-row>"
}

// open opens a spreadsheet.
func open(t testing.TB, book []byte, o xlsx.Options) (*xlsx.Workbook, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.ods")
	if err := os.WriteFile(path, book, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o.Call = option.Namer(nil)
	if o.Fields == nil {
		o.Fields = func(cells []string) int { return strings.Count(strings.Join(cells, "|"), "email") }
	}
	b, err := Open(file, int64(len(book)), o)
	if b != nil {
		t.Cleanup(b.Close)
	}
	return b, err
}

// read shows the rows of a sheet, one on a line, and the notes.
func read(t testing.TB, book []byte, columns ...xlsx.Column) string {
	t.Helper()
	b, err := open(t, book, xlsx.Options{})
	if err != nil {
		return "refused: " + err.Error()
	}
	if b == nil {
		return "none"
	}
	if _, err := b.FindHeader(func(cells []string) int { return strings.Count(strings.Join(cells, "|"), "email") }, 0); err != nil {
		return "refused: " + err.Error()
	}
	var all []string
	rows := b.Rows(columns)
	for {
		r, err := rows.Next(nil)
		if err == io.EOF {
			return strings.Join(append(all, b.Notes()...), "\n")
		}
		if err != nil {
			return err.Error()
		}
		line := fmt.Sprintf("%d %s", r.Line, strings.Join(r.Cells, "|"))
		if r.Err != nil {
			line += " !" + r.Err.Message
		}
		all = append(all, line)
	}
}

// TestCells: what a cell shows is read, as in a workbook of Excel.
func TestCells(t *testing.T) {
	for _, tt := range []struct{ name, cell, want string }{
		{"text", `<table:table-cell office:value-type="string"><text:p>a &amp; b</text:p></table:table-cell>`, "a & b"},
		{"two paragraphs", `<table:table-cell office:value-type="string"><text:p>a</text:p><text:p>b</text:p></table:table-cell>`, "a\nb"},
		{"spaces, tabs and lines", `<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/> b<text:tab/>c<text:line-break/>d
			e</text:p></table:table-cell>`, "a   b\tc\nd e"},
		{"spans and links", `<table:table-cell office:value-type="string"><text:p>a<text:span>b<text:a>c</text:a></text:span></text:p></table:table-cell>`, "abc"},
		{"a comment and a picture", `<table:table-cell office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation><text:p>a</text:p><draw:frame><text:p>y</text:p></draw:frame></table:table-cell>`, "a"},
		{"how it is pronounced", `<table:table-cell office:value-type="string"><text:p><text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby></text:p></table:table-cell>`, "a"},
		{"text in an attribute", `<table:table-cell office:value-type="string" office:string-value="a"/>`, "a"},
		{"what looks like an escape", `<table:table-cell office:value-type="string"><text:p>_x000D_ _x</text:p></table:table-cell>`, "_x000D_ _x"},
		{"a number", number("float", "1001", "1001"), "1001"},
		{"a number with a comma", number("float", "12.5", "12,5"), "12.5"},
		{"leading zeros", number("float", "42", "00042"), "00042"},
		{"letters around", number("float", "42", "P-0042"), "P-0042"},
		{"parts of a number", number("float", "12345", "12-345"), "12-345"},
		{"all 16 digits", number("float", "1234567890123456", "1234567890123456"), "1234567890123456"},
		{"digits that are lost", number("float", "1.23456789012345E+017", "123456789012345000"), "1.23456789012345E+17"},
		{"an error", `<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>`, "#N/A"},
		{"an error of old programs", `<table:table-cell table:formula="of:=A1" office:value-type="float" office:value="0"><text:p>#REF!</text:p></table:table-cell>`, "#REF!"},
		{"thousands", number("float", "1234", "1,234"), "1234"},
		{"decimals", number("float", "7", "7.00"), "7"},
		{"a unit", number("float", "7", "7 pcs"), "7\nThe number format of cell B2 shows \"7 pcs\". The plain number 7 is read, and so in the cells like it."},
		{"rounded", number("float", "1.239", "1.24"), "1.239 !Cell B2 holds the number 1.239 and shows \"1.24\". Format the column as text and type the value again."},
		{"scientific", number("float", "123456", "1.23E+05"), "123456 !Cell B2 is a number that is shown as \"1.23E+05\", in scientific notation. Format the column as text and type the value again."},
		{"a fraction", number("float", "1.5", "1 1/2"), "1.5 !Cell B2 is a number that is shown as \"1.5\", a fraction. Format the column as text and type the value again."},
		{"percent", number("percentage", "0.125", "12.50%"), "0.125 !Cell B2 is a number that is shown as \"12.50%\", a percentage. Format the column as text and type the value again."},
		{"money", number("currency", "12.5", "$12.50"), "12.5 !Cell B2 is a number that is shown as \"$12.50\", an amount of money. Format the column as text and type the value again."},
		{"a date", `<table:table-cell office:value-type="date" office:date-value="2026-03-10"><text:p>10-Mar</text:p></table:table-cell>`, "10-Mar !Cell B2 is a date or a time, shown as \"10-Mar\". A spreadsheet may have made it of another value. Format the column as text and type the value again."},
		{"a time without a text", `<table:table-cell office:value-type="time" office:time-value="PT12H30M00S"/>`, "PT12H30M00S !Cell B2 is a date or a time, shown as \"PT12H30M00S\". A spreadsheet may have made it of another value. Format the column as text and type the value again."},
		{"a truth value", `<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>`, "TRUE !Cell B2 is the truth value TRUE, and not a text. Format the column as text and type the value again."},
		{"a formula without a result", `<table:table-cell table:formula="of:=A1"/>`, " !Cell B2 has a formula without a result. Open the workbook in a spreadsheet program and save it again."},
		{"a formula with an empty result", `<table:table-cell table:formula="of:=A1" office:value-type="string" office:string-value=""/>`, ""},
	} {
		book := document(t, "", table("A", texts("email", "id"), row("", `<table:table-cell office:value-type="string"><text:p>a@x.y</text:p></table:table-cell>`, tt.cell)))
		got := read(t, book, xlsx.Column{Name: "email", Use: xlsx.Address}, xlsx.Column{Name: "id", Use: xlsx.Code})
		if want := "1 email|id\n2 a@x.y|" + tt.want; got != want {
			t.Errorf("%s:\n%s; want\n%s", tt.name, got, want)
		}
		unread := read(t, book, xlsx.Column{Name: "email", Use: xlsx.Address}, xlsx.Column{Name: "id"})
		if strings.Contains(unread, " !") || strings.Contains(unread, "The ") {
			t.Errorf("%s, where nobody reads it:\n%s", tt.name, unread)
		}
	}
}

// TestTables: rows and columns that are repeated, hidden or merged.
func TestTables(t *testing.T) {
	const hidden = `<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>`
	const empty = `<table:table-cell table:number-columns-repeated="16380"/>`
	email := table("B", texts("email"), texts("b@x.y"))
	for _, tt := range []struct{ name, tables, want string }{
		{"empty cells and rows at the end", table("A", texts("email", "id"), row("", number("float", "1", "1"), empty), row(`table:number-rows-repeated="1048574"`, empty)), "1 email|id\n2 1|"},
		{"a row that is repeated", table("A", texts("email"), row(`table:number-rows-repeated="3"`, number("float", "1", "1")), texts("x")), "1 email\n2 1\n3 1\n4 1\n5 x"},
		{"cells that are repeated", table("A", texts("email", "b", "c"), row("", `<table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>`, number("float", "1", "1"))), "1 email|b|c\n2 x|x|1"},
		{"empty cells between", table("A", texts("email", "b", "c"), row("", number("float", "1", "1"), `<table:table-cell table:number-columns-repeated="1"/>`, number("float", "2", "2"))), "1 email|b|c\n2 1||2"},
		{"header rows and groups", table("A", "<table:table-header-rows>"+texts("email")+"</table:table-header-rows><table:table-row-group>", texts("x"), "</table:table-row-group>"), "1 email\n2 x"},
		{"a hidden row", table("A", texts("email"), row(`table:visibility="filter"`, number("float", "1", "1"))), "1 email\n2 1\n1 row (row 2) is hidden in the sheet. It is read like the others."},
		{"a hidden column", table("A", `<table:table-column/><table:table-column table:visibility="collapse"/>`, texts("email", "id"), texts("x", "y")), "1 email|id\n2 x|y\nThe column id is hidden in the sheet. It is read like the others."},
		{"merged cells", table("A", texts("email", "id"), row("", number("float", "1", "1"), `<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>m</text:p></table:table-cell>`),
			row("", number("float", "2", "2"), `<table:covered-table-cell office:value-type="string"><text:p>not shown</text:p></table:covered-table-cell>`)),
			"1 email|id\n2 1|m\n3 2|m\nThe cells B2:B3 are merged. Each of these rows gets their value. The same applies to all merged cells."},
		{"changes that are recorded", "<table:tracked-changes>" + table("C", texts("old")) + "</table:tracked-changes>" + table("A", texts("email"), texts("x")), "1 email\n2 x"},
		{"a table in a picture", table("A", "<table:shapes>"+table("C", texts("old"))+"</table:shapes>", texts("email"), texts("x")), "1 email\n2 x"},
		{"a hidden sheet first", strings.Replace(table("A", texts("x")), "table:name", `table:style-name="h" table:name`, 1) + email, "1 email\n2 b@x.y\nRead only the sheet \"B\", not \"A\". To read another one, use Options.Sheet."},
		{"the other sheet has the addresses", table("A", texts("x")) + email, "1 email\n2 b@x.y\nRead the sheet \"B\", the only one with an e-mail column."},
		{"an empty second sheet", email + table("C"), "1 email\n2 b@x.y"},
		{"an empty sheet", table("A"), "refused: The sheet is empty. It needs a header row with an e-mail column."},
		{"no sheet", "", "refused: " + sayNoSheet},
		{"too many rows", table("A", texts("email"), row(`table:number-rows-repeated="1000000000"`, number("float", "1", "1"))), "refused: " + sayTooMuch},
		{"beyond the last column", table("A", texts("email"), row("", `<table:table-cell table:number-columns-repeated="600"/>`, number("float", "1", "1"), number("float", "1", "1"))),
			"1 email\n2  !"},
	} {
		got := read(t, document(t, hidden, tt.tables), xlsx.Column{Name: "email", Use: xlsx.Name}, xlsx.Column{Name: "id", Use: xlsx.Name}, xlsx.Column{})
		if tt.name == "beyond the last column" {
			if !strings.Contains(got, "beyond column SR") {
				t.Errorf("%s: %s", tt.name, got)
			}
		} else if got != tt.want {
			t.Errorf("%s:\n%s; want\n%s", tt.name, got, tt.want)
		}
	}
}

// TestOthers: what is no spreadsheet, or cannot be read.
func TestOthers(t *testing.T) {
	const locked = `<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`
	for name, book := range map[string][]byte{
		"none": []byte("email\na@x.y\n"), "none ": packed(t, "xl/workbook.xml", "<workbook/>"), "none  ": packed(t, "mimetype", "application/vnd.oasis.opendocument.text", content, "<a/>"),
		"protected by a password": packed(t, "mimetype", kindOfFile, manifest, locked, content, "\x01\x02"),
		"damaged":                 packed(t, "mimetype", kindOfFile, content, "<office:document-content>"),
		"damaged ":                packed(t, "mimetype", kindOfFile),
		"damaged  ":               document(t, "", table("A", texts("email")))[:300],
		"damaged   ":              packed(t, "mimetype", kindOfFile, content, `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`),
	} {
		if got := read(t, book); !strings.Contains(got, strings.TrimSpace(name)) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestBombs: what is repeated without end costs little memory, and is refused.
func TestBombs(t *testing.T) {
	wide := row(`table:number-rows-repeated="1000000"`, `<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>`)
	spaces := row("", `<table:table-cell office:value-type="string"><text:p>`+strings.Repeat(`<text:s text:c="999999999"/>`, 100)+`</text:p></table:table-cell>`)
	for name, rows := range map[string]string{"cells": wide, "spaces": spaces} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := open(t, document(t, "", table("A", texts("email"), rows)), xlsx.Options{})
		runtime.ReadMemStats(&after)
		var refused *raw.Refusal
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v; want a refusal", name, err)
		}
		if n := (after.Sys - before.Sys) >> 20; after.Sys > before.Sys && n > 100 {
			t.Errorf("%s: took %d MB", name, n)
		}
	}
}

// FuzzOpen: any content is read or refused.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(table("A", texts("email", "id"), row(`table:number-rows-repeated="2"`, number("float", "1.5", "1,50 x")))))
	f.Add([]byte(table("A", row("", `<table:table-cell office:value-type="date" table:number-rows-spanned="9" table:number-columns-spanned="3"><text:p>a<text:s/></text:p></table:table-cell>`))))
	f.Fuzz(func(t *testing.T, tables []byte) {
		if len(tables) > 1<<16 {
			return
		}
		_ = read(t, document(t, "", string(tables)), xlsx.Column{Name: "email", Use: xlsx.Address}, xlsx.Column{Name: "id", Use: xlsx.Code})
	})
}
