package report

import (
	"bufio"
	"encoding/csv"
	"hash/fnv"
	"io"
	"os"
	"slices"

	"partner-import/importer/internal/workbook"
	"partner-import/importer/plainfile"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A RowKey identifies a failed row: its cells, its status and the code of its
// problem. Two rows that share one are alike for all purposes here.
type RowKey [16]byte

// KnownRows returns the rows that a file of failed rows has, if this tool wrote
// it for the same columns. It is empty for any other file.
func KnownRows(path string, s *source.Source) map[RowKey]bool {
	known := map[RowKey]bool{}
	file, err := plainfile.Open(path)
	if err != nil {
		return known
	}
	defer file.Close()
	if workbook.Is(path) {
		return knownOfBook(file, s)
	}
	text := bufio.NewReader(file)
	if mark, _, err := text.ReadRune(); err != nil || mark != '\ufeff' {
		return known
	}
	rows := csv.NewReader(text)
	rows.Comma, rows.ReuseRecord = s.Delimiter(), true
	if header, err := rows.Read(); err != nil || !slices.Equal(header, failedHeader(s)) {
		return known
	}
	for {
		cells, err := rows.Read()
		if err != nil { // its end, or where it was damaged
			return known
		}
		known[keyOf(cells)] = true
	}
}

// knownOfBook is KnownRows of a workbook.
func knownOfBook(file *os.File, s *source.Source) map[RowKey]bool {
	known, header := map[RowKey]bool{}, failedHeader(s)
	first := true
	workbook.Rows(file, func(cells []string) bool {
		if first {
			first = false
			return slices.Equal(cells, header)
		}
		if len(cells) == len(header) { // the last cell is the sentence, which is never empty
			known[keyOf(cells)] = true
		}
		return true
	})
	return known
}

// failedHeader is the header of the failed rows of an input.
func failedHeader(s *source.Source) []string {
	return append(s.OriginalColumns(), source.AddedColumns()...)
}

// keyOf is the key of a failed row as the file has it. Where it is in the file
// does not count, nor does the sentence.
func keyOf(cells []string) (key RowKey) {
	added := len(source.AddedColumns()) // _row, _line, _status, _error_code, _error
	original, rest := cells[:len(cells)-added], cells[len(cells)-added:]
	hash := fnv.New128a()
	for _, cell := range append(slices.Clone(original), rest[2], rest[3]) {
		_, _ = io.WriteString(hash, cell)
		_, _ = hash.Write([]byte{0})
	}
	hash.Sum(key[:0])
	return key
}

// lasts reports whether a problem is one of the row, which stays the same as long
// as the row does. A failure of the network does not.
func lasts(r *row.Result) bool {
	switch r.Status {
	case row.Invalid, row.Blocked:
		return true
	case row.Failed:
		return r.Problem.Code != row.Unreachable
	}
	return false
}
