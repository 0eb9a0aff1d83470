package importer

import (
	"regexp"
	"strings"
	"testing"
)

// This file has what people and programs put into the cells of workbooks.

func numberCell(number, format string) meantCell { return meantCell{number: number, format: format} }

// numberRows are rows with a number or date as id.
func numberRows(column string, cells ...meantCell) []meantRow {
	rows := textRows([][]string{{"email", "first name", column}})
	for i, cell := range cells {
		at := string(rune('a' + i))
		rows = append(rows, meantRow{cells: append(textCells([]string{at + "@example.com", strings.ToUpper(at)}), cell)})
	}
	return rows
}

func hardSheets(t *testing.T) []hardFile {
	book := func(name string, rows []meantRow, merges ...[4]int) hardFile {
		return madeBook(t, name, plainForm(), rows, merges, nil)
	}
	cells := func(rows ...[]string) []meantRow { return textRows(rows) }
	return []hardFile{
		book("formats-of-ids.xlsx", numberRows("id", numberCell("54321", "#,##0"), numberCell("65432", "0.00"), numberCell("77", `"Q-"0000`), numberCell("2002", `_(* #,##0_)`),
			numberCell("13", "0%"), numberCell("31", "#,##0.00 €"), numberCell("98765", "0.00E+00"), numberCell("8", "# ?/?"), numberCell("9", `0" kr"`), numberCell("19", `0" pts"`),
			numberCell("29", "@"), numberCell("83", "000000000000"))),
		book("long-ids.xlsx", numberRows("id", numberCell("2234567890123456", "0"), numberCell("323456789012345678", "#"), numberCell("423456789012345678", ""), numberCell("5.234567890123457E+17", "0"))),
		book("codes-as-dates.xlsx", numberRows("key", numberCell("46098", "d-mmm"), numberCell("46093", "dd.mm.yyyy"), numberCell("46054", "mmm-yy"), numberCell("0.5", "hh:mm"), meantCell{text: "april-10"})),
		book("names-as-dates.xlsx", numberRows("last name", numberCell("46113", "mmm-yy"), meantCell{text: "April"})),
		book("merged-values.xlsx", cells([]string{"email", "first name", "tags", "referring_partner_email"}, []string{"boss@example.com", "Boss"},
			[]string{"a@example.com", "A", "gold", "boss@example.com"}, []string{"b@example.com", "B"}, []string{"c@example.com", "C"}, []string{"d@example.com", "D", "silver"}), [4]int{3, 5, 3, 3}, [4]int{3, 5, 4, 4}),
		book("two-rows-of-header.xlsx", cells([]string{"Partner", "", ""}, []string{"email", "first name", "last name"}, []string{"a@example.com", "A", "Ash"}, []string{"b@example.com", "B", "Birk"}), [4]int{1, 1, 1, 3}),
		book("header-merged-downwards.xlsx", cells([]string{"Email", "Name", "", "Tags"}, []string{"", "First name", "Last name"}, []string{"a@example.com", "A", "Ash", "gold"}, []string{"b@example.com", "B", "Birk", "silver"}),
			[4]int{1, 2, 1, 1}, [4]int{1, 1, 2, 3}, [4]int{1, 2, 4, 4}),
		book("merged-address.xlsx", cells([]string{"email", "first name"}, []string{"team@example.com", "A"}, []string{"", "B"}, []string{"c@example.com", "C"}), [4]int{2, 3, 1, 1}),
		withFormulas(t, "formulas-in-other-columns.xlsx", "note"), withFormulas(t, "formulas-as-addresses.xlsx", "email"),
		madeBook(t, "formula-as-total.xlsx", plainForm(), append(textRows(threePeople()), meantRow{cells: textCells([]string{"Total", "", "", "=A1"})}), nil,
			changeSheet(regexp.MustCompile(`(<c r="D5") t="s"><v>\d+</v>`), "$1><f>COUNTA(A2:A4)</f>")),
		twoSheets(t, "summary-first.xlsx", "Export Summary"), twoSheets(t, "instructions-first.xlsx", "READ ME"),
		book("filters-above.xlsx", append(cells([]string{"Applied filters:\nRegion is North"}, []string{""}), textRows(threePeople())...)),
		book("title-of-table.xlsx", append(cells([]string{"Table 1"}), textRows(threePeople())...)),
		book("table-at-c5.xlsx", cells(nil, nil, []string{"", "", "Partners of 2027"}, nil, []string{"", "", "email", "first name"}, []string{"", "", "a@example.com", "A"}, []string{"", "", "b@example.com", "B"})),
		book("tables-side-by-side.xlsx", cells([]string{"email", "first name", "", "email", "first name"}, []string{"a@example.com", "A", "", "c@example.com", "C"}, []string{"b@example.com", "B", "", "d@example.com", "D"})),
		book("second-table.xlsx", cells([]string{"email", "first name", "last name"}, []string{"a@example.com", "A", "Ash"}, nil, []string{"email", "last name", "first name"}, []string{"b@example.com", "Birk", "B"})),
		book("header-again.xlsx", cells([]string{"email", "first name"}, []string{"a@example.com", "A"}, []string{"email", "first name"}, []string{"b@example.com", "B"})),
		book("returns.xlsx", cells([]string{"email", "first name", "key", "tags"}, []string{"a@example.com", "A_x000D_\nMaria", "k_x005F_x000D_", "gold_x000D_\nsilver"}, []string{"b@example.com", "B_x000D_", "kb", "x"})),
		inForm(t, "returns-of-formulas.xlsx", "formula", cells([]string{"email", "first name", "key"}, []string{"a@example.com", "A_x000D_\nMaria", "ka_x000D_"})),
		madeBook(t, "hyperlink.xlsx", plainForm(), cells([]string{"email", "first name"}, []string{"Write to A", "A"}, []string{"b@example.com", "B"}), nil, func(parts map[string]string) {
			changeSheet(regexp.MustCompile("</sheetData>"), `</sheetData><hyperlinks><hyperlink ref="A2" r:id="l1" display="Write to A"/></hyperlinks>`)(parts)
			parts["xl/worksheets/_rels/sheet1.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="l1" Type="x/hyperlink" Target="mailto:a@example.com" TargetMode="External"/></Relationships>`
		}),
	}
}

func inForm(t *testing.T, name, texts string, rows []meantRow) hardFile {
	form := plainForm()
	form.texts = texts
	return madeBook(t, name, form, rows, nil, nil)
}

// withFormulas has formulas without results in a column.
func withFormulas(t *testing.T, name, column string) hardFile {
	rows := textRows([][]string{{"email", "first name", "note"}, {"a@example.com", "A", "x"}, {"b@example.com", "B", "y"}})
	at := map[string]string{"email": "A", "note": "C"}[column]
	return madeBook(t, name, plainForm(), rows, nil, changeSheet(regexp.MustCompile(`(<c r="`+at+`[23]") t="s"><v>\d+</v>`), `$1><f>LOWER("x")</f>`))
}

// twoSheets has another sheet in front of the one with the partners.
func twoSheets(t *testing.T, name, other string) hardFile {
	w := &bookWriter{bookForm: plainForm(), formats: []string{""}}
	return hardFile{name: name, content: w.pack(t, other, w.page1(textRows(threePeople()), nil))}
}
