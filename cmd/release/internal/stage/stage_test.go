package stage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t *testing.T, path, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRead(t *testing.T) {
	folder := t.TempDir()
	if _, err := Read(folder); err == nil {
		t.Error("an empty folder is a release")
	}
	for name, body := range map[string]string{
		"a/windows_arm64/a.exe": "program", "a/windows_arm64/NOTICE": "n", "a/windows_arm64/sbom.cdx.json": "{}",
		"a/man/a.1": "page", "a/completions/zsh": "complete",
		"b/linux_amd64/b": "program", "b/linux_amd64/NOTICE": "n", "b/linux_amd64/sbom.cdx.json": "{}",
	} {
		put(t, filepath.Join(folder, name), body)
	}
	list, err := Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	a, b := list[0], list[1]
	if len(list) != 2 || a.Name != "a" || len(a.Man) != 1 || string(a.Completions[Zsh]) != "complete" || len(a.For("windows")) != 1 || len(a.For("linux")) != 0 {
		t.Errorf("the first program is %+v", a)
	}
	if got := b.Builds[0]; got.OS != "linux" || got.Arch != "amd64" || string(got.Binary) != "program" || len(b.Completions) != 0 {
		t.Errorf("the second program is %+v", b)
	}
	for _, missing := range []string{"a/windows_arm64/NOTICE", "a/windows_arm64/sbom.cdx.json", "a/windows_arm64/a.exe"} {
		put(t, filepath.Join(folder, missing), "")
		if _, err := Read(folder); err == nil || !strings.Contains(err.Error(), "is empty") {
			t.Errorf("with an empty %s: %v", missing, err)
		}
		put(t, filepath.Join(folder, missing), "x")
	}
	put(t, filepath.Join(folder, "c/notasystem/c"), "x")
	if _, err := Read(folder); err == nil {
		t.Error("a folder that is no system is read")
	}
}
