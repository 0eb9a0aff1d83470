package source

import (
	"iter"
	"slices"

	"partner-import/importer/row"
)

// Again reads the rows with these sorted numbers again. It ends with an error if one
// of them is missing now.
func (s *Source) Again(numbers []int) iter.Seq2[row.Row, error] {
	return func(yield func(row.Row, error) bool) {
		cutter, binder := s.cut(), newBinder(s)
		var b batch
		for len(numbers) > 0 && cutter.fill(&b, batchRows) {
			numbers = b.keep(numbers)
			if err := s.bind(binder, &b); err != nil {
				yield(row.Row{}, err)
				return
			}
			for _, r := range b.rows {
				if !yield(r.Row, nil) {
					return
				}
			}
		}
		if err := s.ended(cutter.err); err != nil {
			yield(row.Row{}, err)
		} else if len(numbers) > 0 {
			yield(row.Row{}, s.Changed())
		}
	}
}

// keep leaves only the rows with these sorted numbers, and returns the numbers that
// come after the batch.
func (b *batch) keep(numbers []int) []int {
	b.rows = slices.DeleteFunc(b.rows, func(r Parsed) bool {
		if len(numbers) > 0 && r.Number == numbers[0] {
			numbers = numbers[1:]
			return false
		}
		return true
	})
	return numbers
}
