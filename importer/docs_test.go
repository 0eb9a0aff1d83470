package importer

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/importer/internal/report"
	"partner-import/importer/row"
)

// rowsOf are the first cells, without their backticks, of the table below a
// heading of docs/report.md.
func rowsOf(t *testing.T, heading string) (names []string) {
	t.Helper()
	_, table, ok := strings.Cut(readFile(t, "../docs/report.md"), "\n| "+heading+" |")
	if !ok {
		t.Fatalf("docs/report.md has no table of each %s", heading)
	}
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range strings.Split(strings.TrimSpace(table), "\n")[2:] {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		if slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) == "" }) {
			t.Errorf("a cell is empty in %q", row)
		}
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[0], -1) {
			names = append(names, name[1])
		}
	}
	return names
}

// TestReportIsDocumented: docs/report.md has every column, status and error
// code of the report, and no others.
func TestReportIsDocumented(t *testing.T) {
	for heading, want := range map[string][]string{
		"column":     strings.Split(report.ReportHeader, ","),
		"status":     texts(row.Statuses()),
		"error code": constants(t, "row/result.go", "Code"),
	} {
		got := rowsOf(t, heading)
		if heading != "column" { // whose order is that of the file
			slices.Sort(got)
			slices.Sort(want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("each %s (-code +docs/report.md):\n%s", heading, diff)
		}
	}
	if got, want := texts(row.Statuses()), constants(t, "row/result.go", "Status"); len(got) != len(want) {
		t.Errorf("Statuses() = %v; want all constants, %v", got, want)
	}
	for _, code := range constants(t, "row/result.go", "Code") {
		if page := readFile(t, "../docs/csv.md"); !strings.Contains(page, "`"+code+"`") {
			t.Errorf("docs/csv.md does not say what %s means", code)
		}
	}
}

// TestSummaryIsDocumented: docs/report.md names every field of the schema, at
// the top and inside, and no others.
func TestSummaryIsDocumented(t *testing.T) {
	s := readSchema(t)
	var fields []string
	for name := range s.Properties {
		fields = append(fields, name)
	}
	got := rowsOf(t, "field")
	slices.Sort(got)
	slices.Sort(fields)
	if diff := cmp.Diff(fields, got); diff != "" {
		t.Errorf("fields of the summary (-schema +docs/report.md):\n%s", diff)
	}
	page := readFile(t, "../docs/report.md")
	for name, property := range s.Properties {
		inside := property.Properties
		if property.Items != nil {
			inside = property.Items.Properties
		}
		row := regexp.MustCompile("(?m)^\\| .*`"+name+"`.*$").FindAllString(page, -1)
		for field := range inside {
			if !strings.Contains(strings.Join(row, "\n"), "`"+field+"`") {
				t.Errorf("docs/report.md does not name %s.%s", name, field)
			}
		}
	}
}
