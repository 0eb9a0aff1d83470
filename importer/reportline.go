package importer

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// This file is one line of a report: how it is written, and read back.

// lineLength returns how long the first line of a report is: up to a line end
// that stands outside quotes; -1 if it is not all there.
func lineLength(text []byte) int {
	quotes := 0
	for i := 0; ; {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return -1
		}
		quotes += bytes.Count(text[i:i+n], []byte(`"`))
		i += n + 1
		if quotes%2 == 0 {
			return i
		}
	}
}

// appendLine appends the line of a result.
func appendLine(b []byte, r *Result) []byte {
	b = strconv.AppendInt(b, int64(r.Row), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(r.Line), 10)
	for _, cell := range [...]string{
		string(r.Status), r.Email, r.ID, r.Key, r.Link,
		string(r.Problem.Code), r.Problem.Column, r.Problem.Message,
	} {
		b = append(b, ',')
		if cell != "" {
			b = appendCell(b, neutral(cell))
		}
	}
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(r.Attempts), 10)
	b = append(b, ',')
	if !r.CreatedAt.IsZero() {
		b = r.CreatedAt.UTC().AppendFormat(b, time.RFC3339)
	}
	return append(b, '\n')
}

func appendCell(b []byte, cell string) []byte {
	if !needsQuotes(cell) {
		return append(b, cell...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(b, '"')
}

func needsQuotes(cell string) bool {
	for i := range len(cell) {
		if c := cell[i]; c == ',' || c == '"' || c == '\r' || c == '\n' {
			return true
		}
	}
	return cell != "" && cell[0] == ' '
}

// neutral puts a ' before what a spreadsheet would run as a formula
// (https://owasp.org/www-community/attacks/CSV_Injection).
func neutral(cell string) string {
	if cell == "" || cell[0] > '@' && cell[0] < utf8.RuneSelf || cell[0] >= '0' && cell[0] <= '9' {
		return cell // as nearly all cells are
	}
	for _, start := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return "'" + cell
		}
	}
	return cell
}

// lineStatus returns the status in a line of the report, without reading the
// rest of it: no cell before it is ever quoted.
func lineStatus(line []byte) Status {
	for range 2 {
		_, line, _ = bytes.Cut(line, []byte(","))
	}
	status, _, _ := bytes.Cut(line, []byte(","))
	return Status(status)
}

// parseLine reads a line of the report back, as far as the failed rows and the
// page need it. What was neutralised stays so.
func parseLine(line []byte) (Result, error) {
	cells, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil {
		return Result{}, err
	}
	at, err := strconv.Atoi(cells[1])
	return Result{
		Line: at, Status: Status(cells[2]), Email: cells[3],
		Problem: Problem{Code: Code(cells[7]), Column: cells[8], Message: cells[9]},
	}, err
}
