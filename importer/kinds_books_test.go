package importer

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// This file has the forms of workbooks that programs write.

// plainForm is what most programs write.
func plainForm() bookForm {
	return bookForm{texts: "shared", namesOfCells: true, slash: "/", folder: "xl", main: "workbook.xml", page: "worksheets/sheet1.xml"}
}

// threePeople is the table of the books that are odd only in their form.
func threePeople() [][]string {
	return [][]string{
		{"email", "first name", "last name", "id", "tags"},
		{"nora.vale@example.com", "Nora", "Vale", "N-001", "gold"},
		{"odin.west@example.org", "Odin", "West", "N-002", "silver"},
		{"petra.yule@example.net", "Pétra", "Yule", "N-003", "gold"},
	}
}

func textRows(rows [][]string) []meantRow {
	var all []meantRow
	for _, cells := range rows {
		all = append(all, meantRow{cells: textCells(cells)})
	}
	return all
}

// madeBook writes a workbook in a form. Edit changes its parts, if it is not nil.
func madeBook(t *testing.T, name string, form bookForm, rows []meantRow, merges [][4]int, edit func(map[string]string)) hardFile {
	w := &bookWriter{bookForm: form, formats: []string{""}, edit: edit}
	return hardFile{name: name, content: w.pack(t, "", w.page1(rows, merges))}
}

func hardBooks(t *testing.T) []hardFile {
	people := textRows(threePeople())
	in := func(name string, change func(*bookForm)) hardFile {
		form := plainForm()
		change(&form)
		return madeBook(t, name, form, people, nil, nil)
	}
	edited := func(name string, edit func(map[string]string)) hardFile {
		return madeBook(t, name, plainForm(), people, nil, edit)
	}
	each := func(change func(string) string) func(map[string]string) {
		return func(parts map[string]string) {
			for name := range parts {
				parts[name] = change(parts[name])
			}
		}
	}
	return []hardFile{
		in("main-part.xlsx", func(f *bookForm) { f.main = "workbook7.xml" }),
		edited("parts-in-root.xlsx", inRoot),
		edited("texts-elsewhere.xlsx", func(parts map[string]string) {
			parts["data/words.xml"] = parts["xl/texts.xml"]
			delete(parts, "xl/texts.xml")
			parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "/xl/texts.xml", "/data/words.xml", 1)
		}),
		in("backslashes.xlsx", func(f *bookForm) { f.slash = `\` }), in("capitals.xlsx", func(f *bookForm) { f.upper = true }),
		in("prefix.xlsx", func(f *bookForm) { f.prefix = "x:" }), in("utf-16.xlsx", func(f *bookForm) { f.utf16 = true }), in("marks.xlsx", func(f *bookForm) { f.bom = true }),
		in("strict.xlsx", func(f *bookForm) { f.strict = true }), in("no-references.xlsx", func(f *bookForm) { f.namesOfCells = false }),
		edited("some-references.xlsx", changeSheet(regexp.MustCompile(` r="[BD]\d"`), "")),
		in("line-before.xlsx", func(f *bookForm) { f.before = "\n" }), in("page-behind.xlsx", func(f *bookForm) { f.after = "<!DOCTYPE html><html><body>Done</body></html>" }),
		edited("no-styles.xlsx", func(parts map[string]string) { delete(parts, "xl/styles.xml") }),
		edited("no-relations.xlsx", func(parts map[string]string) { delete(parts, "xl/_rels/workbook.xml.rels") }),
		madeBook(t, "xml-1.1.xlsx", form11(), people, nil, nil),
		edited("line-before-xml.xlsx", each(func(text string) string { return "\n" + text })),
		edited("control-reference.xlsx", each(func(text string) string { return strings.Replace(text, "Odin", "Odin&#x1;", 1) })),
		edited("rows-out-of-order.xlsx", func(parts map[string]string) {
			sheet := parts["xl/worksheets/sheet1.xml"]
			rows := regexp.MustCompile(`<row .*?</row>`).FindAllString(sheet, -1)
			parts["xl/worksheets/sheet1.xml"] = strings.Replace(sheet, rows[1]+rows[2], rows[2]+rows[1], 1)
		}),
		edited("slash-in-sheet-name.xlsx", nameSheet("Affiliates/Partners 2027")),
		edited("long-sheet-name.xlsx", nameSheet("All the partners and affiliates that we met in the year 2027")),
		edited("hidden-column.xlsx", changeSheet(regexp.MustCompile("<sheetData>"), `<cols><col min="5" max="5" hidden="1"/></cols><sheetData>`)),
		edited("hidden-row.xlsx", changeSheet(regexp.MustCompile(`<row r="3">`), `<row r="3" hidden="1">`)),
	}
}

func form11() bookForm {
	form := plainForm()
	form.version = "1.1"
	return form
}

// inRoot puts all parts into the root of the package.
func inRoot(parts map[string]string) {
	for name, text := range parts {
		delete(parts, name)
		parts[strings.TrimPrefix(name, "xl/")] = strings.ReplaceAll(text, "xl/", "")
	}
}

func changeSheet(what *regexp.Regexp, with string) func(map[string]string) {
	return func(parts map[string]string) {
		parts["xl/worksheets/sheet1.xml"] = what.ReplaceAllString(parts["xl/worksheets/sheet1.xml"], with)
	}
}

func nameSheet(name string) func(map[string]string) {
	return func(parts map[string]string) {
		parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], `name="Partners"`, fmt.Sprintf("name=%q", name), 1)
	}
}
