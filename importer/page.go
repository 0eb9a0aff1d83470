package importer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"partner-import/importer/row"
)

// A page shows a run to people: one file that loads nothing, which can be sent
// by mail, printed and kept. Its policy lets the one style and the one script
// run that stand in it, and nothing else, whatever the cells of the file hold;
// without the script everything can be read all the same.

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
	maxPageRows  = 5000
	maxPageCell  = 320 // characters: an e-mail may have 255
	maxPageText  = 1000
	maxPageNames = 100
)

// page is what the template is filled with.
type page struct {
	*Summary
	Style  template.CSS
	Script template.JS

	Kind     string // what was done
	File     string
	Headline string
	Rest     string // what is left to be done
	Notice   string // why it ended early
	Took     string
	Totals   []total
	Figures  []figure
	Plot     *plot
	Reasons  []pageReason // of the rows that need a person
	Remarks  []pageReason // of others
	Table    []row.Result
	More     int // rows that need a person and are not in the table
	Unsent   int
	Bytes    int
	Between  string // what stands between cells, in words
	FailedAt string // where all of them are, "" if there are none
	Mapping  []MappedColumn
	Hidden   int // columns beyond those that are shown
	Written  []Output
}

// A total is a status with its rows.
type total struct {
	Status  row.Status
	Count   int
	Share   string // "93.1 %"
	X, Wide string // in the bar, in percent
	Meaning string
}

// A figure is a number with its name.
type figure struct{ Name, Value string }

// A pageReason is a finding in words.
type pageReason struct {
	Finding
	Title, Advice string
	More          bool // lines than are named
}

// finishPage writes the page, if one is wanted.
func (r *run) finishPage() error {
	if r.options.HTML == "" {
		return nil
	}
	p, err := r.page()
	if err != nil {
		return err
	}
	return writeOut(r.options.HTML, p.write)
}

func (r *run) page() (*page, error) {
	s := r.summary
	p := &page{
		Summary: s, Style: template.CSS(pageCSS), Script: template.JS(pageJS),
		Kind: r.kind(), File: filepath.Base(r.source.shown()), Took: inWords(s.Ended.Sub(s.Started)),
		Totals: totals(s), Figures: figures(s, r.options.sends()), Plot: newPlot(r.timeline, s.Rows),
		Unsent: s.Counts[row.Unsent], Bytes: int(s.Input.Bytes), Between: between(r.source.Delimiter()),
	}
	p.Headline, p.Rest = headline(s)
	p.Notice = notice(r.stopError())
	p.Reasons, p.Remarks = pageReasons(s.Findings)
	for _, output := range s.Outputs {
		if output.What == "failed rows" {
			p.FailedAt = filepath.Base(output.Path)
		}
		if output.Path != r.options.HTML {
			p.Written = append(p.Written, Output{output.What, filepath.Base(output.Path)})
		}
	}
	// A column whose rows cannot be read any more is shown without a value.
	p.Mapping, _ = r.source.Mapping()
	p.Hidden = max(0, len(p.Mapping)-maxPageNames)
	p.Mapping = p.Mapping[:len(p.Mapping)-p.Hidden]
	var err error
	p.Table, p.More, err = r.needy()
	return p, err
}

func (r *run) kind() string {
	switch {
	case r.options.DryRun:
		return "Dry run"
	case r.options.Rebuild:
		return "Report"
	}
	return "Import"
}

// needy returns the rows that need a person as the report has them, in the
// order of the file, and how many more there are.
func (r *run) needy() (list []row.Result, more int, err error) {
	all := 0
	for status, n := range r.summary.Counts {
		if status.NeedsPerson() {
			all += n
		}
	}
	if all == 0 {
		return nil, 0, nil
	}
	lines, err := r.report.lines()
	if err != nil {
		return nil, 0, err
	}
	for row := 1; len(list) < min(all, maxPageRows); row++ {
		line, err := lines.at(row)
		if err != nil {
			return nil, 0, err
		}
		if !lineStatus(line).NeedsPerson() {
			continue
		}
		result, err := parseLine(line)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, result)
	}
	return list, all - len(list), nil
}

func (p *page) write(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"cell":  func(text string) string { return shown(text, maxPageCell) },
		"text":  func(text string) string { return shown(text, maxPageText) },
		"count": grouped,
		"lines": joined,
		"title": func(c row.Code) string { return reasonOf(c).title },
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
	if err := t.Execute(buffered, p); err != nil {
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

// shown makes visible what would not be seen, or would turn the text around:
// control characters, those without a width, and those that set the direction.
// It cuts text short.
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

// isPage recognises a page that this tool wrote.
func isPage(r io.Reader) bool {
	start := make([]byte, len(pageStart))
	_, err := io.ReadFull(r, start)
	return err == nil && bytes.Equal(start, []byte(pageStart))
}
