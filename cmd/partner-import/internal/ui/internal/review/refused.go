package review

import (
	"encoding/json"
	"errors"
	"io/fs"

	"partner-import/cmd/partner-import/internal/ui/internal/edits"
	"partner-import/importer/plainfile"
	"partner-import/importer/row"
)

// refusedName is the file of what Partnero said about rows, in the folder of an import.
const refusedName = "refused.json"

// refusals are what Partnero said about rows when they were sent last. They hold as
// long as a person does not change the row.
type refusals struct {
	version int // of the corrections that were sent
	rows    map[int]refusal
}

type refusal struct {
	Row     int      `json:"row"` // of the sheet, from 0
	Column  string   `json:"column,omitempty"`
	Code    row.Code `json:"code"`
	Text    string   `json:"text"`
	Waits   bool     `json:"waits,omitempty"` // for the row of its referring partner
	problem Problem
}

// of returns what Partnero said about a row, and whether that holds.
func (r *refusals) of(number int, log *edits.Log) (Problem, bool) {
	one, found := r.rows[number]
	if !found || log.ChangedAt(number) > r.version || one.Waits && log.Version() > r.version {
		return Problem{}, false
	}
	return one.problem, true
}

// An Outcome collects what Partnero says about the rows of a run. It is for one
// goroutine at a time.
type Outcome struct {
	review *Review
	file   File
	rows   []refusal
}

// Watch begins to collect what Partnero says about the rows of a file.
func (r *Review) Watch(f File) *Outcome { return &Outcome{review: r, file: f} }

// Note takes over the result of a row. A row that only needs another run is no matter
// for a person.
func (o *Outcome) Note(one row.Result) {
	if one.Status != row.Blocked && (one.Status != row.Failed || one.Problem.Code == row.Unreachable) || len(o.rows) >= mostMessages {
		return
	}
	if number := o.file.copied.row(one); number >= 0 {
		p := one.Problem
		o.rows = append(o.rows, refusal{Row: number, Column: p.Column, Code: p.Code, Text: p.Message, Waits: one.Status == row.Blocked})
	}
}

// Save keeps what was collected, in place of what was known before. The check of the
// rows shows it from now on.
func (o *Outcome) Save() error {
	text, err := json.Marshal(struct {
		Version int       `json:"version"`
		Rows    []refusal `json:"rows"`
	}{o.file.Version, o.rows})
	if err != nil {
		return err
	}
	r := o.review
	if err := r.Import.Keep(refusedName, text); err != nil {
		return err
	}
	r.mu.Lock()
	r.take(o.file.Version, o.rows)
	clear(r.lists)
	r.mu.Unlock()
	r.tell()
	return nil
}

// mostRefused is how many bytes that may have.
const mostRefused = 1 << 30

// readRefused reads what Partnero said in an earlier run.
func (r *Review) readRefused() error {
	text, err := plainfile.Read(r.Import.Path(refusedName), mostRefused)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var kept struct {
		Version int
		Rows    []refusal
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	r.take(kept.Version, kept.Rows)
	return err
}

func (r *Review) take(version int, rows []refusal) {
	r.refusals = refusals{version, map[int]refusal{}}
	for _, one := range rows {
		one.problem = Problem{Column: r.column(one.Column), Code: one.Code, Text: one.Text, Said: true}
		r.refusals.rows[one.Row] = one
	}
}
