package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"partner-import/cmd/release/internal/archive"
	"partner-import/cmd/release/internal/image"
	"partner-import/cmd/release/internal/layout"
	"partner-import/cmd/release/internal/linux"
	"partner-import/cmd/release/internal/manifest"
	"partner-import/cmd/release/internal/stage"
	"partner-import/cmd/release/internal/trust"
	"partner-import/cmd/release/internal/version"
)

// summary says in packages what a program is for.
func summary(program string) string {
	if program == "partner-import-fleet" {
		return "Import the partners of many Partnero programs, each on its schedule"
	}
	return "Import partners into Partnero from a CSV file or a workbook"
}

// write makes all files of the release, and the list of their digests.
func (r release) write(programs []stage.Program, out io.Writer) error {
	papers, err := r.papers()
	if err != nil {
		return err
	}
	digests := map[string]string{}
	for _, p := range programs {
		if err := r.writeProgram(p, papers, digests); err != nil {
			return err
		}
	}
	if r.address == "" {
		fmt.Fprintln(out, "RELEASE_URL is not set, so there are no files for Homebrew, Scoop and winget.")
	}
	var sums strings.Builder
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		fmt.Fprintf(&sums, "%s  %s\n", digests[name], name)
	}
	fmt.Fprint(out, sums.String())
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// writeProgram makes the files of one program, and adds their digests.
func (r release) writeProgram(p stage.Program, papers []layout.Paper, digests map[string]string) error {
	var archives []manifest.Archive
	for _, b := range p.Builds {
		a, err := r.archive(p, b, papers, digests)
		if err != nil {
			return err
		}
		archives = append(archives, a)
	}
	for _, b := range p.For("linux") {
		for _, format := range layout.Formats() {
			if err := r.linux(format, p, b, papers, digests); err != nil {
				return err
			}
		}
	}
	if err := r.image(p, papers, digests); err != nil {
		return err
	}
	if r.address == "" || len(p.For("windows")) == 0 || len(p.For("darwin")) == 0 {
		return nil
	}
	return r.manifests(p, archives, digests)
}

// named is what the files of a program for a system are called, without an ending.
func (r release) named(p stage.Program, b stage.Build) string {
	return fmt.Sprintf("%s_%s_%s_%s", p.Name, r.name, b.OS, b.Arch)
}

func (r release) archive(p stage.Program, b stage.Build, papers []layout.Paper, digests map[string]string) (manifest.Archive, error) {
	a := manifest.Archive{OS: b.OS, Arch: b.Arch, Folder: r.named(p, b)}
	write, ending := archive.TarGz, ".tar.gz"
	if b.OS == "windows" {
		write, ending = archive.Zip, ".zip"
	}
	a.File = a.Folder + ending
	files := layout.Archive(a.Folder, p, b, papers)
	err := r.put(a.File, digests, func(to io.Writer) error { return write(to, files, r.at) })
	a.SHA256 = digests[a.File]
	return a, err
}

func (r release) linux(format layout.Format, p stage.Program, b stage.Build, papers []layout.Paper, digests map[string]string) error {
	files, err := layout.Linux(format, p, b, papers)
	if err != nil {
		return err
	}
	label := linux.Package{
		Name: p.Name, Arch: b.Arch, Version: version.Of(r.name, r.at),
		Summary: summary(p.Name), Packager: r.packager, Address: r.address, At: r.at,
	}
	name := r.named(p, b) + "." + string(format)
	return r.put(name, digests, func(to io.Writer) error { return linux.Write(to, format, label, files) })
}

func (r release) image(p stage.Program, papers []layout.Paper, digests map[string]string) error {
	certificates, err := trust.Certificates()
	if err != nil {
		return err
	}
	m := image.Image{Name: p.Name, Version: r.name, Summary: summary(p.Name), Address: r.address, At: r.at, Files: map[string][]layout.File{}}
	for _, b := range p.For("linux") {
		m.Files[b.Arch] = layout.Image(p, b, papers, certificates)
	}
	return r.put(fmt.Sprintf("%s_%s_oci.tar", p.Name, r.name), digests, m.Write)
}

func (r release) manifests(p stage.Program, archives []manifest.Archive, digests map[string]string) error {
	files, err := manifest.Release{
		Program: p.Name, Version: version.Of(r.name, r.at).String(), Summary: summary(p.Name),
		Address: r.address, Day: r.at.Format(time.DateOnly), Archives: archives,
	}.Files()
	if err != nil {
		return err
	}
	for _, file := range files {
		err := r.put(file.Name, digests, func(to io.Writer) error { _, err := to.Write(file.Body); return err })
		if err != nil {
			return err
		}
	}
	return nil
}

// put writes a file of the release, and notes its digest.
func (r release) put(name string, digests map[string]string, write func(io.Writer) error) error {
	var body bytes.Buffer
	if err := write(&body); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	path := filepath.Join(r.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	digests[name] = hex.EncodeToString(sum[:])
	return os.WriteFile(path, body.Bytes(), 0o644)
}
