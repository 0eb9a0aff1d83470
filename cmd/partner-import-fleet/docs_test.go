package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"partner-import/cmd/partner-import-fleet/internal/config"
	"partner-import/cmd/partner-import-fleet/internal/ends"
)

const docs = "../../docs/"

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func root() *cobra.Command {
	return newRoot(environment{stdout: io.Discard, stderr: io.Discard, lookup: os.Getenv, now: time.Now}, new(int))
}

// parse gives a command line to the command tree, as far as that is possible without
// running it.
func parse(t *testing.T, line string) {
	t.Helper()
	c, rest, err := root().Find(strings.Fields(line)[1:])
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil && c.Args != nil {
		err = c.Args(c, c.Flags().Args())
	}
	if err != nil || !c.Runnable() {
		t.Errorf("%s: %v", line, err)
	}
}

// commandsIn are the command lines of ours in a text.
func commandsIn(text string) []string {
	return regexp.MustCompile(`(?:/usr/local/bin/)?partner-import-fleet (?:apply|worker|run|list|stop|report|pause|resume|forget)[^\n#;"\x60]*`).FindAllString(text, -1)
}

// TestCommandsInDocs: every command that the guide, the examples and the help show is
// one, with flags that there are.
func TestCommandsInDocs(t *testing.T) {
	texts := read(t, docs+"fleet.md") + read(t, docs+"examples/fleet-worker.service") + root().Example
	for _, c := range root().Commands() {
		texts += "\n" + c.Example
	}
	found := 0
	for _, line := range commandsIn(texts) {
		line, _, _ = strings.Cut(line, "   ")
		found++
		parse(t, line)
	}
	if found < 25 {
		t.Errorf("only %d commands were found", found)
	}
}

// TestFlagsInDocs: flags that the guide and the README name are flags of some command.
func TestFlagsInDocs(t *testing.T) {
	known := map[string]bool{"--until": true, "--listen": true} // of partner-import
	for _, c := range root().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { known["--"+f.Name] = true })
	}
	for _, page := range []string{docs + "fleet.md", "README.md"} {
		for _, flag := range regexp.MustCompile(`(?:^|[\s\x60(\[])(--[a-z][a-z-]+)`).FindAllStringSubmatch(read(t, page), -1) {
			if !known[flag[1]] {
				t.Errorf("%s names %s, which is a flag of no command", page, flag[1])
			}
		}
	}
}

// TestFleetsInDocs: the fleets of the guide, of the README and of the example can be
// read.
func TestFleetsInDocs(t *testing.T) {
	fleets := map[string]string{"fleet.yaml": read(t, docs+"examples/fleet.yaml")}
	fleets["README.md"] = regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(read(t, "README.md"))[1]
	for name, content := range fleets {
		f, err := config.Parse(name, []byte(content), time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC))
		if err != nil || len(f.Jobs()) < 2 || len(f.Warnings) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTenMinutes: the files that the guide makes are a fleet.
func TestTenMinutes(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```bash\n(.*?)```").FindAllStringSubmatch(read(t, docs+"fleet.md"), -1)
	at := slices.IndexFunc(blocks, func(b []string) bool { return strings.Contains(b[1], "mkdir -p fleet") })
	dir := t.TempDir()
	c := exec.Command("sh", "-ec", blocks[at][1])
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := config.Read(filepath.Join(dir, "fleet", "fleet.yaml"), time.Now())
	if err != nil || len(f.Jobs()) != 1 {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "fleet", "keys", "acme")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is %v, %v", info.Mode(), err)
	}
}

// TestDeployment: the worker of the example is started with flags that there are, and
// its secrets have the names of the keys.
func TestDeployment(t *testing.T) {
	decoder := yaml.NewDecoder(strings.NewReader(read(t, docs+"examples/fleet-worker.yaml")))
	var secret, deployment map[string]any
	if err := decoder.Decode(&secret); err != nil {
		t.Fatal(err)
	}
	if err := decoder.Decode(&deployment); err != nil {
		t.Fatal(err)
	}
	at := func(v any, path ...any) any {
		for _, step := range path {
			switch step := step.(type) {
			case string:
				v = v.(map[string]any)[step]
			case int:
				v = v.([]any)[step]
			}
		}
		return v
	}
	line := "partner-import-fleet"
	for _, arg := range at(deployment, "spec", "template", "spec", "containers", 0, "args").([]any) {
		line += " " + arg.(string)
	}
	parse(t, line)
	f, err := config.Read(docs+"examples/fleet.yaml", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range f.Jobs() {
		if _, ok := at(secret, "stringData").(map[string]any)[j.Secret]; !ok {
			t.Errorf("the example has no secret for the key %q", j.Secret)
		}
	}
}

// TestKindsInDocs: the ends that alerts ask for are kinds of ends.
func TestKindsInDocs(t *testing.T) {
	found := 0
	for _, list := range regexp.MustCompile(`kind=~"([^"]*)"`).FindAllStringSubmatch(read(t, docs+"fleet.md"), -1) {
		for _, kind := range strings.Split(list[1], `\|`) {
			found++
			if !slices.Contains(ends.Kinds(), ends.Kind(kind)) {
				t.Errorf("there is no end %q", kind)
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d kinds were found", found)
	}
}
