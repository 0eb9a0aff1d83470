package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tryArchive: unpacked by a user, the program runs, its man page can be read and its
// completion works. When the folder is deleted, nothing is left.
func tryArchive(t *testing.T, root, file string) {
	before := files(t, root)
	said(t, exec.Command("cp", file, filepath.Join(root, "tmp/archive.tar.gz")))
	out := said(t, inside(root, "1000:1000", `
		mkdir /tmp/unpacked && cd /tmp/unpacked && tar -xzf /tmp/archive.tar.gz --strip-components 1
		PATH=/tmp/unpacked:$PATH
		`+demo+`
		cd /tmp/unpacked
		man -l man/man1/partner-import-import.1 | head -n 20
		bash -c 'source completions/partner-import.bash && complete -p partner-import'
		zsh -fc 'fpath=(/tmp/unpacked/completions $fpath); autoload -Uz compinit; compinit -D; echo zsh: $_comps[partner-import]'
		fish -c 'source completions/partner-import.fish; complete -C "partner-import templ"'
		grep -c . NOTICE LICENSE README.md partner-import.cdx.json docs/csv.md
		rm -r /tmp/unpacked
	`))
	holds(t, out, append(demoSays(), "PARTNER-IMPORT", "complete -o default", "zsh: _partner-import", "template\t")...)
	if err := os.Remove(filepath.Join(root, "tmp/archive.tar.gz")); err != nil {
		t.Error(err)
	}
	if after := files(t, root); after != before {
		t.Errorf("something is left: %s", difference(before, after))
	}
}

// tryDeb: once installed, each user can run the program, "man" finds its page, and each
// shell its completion. Removed, nothing is left.
func tryDeb(t *testing.T, root, file string) {
	before := files(t, root)
	said(t, exec.Command("cp", file, filepath.Join(root, "tmp/a.deb")))
	t.Log(said(t, inside(root, "0:0", "dpkg --install /tmp/a.deb && rm /tmp/a.deb && dpkg --verify partner-import && dpkg --audit")))
	out := said(t, inside(root, "1000:1000", demo+`
		man partner-import-import | head -n 20
		bash -c 'source /usr/share/bash-completion/bash_completion; _comp_load partner-import 2>/dev/null || __load_completion partner-import; complete -p partner-import'
		zsh -fc 'autoload -Uz compinit; compinit -D; echo zsh: $_comps[partner-import]'
		fish -c 'complete -C "partner-import templ"'
		grep -c . /usr/share/doc/partner-import/NOTICE /usr/share/doc/partner-import/copyright /usr/share/doc/partner-import/partner-import.cdx.json
	`))
	holds(t, out, append(demoSays(), "PARTNER-IMPORT", "partner-import", "complete -o default", "zsh: _partner-import", "template\t")...)
	installed := files(t, root)
	for _, place := range []string{"./usr/bin/partner-import -rwxr-xr-x 0:0 ", "./usr/share/man/man1/partner-import.1.gz -rw-r--r-- 0:0 "} {
		holds(t, installed, place)
	}
	said(t, inside(root, "0:0", "dpkg --purge partner-import"))
	if after := files(t, root); after != before {
		t.Errorf("something is left: %s", difference(before, after))
	}
}

// difference has the lines that only one of two texts has.
func difference(before, after string) string {
	var out strings.Builder
	for mark, texts := range map[string][2]string{"-": {before, after}, "+": {after, before}} {
		other := map[string]bool{}
		for line := range strings.Lines(texts[1]) {
			other[line] = true
		}
		for line := range strings.Lines(texts[0]) {
			if !other[line] {
				out.WriteString("\n" + mark + strings.TrimSpace(line))
			}
		}
	}
	return out.String()
}

// tryRPM installs the package into an empty system, which has only the shell of a test. The
// program needs nothing else.
func tryRPM(t *testing.T, file string) {
	need(t, "rpm", "rpm")
	root := t.TempDir()
	rpm := func(args ...string) string {
		return said(t, exec.Command("rpm", append([]string{"--root", root, "--dbpath", "/var/lib/rpm", "--nosignature"}, args...)...))
	}
	for _, at := range []string{"usr/bin", "usr/share/doc", "usr/share/licenses", "usr/share/man/man1"} { // as each system has them
		if err := os.MkdirAll(filepath.Join(root, at), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	rpm("--initdb")
	before := files(t, root)
	rpm("--install", "--nodeps", "--noscripts", "--ignoresize", file)
	t.Log(rpm("--query", "--info", "partner-import"))
	rpm("--verify", "--nodeps", "partner-import")
	holds(t, rpm("--query", "--list", "partner-import"), "/usr/bin/partner-import\n", "/usr/share/man/man1/partner-import.1.gz\n",
		"/usr/share/bash-completion/completions/partner-import\n", "/usr/share/zsh/site-functions/_partner-import\n", "/usr/share/fish/vendor_completions.d/partner-import.fish\n", "/usr/share/licenses/partner-import/LICENSE\n")
	alone(t, root)
	rpm("--erase", "partner-import")
	if after := files(t, root); after != before {
		t.Errorf("something is left: %s", difference(before, after))
	}
}

// tryAPK unpacks the package, as no Alpine is at hand, and runs the program in the folder.
// The label must name the digest of what is in the package.
func tryAPK(t *testing.T, file string) {
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	label, data := splitAPK(t, body)
	holds(t, label, "pkgname = partner-import\n", fmt.Sprintf("datahash = %x\n", sha256.Sum256(data)))
	root := t.TempDir()
	c := exec.Command("tar", "-xz", "-C", root)
	c.Stdin = bytes.NewReader(data)
	said(t, c)
	alone(t, root)
	if _, err := exec.LookPath("apk"); err != nil {
		t.Log("apk is not installed: the package was unpacked, and not installed")
	}
}

// alone runs the program in a system that has nothing else.
func alone(t *testing.T, root string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(root, "tmp"), 0o1777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(root, "tmp"), 0o1777); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{root, filepath.Dir(root)} {
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		c := exec.Command("chroot", append([]string{"--userspec=1000:1000", root, "/usr/bin/partner-import"}, args...)...)
		c.Env = []string{"HOME=/tmp"}
		return said(t, c)
	}
	run("template", "-o", "/tmp/partners.csv")
	run("import", "/tmp/partners.csv", "--sandbox", "--rate", "100/s")
	report, err := os.ReadFile(filepath.Join(root, "tmp/partners.sandbox.report.csv"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(report), "\n1,2,created,")
	if err := os.RemoveAll(filepath.Join(root, "tmp")); err != nil { // it belongs to no package
		t.Fatal(err)
	}
}
