// Package ods reads OpenDocument spreadsheets. It writes the cells of content.xml as
// an Excel workbook and has that read by package xlsx, so that one set of rules holds
// for both.
//
//	parts ─▶ markup ─▶ translator ─▶ a temporary .xlsx ─▶ xlsx
package ods

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"

	"partner-import/importer/internal/spool"
	"partner-import/importer/source/internal/markup"
	"partner-import/importer/source/internal/parts"
	"partner-import/importer/source/internal/raw"
	"partner-import/importer/source/internal/xlsx"
)

const (
	kindOfFile = "application/vnd.oasis.opendocument.spreadsheet"
	content    = "content.xml"
	manifest   = "META-INF/manifest.xml"

	sayPassword = "This OpenDocument spreadsheet is protected by a password. Remove the password in a spreadsheet program, or save the sheet as CSV."
	sayNoSheet  = "This OpenDocument spreadsheet (.ods) has no sheet. Add one with an e-mail column."
	sayTooMuch  = "The sheet repeats too many cells. Delete the rows below the table, or save it as CSV."

	maxSheets = 10_000

	// Repeated cells are written out. Beyond freeSize they may need maxGrowth times the
	// bytes of content.xml.
	freeSize  = 64 << 20
	maxGrowth = 16
)

// Open opens a sheet, or returns nil if the file is not an OpenDocument spreadsheet.
func Open(file *os.File, size int64, o xlsx.Options) (*xlsx.Workbook, error) {
	archive, err := parts.Open(file, size)
	if err != nil && isNamed(file) {
		return nil, xlsx.Refusal(err)
	}
	if err != nil || archive == nil || !isSpreadsheet(archive) {
		return nil, nil
	}
	if isEncrypted(archive) {
		return nil, &raw.Refusal{Message: sayPassword}
	}
	translated, err := spool.Create()
	if err != nil {
		return nil, err
	}
	defer spool.Remove(translated)
	if err := translate(archive, translated); err != nil {
		return nil, xlsx.Refusal(err)
	}
	length, err := translated.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, spool.Unreadable(err)
	}
	return xlsx.Open(translated, length, o)
}

// isNamed reports whether the first bytes say that the file is a spreadsheet.
func isNamed(file io.ReaderAt) bool {
	head := make([]byte, 200)
	n, _ := file.ReadAt(head, 0)
	return bytes.HasPrefix(head[:n], []byte("PK")) && bytes.Contains(head[:n], []byte(kindOfFile))
}

func isSpreadsheet(a *parts.Archive) bool {
	r, err := a.Reader("mimetype")
	if err != nil {
		return false
	}
	defer r.Close()
	text, _ := io.ReadAll(io.LimitReader(r, 200))
	return bytes.HasPrefix(text, []byte(kindOfFile))
}

// isEncrypted reports whether the list of parts says that one is encrypted.
func isEncrypted(a *parts.Archive) (is bool) {
	_ = a.Walk(manifest, func(x *markup.Lexer, kind markup.Kind) error {
		if name, _ := x.Local(); name == "encryption-data" {
			is = true
			return io.EOF
		}
		return nil
	})
	return is
}

// translate writes all sheets as a workbook.
func translate(a *parts.Archive, to *os.File) error {
	t := &translator{zip: zip.NewWriter(spool.Writer{File: to}), left: freeSize + maxGrowth*a.Size(content), hidden: map[string]bool{}, styles: map[string]int{}}
	t.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	if err := a.Walk(content, t.token); err != nil {
		return err
	}
	if len(t.sheets) == 0 {
		return &raw.Refusal{Message: sayNoSheet}
	}
	if err := t.finish(); err != nil {
		return err
	}
	return t.zip.Close()
}

// A translator writes the sheets while it reads them.
type translator struct {
	x      *markup.Lexer
	zip    *zip.Writer
	out    *bufio.Writer // the present sheet
	left   int64         // bytes that may still be written
	style  string        // the present one
	hidden map[string]bool
	styles map[string]int // number formats
	codes  []string       // the same in their order
	sheets []string       // their entries in the list of sheets
	row    int            // of the present sheet
	column int            // the last one of the present row
	cells  []cell
	merges []string
	text   []byte // of the present cell
}

// token handles what is outside of sheets.
func (t *translator) token(x *markup.Lexer, kind markup.Kind) error {
	t.x = x
	if kind != markup.Start {
		return nil
	}
	switch name, _ := x.Local(); name {
	case "style":
		t.style = string(x.AnyAttr("name"))
	case "table-properties":
		t.hidden[t.style] = t.hidden[t.style] || string(x.AnyAttr("display")) == "false"
	case "table":
		if len(t.sheets) < maxSheets {
			return t.sheet()
		}
		return x.Skip()
	case "tracked-changes", "dde-links", "forms", "named-expressions", "content-validations":
		return x.Skip()
	}
	return nil
}

// finish writes the lists of sheets and formats.
func (t *translator) finish() error {
	const start = `<?xml version="1.0" encoding="UTF-8"?>`
	const main, relations = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"`, `"http://schemas.openxmlformats.org/package/2006/relationships"`
	var book, names, formats, styles bytes.Buffer
	for i, sheet := range t.sheets {
		fmt.Fprintf(&book, `<sheet %s r:id="r%d"/>`, sheet, i+1)
		fmt.Fprintf(&names, `<Relationship Id="r%d" Type="r/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
	}
	for i, code := range t.codes {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, escaped(code))
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 200+i)
	}
	for name, text := range map[string]string{
		"xl/workbook.xml":            start + "<workbook" + main + "><sheets>" + book.String() + "</sheets></workbook>",
		"xl/_rels/workbook.xml.rels": start + "<Relationships xmlns=" + relations + ">" + names.String() + "</Relationships>",
		"xl/styles.xml": start + "<styleSheet" + main + "><numFmts>" + formats.String() + `</numFmts><cellXfs><xf numFmtId="0"/>` + styles.String() +
			"</cellXfs></styleSheet>",
	} {
		w, err := t.zip.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
