package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"partner-import/client/sandbox"
)

// The stories are in testdata/script: each runs the program and compares its
// stdout, stderr, exit status and files with those in the story. With
//
//	go test ./cmd/partner-import -run Scripts -update
//
// the test writes the program's words into the stories. Read them in the diff.
//
// Besides testscript's own commands a story has
//
//	status N CMD…           run CMD, which must end with exit status N
//	refused CMD…            run CMD, which must end with 2, write nothing (unless a summary is there: then that it did not start) and create nothing
//	sandbox [-key K] [-fault F]… [-partners N]  serve a sandbox, with old1@example.com (id old-1) and so on, until the end of the story; its address is in $URL
//	sent N                  the sandbox has got N create requests
//	asked N                 the sandbox has got N requests of any kind since it was last asked so
//	book FILE SHEET=CSV…    make a workbook whose sheets hold the cells of CSV files
//	masked FILE             print a file, or what stderr was, with what differs from run to run as TIME, made-up and HOST
//	files NAME…             the current folder holds exactly these files, hidden ones included
//	private NAME…           the files have the mode 0600
var update = flag.Bool("update", false, "write what the program says into the stories")

func TestMain(m *testing.M) {
	commands := helpers()
	commands["partner-import"] = main
	testscript.Main(scratchMain{m}, commands)
}

// scratch is a folder for what tests share, such as the built program.
var scratch string

// scratchMain makes and removes the scratch folder around the tests.
type scratchMain struct{ m *testing.M }

func (s scratchMain) Run() int {
	dir, err := os.MkdirTemp("", "partner-import-test-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	scratch = dir
	defer removeDatabase()
	return s.m.Run()
}

func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMPLES", samples)
			e.Setenv("NL", "\n")
			e.Setenv("GORACE", "atexit_sleep_ms=0") // with -race, each command would sleep a second at its end
			e.Values[boxOf{}] = &box{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": cmdStatus, "refused": cmdRefused, "sandbox": cmdSandbox, "sent": cmdSent, "asked": cmdAsked, "book": cmdBook,
			"masked": cmdMasked, "files": cmdFiles, "private": cmdPrivate,
		},
	})
}

// A box is the sandbox of a story.
type box struct {
	sandbox *sandbox.Sandbox
	asked   int // requests that "asked" has counted
}

type boxOf struct{}

func theBox(ts *testscript.TestScript) *box { return ts.Value(boxOf{}).(*box) }

func (b *box) creates() int {
	if b.sandbox == nil {
		return 0
	}
	return b.sandbox.Count(func(e sandbox.Entry) bool { return e.Method == "POST" })
}

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N CMD…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitStatusOf(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit status %d; want %d", got, want)
	}
}

func exitStatusOf(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	ts.Fatalf("%v", err)
	return -1
}

func cmdRefused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: refused CMD…")
	}
	creates, before := theBox(ts).creates(), tree(ts)
	cmdStatus(ts, false, append([]string{"2"}, args...))
	after := tree(ts)
	for path := range before {
		if strings.HasSuffix(path, ".summary.json") && strings.Contains(after[path], `"stopped": "not started: `) && strings.Contains(after[path], `"exit_status": 2`) {
			before[path] = after[path]
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		ts.Fatalf("a refused start changed files (-before +after):\n%s", diff)
	}
	if n := theBox(ts).creates(); n != creates {
		ts.Fatalf("a refused start sent %d create requests", n-creates)
	}
}

// tree is all that is in the story's folder, temporary files included.
func tree(ts *testscript.TestScript) map[string]string {
	files := map[string]string{}
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files[path] = info.Mode().String()
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			files[path] += " " + string(content)
			return err
		}
		return nil
	}))
	return files
}

func cmdSandbox(ts *testscript.TestScript, neg bool, args []string) {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	var o sandbox.Options
	flags.StringVar(&o.Key, "key", "", "the accepted key")
	flags.Func("fault", "what goes wrong", func(text string) error {
		fault, err := sandbox.ParseFault(text)
		o.Faults = append(o.Faults, fault)
		return err
	})
	partners := flags.Int("partners", 0, "how many partners exist already")
	ts.Check(flags.Parse(args))
	for i := range *partners {
		o.Partners = append(o.Partners, sandbox.Partner{Email: fmt.Sprintf("old%d@example.com", i+1), ID: fmt.Sprintf("old-%d", i+1)})
	}
	b := theBox(ts)
	b.sandbox = sandbox.New(o)
	server, err := sandbox.Serve("", b.sandbox)
	ts.Check(err)
	ts.Defer(func() { server.Close() })
	ts.Setenv("URL", server.URL())
}

func cmdSent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sent N")
	}
	if got := strconv.Itoa(theBox(ts).creates()); got != args[0] {
		ts.Fatalf("%s create requests; want %s", got, args[0])
	}
}

func cmdAsked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: asked N")
	}
	b := theBox(ts)
	all := b.sandbox.Count(func(sandbox.Entry) bool { return true })
	if got := strconv.Itoa(all - b.asked); got != args[0] {
		ts.Fatalf("%s requests; want %s", got, args[0])
	}
	b.asked = all
}

func cmdMasked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: masked FILE")
	}
	text := ts.ReadFile(args[0])
	for pattern, mask := range map[string]string{
		`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z`: "TIME",
		`\d{4}-\d{2}-\d{2} \d{2}:\d{2}`:        "DATE",
		`\b(partner|ref)_[0-9a-f]{8}\b`:        "made-up",
		`\b127\.0\.0\.1:[0-9]+`:                "HOST",
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, mask)
	}
	_, err := ts.Stdout().Write([]byte(text))
	ts.Check(err)
}

func cmdFiles(ts *testscript.TestScript, neg bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	names := map[string]bool{}
	for _, entry := range entries {
		names[entry.Name()] = true
	}
	slices.Sort(args)
	if got := slices.Sorted(maps.Keys(names)); neg || !slices.Equal(got, args) {
		ts.Fatalf("the folder holds %s; want %s", strings.Join(got, " "), strings.Join(args, " "))
	}
}

func cmdPrivate(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		info, err := os.Lstat(ts.MkAbs(name))
		ts.Check(err)
		if mode := info.Mode(); neg || mode != 0o600 && runtime.GOOS != "windows" { // which has no modes
			ts.Fatalf("%s has the mode %v; want -rw-------", name, mode)
		}
	}
}

// The expected report of the messy sample is what validate says about it.
func TestMessySample(t *testing.T) {
	const sample, expected = "../../samples/partners-messy.csv", "../../samples/partners-messy.expected.csv"
	var stdout, stderr bytes.Buffer
	dir := t.TempDir()
	args := []string{"validate", sample, "--report", "-", "--quiet", "--failed", filepath.Join(dir, "failed"), "--summary", filepath.Join(dir, "summary")}
	status := run(args, environment{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr,
		lookup: func(string) (string, bool) { return "", false },
	})
	if status != exitSomeFailed || stderr.Len() > 0 {
		t.Errorf("status %d and %q; want %d and nothing", status, &stderr, exitSomeFailed)
	}
	if *update {
		if err := os.WriteFile(expected, stdout.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(expected)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), stdout.String()); diff != "" {
		t.Errorf("validate %s (-want +got):\n%s", sample, diff)
	}
}
