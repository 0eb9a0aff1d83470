// Package page shows a run to people, as one HTML file that loads nothing.
package page

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"partner-import/importer/option"
	"partner-import/importer/row"
)

// A page shows a run to people. It is one file that loads nothing: you can mail
// it, print it and keep it. Its policy allows its own style and its own script,
// and nothing else, whatever is in the cells of the file. You can read all of it
// without the script.

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// pageStart is how a page begins that this tool wrote.
const pageStart = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"generator\" content=\"partner-import\">\n"

// What a page holds at most of what comes from the file or from the network.
const (
	MaxRows      = 5000
	maxPageCell  = 320 // characters: an e-mail may have 255
	maxPageText  = 1000
	maxPageNames = 100
)

// A View is what a page shows of a run.
type View struct {
	Kind    string // what was done, like "Import"
	File    string // the name of the input
	Release string // of the tool
	DryRun  bool
	Host    string       // of the account, "" for none
	Key     string       // how the key ends
	Sandbox bool         // the import went into a sandbox
	Notice  string       // why it ended early, "" if it did not
	Call    option.Namer // how the page calls options

	Started    time.Time
	Took       time.Duration
	ExitStatus int

	Rows     int
	Counts   map[row.Status]int // they add up to Rows
	ThisRun  map[row.Status]int // of Counts, what this run did; nil if it is not known
	Findings row.Findings       // those with the most rows first
	Table    []row.Result       // rows to fix, in the order of the file
	More     int                // rows to fix that are not in the table
	Figures  []Figure
	Timeline *Timeline // nil: there is no plot
	Warnings []string

	Encoding  string
	Sheet     string // of a workbook
	Delimiter rune   // between the cells of a text, 0 of a workbook
	Bytes     int
	SHA256    string
	Columns   []Column

	FailedAt string   // where all bad rows are, "" if there are none
	Written  []Output // what was written beside the page
}

// A Column says what was read from a column.
type Column struct {
	Column string // "" for what is in no column
	Field  string // "" if the column is not imported
	First  string // the first value, never a password
	Kind   string // what values look like, such as "dates"; of a column that is not imported
}

// An Output is a file that was written.
type Output struct{ What, Path string }

// A document is what the template is filled with.
type document struct {
	*View
	Style    template.CSS
	Script   template.JS
	Headline string
	Rest     string // what is left to do
	Took     string
	Totals   []total
	Plot     *plot
	Reasons  []pageReason // of the rows to fix
	Remarks  []pageReason // of rows that are imported, or ready
	Waiting  []pageReason // of rows that were not sent yet
	Bad      int          // rows to fix
	Unsent   int
	Between  string // what separates cells, in words
	Hidden   int    // columns beyond those that are shown
}

// A total is a status with its rows.
type total struct {
	Status  row.Status
	Count   int
	Share   string // "93.1 %"
	X, Wide string // in the bar, in percent
	Meaning string
	Split   string // how many of them are new, "" if all are
}

// A pageReason is a finding in words.
type pageReason struct {
	row.Finding
	Title, Advice string
	More          bool // lines than are named
}

func newDocument(v *View) *document {
	p := &document{
		View: v, Style: template.CSS(pageCSS), Script: template.JS(pageJS),
		Totals: totals(v), Took: inWords(v.Took), Plot: newPlot(v.Timeline, v.Rows),
		Bad: v.bad(), Unsent: v.Counts[row.Unsent], Between: between(v.Delimiter), Hidden: max(0, len(v.Columns)-maxPageNames),
	}
	p.Headline, p.Rest = headline(v)
	p.Reasons, p.Remarks, p.Waiting = v.pageReasons()
	return p
}

// Mapping returns the columns that are shown.
func (p *document) Mapping() []Column { return p.Columns[:len(p.Columns)-p.Hidden] }

// Write writes the page.
func (v *View) Write(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"cell":  func(text string) string { return shown(text, maxPageCell) },
		"text":  func(text string) string { return shown(text, maxPageText) },
		"count": grouped,
		"lines": joined,
		"title": func(c row.Code) string { return v.reasonOf(c).title },
		"time":  func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
		"hash": func(text any) string {
			sum := sha256.Sum256([]byte(fmt.Sprint(text)))
			return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		},
	}).Parse(pageHTML)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	if _, err := buffered.WriteString(pageStart); err != nil {
		return err
	}
	if err := t.Execute(buffered, newDocument(v)); err != nil {
		return err
	}
	return buffered.Flush()
}

func joined(lines []int) string {
	texts := make([]string, len(lines))
	for i, line := range lines {
		texts[i] = strconv.Itoa(line)
	}
	return strings.Join(texts, ", ")
}

// shown makes invisible characters visible, and those that turn the text around:
// control characters, those without a width, and those that set the direction.
// It cuts long text.
func shown(text string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > most {
			return b.String() + "…"
		}
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// Is recognises a page that this tool wrote.
func Is(r io.Reader) bool {
	start := make([]byte, len(pageStart))
	_, err := io.ReadFull(r, start)
	return err == nil && bytes.Equal(start, []byte(pageStart))
}
