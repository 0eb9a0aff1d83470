package importer

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"partner-import/client/sandbox"
	"partner-import/importer/source"
)

// kindsFile states the outcome of each file that is hard to read: what is sent, the
// message of each row that is not, the warnings, or why the file is refused.
// `go test ./importer -run Kinds -update` writes it anew. Read the difference.
const kindsFile = "testdata/kinds.txtar"

// A hardFile is an example of a kind of files that people have.
type hardFile struct {
	name    string
	content []byte
	options source.Options
}

func text(name, content string) hardFile { return hardFile{name: name, content: []byte(content)} }

// in names the encoding of a file.
func (f hardFile) in(encoding string) hardFile {
	f.name, f.options.Encoding = f.name+" in "+encoding, encoding
	return f
}

// TestKinds imports a file of each kind into the sandbox.
func TestKinds(t *testing.T) {
	if testing.Short() {
		t.Skip("reading is in one goroutine")
	}
	wants, order := statedKinds(t), []string{}
	now := map[string]string{}
	for _, f := range hardFiles(t) {
		if _, again := now[f.name]; again {
			t.Fatalf("there are two files called %q", f.name)
		}
		order = append(order, f.name)
		synctest.Test(t, func(t *testing.T) { now[f.name] = outcome(t, f) })
		if diff := cmp.Diff(wants[f.name], now[f.name]); diff != "" && !updating() {
			t.Errorf("%s (-want +got):\n%s", f.name, diff)
		}
	}
	if !updating() && len(wants) != len(now) {
		t.Errorf("%s states %d files; there are %d", kindsFile, len(wants), len(now))
	}
	if updating() {
		stateKinds(t, order, now)
	}
}

const kindsHead = "-- " // in front of the name of a file, which ends with " --"

// statedKinds reads the stated outcomes by the names of the files.
func statedKinds(t *testing.T) map[string]string {
	content, err := os.ReadFile(kindsFile)
	if err != nil && !updating() {
		t.Fatal(err)
	}
	wants := map[string]string{}
	for i, section := range strings.Split("\n"+string(content), "\n"+kindsHead) {
		if name, outcome, ok := strings.Cut(section, " --\n"); ok && i > 0 {
			wants[name] = strings.TrimSuffix(outcome, "\n") + "\n"
		}
	}
	return wants
}

func stateKinds(t *testing.T, order []string, outcomes map[string]string) {
	var b strings.Builder
	b.WriteString("What becomes of each file that is hard to read. See kinds_test.go.\n")
	for _, name := range order {
		b.WriteString("\n" + kindsHead + name + " --\n" + outcomes[name])
	}
	if err := os.WriteFile(kindsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// outcome imports a file, and shows what became of it.
func outcome(t *testing.T, f hardFile) string {
	tr := newTrial(t, "", sandbox.Options{}, Options{})
	tr.file = strings.Fields(f.name)[0]
	if err := os.WriteFile(tr.input(), f.content, 0o600); err != nil {
		t.Fatal(err)
	}
	f.options.Call = Flags
	s, err := source.Open(tr.input(), f.options)
	if err != nil {
		return shownOutcome("refused: %s", strings.TrimPrefix(err.Error(), tr.input()+": "))
	}
	defer s.Close()
	summary, err := New(tr.client(), tr.options).Run(context.Background(), s)
	if err != nil || summary == nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	var b strings.Builder
	sent := map[string]string{}
	for _, e := range tr.sandbox.Ledger() {
		if e.Created {
			sent[e.PartnerID] = e.Body
		}
	}
	for _, line := range tr.report() {
		if line["status"] == "created" {
			b.WriteString(shownOutcome("%s: sent %s", line["line"], sent[strings.TrimPrefix(line["partner_id"], "'")]))
		} else {
			b.WriteString(shownOutcome("%s: %s: %s", line["line"], line["status"], line["error"]))
		}
	}
	for _, warning := range summary.Warnings {
		if strings.Contains(warning, "domain for examples") {
			continue // the examples are all there
		}
		b.WriteString(shownOutcome("warning: %s", warning))
	}
	return b.String()
}

// shownOutcome is a line in which nothing is invisible.
func shownOutcome(format string, args ...any) string {
	return shown(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " "), 1000) + "\n"
}

func hardFiles(t *testing.T) []hardFile {
	var all []hardFile
	for _, some := range [][]hardFile{hardBooks(t), hardSheets(t), hardCells(), hardEncodings(t), hardTables(), hardExports(t), hardBytes()} {
		all = append(all, some...)
	}
	return all
}
