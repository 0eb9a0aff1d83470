package ods

import (
	"os"

	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/parts"
)

// Sheets returns the names of the sheets, nil if the file is no spreadsheet.
func Sheets(file *os.File, size int64) (names []string) {
	archive, err := parts.Open(file, size)
	if archive == nil || err != nil || !isSpreadsheet(archive) || isEncrypted(archive) {
		return nil
	}
	err = archive.Walk(content, func(x *markup.Lexer, kind markup.Kind) error {
		if kind != markup.Start {
			return nil
		}
		switch name, _ := x.Local(); name {
		case "table":
			if len(names) < maxSheets {
				names = append(names, string(x.AnyAttr("name")))
			}
			return x.Skip()
		case "tracked-changes", "dde-links", "forms", "named-expressions", "content-validations":
			return x.Skip()
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return names
}
