package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
)

// Rows shows the rows of a workbook that this package wrote, until visit returns false.
// It stops at the first line that is not ours: a workbook that another program saved has
// none. A row ends with its last cell that is not empty.
func Rows(file *os.File, visit func(cells []string) bool) {
	part := open(file, sheetName)
	if part == nil {
		return
	}
	defer part.Close()
	lines := bufio.NewScanner(io.LimitReader(part, maxPlain))
	lines.Buffer(nil, maxLine)
	for head := strings.Count(sheetHead, "\n"); head > 0; head-- {
		lines.Scan()
	}
	for lines.Scan() {
		if cells, ok := cellsOf(lines.Text()); !ok || !visit(cells) {
			return
		}
	}
}

// maxLine is how long a row of ours may be to be read again, in bytes.
const maxLine = 8 << 20

// cellsOf takes a line of the sheet apart.
func cellsOf(line string) (cells []string, ok bool) {
	_, rest, ok := strings.Cut(line, `">`)
	if !ok || !strings.HasPrefix(line, `<row r="`) {
		return nil, false
	}
	for rest != strings.TrimSpace(rowEnd) {
		var ref, text string
		if rest, ok = strings.CutPrefix(rest, cellBegin); !ok {
			return nil, false
		}
		if ref, rest, ok = strings.Cut(rest, cellText); !ok {
			return nil, false
		}
		if text, rest, ok = strings.Cut(rest, cellEnd); !ok {
			return nil, false
		}
		column := columnOf(ref)
		if column < len(cells) || column >= maxColumns {
			return nil, false
		}
		for len(cells) < column {
			cells = append(cells, "")
		}
		cells = append(cells, plain(text))
	}
	return cells, true
}

// columnOf is the column of a reference such as AB12, -1 if there is none.
func columnOf(ref string) int {
	column := 0
	for _, r := range strings.TrimRight(ref, "0123456789") {
		if r < 'A' || r > 'Z' || column > maxColumns {
			return -1
		}
		column = column*26 + int(r-'A') + 1
	}
	return column - 1
}

// headSize is how far a part is searched for the names of columns.
const headSize = 1 << 20

// HasColumns reports whether a workbook has these texts near its beginning, whichever
// program saved it.
func HasColumns(file *os.File, names ...string) bool {
	found := map[string]bool{}
	for _, name := range []string{sheetName, "xl/sharedStrings.xml"} {
		part := open(file, name)
		if part == nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, headSize))
		part.Close()
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			continue
		}
		for _, column := range names {
			found[column] = found[column] || bytes.Contains(text, []byte(">"+column+"<"))
		}
	}
	for _, column := range names {
		if !found[column] {
			return false
		}
	}
	return len(names) > 0
}

// open opens a part of a workbook, nil if there is none.
func open(file *os.File, name string) io.ReadCloser {
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	book, err := zip.NewReader(io.NewSectionReader(file, 0, info.Size()), info.Size())
	if err != nil {
		return nil
	}
	for _, f := range book.File {
		if f.Name == name {
			if part, err := f.Open(); err == nil {
				return part
			}
			return nil
		}
	}
	return nil
}
