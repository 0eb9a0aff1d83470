//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// content is what the files of a folder hold, except those with an ending.
func content(t *testing.T, dir string, but ...string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		name := entry.Name()
		for _, ending := range but {
			if strings.HasSuffix(name, ending) {
				name = ""
			}
		}
		if name != "" {
			files[name] = read(t, filepath.Join(dir, name))
		}
	}
	return files
}

// TestSecondRunTouchesNothing: a run that is refused because another one has the journal
// leaves its outputs, its temporary files and its metrics alone, whatever else is wrong
// with it.
func TestSecondRunTouchesNothing(t *testing.T) {
	const rows = 300
	text, _ := generate(rows)
	api := serve(t, "--latency", "20ms")
	flags := []string{"--metrics-file", "m.prom", "--rate", "100000/s", "--workers", "4"}
	// A night before, so that there is a summary.
	run := importing(t, api.url, strings.Join(strings.SplitAfter(text, "\n")[:1], "")+"early@partners.eu,E,,,,,\n", flags...)
	run.run(t, 0)
	write(t, run.file("partners.csv"), text)
	first := prepare(t, run.Dir, run.Env, run.Path, run.Args[1:]...)
	first.begin(t)
	api.await(t, 40)
	half := run.file(".partners.failed.csv.tmp") // as if the first run was writing it
	write(t, half, "half")
	for _, more := range [][]string{nil, {"--api-key-file", "missing.key"}, {"--min-rows", "1000"}, {"--skip-rows", "5000"}} {
		before := content(t, run.Dir, ".journal", ".journal-wal", ".report.csv")
		second := prepare(t, run.Dir, run.Env, run.Path, append(run.Args[1:], more...)...)
		second.run(t, 2)
		if diff := cmp.Diff(before, content(t, run.Dir, ".journal", ".journal-wal", ".report.csv")); diff != "" {
			t.Errorf("a second run with %v changed (-before +after):\n%s", more, diff)
		}
	}
	if got := first.status(t); got != 0 {
		t.Errorf("the first run: exit status %d\n%s", got, &first.stderr)
	}
	readReport(t, read(t, run.file("partners.report.csv")), rows)
	if m := read(t, run.file("m.prom")); !strings.Contains(m, `partner_import_exit_status{import="m"} 0`) {
		t.Errorf("the metrics are not those of the first run:\n%s", m)
	}
}

// TestNewVersionAfterWaiting: a run that waited for the journal imports the file as it is
// then. The columns of the new version are in another order, and it is longer.
func TestNewVersionAfterWaiting(t *testing.T) {
	t.Parallel()
	api := serve(t)
	run := importing(t, api.url, people("a", 100), "--rate", "5/s")
	run.begin(t)
	api.await(t, 1)
	second := prepare(t, run.Dir, run.Env, run.Path, "import", "partners.csv", "--rate", "100000/s", "--wait", "1m", "--log-file", "wait.log")
	second.begin(t)
	for log := ""; !strings.Contains(log, "waiting for the journal"); time.Sleep(20 * time.Millisecond) {
		text, _ := os.ReadFile(second.file("wait.log")) // not there yet
		log = string(text)
	}
	write(t, run.file("partners.csv"), swapped(people("b", 150)))
	run.signal(t, syscall.SIGTERM)
	if first, later := run.status(t), second.status(t); first != 143 || later != 0 {
		t.Errorf("exit statuses %d and %d; want 143 and 0\n%s\n%s", first, later, &run.stderr, &second.stderr)
	}
	for _, r := range readReport(t, read(t, run.file("partners.report.csv")), 150) {
		if r["status"] != "created" || !strings.HasPrefix(r["email"], "b") {
			t.Fatalf("a row of the new version ended as %v", r)
		}
	}
}

// swapped is a text of two columns with these in the other order.
func swapped(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		first, second, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		lines = append(lines, second+","+first+"\n")
	}
	return strings.Join(lines, "")
}

// TestJournalDeletedMeanwhile: the end of a run says that its journal was deleted or
// replaced.
func TestJournalDeletedMeanwhile(t *testing.T) {
	const rows = 100
	text, _ := generate(rows)
	for name, harm := range map[string]func(path string) error{
		"deleted":  os.Remove,
		"replaced": func(path string) error { return os.Rename(path+"x", path) },
		"moved":    func(path string) error { return os.Rename(path, path+"y") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, "--latency", "20ms")
			run := importing(t, api.url, text, "--rate", "100000/s", "--workers", "4")
			run.begin(t)
			api.await(t, 20)
			write(t, run.file("partners.journalx"), "")
			if err := harm(run.file("partners.journal")); err != nil {
				t.Fatal(err)
			}
			if got := run.status(t); got != 0 {
				t.Errorf("exit status %d", got)
			}
			const want = `The journal "partners.journal" was deleted or replaced while the import ran.`
			if !strings.Contains(run.stderr.String(), want) || !strings.Contains(read(t, run.file("partners.summary.json")), strings.ReplaceAll(want, `"`, `\"`)) {
				t.Errorf("it says\n%s\nwant %q, also in the summary", &run.stderr, want)
			}
		})
	}
}

// asNobody runs the program as another user. Only root can.
func asNobody(t *testing.T, p *process) *process {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can run the program as another user")
	}
	for dir := p.Dir; dir != "/" && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(p.file("partners.csv"), 0o644); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(p.Dir, "program")
	if err := os.WriteFile(path, []byte(read(t, p.Path)), 0o755); err != nil {
		t.Fatal(err)
	}
	q := prepare(t, p.Dir, p.Env, path, p.Args[1:]...)
	q.Env = append(q.Env, "TMPDIR="+p.Dir)
	q.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	return q
}

// TestFilesOfRoot: what root once wrote does not keep the service user from importing,
// if the journal does not. It says that the files belong to root.
func TestFilesOfRoot(t *testing.T) {
	api := serve(t)
	run := importing(t, api.url, "email\na@partners.eu\nno\n", "--rate", "100000/s", "--html", "p.html", "--log-file", "import.log")
	run.run(t, 1)

	second := asNobody(t, run)
	second.run(t, 2)
	if said := second.stderr.String(); !strings.Contains(said, "it belongs to root: run as that user, or make the file your own") || strings.Contains(said, "disk") {
		t.Errorf("of root's journal it says\n%s", said)
	}

	if err := os.Remove(run.file("partners.journal")); err != nil {
		t.Fatal(err)
	}
	third := asNobody(t, run)
	third.run(t, 1)
	said := third.stderr.String()
	for _, want := range []string{
		`"partners.report.csv" belongs to root, so the report is in "partners.report-2.csv".`,
		`"partners.failed.csv" belongs to root, so the failed rows are in "partners.failed-2.csv".`,
		`"partners.summary.json" belongs to root, so the summary is in "partners.summary-2.json".`,
		`"p.html" belongs to root, so the page is in "p-2.html".`,
		"Report        partners.report-2.csv",
		`"import.log" cannot be written, so the log is in "import-2.log".`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	readReport(t, read(t, run.file("partners.report-2.csv")), 2)
}

// TestHeldOutput: an output that cannot be replaced, such as one that is open in a
// spreadsheet on Windows, does not keep the rows from being imported.
func TestHeldOutput(t *testing.T) {
	api := serve(t)
	run := importing(t, api.url, "email\na@partners.eu\nno\n", "--rate", "100000/s")
	run.run(t, 1)
	names := []string{"partners.report.csv", "partners.failed.csv", "partners.summary.json"}
	for _, name := range names {
		if out, err := exec.Command("chattr", "+i", run.file(name)).CombinedOutput(); err != nil {
			t.Skipf("no file can be held here: %s", out)
		}
		defer func() { _ = exec.Command("chattr", "-i", run.file(name)).Run() }()
	}
	for _, text := range []string{"email\na@partners.eu\nb@partners.eu\nno\n", "email\na@partners.eu\nb@partners.eu\n"} {
		write(t, run.file("partners.csv"), text)
		again := prepare(t, run.Dir, run.Env, run.Path, run.Args[1:]...)
		again.begin(t)
		status, want := again.status(t), strings.Count(text, "no\n")
		said := again.stderr.String()
		if status != want || !strings.Contains(said, `"partners.report.csv" cannot be replaced (another program may have it open), so the report is in "partners.report-2.csv".`) {
			t.Errorf("exit status %d; want %d. It says\n%s", status, want, said)
		}
		if want == 0 && !strings.Contains(said, `"partners.failed.csv" is from an earlier run.`) {
			t.Errorf("it does not say that the failed rows are out of date:\n%s", said)
		}
		readReport(t, read(t, run.file("partners.report-2.csv")), strings.Count(text, "\n")-1)
	}
	creates(t, api, 2)
}
