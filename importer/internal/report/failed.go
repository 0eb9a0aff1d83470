package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/row"
	"partner-import/importer/source"
)

// A Selection says which rows are failed rows, and hears of each.
type Selection struct {
	Wanted func(row.Status) bool
	Wrote  func(RowKey) // of each row with a problem that lasts
}

// writeFailed writes the rows that were selected with their original cells, so
// that you can fix them in a spreadsheet and import the file. Nothing is
// neutralised: it is input again.
func writeFailed(w io.Writer, s *source.Source, r *Report, sel Selection) error {
	// With a byte order mark Excel takes the file for UTF-8.
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = s.Delimiter()
	if err := out.Write(failedHeader(s)); err != nil {
		return err
	}
	if err := copyFailed(out, s, r, sel); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func copyFailed(out *csv.Writer, s *source.Source, r *Report, sel Selection) error {
	lines, err := r.Lines()
	if err != nil {
		return err
	}
	for original, err := range s.Originals() {
		if err != nil {
			return err
		}
		line, err := lines.At(original.Number)
		if err != nil {
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
		if lasts(&result) {
			sel.Wrote(keyOf(cells))
		}
	}
	return nil
}

// failedRow returns a row's original cells, and how it ended.
func failedRow(o source.Original, r row.Result) []string {
	return append(o.Cells(), strconv.Itoa(o.Number), strconv.Itoa(o.Line),
		string(r.Status), string(r.Problem.Code), r.Problem.Message)
}

// IsFailed recognises a file of failed rows that this tool wrote.
func IsFailed(r io.Reader) bool {
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
		err := writeFailed(io.MultiWriter(w, hash), s, r, sel)
		digest = hex.EncodeToString(hash.Sum(nil))
		return err
	}, func() error { return clear(digest) })
	return digest, err
}
