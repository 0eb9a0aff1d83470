package main

import (
	"debug/buildinfo"
	"os"
	"strings"
	"testing"

	"partner-import/cmd/release/internal/stage"
)

// TestNoticesCoverTheBinary: a release is refused if a notice lacks something that the
// binary was built from. This test is a program that Go has built, and says from what.
func TestNoticesCoverTheBinary(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(self)
	if err != nil || len(info.Deps) < 5 {
		t.Fatalf("the test is built from %d modules, %v", len(info.Deps), err)
	}
	notice := "=\nGo, LICENSE\n="
	for _, m := range info.Deps {
		notice += "\n" + m.Path + " " + m.Version + ", LICENSE\n"
	}
	check := func(binary []byte, notice string) error {
		b := stage.Build{OS: "linux", Arch: "amd64", Binary: binary, Notice: []byte(notice)}
		return checkNotices([]stage.Program{{Name: "x", Builds: []stage.Build{b}}})
	}
	if err := check(binary, notice); err != nil {
		t.Error(err)
	}
	for _, m := range append(info.Deps, nil) {
		name := "Go"
		if m != nil {
			name = m.Path + " " + m.Version
		}
		err := check(binary, strings.Replace(notice, "\n"+name+", ", "\n", 1))
		if err == nil || !strings.HasSuffix(err.Error(), "NOTICE has no licence of "+name) {
			t.Errorf("without the licence of %s: %v", name, err)
		}
	}
	if err := check([]byte("no program"), notice); err == nil {
		t.Error("what is no program has all licences")
	}
}
