package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"partner-import/importer/row"
	"partner-import/importer/source"
)

// recordsOf reads a file as an import does.
func recordsOf(t *testing.T, path string) (header []string, records []row.Record) {
	t.Helper()
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows := s.Rows()
	for rows.Next() {
		records = append(records, *rows.Row().Record)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return s.Header().Columns, records
}

// TestTemplates: both templates have every field, and an import reads from both
// the cells that are written.
func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"partners.csv", "partners.xlsx"} {
		path := filepath.Join(dir, name)
		if out := answer(t, "template", "-o", path); out != "" {
			t.Errorf("template -o %s prints %q", name, out)
		}
		header, records := recordsOf(t, path)
		if !slices.Equal(header, row.Fields()) {
			t.Errorf("%s has the columns %v; want %v", name, header, row.Fields())
		}
		if len(records) != 2 {
			t.Fatalf("%s has %d rows; want 2", name, len(records))
		}
		for i, want := range templateRows()[1:] {
			var got []string
			for _, field := range row.Fields() {
				got = append(got, *records[i].Field(field))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("row %d of %s (-want +got):\n%s", i+1, name, diff)
			}
		}
	}
}

// TestCSVTemplate: it begins with what makes Excel read it as UTF-8.
func TestCSVTemplate(t *testing.T) {
	if out := answer(t, "template"); !strings.HasPrefix(out, "\ufeffemail,") || !strings.Contains(out, "João") {
		t.Errorf("the template is %q", out)
	}
}

// TestWorkbookTemplate: cells below the examples are text, and the second sheet
// explains each column.
func TestWorkbookTemplate(t *testing.T) {
	book, err := excelize.OpenReader(strings.NewReader(answer(t, "template", "--xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if list := book.GetSheetList(); !slices.Equal(list, []string{partnersSheet, columnsSheet}) {
		t.Errorf("the sheets are %q", list)
	}
	for _, cell := range []string{"A1", "E2", "E3", "E4", "J1000"} {
		id, err := book.GetCellStyle(partnersSheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		if style, err := book.GetStyle(id); err != nil || style.NumFmt != 49 {
			t.Errorf("%s is not formatted as text: %+v, %v", cell, style, err)
		}
	}
	rows, err := book.GetRows(columnsSheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, field := range row.Fields() {
		if about := rows[i+1]; about[0] != field || len(about) < 2 || !strings.HasSuffix(about[1], ".") {
			t.Errorf("line %d explains %q; want %s", i+2, about, field)
		}
	}
}

// TestTemplateReplacesNothing: a list of partners is not overwritten.
func TestTemplateReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "partners.csv")
	write(t, path, "mine")
	var errs strings.Builder
	status := run([]string{"template", "-o", path}, environment{stdout: &errs, stderr: &errs, lookup: noVariables})
	if status != exitNotStarted || read(t, path) != "mine" || !strings.Contains(errs.String(), "already exists") {
		t.Errorf("status %d, %q; want a refusal", status, &errs)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
