package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"partner-import/cmd/release/internal/stage"
)

// made packs stand-ins of two programs, and returns the folder of the release. The
// programs are a few bytes, and so are the papers.
func made(t *testing.T, address string) (folder, said string) {
	t.Helper()
	r := release{
		root: t.TempDir(), out: filepath.Join(t.TempDir(), "out"), name: "v1.2.3-rc.1", address: address,
		packager: "Ann <ann@example.com>", at: time.Unix(1_800_000_000, 0).UTC(),
	}
	for name, body := range map[string]string{
		"README.md": "read me", "LICENSE": "licence", "CHANGELOG.md": "new", "SECURITY.md": "safe",
		"docs/csv.md": "csv", "docs/docs.go": "package docs", "docs/examples/crontab": "cron", "docs/internals/x.md": "x",
		"samples/partners.csv": "email", "samples/partners.report.csv": "somebody's", "samples/partners.journal": "somebody's",
		"samples/partners.journal-wal": "somebody's", "samples/.DS_Store": "somebody's", "samples/partners-messy.expected.csv": "email",
	} {
		put(t, filepath.Join(r.root, name), body)
	}
	if err := os.Mkdir(r.out, 0o755); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.write([]stage.Program{standIn(), fleetStandIn()}, &out); err != nil {
		t.Fatal(err)
	}
	return r.out, out.String()
}

func put(t *testing.T, path, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

func standIn() stage.Program {
	p := stage.Program{Name: "partner-import", Completions: map[stage.Shell][]byte{}}
	for _, system := range []string{"darwin", "linux", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			p.Builds = append(p.Builds, buildStandIn(system, arch))
		}
	}
	for _, shell := range stage.Shells() {
		p.Completions[shell] = []byte("complete for " + shell)
	}
	p.Man = []stage.Text{{Name: "partner-import.1", Body: []byte(".TH")}, {Name: "partner-import-import.1", Body: []byte(".TH")}}
	return p
}

// fleetStandIn has neither man pages nor completions, and is for Linux only.
func fleetStandIn() stage.Program {
	return stage.Program{Name: "partner-import-fleet", Builds: []stage.Build{buildStandIn("linux", "amd64"), buildStandIn("linux", "arm64")}}
}

func buildStandIn(system, arch string) stage.Build {
	return stage.Build{OS: system, Arch: arch, Binary: []byte("program for " + system + arch), Notice: []byte("notice"), Bill: []byte("{}")}
}

// TestContents: what is in each package, with the modes and owners. A difference is
// something that users get or lose.
func TestContents(t *testing.T) {
	folder, said := made(t, "https://downloads.example.com/v1.2.3-rc.1")
	if strings.Contains(said, "not set") {
		t.Errorf("with an address it says:\n%s", said)
	}
	var text strings.Builder
	for _, name := range list(t, folder) {
		inside := contents(t, filepath.Join(folder, name))
		if twin := strings.ReplaceAll(name, "arm64", "amd64"); twin != name {
			theirs := strings.NewReplacer("amd64", "arm64", "x86_64", "aarch64").Replace(contents(t, filepath.Join(folder, twin)))
			if inside != theirs {
				t.Errorf("%s and %s differ:\n%s\n%s", name, twin, inside, theirs)
			}
			inside = "as for amd64\n"
		}
		fmt.Fprintf(&text, "# %s\n%s\n", name, inside)
	}
	same(t, "testdata/contents.txt", text.String())
}

// TestNoAddress: without an address there are no files that need one, and it says so.
func TestNoAddress(t *testing.T) {
	folder, said := made(t, "")
	for _, name := range list(t, folder) {
		if strings.Contains(name, "/") {
			t.Errorf("without an address there is %s", name)
		}
	}
	if !strings.HasPrefix(said, "RELEASE_URL is not set, so there are no files for Homebrew, Scoop and winget.\n") {
		t.Errorf("it says:\n%s", said)
	}
}

// TestSameBytes: two releases of the same programs, made in other folders, have the same
// files. "make repeatable-release" compares real ones, minutes apart.
func TestSameBytes(t *testing.T) {
	one, said := made(t, "https://downloads.example.com")
	two, again := made(t, "https://downloads.example.com")
	if said != again {
		t.Errorf("the digests differ:\n%s\n%s", said, again)
	}
	if n := len(list(t, one)); n != len(list(t, two)) || n < 20 {
		t.Errorf("the first release has %d files", n)
	}
	for _, name := range list(t, one) {
		a, err := os.ReadFile(filepath.Join(one, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs, %v", name, err)
		}
	}
}

// same compares a text with a file. UPDATE=1 writes the file.
func same(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		put(t, file, got)
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was; look at it with UPDATE=1 and git diff. Now it is:\n%s", file, got)
	}
}

// list has the files below a folder, sorted.
func list(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(folder, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// contents describes a file of the release by what is in it.
func contents(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(path) == "SHA256SUMS" {
		checkSums(t, filepath.Dir(path), string(body))
		return ""
	}
	switch filepath.Ext(path) {
	case ".gz":
		return inTar(t, unzip(t, bytes.NewReader(body)))
	case ".zip":
		return inZip(t, body)
	case ".deb":
		return inDeb(t, body)
	case ".apk":
		return inAPK(t, body)
	case ".rpm":
		return inRPM(t, body)
	case ".tar":
		return inImage(t, path)
	}
	return withoutDigests(string(body))
}

// withoutDigests leaves out what changes when another version of Go packs.
func withoutDigests(text string) string {
	return regexp.MustCompile(`(?i)\b[0-9a-f]{64}\b`).ReplaceAllString(text, "DIGEST")
}

// checkSums: each other file of the release has its digest in the list.
func checkSums(t *testing.T, folder, sums string) {
	t.Helper()
	var want strings.Builder
	for _, name := range list(t, folder) {
		if name == "SHA256SUMS" {
			continue
		}
		body, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256(body), name)
	}
	if sums != want.String() {
		t.Errorf("SHA256SUMS is\n%s; want\n%s", sums, want.String())
	}
}

// ofTheRelease reports whether a time is that of the stand-ins. A real release, in the test of
// installed packages, has another one.
func ofTheRelease(at time.Time) bool {
	return at.Unix() == 1_800_000_000 || os.Getenv("RELEASE") != ""
}

func unzip(t *testing.T, packed io.Reader) io.Reader {
	t.Helper()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// inTar describes each entry: mode, owner, size, name. The time must be that of the
// release.
func inTar(t *testing.T, packed io.Reader) string {
	t.Helper()
	var text strings.Builder
	r := tar.NewReader(packed)
	for {
		head, err := r.Next()
		if err == io.EOF {
			return text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if !ofTheRelease(head.ModTime) {
			t.Errorf("%s is of %v; want the time of the release", head.Name, head.ModTime)
		}
		fmt.Fprintf(&text, "%s %d:%d %d %s\n", head.FileInfo().Mode(), head.Uid, head.Gid, head.Size, head.Name)
	}
}

func inZip(t *testing.T, body []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range r.File {
		if !ofTheRelease(f.Modified) {
			t.Errorf("%s is of %v; want the time of the release", f.Name, f.Modified)
		}
		fmt.Fprintf(&text, "%s %d %s\n", f.Mode(), f.UncompressedSize64, f.Name)
	}
	return text.String()
}
