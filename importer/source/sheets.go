package source

import (
	"os"

	"partner-import/importer/source/internal/ods"
	"partner-import/importer/source/internal/xlsx"
)

// Sheets returns the names of the sheets of the workbook at path, in the order of their
// tabs. They are nil if the file is no workbook, or cannot be read: [Open] says why.
func Sheets(path string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	if names := xlsx.Sheets(file, info.Size()); names != nil {
		return names
	}
	return ods.Sheets(file, info.Size())
}
