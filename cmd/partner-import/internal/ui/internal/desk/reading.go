package desk

import (
	"maps"
	"slices"
	"unicode/utf8"

	"partner-import/importer/option"
	"partner-import/importer/source"
)

// A Reading is what a person decided about how the file is read. The zero value
// detects everything.
type Reading struct {
	Sheet     string            `json:"sheet,omitempty"`
	Encoding  string            `json:"encoding,omitempty"`
	Delimiter string            `json:"delimiter,omitempty"` // one character
	SkipRows  int               `json:"skip_rows,omitempty"` // lines above the header
	Columns   map[string]string `json:"columns,omitempty"`   // column → field, "-" for one that is not imported
	Set       map[string]string `json:"set,omitempty"`       // field → value for rows without one
	Tags      []string          `json:"tags,omitempty"`      // for every row
}

// Equal reports whether both read the file alike.
func (r *Reading) Equal(other Reading) bool {
	return r.Sheet == other.Sheet && r.Encoding == other.Encoding && r.Delimiter == other.Delimiter && r.SkipRows == other.SkipRows &&
		maps.Equal(r.Columns, other.Columns) && maps.Equal(r.Set, other.Set) && slices.Equal(r.Tags, other.Tags)
}

// Options are those that the original is opened with.
func (r *Reading) Options(call option.Namer) source.Options {
	o := r.Corrected(call)
	o.Sheet, o.Encoding, o.SkipRows = r.Sheet, r.Encoding, r.SkipRows
	if r.Delimiter != "" {
		o.Delimiter, _ = utf8.DecodeRuneInString(r.Delimiter)
	}
	return o
}

// Corrected are the options for the copy with corrections, which is a file of ours.
func (r *Reading) Corrected(call option.Namer) source.Options {
	o := source.Options{AddTags: r.Tags, Call: call}
	for _, column := range slices.Sorted(maps.Keys(r.Columns)) {
		o.Map = append(o.Map, source.Mapping{Column: column, Field: r.Columns[column]})
	}
	for _, field := range slices.Sorted(maps.Keys(r.Set)) {
		o.Set = append(o.Set, source.Constant{Field: field, Value: r.Set[field]})
	}
	return o
}
