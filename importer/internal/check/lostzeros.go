package check

import (
	"fmt"
	"strings"

	"partner-import/importer/internal/cell"
)

// maxDigits is the length of the longest number that is counted.
const maxDigits = 32

// keptDigits is how many digits of a number spreadsheets keep. The digits after
// them become zeros.
const keptDigits = 15

// zeros notices ids or keys that lost digits in a spreadsheet. A number lost its
// leading zeros if it is shorter than another one in the column that begins with
// a zero. A long number lost its last digits if they are all zeros.
type zeros struct {
	longest int // of the ids that begin with 0
	example string
	line    int // of the example
	others  [maxDigits + 1]struct {
		count, line int
		example     string
	}

	long    int // of the numbers that are longer than a spreadsheet keeps
	rounded struct {
		count, line int
		example     string
	}
}

func (z *zeros) add(line int, id string) {
	if id == "" || id[0] < '0' || id[0] > '9' || len(id) > maxDigits || strings.Trim(id, "0123456789") != "" {
		return
	}
	if id[0] == '0' && len(id) > 1 {
		if len(id) > z.longest {
			z.longest, z.example, z.line = len(id), id, line
		}
		return
	}
	o := &z.others[len(id)]
	if o.count == 0 {
		o.line, o.example = line, id
	}
	o.count++
	z.addLong(line, id)
}

func (z *zeros) addLong(line int, id string) {
	if len(id) <= keptDigits {
		return
	}
	z.long++
	if strings.Trim(id[keptDigits:], "0") != "" {
		return
	}
	if z.rounded.count == 0 {
		z.rounded.line, z.rounded.example = line, id
	}
	z.rounded.count++
}

// merge takes over the ids of the rows that follow.
func (z *zeros) merge(next *zeros) {
	if next.longest > z.longest {
		z.longest, z.example, z.line = next.longest, next.example, next.line
	}
	for i := range next.others {
		if z.others[i].count == 0 {
			z.others[i].line, z.others[i].example = next.others[i].line, next.others[i].example
		}
		z.others[i].count += next.others[i].count
	}
	if z.rounded.count == 0 {
		z.rounded.line, z.rounded.example = next.rounded.line, next.rounded.example
	}
	z.long += next.long
	z.rounded.count += next.rounded.count
}

// sentences returns what was noticed in a field. One long number in ten ends with
// a zero by chance. They count as rounded only if most of them do.
func (z *zeros) sentences(column string) []string {
	var all []string
	if text := z.leading(column); text != "" {
		all = append(all, text)
	}
	if z.rounded.count*2 > z.long {
		what := fmt.Sprintf("looks rounded by a spreadsheet: everything after the %dth digit is zero", keptDigits)
		all = append(all, noticed(z.rounded.line, inColumn(cell.Quote(z.rounded.example), column), what, z.rounded.count, "Compare it with the original."))
	}
	return all
}

func (z *zeros) leading(column string) string {
	count, line, example := 0, 0, ""
	for _, o := range z.others[:z.longest] {
		count += o.count
		if o.count > 0 && (line == 0 || o.line < line) {
			line, example = o.line, o.example
		}
	}
	if count == 0 {
		return ""
	}
	what := fmt.Sprintf("is shorter than %q on line %d, and may have lost leading zeros", z.example, z.line)
	return noticed(line, inColumn(cell.Quote(example), column), what, count, "Compare it with the original.")
}
