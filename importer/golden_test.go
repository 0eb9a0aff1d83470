package importer_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// The goldens in this package see an import from outside: what it asks of the
// API, its report, and the rows of its journal. So they hold whatever the code
// looks like inside.

var update = flag.Bool("update", false, "write what the importer does into the goldens")

// A place is a folder with an input and the outputs of its imports.
type place struct {
	t   *testing.T
	dir string
}

func (p place) path(name string) string { return filepath.Join(p.dir, name) }

func (p place) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// imports runs one import and returns its report without the title line.
func (p place) imports(input string, to importer.Partners, o importer.Options) []string {
	p.t.Helper()
	source, err := source.Open(p.path(input), source.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer source.Close()
	o.Call = importer.Flags
	_, err = importer.New(to, o).Run(context.Background(), source)
	var stop *stop.Error
	if err != nil && !errors.As(err, &stop) {
		p.t.Fatal(err)
	}
	return p.report(o.Beside(p.path(input)).Report)
}

func (p place) report(path string) (lines []string) {
	p.t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	for _, row := range cells[1:] {
		lines = append(lines, strings.Join(row, "|"))
	}
	return lines
}

// query reads rows of a journal that no run has open, one line each.
func (p place) query(journal, query string) (lines []string) {
	p.t.Helper()
	for _, cells := range p.cells(journal, query, true) {
		lines = append(lines, strings.Join(cells, "|"))
	}
	return lines
}

// cells reads rows of a journal. One that was closed is not written to.
func (p place) cells(journal, query string, closed bool) (all [][]string) {
	p.t.Helper()
	name := "file:" + p.path(journal)
	if closed {
		name += "?mode=ro&immutable=1"
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		all = append(all, p.line(rows))
	}
	if err := rows.Err(); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// line is a row of a query. NULL is "-", which differs from an empty text.
func (p place) line(rows *sql.Rows) (cells []string) {
	p.t.Helper()
	columns, err := rows.Columns()
	if err != nil {
		p.t.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		p.t.Fatal(err)
	}
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			cells = append(cells, "-")
		case []byte:
			cells = append(cells, fmt.Sprintf("%x", v))
		default:
			cells = append(cells, fmt.Sprint(v))
		}
	}
	return cells
}

// wantGolden compares a text with the file of that name.
func wantGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
