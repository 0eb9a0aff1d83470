package layout

import (
	"bytes"
	"compress/gzip"
	"path"
	"strings"

	"partner-import/cmd/release/internal/stage"
)

// A Format is a kind of package of a Linux distribution.
type Format string

// The formats, as nfpm calls them, which are also the endings of their files.
const (
	Deb Format = "deb"
	RPM Format = "rpm"
	APK Format = "apk"
)

// Formats are all of them.
func Formats() []Format { return []Format{APK, Deb, RPM} }

// Linux has the files of a package of a Linux distribution, each in the place where that
// distribution looks for it, and the folders that belong to the package.
func Linux(format Format, p stage.Program, b stage.Build, papers []Paper) ([]File, error) {
	doc := "usr/share/doc/" + p.Name + "/"
	list := []File{
		{Path: "usr/bin/" + p.Name, Mode: program, Body: b.Binary},
		{Path: doc + "NOTICE", Mode: text, Body: b.Notice},
		{Path: doc + p.Name + ".cdx.json", Mode: text, Body: b.Bill},
	}
	for _, page := range p.Man {
		packed, err := squeeze(page.Body)
		if err != nil {
			return nil, err
		}
		list = append(list, File{Path: "usr/share/man/man1/" + page.Name + ".gz", Mode: text, Body: packed})
	}
	for shell, place := range places(format, p.Name) {
		if body, ok := p.Completions[shell]; ok {
			list = append(list, File{Path: place, Mode: text, Body: body})
		}
	}
	for _, paper := range papers {
		place := doc + paper.Name
		if paper.Name == licence {
			place = licencePlace(format, p.Name)
		}
		list = append(list, File{Path: place, Mode: text, Body: paper.Body})
	}
	return sorted(append(list, ownFolders(list)...)), nil
}

// places are where a distribution has the completions of each shell. No package of a
// distribution has a place for those of PowerShell.
func places(format Format, name string) map[stage.Shell]string {
	zsh := "usr/share/zsh/site-functions/_" + name
	if format == Deb {
		zsh = "usr/share/zsh/vendor-completions/_" + name
	}
	return map[stage.Shell]string{
		stage.Bash: "usr/share/bash-completion/completions/" + name,
		stage.Fish: "usr/share/fish/vendor_completions.d/" + name + ".fish",
		stage.Zsh:  zsh,
	}
}

func licencePlace(format Format, name string) string {
	if format == Deb {
		return "usr/share/doc/" + name + "/copyright"
	}
	return "usr/share/licenses/" + name + "/LICENSE"
}

// ownFolders are the folders that may not be there without this package, so that none is
// left when it is removed. The others are there on every system.
func ownFolders(list []File) (folders []File) {
	everywhere := map[string]bool{
		".": true, "usr": true, "usr/bin": true, "usr/share": true, "usr/share/doc": true,
		"usr/share/man": true, "usr/share/man/man1": true, "usr/share/licenses": true,
	}
	for _, file := range list {
		for at := path.Dir(file.Path); !everywhere[at]; at = path.Dir(at) {
			everywhere[at] = true
			folders = append(folders, File{Path: at, Mode: folder})
		}
	}
	return folders
}

// squeeze packs a man page. It writes no time and no name, so the bytes are the same
// each time.
func squeeze(page []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(page)
	}
	if err == nil {
		err = w.Close()
	}
	return packed.Bytes(), err
}

// Names returns the paths with modes, one a line, as tests compare them.
func Names(list []File) string {
	var text strings.Builder
	for _, file := range list {
		text.WriteString(file.Mode.String() + " " + file.Path + "\n")
	}
	return text.String()
}
