package source

import (
	"slices"

	"github.com/gocarina/gocsv"

	"partner-import/importer/internal/cell"
	"partner-import/importer/internal/garbled"
	"partner-import/importer/row"
	"partner-import/importer/source/internal/export"
)

// A binder turns the cells of batches into Records, through gocsv. It is for one
// goroutine.
//
// gocsv gets the rows as cells, because our own reader knows lines and bad rows. It
// gets them under the names of the fields, whatever the file calls its columns. It
// reads a whole batch, so the cost of a call is shared by some hundred rows.
type binder struct {
	header  Header
	export  *export.Export   // nil for none
	repairs *garbled.Repairs // of garbled letters, nil for none
	adds    bool             // the header completes records
	cleaner cell.Cleaner
	staged  [][]string // the names of the fields, and the rows
}

func newBinder(s *Source) *binder {
	h := s.header
	constants, tags := h.Added()
	return &binder{header: h, export: s.export, repairs: s.repairs, cleaner: cell.Cleaner{Often: s.often}, adds: len(constants) > 0 || tags != "", staged: [][]string{slices.Clone(h.Fields())}}
}

// bind makes the Records of all rows of the batch that can be read.
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
// referring partner. For gocsv an empty cell is the same as none, and costs time.
func withoutTail(cells []string) []string {
	n := len(cells)
	for n > 1 && cells[n-1] == "" {
		n--
	}
	return cells[:n]
}

func (b *binder) finish(row *Parsed) {
	b.cleaner.Found = row.Found
	b.cleaner.Plain = row.Plain
	if r := row.Record; !row.Plain && row.LeftOut == "" {
		b.repairs.Cells(row.Line, &r.Name, &r.Surname, &r.Tags, &r.ID, &r.Key, &r.Email, &r.ReferrerID, &r.ReferrerKey, &r.ReferrerEmail, &r.Referrer)
	}
	if b.header.Derived().Any() {
		b.derive(row)
	}
	if b.export != nil && row.LeftOut == "" {
		row.Plain, b.cleaner.Plain = false, false
		if problem := b.export.Before(row.Record, export.Line{Number: row.Line, Cells: row.text.Cells}); row.Problem == nil {
			row.Problem = problem
		}
	}
	b.cleaner.Clean(row.Record)
	if row.LeftOut == "" {
		row.LeftOut = b.export.Repeats(row.Number)
	}
	if b.adds {
		b.header.Complete(row.Record)
		row.Plain = false
	}
	row.Found = b.cleaner.Found
}

// ReadAll implements gocsv.CSVReader.
func (b *binder) ReadAll() ([][]string, error) { return b.staged, nil }

// Read implements gocsv.CSVReader. gocsv does not call it.
func (b *binder) Read() ([]string, error) { return b.staged[0], nil }

// A bound has the Record that gocsv fills. It is small, because gocsv makes two for
// each row and copies one to the other.
type bound struct {
	*row.Record `csv:"email"`
}

// UnmarshalCSVWithFields takes a cell from gocsv. Otherwise gocsv would set the field
// by reflection, at three times the cost. A column that is ignored has no name.
func (b *bound) UnmarshalCSVWithFields(field, value string) error {
	if b.Record == nil {
		b.Record = new(row.Record)
	}
	if cell := b.Field(field); cell != nil {
		*cell = value
	}
	return nil
}
