package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
	"partner-import/importer/source/profile"
)

// An exportStory is an export of a platform, and what must be in the account after it
// was imported.
type exportStory struct {
	from string
	args []string
	text string
	want []string // as partnerLine writes them
	left int      // rows that are left out
	told string   // a part of what is said
}

// TestExportStories: for each platform, keys are those of the old links, nobody who was
// refused is created, names are in both fields, and parents are right.
func TestExportStories(t *testing.T) {
	stories := exportStories()
	told := map[string]bool{}
	for _, s := range stories {
		told[s.from] = true
		t.Run(s.from, func(t *testing.T) { s.play(t) })
	}
	for _, p := range profile.All() {
		if !told[p.Name] && p.Refused == "" {
			t.Errorf("there is no story of %s", p.Name)
		}
	}
}

func (s exportStory) play(t *testing.T) {
	t.Parallel()
	box := sandbox.New(sandbox.Options{})
	server, err := sandbox.Serve("", box)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	file := filepath.Join(t.TempDir(), "export.csv")
	write(t, file, s.text)
	var stderr bytes.Buffer
	args := append([]string{"import", file, "--from", s.from, "--base-url", server.URL(), "--rate", "1000/s", "--no-progress"}, s.args...)
	status := run(args, environment{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &stderr, lookup: func(name string) (string, bool) {
		return "key", name == "PARTNERO_API_KEY"
	}})
	report := reportLines(t, strings.TrimSuffix(file, ".csv")+".report.csv", stderr.String())
	if diff := cmp.Diff(s.want, createdPartners(t, box)); diff != "" {
		t.Errorf("the account (-want +got):\n%s%s", diff, stderr.String())
	}
	if report["created"] != len(s.want) || report["skipped"] != s.left || status == exitNotStarted {
		t.Errorf("exit status %d, report %v; want %d created and %d skipped\n%s", status, report, len(s.want), s.left, stderr.String())
	}
	if !strings.Contains(stderr.String(), s.told) {
		t.Errorf("not said: %s\n%s", s.told, stderr.String())
	}
}

// createdPartners are the partners that were created, as they were sent.
func createdPartners(t *testing.T, box *sandbox.Sandbox) (all []string) {
	t.Helper()
	for _, e := range box.Ledger() {
		if e.Created {
			all = append(all, partnerLine(t, e.Body))
		}
	}
	slices.Sort(all)
	return all
}

// partnerLine is a request: the address without its domain, the names, and the other
// fields by name.
func partnerLine(t *testing.T, body string) string {
	t.Helper()
	var sent map[string]any
	if err := json.Unmarshal([]byte(body), &sent); err != nil {
		t.Fatal(err)
	}
	local, _, _ := strings.Cut(fmt.Sprint(sent["email"]), "@")
	line := fmt.Sprintf("%s: %v/%v", local, sent["name"], sent["surname"])
	for _, field := range slices.Sorted(maps.Keys(sent)) {
		if !slices.Contains([]string{"email", "name", "surname"}, field) {
			value, _ := json.Marshal(sent[field])
			line += " " + field + "=" + strings.ReplaceAll(string(value), `"`, "")
		}
	}
	return strings.ReplaceAll(line, "<nil>", "")
}

// reportLines counts the statuses of a report.
func reportLines(t *testing.T, path, said string) map[string]int {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(read(t, path))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("no report: %v\n%s", err, said)
	}
	column, counts := slices.Index(rows[0], "status"), map[string]int{}
	for _, row := range rows[1:] {
		counts[row[column]]++
	}
	return counts
}

// TestFormatsPage: the page lists every platform, every setting and every step, and its
// example is a profile.
func TestFormatsPage(t *testing.T) {
	page := read(t, "../../docs/formats.md")
	for _, p := range profile.All() {
		if !strings.Contains(page, "| `"+p.Name+"` | "+p.Title+": ") {
			t.Errorf("the table does not have %s", p.Name)
		}
	}
	_, text, _ := strings.Cut(page, "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	if _, err := profile.Decode("docs/formats.md", []byte(text)); err != nil {
		t.Error(err)
	}
	for _, name := range append(profile.Settings(), profile.Fields()...) {
		if !strings.Contains(page, "`"+name) {
			t.Errorf("the page does not explain %q", name)
		}
	}
	for _, step := range profile.Steps() {
		if !strings.Contains(page, "| `"+step.Name) {
			t.Errorf("the page does not explain the step %q", step.Name)
		}
	}
}
