package desk

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"partner-import/importer/option"
	"partner-import/importer/source"
	"partner-import/importer/source/profile"
)

// A Reading is what a person decided about how the file is read. The zero value
// detects everything.
type Reading struct {
	Sheet     string            `json:"sheet,omitempty"`
	Encoding  string            `json:"encoding,omitempty"`
	Delimiter string            `json:"delimiter,omitempty"` // one character
	SkipRows  int               `json:"skip_rows,omitempty"` // lines above the header
	Repair    bool              `json:"repair,omitempty"`    // undo misread letters
	From      string            `json:"from,omitempty"`      // the name of a profile
	Columns   map[string]string `json:"columns,omitempty"`   // column → field, "-" for one that is not imported
	SplitName string            `json:"split_name,omitempty"`
	KeyFrom   string            `json:"key_from,omitempty"` // COLUMN[:PARAMETER]
	Chosen    map[string]Choice `json:"chosen,omitempty"`   // column → the rows that are meant
	Set       map[string]string `json:"set,omitempty"`      // field → value for rows without one
	Tags      []string          `json:"tags,omitempty"`     // for every row
	Carry     []string          `json:"carry,omitempty"`    // columns that are copied into the report
}

// A Choice says which rows are meant, by the values of a column. The values are
// written as [source.CheckChoice] takes them.
type Choice struct {
	Only []string `json:"only,omitempty"`
	Skip []string `json:"skip,omitempty"`
}

// Equal reports whether both read the file alike.
func (r *Reading) Equal(other Reading) bool {
	one, err := json.Marshal(r)
	two, failed := json.Marshal(other)
	return err == nil && failed == nil && bytes.Equal(one, two)
}

// Options are those that the original is opened with.
func (r *Reading) Options(call option.Namer) source.Options {
	o := r.common(call)
	o.Sheet, o.Encoding, o.SkipRows = r.Sheet, r.Encoding, r.SkipRows
	if r.Delimiter != "" {
		o.Delimiter, _ = utf8.DecodeRuneInString(r.Delimiter)
	}
	return o
}

// Corrected are the options for the copy with corrections, which is a file of ours: it
// has commas, and nothing but the table.
func (r *Reading) Corrected(call option.Namer) source.Options {
	o := r.common(call)
	o.Delimiter = ','
	if o.From != nil {
		o.From.Section = "" // it is ours alone, since Find makes it anew
	}
	return o
}

func (r *Reading) common(call option.Namer) source.Options {
	o := source.Options{From: profile.Find(r.From), SplitName: r.SplitName, KeyFrom: r.KeyFrom, AddTags: r.Tags, Carry: r.Carry, NoPipes: true, Call: call} // a page cannot wait
	if r.Repair {
		o.Repair = "mojibake"
	}
	for _, column := range slices.Sorted(maps.Keys(r.Columns)) {
		o.Map = append(o.Map, source.Mapping{Column: column, Field: r.Columns[column]})
	}
	for _, field := range slices.Sorted(maps.Keys(r.Set)) {
		o.Set = append(o.Set, source.Constant{Field: field, Value: r.Set[field]})
	}
	for _, column := range slices.Sorted(maps.Keys(r.Chosen)) {
		if c := r.Chosen[column]; len(c.Only) > 0 {
			o.Only = append(o.Only, column+"="+strings.Join(c.Only, ","))
		} else if len(c.Skip) > 0 {
			o.Skip = append(o.Skip, column+"="+strings.Join(c.Skip, ","))
		}
	}
	return o
}
