//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// people is a file of so many people of a kind, each on a line of the same length.
func people(kind string, rows int) string {
	var text strings.Builder
	text.WriteString("email,name\n")
	for i := range rows {
		fmt.Fprintf(&text, "%s%05d@partners.eu,%s\n", kind, i, strings.ToUpper(kind))
	}
	return text.String()
}

// changing imports the text, and does something to the file when so many partners were
// created. It returns what was created, and the process.
func changing(t *testing.T, text string, after, status int, change func(path string), flags ...string) (map[string]string, *process) {
	t.Helper()
	api := serve(t, "--latency", "20ms")
	run := importing(t, api.url, text, append([]string{"--rate", "100000/s", "--workers", "8"}, flags...)...)
	run.begin(t)
	api.await(t, after)
	change(run.file("partners.csv"))
	if got := run.status(t); got != status {
		t.Errorf("exit status %d; want %d\n%s", got, status, &run.stderr)
	}
	if said := run.stderr.String(); strings.Contains(said, "UNIQUE") || strings.Contains(said, "constraint") {
		t.Errorf("it says what the database says:\n%s", said)
	}
	made := api.created(t)
	lines := strings.Count(read(t, run.file("partners.report.csv")), ",created,")
	if lines != len(made) {
		t.Errorf("the report has %d created, and the API %d", lines, len(made))
	}
	return made, run
}

// says checks a sentence on the screen.
func (p *process) says(t *testing.T, want string) {
	t.Helper()
	if !strings.Contains(p.stderr.String(), want) {
		t.Errorf("it does not say %q:\n%s", want, &p.stderr)
	}
}

// TestOverwrittenMeanwhile: a file that is written over in place stops the run. Nobody
// is created who was not in the file that was checked.
func TestOverwrittenMeanwhile(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	const rows = 6000
	for name, text := range map[string]string{
		"same length":   people("b", rows),
		"longer":        people("bb", rows),
		"shorter":       people("b", rows/2),
		"other order":   "email,name\n" + strings.TrimPrefix(people("a", rows), "email,name\na00000@partners.eu,A\n") + "a00000@partners.eu,A\n",
		"a binary file": strings.Repeat("\x00\x01", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made, run := changing(t, people("a", rows), 200, 3, func(path string) { write(t, path, text) })
			for email := range made {
				if !strings.HasPrefix(email, "a") || len(email) != len("a00000@partners.eu") {
					t.Fatalf("%s was created, who was not in the file that was checked", email)
				}
			}
			run.says(t, "The file was changed while it was being read.")
			if strings.Contains(run.stderr.String(), "This run used it as it was") {
				t.Errorf("it says\n%s", &run.stderr)
			}
		})
	}
}

// TestOverwrittenAndStopped: a run that ran out of time finds that the rest of its file
// was written over. It does not say that its report is complete.
func TestOverwrittenAndStopped(t *testing.T) {
	const rows = 20_000
	api := serve(t, "--latency", "20ms")
	run := importing(t, api.url, people("a", rows), "--rate", "50/s", "--max-duration", "2s")
	run.begin(t)
	api.await(t, 20)
	write(t, run.file("partners.csv"), people("b", rows))
	if got := run.status(t); got != 3 {
		t.Errorf("exit status %d; want 3\n%s", got, &run.stderr)
	}
	run.says(t, "--max-duration 2s is over")
	run.says(t, "The file was changed while it was being read.")
	if strings.Contains(run.stderr.String(), "The report is complete") {
		t.Errorf("it says\n%s", &run.stderr)
	}
}

// TestExportStillBeingWritten: nobody is created from a line that is not complete yet,
// and the next run does the rest.
func TestExportStillBeingWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long, and other tests kill and stop the program under the race detector")
	}
	t.Parallel()
	const rows = 400
	whole := people("a", 2*rows)
	for name, cut := range map[string]int{
		"in a name":     len(people("a", rows)) - 1,
		"in an address": strings.Index(whole, fmt.Sprintf("a%05d@", rows-1)) + len("a00000@partners.e"),
		"whole lines":   len(people("a", rows)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, want := 3, "its last line was not complete"
			if name == "whole lines" {
				status, want = 0, "The file has more in it now since it was read."
			}
			if name == "in an address" {
				status, want = 1, "The file has more in it now"
			}
			made, run := changing(t, whole[:cut], 20, status, func(path string) { write(t, path, whole) })
			run.says(t, want)
			for email := range made {
				if !strings.HasSuffix(email, "@partners.eu") {
					t.Errorf("%s was created from half a line", email)
				}
			}
			again := prepare(t, run.Dir, run.Env, run.Path, run.Args[1:]...)
			again.run(t, 0)
			readReport(t, read(t, again.file("partners.report.csv")), 2*rows)
		})
	}
}

// TestChangedAfterItWasRead: what happens to the file later is told, and no more.
func TestChangedAfterItWasRead(t *testing.T) {
	const rows = 100
	for want, change := range map[string]func(path string) error{
		"The file was replaced by another file since it was read.": func(path string) error {
			return os.WriteFile(path+".new", []byte(people("b", rows)), 0o600)
		},
		"The file was deleted or renamed since it was read.": os.Remove,
		"The file has more in it now since it was read.": func(path string) error {
			file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer file.Close()
			_, err = file.WriteString("late@partners.eu,L\n")
			return err
		},
		"The file was changed since it was read.": func(path string) error { return os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			made, run := changing(t, people("a", rows), 40, 0, func(path string) {
				if err := change(path); err != nil {
					t.Fatal(err)
				}
				if _, err := os.Stat(path + ".new"); err == nil {
					if err := os.Rename(path+".new", path); err != nil {
						t.Fatal(err)
					}
				}
			})
			if len(made) != rows {
				t.Errorf("%d partners; want the %d of the file that was read", len(made), rows)
			}
			run.says(t, want+" This run used it as it was. Run the same command again for the new version.")
		})
	}
}

// TestNoLineEnd: a last line without an end is common, and nothing is said about it, unless
// it ends in the middle of an address.
func TestNoLineEnd(t *testing.T) {
	for text, status := range map[string]int{
		"email\na@partners.eu\nb@partners.eu":          0,
		"email,name\na@partners.eu,A\nb@partners.eu,B": 0,
		"email\na@partners.eu":                         0,
		"email\na@intranet\nb@intranet":                0,
		"email,name\na@partners.eu,A\nb@intranet,B":    0,
		"email\na@partners.eu\nb@part\n":               0, // whoever ended the line, meant it
		"email\na@partners.eu\nb@part":                 1,
		"name,email\nA,a@partners.eu\nB,b@part":        1,
		"email,name\na@partners.eu,A\nb@partners.e":    1, // fewer cells
		"email\na@partners.eu\nb":                      1,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			api := serve(t)
			run := importing(t, api.url, text, "--rate", "100000/s")
			old := time.Now().Add(-time.Hour) // nobody is writing it
			if err := os.Chtimes(run.file("partners.csv"), old, old); err != nil {
				t.Fatal(err)
			}
			run.run(t, status)
			if status == 0 && (strings.Contains(run.stderr.String(), "line end") || strings.Contains(run.stderr.String(), "ends here")) {
				t.Errorf("it says\n%s", &run.stderr)
			}
			if made := api.created(t); status == 1 && len(made) != 1 {
				t.Errorf("created: %v; want the first row alone", made)
			}
		})
	}
}
