//go:build unix

package devengine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommandOnThePath: the temporal command is used where it is there, with the flags of
// a server in memory that nobody else reaches. If it ends at once, the error says so.
func TestCommandOnThePath(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" > " + filepath.Join(dir, "said") + "\nexit 7\n"
	if err := os.WriteFile(filepath.Join(dir, "temporal"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	_, err := Start(t.Context(), func(said string) { t.Log(said) })
	if err == nil || !strings.Contains(err.Error(), "ended before it answered (exit status 7)") {
		t.Errorf("Start = %v; want that the command ended", err)
	}
	said, _ := os.ReadFile(filepath.Join(dir, "said"))
	if !strings.HasPrefix(string(said), "server start-dev --headless --ip 127.0.0.1 --port ") {
		t.Errorf("temporal %s", said)
	}
}

// TestEnvironment: nothing of the user's own settings for another server is left.
func TestEnvironment(t *testing.T) {
	e := &Engine{Address: "127.0.0.1:1", Namespace: "n"}
	got := strings.Join(e.Environment([]string{"PATH=/bin", "TEMPORAL_API_KEY=secret", "TEMPORAL_ADDRESS=elsewhere:7233"}), " ")
	if want := "PATH=/bin TEMPORAL_ADDRESS=127.0.0.1:1 TEMPORAL_NAMESPACE=n TEMPORAL_CONFIG_FILE=/dev/null"; got != want {
		t.Errorf("environment: %s; want %s", got, want)
	}
}

// TestCached: another source is another program, and the same source the same.
func TestCached(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CACHE_HOME", "")
	dir := t.TempDir()
	path := func(sum string) string {
		for name, text := range map[string]string{"go.mod": "m", "go.sum": sum, "main.go": "p"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		path, err := cached(dir)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	first, other, again := path("a"), path("b"), path("a")
	if first == other || first != again {
		t.Error("the name of the kept program does not say what it is built from")
	}
}
