package source

import (
	"github.com/gocarina/gocsv"

	"partner-import/importer/internal/cell"
	"partner-import/importer/row"
)

// A binder turns the cells of batches into Records, through gocsv. It is used
// by one goroutine.
//
// gocsv is given the rows as cells, since they come from our own reading, which
// knows lines and bad rows, and under the fields' own names, whatever the file
// calls its columns. It reads a batch at once: what it does for each call is
// then paid once for some hundred rows.
type binder struct {
	header  *Header
	cleaner cell.Cleaner
	staged  [][]string // the names of the fields, and the rows
}

func newBinder(h Header) *binder {
	names := make([]string, len(h.fields))
	copy(names, h.fields)
	return &binder{header: &h, staged: [][]string{names}}
}

// bind gives every row of the batch that can be read its Record.
func (b *binder) bind(batch *batch) error {
	b.staged = b.staged[:1]
	for i := range batch.rows {
		if row := &batch.rows[i]; row.Problem == nil {
			b.staged = append(b.staged, withoutTail(row.text.Cells))
		}
	}
	if len(b.staged) == 1 {
		return nil
	}
	if err := gocsv.UnmarshalCSV(b, &batch.bound); err != nil {
		return err
	}
	records := batch.bound
	for i := range batch.rows {
		if row := &batch.rows[i]; row.Problem == nil {
			row.Record, records = records[0].Record, records[1:]
			b.finish(row)
		}
	}
	return nil
}

// withoutTail leaves out the empty cells at the end of a row. Most rows have no
// referring partner. To gocsv empty cells are the same as none, and each costs.
func withoutTail(cells []string) []string {
	n := len(cells)
	for n > 1 && cells[n-1] == "" {
		n--
	}
	return cells[:n]
}

func (b *binder) finish(row *Parsed) {
	b.cleaner.Found = row.Found[:0]
	b.cleaner.Plain = row.Plain
	b.cleaner.Clean(row.Record)
	b.header.complete(row.Record)
	row.Plain = row.Plain && len(b.header.constants) == 0 && b.header.tags == ""
	row.Found = b.cleaner.Found
}

// ReadAll implements gocsv.CSVReader.
func (b *binder) ReadAll() ([][]string, error) { return b.staged, nil }

// Read implements gocsv.CSVReader; gocsv does not call it.
func (b *binder) Read() ([]string, error) { return b.staged[0], nil }

// A bound holds the Record that gocsv fills. It is small since gocsv makes two
// of them for each row, and copies one to the other.
type bound struct {
	*row.Record `csv:"email"`
}

// UnmarshalCSVWithFields takes a cell from gocsv, which would otherwise set the
// field by reflection, at three times the cost. A column that is ignored has no
// name.
func (b *bound) UnmarshalCSVWithFields(field, value string) error {
	if b.Record == nil {
		b.Record = new(row.Record)
	}
	if cell := b.Field(field); cell != nil {
		*cell = value
	}
	return nil
}
