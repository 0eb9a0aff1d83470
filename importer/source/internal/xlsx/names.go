package xlsx

import (
	"os"

	"partner-import/importer/source/internal/parts"
)

// Sheets returns the names of the sheets with cells, nil if the file is no workbook.
func Sheets(file *os.File, size int64) (names []string) {
	archive, err := parts.Open(file, size)
	if archive == nil || err != nil {
		return nil
	}
	a, err := recognise(archive)
	if a == nil || err != nil || a.readBook() != nil {
		return nil
	}
	for _, sheet := range a.sheets {
		names = append(names, sheet.Name)
	}
	return names
}
