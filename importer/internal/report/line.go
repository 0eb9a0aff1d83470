package report

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// This file is one line of a report: how it is written, and read back.

// lineLength returns how long the first line of a report is: up to a line end
// outside quotes; -1 if it is incomplete.
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
func appendLine(b []byte, r *row.Result) []byte {
	b = strconv.AppendInt(b, int64(r.Row), 10)
	b = append(b, ',')
	if r.Line > 0 { // else the row is not from a file
		b = strconv.AppendInt(b, int64(r.Line), 10)
	}
	for _, text := range [...]string{
		string(r.Status), r.Email, r.ID, r.Key, r.Link,
		string(r.Problem.Code), r.Problem.Column, r.Problem.Message,
	} {
		b = append(b, ',')
		if text != "" {
			b = appendCell(b, cell.Neutralize(text))
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

// lineStatus returns the status in a line of the report, without reading the
// rest of it: no cell before it is ever quoted.
func lineStatus(line []byte) row.Status {
	for range 2 {
		_, line, _ = bytes.Cut(line, []byte(","))
	}
	status, _, _ := bytes.Cut(line, []byte(","))
	return row.Status(status)
}

// parseLine reads a line of the report back, as far as the failed rows and the
// page need it. What was neutralised stays so.
func parseLine(line []byte) (row.Result, error) {
	cells, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil {
		return row.Result{}, err
	}
	at, err := strconv.Atoi(cells[1])
	return row.Result{
		Line: at, Status: row.Status(cells[2]), Email: cells[3],
		Problem: row.Problem{Code: row.Code(cells[7]), Column: cells[8], Message: cells[9]},
	}, err
}
