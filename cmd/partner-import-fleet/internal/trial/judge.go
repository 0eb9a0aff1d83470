package trial

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Verdict is how the report of a run compares with the ledger of its sandbox.
type Verdict struct {
	Rows    int // lines of the report
	Created int // rows whose partner was created, as the ledger says
	Twice   int // rows whose partner was created more than once
	Untrue  int // lines that do not say "created" with the id that the ledger has; a row without a line counts
	Exists  int // of these, lines that say "exists" with the right id
	Taken   int // creates that the API refused because the partner was there
}

// Judge compares the report of a run with the ledger. All rows of the file should have
// been created by it, or by runs of the same file before it.
func (t *Trial) Judge(f *File, run string) (Verdict, error) {
	folder, err := t.Reports(run)
	if err != nil {
		return Verdict{}, err
	}
	lines, err := readReport(folder)
	if err != nil {
		return Verdict{}, err
	}
	return f.compare(lines), nil
}

// compare compares the lines of a report with the ledger.
func (f *File) compare(lines []map[string]string) Verdict {
	ids, times := map[string]string{}, map[string]int{}
	v := Verdict{Rows: len(lines)}
	for _, e := range f.customer.Box.Ledger() {
		if e.Created {
			ids[e.Email] = e.PartnerID
			times[e.Email]++
		}
		if e.Method == "POST" && e.Status == 422 {
			v.Taken++
		}
	}
	v.Untrue = max(0, f.Rows-len(lines))
	for row := range f.Rows {
		email := f.Email(row)
		v.Created += min(1, times[email])
		v.Twice += min(1, max(0, times[email]-1))
		if row >= len(lines) {
			continue
		}
		line := lines[row]
		isRight := line["email"] == email && line["partner_id"] == ids[email] && ids[email] != ""
		if line["status"] != "created" || !isRight {
			v.Untrue++
		}
		if line["status"] == "exists" && isRight {
			v.Exists++
		}
	}
	return v
}

// readReport reads the report among the files of a run.
func readReport(folder string) ([]map[string]string, error) {
	var found string
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".report.csv") {
			found = path
		}
		return err
	})
	if err != nil || found == "" {
		return nil, fmt.Errorf("the run has no report: %w", err)
	}
	file, err := os.Open(found)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("%s cannot be read: %w", found, err)
	}
	var lines []map[string]string
	for _, record := range records[1:] {
		line := map[string]string{}
		for i, name := range records[0] {
			line[name] = record[i]
		}
		lines = append(lines, line)
	}
	return lines, nil
}
