package table

import (
	"fmt"
	"strings"
)

func otherHeader(header int, reordered bool) string {
	if reordered {
		return fmt.Sprintf("This line names the columns in a different order than line %d. Put the rows below it into that order.", header)
	}
	return fmt.Sprintf("This line is a header with other columns than line %d. Put the rows below it into a file of their own.", header)
}

func belowOther(line, header int, reordered bool) string {
	if reordered {
		return fmt.Sprintf("This row is below line %d, which names the columns in a different order than line %d. Put it into that order.", line, header)
	}
	return fmt.Sprintf("This row is below line %d, a header with other columns than line %d. Put it into a file of its own.", line, header)
}

func twoInOne(line int) string {
	return fmt.Sprintf("A row and a header are in one line. Add a line end between them in line %d.", line)
}

func repeatedHeader(line int) string {
	return fmt.Sprintf("Line %d repeats the header. Such lines are skipped.", line)
}

func namelessColumns(columns []string, first, header int) string {
	if len(columns) == 1 {
		return fmt.Sprintf("Column %s has values (first: line %d) but no name, so it is not imported. Name it in line %d, or delete it.", columns[0], first, header)
	}
	return fmt.Sprintf("Columns %s have values (first: line %d) but no names, so they are not imported. Name them in line %d, or delete them.",
		strings.Join(columns, ", "), first, header)
}
