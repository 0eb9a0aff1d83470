package xlsx

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// formatted is a workbook with one sheet, and a style for each number format.
func formatted(t testing.TB, rows, behind string, formats ...string) []byte {
	t.Helper()
	var codes, xfs strings.Builder
	for i, f := range formats {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.NewReplacer(`"`, "&quot;", ">", "&gt;").Replace(f))
		fmt.Fprintf(&xfs, `<xf numFmtId="%d"/>`, 164+i)
	}
	parts := append(usual(strings.Replace(worksheet(rows), "</sheetData>", "</sheetData>"+behind, 1)), file{"xl/styles.xml", fmt.Sprintf(
		`<styleSheet xmlns="%s"><numFmts>%s</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>%s<xf numFmtId="14"/></cellXfs><dxfs><xf numFmtId="9"/></dxfs></styleSheet>`,
		spreadsheet, &codes, &xfs)})
	return zipped(t, parts)
}

// text is a cell with its text.
func text(ref, value string) string {
	return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, value)
}

// line is a row of texts, "" for no cell.
func line(n int, cells ...string) string {
	var b strings.Builder
	for i, c := range cells {
		switch {
		case strings.HasPrefix(c, "<c"):
			b.WriteString(strings.Replace(c, "<c", fmt.Sprintf(`<c r="%s"`, refName(i+1, n)), 1))
		case c != "":
			b.WriteString(text(refName(i+1, n), c))
		}
	}
	return fmt.Sprintf(`<row r="%d">%s</row>`, n, &b)
}

// TestCodes: what a number becomes in each use of a column.
func TestCodes(t *testing.T) {
	formats := []string{"#,##0", "0.00", `"P-"0000`, "0%", "[$€-407] #,##0.00", "0.00E+00", "# ?/?", `#,##0" pts"`, "00000", "yyyy-mm-dd", "0", `"P-"@`}
	for _, tt := range []struct {
		format string
		cell   string // in column id, name, tags, and in one that is not read
		code   string // in id, "!" if it is a problem
		name   string // in name and tags
		note   string
	}{
		{"General", `<c><v>1234567890123456</v></c>`, "1234567890123456", "=", ""},
		{"General", `<c><v>1.2345678901234568E+17</v></c>`, "1.23456789012346E+17", "=", ""},
		{"#,##0", `<c s="1"><v>12345</v></c>`, "12345", "12,345", ""},
		{"0.00", `<c s="2"><v>23456</v></c>`, "23456", "23456.00", ""},
		{"P-0000", `<c s="3"><v>42</v></c>`, "P-0042", "=", ""},
		{"0%", `<c s="4"><v>12</v></c>`, "! 1200%", "1200%", ""},
		{"€", `<c s="5"><v>1234.5</v></c>`, "! € 1,234.50", "€ 1,234.50", ""},
		{"€", `<c s="5"><v>1234</v></c>`, "1234", "€ 1,234.00", "The plain number 1234 is read"},
		{"E", `<c s="6"><v>120000</v></c>`, "! 1.20E+05", "1.20E+05", ""},
		{"?/?", `<c s="7"><v>1.5</v></c>`, "! a fraction", "1.5", ""},
		{"pts", `<c s="8"><v>2500</v></c>`, "2500", "2,500 pts", "The plain number 2500 is read"},
		{"00000", `<c s="9"><v>97</v></c>`, "00097", "=", ""},
		{"0", `<c s="11"><v>12.25</v></c>`, "! holds the number 12.25", "12", ""},
		{`"P-"@`, `<c s="12" t="str"><v>x</v></c>`, "P-x", "=", ""},
		{"a style that is not there", `<c s="99"><v>97</v></c>`, "97", "=", ""},
		{"shared texts are no numbers", `<c s="1" t="s"><v>2</v></c>`, "a@x.y", "=", ""},
		{"no number", `<c s="1"><v>NaN</v></c>`, "NaN", "=", ""},
	} {
		for _, column := range []string{"id", "name", "tags", "other"} {
			want := tt.code
			if column != "id" && tt.name != "=" {
				want = tt.name
			}
			rows, notes := rowsOf(t, formatted(t, line(1, "email", column)+line(2, "a@x.y", tt.cell), "", formats...))
			got := strings.TrimPrefix(strings.Join(rows, ""), "2 a@x.y|")
			if problem, bad := strings.CutPrefix(want, "! "); bad && (!strings.Contains(got, problem) || !strings.Contains(got, "Cell B2 ")) || !bad && got != want {
				t.Errorf("%s in %s: %q; want %q", tt.format, column, got, want)
			}
			if all := strings.Join(notes, " "); column == "id" && (!strings.Contains(all, tt.note) || tt.note == "" && all != "") || column != "id" && all != "" {
				t.Errorf("%s in %s: notes %q; want %q", tt.format, column, notes, tt.note)
			}
		}
	}
}

// TestNoText: dates, truth values and formulas without a result are problems where
// they cannot be meant. Nothing is read from a column that is not imported.
func TestNoText(t *testing.T) {
	for _, tt := range []struct{ cell, problem, other, tags string }{
		{`<c s="1"><v>46091</v></c>`, "is a date or a time", "2026-03-10", "It is read as \"2026-03-10\""},
		{`<c s="2"><v>46091</v></c>`, "is a date or a time", "03-10-26", "It is read as"},
		{`<c t="d"><v>2026-03-10T00:00:00</v></c>`, "is a date or a time", "2026-03-10T00:00:00", "It is read as"},
		{`<c t="b"><v>1</v></c>`, "is the truth value TRUE", "TRUE", "It is read as TRUE"},
		{`<c><f>A1</f><v/></c>`, "has a formula without a result", "", "!"},
		{`<c><f>A1</f></c>`, "has a formula without a result", "", "!"},
	} {
		for _, column := range []string{"id", "key", "name", "surname", "tags", "other"} {
			rows, notes := rowsOf(t, formatted(t, line(1, "email", column)+line(2, "a@x.y", tt.cell), "", "yyyy-mm-dd"))
			got, want := strings.Join(rows, ""), "2 Cell B2 "+tt.problem
			note := ""
			switch {
			case column == "other":
				want = "2 a@x.y|" + tt.other
			case column == "tags" && tt.tags != "!":
				want, note = "2 a@x.y|"+tt.other, tt.tags
			}
			if !strings.HasPrefix(got, want) || !strings.Contains(strings.Join(notes, ""), note) || note == "" && len(notes) > 0 {
				t.Errorf("%s in %s: %q with notes %q; want %q with %q", tt.cell, column, got, notes, want, note)
			}
		}
	}
	rows, _ := rowsOf(t, formatted(t, line(1, "email", "id", "key")+line(2, `<c><f>A1</f></c>`, `<c t="b"><v>0</v></c>`), ""))
	if len(rows) != 1 || !strings.Contains(rows[0], "Cell A2 has a formula") || !strings.Contains(rows[0], "Also: Cell B2 is the truth value FALSE") {
		t.Errorf("two problems: %q", rows)
	}
}

// TestEscapes: _x000D_ is a character, and _x005F_ the underscore of a text that
// only looks like one.
func TestEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"Ada_x000D_\nB": "Ada\r\nB", "_x005F_x000D_": "_x000D_", "b_x00fc_": "bü", "_xD83D__xDE00_": "😀", "_x12_": "_x12_", "_x00G0_": "_x00G0_", "_": "_",
	} {
		for _, cell := range []string{text("B2", in), `<c r="B2" t="str"><f>x</f><v>` + in + `</v></c>`} {
			rows, _ := rowsOf(t, formatted(t, line(1, "email", "name")+`<row r="2">`+text("A2", "a@x.y")+cell+`</row>`, ""))
			if got := strings.Join(rows, ""); got != "2 a@x.y|"+want {
				t.Errorf("%s: %q; want %q", cell, got, want)
			}
		}
	}
}

// TestMerged: the value of merged cells is that of all their rows.
func TestMerged(t *testing.T) {
	merged := func(refs ...string) string {
		var b strings.Builder
		for _, r := range refs {
			fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, r)
		}
		return "<mergeCells>" + b.String() + "</mergeCells>"
	}
	people := line(1, "email", "tags", "id") + line(2, "a@x.y", "gold") + line(3, "b@x.y") + line(4, "c@x.y", "", "7") + `<row r="5"/>` + line(6, "d@x.y")
	for _, tt := range []struct {
		name, rows, merged string
		want               []string
		note               string
	}{
		{"over rows", people, merged("B2:B5"), []string{"2 a@x.y|gold|", "3 b@x.y|gold|", "4 c@x.y|gold|7", "6 d@x.y||"}, "The cells B2:B5 are merged."},
		{"not merged", people, "", []string{"2 a@x.y|gold|", "3 b@x.y||", "4 c@x.y||7", "6 d@x.y||"}, ""},
		{"with the header", people, merged("B1:B3"), []string{"2 a@x.y|gold|", "3 b@x.y||", "4 c@x.y||7", "6 d@x.y||"}, ""},
		{"one above the other", people, merged("B2:B3", "B3:B6", "B4:B6"), []string{"2 a@x.y|gold|", "3 b@x.y|gold|", "4 c@x.y||7", "6 d@x.y||"}, "B2:B3"},
		{"over columns", people, merged("B2:C2"), []string{"2 a@x.y|gold|", "3 b@x.y||", "4 c@x.y||7", "6 d@x.y||"}, "B2:C2 are merged over several columns"},
		{"the whole sheet", people, merged("A1:XFD1048576"), []string{"2 a@x.y|gold|", "3 b@x.y||", "4 c@x.y||7", "6 d@x.y||"}, ""},
		{"a date", line(1, "email", "id") + line(2, "a@x.y", `<c s="1"><v>46091</v></c>`) + line(3, "b@x.y"), merged("B2:B3"),
			[]string{`2 Cell B2 is a date`, `3 Cell B3 is a date`}, "B2:B3"},
		{"a header of two rows", line(1, "email", "Person", "", "tags") + line(2, "", "name", "surname") + line(3, "a@x.y", "A", "B", "gold"),
			merged("A1:A2", "B1:C1", "D1:D2"), []string{"3 a@x.y|A|B|gold"}, "Skipped 1 line above the header, which is on line 2."},
	} {
		rows, notes := rowsOf(t, formatted(t, tt.rows, tt.merged, "yyyy-mm-dd"))
		same := slices.EqualFunc(rows, tt.want, strings.HasPrefix)
		if !same || !strings.Contains(strings.Join(notes, " "), tt.note) || tt.note == "" && len(notes) > 0 {
			t.Errorf("%s: rows %q, notes %q; want %q, %q", tt.name, rows, notes, tt.want, tt.note)
		}
	}
}

// TestHidden: what is not shown is read, and told.
func TestHidden(t *testing.T) {
	sheet := worksheet(line(1, "email", "tags", "other") + line(2, "a@x.y", "gold", "x"))
	for columns, want := range map[string]string{
		`<col min="2" max="2" hidden="1"/>`: "The column tags is hidden in the sheet. It is read like the others.", `<col min="3" max="9" hidden="1"/>`: "", `<col min="2" max="2"/>`: "",
	} {
		rows, notes := rowsOf(t, zipped(t, usual(strings.Replace(sheet, "<sheetData>", "<cols>"+columns+"</cols><sheetData>", 1))))
		if strings.Join(rows, "") != "2 a@x.y|gold|x" || strings.Join(notes, "") != want {
			t.Errorf("%s: rows %q, notes %q; want %q", columns, rows, notes, want)
		}
	}
	sheet = worksheet(`<row>` + text("A1", "email") + `</row><row>` + text("A7", "a@x.y") + `</row>`)
	if rows, _ := rowsOf(t, zipped(t, usual(sheet))); strings.Join(rows, "") != "7 a@x.y" {
		t.Errorf("rows that are numbered by their cells: %q", rows)
	}
}
