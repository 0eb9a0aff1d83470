package report

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"os"
	"strconv"
	"strings"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/workbook"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A Selection says which rows are failed rows, and hears of each.
type Selection struct {
	Wanted  func(row.Status) bool
	Wrote   func(RowKey) // of each row with a problem that lasts
	Formula func()       // for each cell that a spreadsheet runs when it opens the file
}

// A table takes rows.
type table interface{ Write(cells []string) error }

// writeFailed writes the rows that were selected with their original cells, so
// that you can fix them in a spreadsheet and import the file. Nothing is
// neutralised: it is input again. A workbook has them as texts.
func writeFailed(w io.Writer, path string, s *source.Source, r *Report, sel Selection) error {
	if workbook.Is(path) {
		book := workbook.New(w)
		sel.Formula = func() {}
		return cmp.Or(copyFailed(book, s, r, sel), book.Close())
	}
	// With a byte order mark Excel takes the file for UTF-8.
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = s.Delimiter()
	if err := copyFailed(out, s, r, sel); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func copyFailed(out table, s *source.Source, r *Report, sel Selection) error {
	if err := out.Write(failedHeader(s)); err != nil {
		return err
	}
	lines, err := r.Lines()
	if err != nil {
		return err
	}
	for original, err := range s.Originals() {
		if err != nil {
			return err
		}
		line, err := lines.At(original.Number)
		if err := cmp.Or(err, r.halted(original.Number)); err != nil {
			return err
		}
		if !sel.Wanted(lineStatus(line)) {
			continue
		}
		result, err := parseLine(line)
		if err != nil {
			return err
		}
		cells := failedRow(original, result)
		if err := out.Write(cells); err != nil {
			return err
		}
		sel.see(cells, &result)
	}
	return nil
}

// see tells of a row that was written.
func (sel Selection) see(cells []string, result *row.Result) {
	if lasts(result) {
		sel.Wrote(keyOf(cells))
	}
	for _, text := range cells[:len(cells)-len(source.AddedColumns())] {
		if cell.Runs(text) {
			sel.Formula()
		}
	}
}

// failedRow returns a row's original cells, and how it ended.
func failedRow(o source.Original, r row.Result) []string {
	return append(o.Cells(), strconv.Itoa(o.Number), strconv.Itoa(o.Line),
		string(r.Status), string(r.Problem.Code), r.Problem.Message)
}

// IsFailed recognises a file of failed rows that this tool wrote. A workbook may have
// been saved by another program since.
func IsFailed(r io.Reader) bool {
	if file, ok := r.(*os.File); ok && workbook.HasColumns(file, "_row", "_error_code", "_error") {
		return true
	}
	rest, ok := strings.CutSuffix(strings.TrimRight(string(firstRecord(r)), "\r\n"), "_error")
	return ok && strings.Contains(rest, "_row") && strings.Contains(rest, "_error_code")
}

// firstRecord is the first record of a CSV, nil if it is incomplete. The
// names of columns may have several lines.
func firstRecord(r io.Reader) (record []byte) {
	lines := bufio.NewReader(io.LimitReader(r, maxOwn))
	for quotes := 0; ; {
		part, err := lines.ReadSlice('\n')
		record = append(record, part...)
		quotes += bytes.Count(part, []byte(`"`))
		switch {
		case err == nil && quotes%2 == 0:
			return record
		case err != nil && err != bufio.ErrBufferFull:
			return nil
		}
	}
}

// SaveFailed writes the selected rows to a file, which is replaced as a whole, and
// returns its digest. Before it replaces the old file, clear is called with the
// digest. An error of clear prevents that.
func SaveFailed(path string, s *source.Source, r *Report, sel Selection, clear func(digest string) error) (digest string, err error) {
	err = atomicfile.Replace(path, func(w io.Writer) error {
		hash := sha256.New()
		err := writeFailed(io.MultiWriter(w, hash), path, s, r, sel)
		digest = hex.EncodeToString(hash.Sum(nil))
		return err
	}, func() error { return clear(digest) })
	return digest, err
}
