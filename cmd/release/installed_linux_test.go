package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestInstalled uses the packages of a release as people do, in clean systems: "make
// packages-check" runs it. What the machine has no tool for is skipped, and said.
func TestInstalled(t *testing.T) {
	folder := os.Getenv("RELEASE")
	switch {
	case folder == "":
		t.Skip("RELEASE is not set: \"make packages-check\" sets it")
	case os.Getuid() != 0:
		t.Skip("only root can make a clean system: run it as root")
	}
	t.Run("Debian", func(t *testing.T) {
		root := debian(t)
		t.Run("archive", func(t *testing.T) { tryArchive(t, root, only(t, folder, "partner-import_*_linux_"+arch(t)+".tar.gz")) })
		t.Run("deb", func(t *testing.T) { tryDeb(t, root, only(t, folder, "partner-import_*_linux_"+arch(t)+".deb")) })
	})
	t.Run("rpm", func(t *testing.T) { tryRPM(t, only(t, folder, "partner-import_*_linux_"+arch(t)+".rpm")) })
	t.Run("apk", func(t *testing.T) { tryAPK(t, only(t, folder, "partner-import_*_linux_"+arch(t)+".apk")) })
	t.Run("image", func(t *testing.T) { tryImage(t, only(t, folder, "partner-import_*_oci.tar")) })
	t.Run("foreign", func(t *testing.T) { tryForeign(t, folder) })
}

// only returns the file of the release that the pattern is for.
func only(t *testing.T, folder, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s in %s: %v, %v; run \"make release\" first", pattern, folder, found, err)
	}
	return found[0]
}

// arch is the processor of this machine, as Debian and Go call it.
func arch(t *testing.T) string {
	t.Helper()
	return strings.TrimSpace(said(t, exec.Command("go", "env", "GOHOSTARCH")))
}

// need skips the test if a tool is missing.
func need(t *testing.T, tool, debianPackage string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed (Debian: apt-get install %s)", tool, debianPackage)
	}
}

// said returns what a command says, if it succeeds.
func said(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, out)
	}
	return string(out)
}

// inside prepares a script for a system in a folder. It runs as a user, with few variables.
func inside(root, user, script string) *exec.Cmd {
	c := exec.Command("chroot", "--userspec="+user, root, "/bin/sh", "-ec", script)
	c.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"}
	return c
}

// holds checks that a text has each of the others.
func holds(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// debian makes a small Debian in a folder. It takes about a minute and a network, or DEBIAN
// names a folder that has one, to be copied.
func debian(t *testing.T) string {
	t.Helper()
	need(t, "debootstrap", "debootstrap")
	root := t.TempDir()
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(root), 0o755); err != nil {
		t.Fatal(err)
	}
	if ready := os.Getenv("DEBIAN"); ready != "" {
		said(t, exec.Command("cp", "-a", ready+"/.", root))
		return root
	}
	out, err := exec.Command("debootstrap", "--variant=minbase", "--include=man-db,bash-completion,zsh,fish", "stable", root).CombinedOutput()
	if err != nil {
		t.Skipf("no Debian can be had, perhaps for lack of a network: %v\n%s", err, out)
	}
	return root
}

// demo is what a person does first: from the template to an import that changes nothing.
const demo = `
mkdir "/tmp/a demo" && cd "/tmp/a demo"
partner-import version
partner-import template > partners.csv
partner-import import partners.csv --sandbox --rate 100/s
head -n 3 partners.sandbox.report.csv
partner-import template -o book.xlsx
partner-import help csv | head -n 3
cd / && rm -r "/tmp/a demo"
`

// demoSays is what that must show.
func demoSays() []string { return []string{"partner-import ", "row,line,status,", "1,2,created,"} }

// files lists a system: names, modes, sizes and owners, without what the tools themselves
// write when they run.
func files(t *testing.T, root string) string {
	t.Helper()
	c := exec.Command("find", ".", "-xdev",
		"(", "-path", "./var/lib/dpkg", "-o", "-path", "./var/lib/rpm", "-o", "-path", "./var/cache", "-o", "-path", "./var/log", "-o", "-path", "./tmp", ")", "-prune",
		"-o", "-type", "d", "-printf", "%p %M %U:%G\n", "-o", "-printf", "%p %M %U:%G %s %l\n")
	c.Dir = root
	lines := strings.Split(said(t, c), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// tryForeign starts the programs for the other processor, if this machine can pretend to be
// one, and looks into the archives for the other systems.
func tryForeign(t *testing.T, folder string) {
	for pattern, want := range map[string][]string{
		"partner-import_*_windows_*.zip":   {"/partner-import.exe\n", "/completions/partner-import.ps1\n", "/NOTICE\n", "/README.md\n", "/LICENSE\n", "/partner-import.cdx.json\n"},
		"partner-import_*_darwin_*.tar.gz": {"/partner-import\n", "/man/man1/partner-import.1\n", "/NOTICE\n", "/completions/_partner-import\n"},
	} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(found) != 2 {
			t.Errorf("%s: %v, %v; want two", pattern, found, err)
		}
		for _, file := range found {
			holds(t, contents(t, file), want...)
		}
	}
	need(t, "qemu-aarch64-static", "qemu-user-static")
	room := t.TempDir()
	said(t, exec.Command("tar", "-xzf", only(t, folder, "partner-import_*_linux_arm64.tar.gz"), "-C", room, "--strip-components", "1"))
	holds(t, said(t, exec.Command("qemu-aarch64-static", filepath.Join(room, "partner-import"), "version")), " linux/arm64\n")
}
