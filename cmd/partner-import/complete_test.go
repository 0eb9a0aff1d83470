package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import/internal/terminal"
)

// answer runs the program in this process, and returns what it prints.
func answer(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if status := run(args, environment{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, lookup: noVariables}); status != exitOK {
		t.Fatalf("partner-import %s = %d\n%s", strings.Join(args, " "), status, errs.String())
	}
	return out.String()
}

// offered asks as a shell does, and returns the words and the directive.
func offered(t *testing.T, args ...string) (words []string, directive string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(answer(t, append([]string{cobra.ShellCompNoDescRequestCmd}, args...)...)), "\n")
	return lines[:len(lines)-1], lines[len(lines)-1]
}

const (
	nothingMore = ":4"
	onlyFilesOf = ":8"
	anyFile     = ":0"
)

func TestCompletion(t *testing.T) {
	config := filepath.Join(t.TempDir(), "x.yaml")
	write(t, config, "rate: 1/s\nprofiles:\n  nightly: {}\n  staging: {}\n")
	for _, tt := range []struct{ typed, want, directive string }{
		{"imp", "import", nothingMore},
		{"import --log-f", "--log-file --log-format", nothingMore},
		{"import --log-level ", "debug info warn error", nothingMore},
		{"import --log-format j", "console json", nothingMore},
		{"validate --log-format=", "console json", nothingMore},
		{"import --rate ", "auto 5/s 10/s 600/m", nothingMore},
		{"import --delimiter ", ", ; | tab", nothingMore},
		{"import --map Mail=e", "Mail=email Mail=name", nothingMore},
		{"import --map M", "", nothingMore},
		{"import --workers ", "", nothingMore},
		{"import --until ", "", nothingMore},
		{"import --report ", "", anyFile},
		{"import --api-key-file ", "", anyFile},
		{"import --config ", "", anyFile},
		{"import --config " + config + " --profile ", "nightly staging", nothingMore},
		{"import --profile ", "", nothingMore},
		{"sandbox --retry-after ", "seconds date none", nothingMore},
		{"import ", "csv tsv txt xlsx ods gz", onlyFilesOf},
		{"report ", "csv tsv txt xlsx ods gz", onlyFilesOf},
		{"import p.csv ", "csv tsv txt xlsx ods gz", onlyFilesOf},
		{"report p.csv ", "", nothingMore},
		{"validate --color ", "auto always never", nothingMore},
		{"import --fail-on ", "any new", nothingMore},
		{"template --output ", "", anyFile},
		{"template ", "", nothingMore},
		{"completion ", "bash fish powershell zsh", nothingMore},
	} {
		words, directive := offered(t, strings.Split(tt.typed, " ")...)
		if got := strings.Join(words, " "); directive != tt.directive || !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%q is completed by %q %s; want %q %s", tt.typed, got, directive, tt.want, tt.directive)
		}
	}
}

// TestLogCompletionIsTaken: the log accepts the words that completion offers.
func TestLogCompletionIsTaken(t *testing.T) {
	screen := terminal.New(&strings.Builder{}, terminal.Options{})
	levels, _ := offered(t, "import", "--log-level", "")
	formats, _ := offered(t, "import", "--log-format", "")
	for _, level := range levels {
		for _, format := range formats {
			if _, err := screen.OpenLog(terminal.LogOptions{Level: level, Format: format}); err != nil {
				t.Errorf("--log-level %s --log-format %s: %v", level, format, err)
			}
		}
	}
}

// TestCompletionScripts: each shell can read the script that is for it.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		t.Run(shell, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), "script")
			write(t, script, answer(t, "completion", shell))
			if !strings.Contains(read(t, script), "partner-import") || shell == "powershell" {
				return // no shell can check it without running it
			}
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed to check its script", shell)
			}
			if out, err := exec.Command(path, "-n", script).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%s -n: %v\n%s", shell, err, out)
			}
		})
	}
	if list := theCommand(t, "completion", noVariables).Commands(); len(list) != 4 || slices.ContainsFunc(list, func(c *cobra.Command) bool { return c.Long == "" }) {
		t.Errorf("completion has %d shells; this test knows 4", len(list))
	}
}
