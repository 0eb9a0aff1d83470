package outputs

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/workbook"
	"partner-import/importer/option"
)

func (f *Files) saveFailed(path string) error {
	f.FailedRows.Path = path
	return f.FailedRows.Save(f.Source, f.live)
}

// Formulas says that a spreadsheet runs cells of the failed rows, and what is safe to
// open. It is "" if there are none.
func (f *Files) Formulas() string {
	cells := "1 cell"
	switch n := f.FailedRows.Formulas; n {
	case 0:
		return ""
	case 1:
	default:
		cells = fmt.Sprintf("%d cells", n)
	}
	name := filepath.Base(f.Failed)
	book := option.Word(strings.TrimSuffix(name, filepath.Ext(name)) + ".xlsx")
	return fmt.Sprintf(sayFormulas, cells, name, f.Call.Call(option.Failed, book))
}

// failedAsText writes the failed rows as CSV, since a workbook cannot have them. People
// are told where they are.
func (f *Files) failedAsText(cause error) error {
	var why *workbook.UnfitError
	if !errors.As(cause, &why) {
		return cause
	}
	book := f.Failed
	text := strings.TrimSuffix(book, filepath.Ext(book)) + ".csv"
	for n := 1; n <= mostNames; n++ {
		path := text
		if n > 1 {
			path = atomicfile.Numbered(text, n)
		}
		out := f.output(&f.Failed)
		if out.path, out.force = path, false; out.check(f.Source, f.taken) != nil {
			continue
		}
		err := f.saveFailed(path)
		if err == nil {
			f.Failed = path
			f.notes = append(f.notes, fmt.Sprintf(sayUnfit, filepath.Base(path), filepath.Base(book), why.Why))
		}
		if !atomicfile.IsHeld(err) {
			return err
		}
	}
	return cause
}
