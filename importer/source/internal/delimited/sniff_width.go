package delimited

import (
	"partner-import/importer/internal/cell"
	"partner-import/importer/source/internal/raw"
)

// share is the part of the rows that have the width, without empty cells beyond it.
func share(rows []raw.Row, width int) float64 {
	if len(rows) == 0 {
		return 0
	}
	n := 0
	for _, row := range rows {
		if row.Err == nil && len(row.Cells) >= width && cell.AllEmpty(row.Cells[width:]) {
			n++
		}
	}
	return float64(n) / float64(len(rows))
}

// commonWidth returns the width of most rows, and how many have it.
func commonWidth(rows []raw.Row) (width, n int) {
	counts := map[int]int{}
	for _, row := range rows {
		if row.Err != nil {
			continue
		}
		w := len(row.Cells)
		counts[w]++
		if counts[w] > n || counts[w] == n && w < width {
			width, n = w, counts[w]
		}
	}
	return width, n
}
