package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logged are the messages of the log with their fields, as docs/logs.md says.
func logged(t *testing.T) (messages map[string][]string, fields []string) {
	t.Helper()
	text := read(t, "../../docs/logs.md")
	messages = map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (?:debug|info|warn|error)[a-z, ]* \| (.*) \| (.*) \|$`).FindAllStringSubmatch(text, -1) {
		messages[m[1]] = strings.Fields(strings.ReplaceAll(m[2], "`", ""))
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(text, -1) {
		fields = append(fields, m[1])
	}
	return messages, fields
}

// TestLogIsDocumented: the code has the messages and the fields that the page
// has, and no others.
func TestLogIsDocumented(t *testing.T) {
	messages, fields := logged(t)
	message := regexp.MustCompile(`(?s)\.(?:Info|Warn|Debug|Error|Check|Log)\((?:zap\.\w+, |level, )?"([^"]+)"`)
	field := regexp.MustCompile(`zap\.(?:String|Stringer|Int|Bool|Any|Float64|Duration|Time)\("([^"]+)"|zap\.(Error)\(`)
	said, named := map[string]bool{}, map[string]bool{}
	for _, f := range goFiles(t) {
		text := read(t, filepath.Join("../..", f.path))
		if !strings.Contains(text, `"go.uber.org/zap"`) {
			continue
		}
		for _, m := range message.FindAllStringSubmatch(text, -1) {
			said[m[1]] = true
		}
		for _, m := range field.FindAllStringSubmatch(text, -1) {
			named[m[1]+strings.ToLower(m[2])] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(messages)), slices.Sorted(maps.Keys(said))); diff != "" {
		t.Errorf("messages (-docs/logs.md +code):\n%s", diff)
	}
	if diff := cmp.Diff(fields, slices.Sorted(maps.Keys(named))); diff != "" {
		t.Errorf("fields (-docs/logs.md +code):\n%s", diff)
	}
}

// TestLogLines: each line is JSON with the documented fields. At info, the number of
// lines does not depend on the file. At debug, each row has a line. No line has a
// password.
func TestLogLines(t *testing.T) {
	messages, _ := logged(t)
	t.Chdir(t.TempDir())
	write(t, "p.csv", "email,password\n"+strings.Repeat("no,Birch22Lake\n", 5)+"a@example.com,Birch22Lake\nb@example.com,\n")
	lines := func(level string, args ...string) map[string]int {
		_ = os.Remove("log")
		var out strings.Builder
		args = append([]string{"import", "p.csv", "--no-progress", "--log-file", "log", "--log-format", "json", "--log-level", level}, args...)
		run(args, environment{stdin: strings.NewReader(""), stdout: &out, stderr: &out, lookup: noVariables})
		count := map[string]int{}
		for line := range strings.Lines(read(t, "log")) {
			var entry map[string]any
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			msg, _ := entry["msg"].(string)
			count[msg]++
			for name := range entry {
				if !slices.Contains(append(messages[msg], "ts", "level", "msg"), name) {
					t.Errorf("%q has the field %s, which docs/logs.md does not give it", msg, name)
				}
			}
		}
		if strings.Contains(read(t, "log"), "Birch") {
			t.Errorf("the log holds a password:\n%s", read(t, "log"))
		}
		return count
	}
	for level, want := range map[string]map[string]int{
		"info":  {"run started": 1, "run ended": 1},
		"debug": {"run started": 1, "run ended": 1, "row ended": 7, "attempt": 2},
	} {
		if diff := cmp.Diff(want, lines(level, "--sandbox")); diff != "" {
			t.Errorf("lines at %s (-want +got):\n%s", level, diff)
		}
	}
	if diff := cmp.Diff(map[string]int{"run not started": 1}, lines("info")); diff != "" {
		t.Errorf("lines without a key (-want +got):\n%s", diff)
	}
	if runtime.GOOS == "windows" {
		return // a file that was being opened cannot be removed at once
	}
	late := lines("info", "--sandbox", "--max-duration", "1ns")
	// By then the file may be open, or the run may have begun or ended.
	if n := late["run stopped before it began"] + late["run ended"]; n != 1 || len(late) > 1+late["run started"] {
		t.Errorf("lines without time: %v; want one that says how it ended", late)
	}
}

// TestLogAsJSON: a log in JSON on standard error has nothing else in it, also
// when the run does not start or ends early.
func TestLogAsJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "p.csv", "email,note\na@example.com,x\nno,x\n")
	for _, args := range [][]string{{"--sandbox"}, {"--sandbox", "--strict"}, {}, {"--sandbox", "--max-duration", "1ns"}, {"--dry-run"}} {
		var out strings.Builder
		args = append([]string{"import", "p.csv", "--log-format", "json"}, args...)
		run(args, environment{stdin: strings.NewReader(""), stdout: &out, stderr: &out, lookup: noVariables})
		if out.Len() == 0 {
			t.Errorf("%v says nothing", args)
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%v: %q is not JSON", args, line)
			}
		}
	}
}

// TestLogAlone: with --log-file - and --quiet, standard error has only the log.
func TestLogAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "p.csv", "email\na@example.com\nno\n")
	var out strings.Builder
	run([]string{"import", "p.csv", "--sandbox", "--quiet", "--log-file", "-", "--log-format", "json"}, environment{
		stdin: strings.NewReader(""), stdout: &out, stderr: &out, lookup: noVariables,
	})
	n := 0
	for line := range strings.Lines(out.String()) {
		n++
		if !json.Valid([]byte(line)) {
			t.Errorf("%q is not JSON", line)
		}
	}
	if n != 2 {
		t.Errorf("%d lines; want two\n%s", n, &out)
	}
}
