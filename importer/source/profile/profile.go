// Package profile knows how other platforms write their exports: which column is which
// field, what is done to its values, and which rows are meant.
//
// A profile is data. Those that the program brings are in profiles.yaml, and a person
// can write one of the same form.
package profile

import (
	"slices"
	"strings"

	"partner-import/importer/source/internal/reshape"
)

// A Profile says how to read the exports of one platform. It does not change once it
// is made, so it is safe for concurrent use.
type Profile struct {
	Name      string // a word, such as "gumroad"
	Title     string // of the platform, such as "Gumroad"
	File      string // which file of the platform it reads
	Certainty Certainty
	Source    string   // where the names of the columns are from
	Notes     []string // what a person should know before an import
	Refused   string   // why no such file can be imported, "" if it can

	// Signature are the columns by which a file is recognised. Of a list of several
	// names, the file has one.
	Signature [][]string
	Columns   []Column

	// KeyChoices are the columns that may have the referral key. The settings of the
	// platform decide which one has it, so a person must choose.
	KeyChoices []string
	Keys       Keys
	Rows       Rows
	Footers    []string // how the first cell of a line begins that is not a partner
	Section    string   // the line above the header, in a file with several tables
	ShortRows  string   // why rows may be shorter than the header
	Repeats    Repeats
	Suggest    Suggest

	text string // as YAML
}

// A Certainty says how much is known about the names of the columns.
type Certainty string

// The certainties, best first.
const (
	Vendor Certainty = "vendor" // a page of the platform names the columns
	Code   Certainty = "code"   // the source of the program that writes the file is public
	Users  Certainty = "users"  // programs of users read such files
	API    Certainty = "api"    // only the fields of the platform's API are public
	Unsaid Certainty = ""       // the profile does not say, such as one of a person's own
)

// IsTested reports whether the names of the columns are those of a real file.
func (c Certainty) IsTested() bool { return c != API }

// Words say what the certainty means.
func (c Certainty) Words() string {
	switch c {
	case Vendor:
		return "columns from the platform's own page"
	case Code:
		return "columns from the source code of the platform"
	case Users:
		return "columns from programs that read such files"
	case API:
		return "untested on a real file: columns from the platform's API"
	}
	return ""
}

// Short is the certainty in a word.
func (c Certainty) Short() string {
	if c.IsTested() {
		return string(c)
	}
	return "untested"
}

// A Column says what a column of the export means.
type Column struct {
	Name  string // a "*" at its end stands for any rest
	Field string // a field of a partner, or one of the other meanings below
	Steps []string
	Note  string // what a person should know if a file has the column

	chain reshape.Chain
}

// IsLink reports whether the column has links, and the key is all that is taken out of
// them.
func (c *Column) IsLink() bool {
	return c.Field == "key" && len(c.Steps) == 1 && (c.Steps[0] == "link" || strings.HasPrefix(c.Steps[0], "link "))
}

// Parameter is the parameter of the links that has the key, "" for those that are known.
func (c *Column) Parameter() string { return strings.TrimSpace(strings.TrimPrefix(c.Steps[0], "link")) }

// The meanings of a column that are not fields of a partner.
const (
	FullName = "full name" // name and surname together
	OwnID    = "own id"    // of the platform: only read to find referring partners
	ParentID = "parent id" // the own id of the referring partner
	Ignored  = "ignored"   // not read
	Secret   = "secret"    // passwords and tokens: not read, not copied, never shown
)

// Change is the value of a cell for the column's field. The error is a sentence that
// says what is wrong with the value.
func (c *Column) Change(value string) (string, error) { return c.chain.Apply(value) }

// Rows say which rows of an export are partners that should be created. Take and Leave
// are not both given. The zero value takes every row.
type Rows struct {
	Column string   // with the status
	Take   []string // the values of partners to create; "" is an empty cell
	Leave  []string // the values of partners to leave out
	Doubt  []string // values that Take leaves out, and a person may want
}

// Repeats says what rows with the same e-mail are.
type Repeats string

// The meanings of rows with the same e-mail.
const (
	Duplicates Repeats = ""      // a mistake
	SamePerson Repeats = "merge" // the same partner, if they agree in everything that is read
)

// Keys says what becomes of the links that are out there.
type Keys string

// What becomes of them.
const (
	KeysAsRead Keys = ""     // a column has the keys, or there are no links
	KeysLost   Keys = "lost" // the export has no keys, so that no old link leads to a partner
)

// Suggest says when a person is told that a file looks like an export of the platform.
type Suggest string

// When a profile is suggested.
const (
	SuggestAlways Suggest = ""
	SuggestNever  Suggest = "never" // the file is read in the same way without it, or it may be any file
	SuggestExact  Suggest = "exact" // if the file has no other columns
)

// YAML is the profile as it was written.
func (p *Profile) YAML() string { return p.text }

// ColumnsOf returns the columns with one of the fields.
func (p *Profile) ColumnsOf(fields ...string) (all []Column) {
	for _, c := range p.Columns {
		if slices.Contains(fields, c.Field) {
			all = append(all, c)
		}
	}
	return all
}

// IsSecret reports whether a column may hold passwords or tokens.
func (p *Profile) IsSecret(column string) bool {
	return slices.ContainsFunc(p.ColumnsOf(Secret), func(c Column) bool { return SameName(column, c.Name) })
}

// Meaning is what the profile says about a column of a file, nil if it says nothing.
func (p *Profile) Meaning(column string) *Column {
	for i := range p.Columns {
		if SameName(column, p.Columns[i].Name) {
			return &p.Columns[i]
		}
	}
	return nil
}

// SameName reports whether a column of a file has a name, which may end with a "*".
// Case, spaces, accents, hyphens, dots and "_" do not matter.
func SameName(column, name string) bool {
	begin, open := strings.CutSuffix(name, "*")
	if open {
		return strings.HasPrefix(fold(column), fold(begin))
	}
	return fold(column) == fold(name)
}
