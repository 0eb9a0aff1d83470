package main

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"partner-import/importer/row"
)

const partnersSheet, columnsSheet = "Partners", "About the columns"

// writeWorkbook writes the template as a workbook: a sheet to fill in, and one
// that explains it.
func writeWorkbook(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	err := errors.Join(
		book.SetSheetName(book.GetSheetName(0), partnersSheet),
		fillSheet(book, partnersSheet, templateRows(), 24),
	)
	if err == nil {
		_, err = book.NewSheet(columnsSheet)
	}
	if err == nil {
		err = errors.Join(
			fillSheet(book, columnsSheet, columnRows(), 26),
			book.SetColWidth(columnsSheet, "B", "B", 90),
		)
	}
	if err != nil {
		return err
	}
	return book.Write(w)
}

// fillSheet fills a sheet. Its columns are text, as only then does a spreadsheet
// keep 00123 and long numbers; its first line is bold and stays in sight.
func fillSheet(book *excelize.File, sheet string, rows [][]string, width float64) error {
	const asText = 49 // the number format @
	text, err := book.NewStyle(&excelize.Style{NumFmt: asText})
	if err != nil {
		return err
	}
	title, err := book.NewStyle(&excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(rows[0]))
	if err != nil {
		return err
	}
	errs := []error{book.SetColStyle(sheet, "A:"+last, text), book.SetColWidth(sheet, "A", last, width)}
	for y, cells := range rows {
		for x, cell := range cells {
			name, err := excelize.CoordinatesToCellName(x+1, y+1)
			errs = append(errs, err)
			if cell != "" {
				errs = append(errs, book.SetCellStr(sheet, name, cell))
			}
		}
	}
	return errors.Join(append(errs,
		book.SetCellStyle(sheet, "A1", last+"1", title),
		book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)...)
}

// columnRows explain each column of the template.
func columnRows() [][]string {
	list := [][]string{{"Column", "What to write"}}
	for _, field := range row.Fields() {
		list = append(list, []string{field, aboutColumn(field)})
	}
	return append(list,
		[]string{"", ""},
		[]string{"Example rows", "The two rows on the first sheet are examples. Delete them: an import leaves them out."},
	)
}

func aboutColumn(field string) string {
	switch field {
	case "email":
		return "The partner's e-mail address. Required. Each address once."
	case "name":
		return "First name."
	case "surname":
		return "Last name."
	case "password":
		return "At least 8 characters. Leave it empty, and Partnero makes one."
	case "id":
		return "Your own id for the partner. Each id once. Leave it empty, and Partnero makes one."
	case "key":
		return "The end of the referral link, as in ?aff=jane. Each key once. Leave it empty, and Partnero makes one."
	case "tags":
		return "Any number of tags, separated by semicolons."
	case "referring_partner_id":
		return "Who referred this partner, by id. Fill in at most one of the three referring columns."
	case "referring_partner_key":
		return "Who referred this partner, by key."
	case "referring_partner_email":
		return "Who referred this partner, by e-mail address."
	}
	return ""
}
