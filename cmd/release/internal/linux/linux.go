// Package linux makes the packages of Linux distributions, with nfpm.
package linux

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/apk"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
	"github.com/goreleaser/nfpm/v2/rpm"

	"partner-import/cmd/release/internal/layout"
	"partner-import/cmd/release/internal/version"
)

// A Package says what is on the label.
type Package struct {
	Name, Arch string // Arch as Go calls it
	Version    version.Version
	Summary    string
	Packager   string // "name <mail address>"
	Address    string // where the release is, "" if nobody knows
	At         time.Time
}

// Write makes a package of the files. The same input gives the same bytes.
func Write(to io.Writer, format layout.Format, p Package, list []layout.File) error {
	room, err := os.MkdirTemp("", "partner-import-release-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(room)
	contents, err := contents(room, list, p.At)
	if err != nil {
		return err
	}
	if err := packager(format).Package(p.info(contents), to); err != nil {
		return fmt.Errorf("%s of %s for %s: %w", format, p.Name, p.Arch, err)
	}
	return nil
}

func packager(format layout.Format) nfpm.Packager {
	switch format {
	case layout.APK:
		return apk.Default
	case layout.Deb:
		return deb.Default
	default:
		return rpm.DefaultRPM
	}
}

// info is the label. What nfpm would take from the machine, such as its name, is given.
func (p Package) info(contents files.Contents) *nfpm.Info {
	return nfpm.WithDefaults(&nfpm.Info{
		Name: p.Name, Arch: p.Arch, Platform: "linux",
		Version: p.Version.Number, Prerelease: p.Version.Before, Release: "1", VersionSchema: "none",
		Section: "utils", Priority: "optional",
		Maintainer: p.Packager, Description: p.Summary, Homepage: p.Address, License: "Apache-2.0",
		DisableGlobbing: true, MTime: p.At,
		Overridables: nfpm.Overridables{
			Contents: contents,
			RPM:      nfpm.RPM{BuildHost: "localhost", Group: "Applications/Productivity"},
		},
	})
}

// contents puts the files into a folder, where nfpm reads them.
func contents(room string, list []layout.File, at time.Time) (files.Contents, error) {
	var all files.Contents
	for i, file := range list {
		info := &files.ContentFileInfo{Owner: "root", Group: "root", Mode: file.Mode.Perm(), MTime: at}
		content := &files.Content{Destination: "/" + file.Path, Type: files.TypeDir, FileInfo: info}
		if !file.Mode.IsDir() {
			content.Source, content.Type = filepath.Join(room, strconv.Itoa(i)), files.TypeFile
			if err := os.WriteFile(content.Source, file.Body, 0o600); err != nil {
				return nil, err
			}
		}
		all = append(all, content)
	}
	return all, nil
}
