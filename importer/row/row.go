// Package row is one row of a file: the [Record] that is read, and the [Result]
// that is reported.
package row

// A Row is one data row. A row that cannot be read is a Row with a Problem. Only
// trouble with the file itself ends the reading.
type Row struct {
	Number  int // data rows count from 1
	Line    int // the physical line where the row starts
	Record  *Record
	Problem *Problem // why it cannot be sent; there may be no Record
	LeftOut string   // a sentence that says why nobody asked for this row, "" for one that is meant
}

// Invalid is the result of a row that has this problem.
func (r Row) Invalid(problem Problem) Result {
	result := Result{Row: r.Number, Line: r.Line, Status: Invalid, Problem: problem}
	if r.Record != nil {
		result.Email = r.Record.Email
	}
	return result
}

// Skipped is the result of a row that is left out on purpose.
func (r Row) Skipped() Result {
	result := r.Invalid(Problem{Message: r.LeftOut})
	result.Status = Skipped
	return result
}
