// Package layout says which files a package has, and where they are in it.
package layout

import (
	"cmp"
	"io/fs"
	"path"
	"slices"

	"partner-import/cmd/release/internal/stage"
)

// A File is one file or folder of a package.
type File struct {
	Path  string      // with slashes, and none at the beginning
	Mode  fs.FileMode // with fs.ModeDir for a folder
	Body  []byte
	Owner int // the number of its user and group
}

// A Paper is a text that goes with each program: README, licence, manual.
type Paper = stage.Text

const (
	program = 0o755
	text    = 0o644
	folder  = fs.ModeDir | 0o755
)

// licence is the name of the licence of the project itself among the papers.
const licence = "LICENSE"

// Archive has the files for people who unpack them themselves, all in one folder.
func Archive(name string, p stage.Program, b stage.Build, papers []Paper) []File {
	list := []File{
		{Path: p.Executable(b.OS), Mode: program, Body: b.Binary},
		{Path: "NOTICE", Mode: text, Body: b.Notice},
		{Path: p.Name + ".cdx.json", Mode: text, Body: b.Bill},
	}
	for _, page := range p.Man {
		list = append(list, File{Path: "man/man1/" + page.Name, Mode: text, Body: page.Body})
	}
	names := map[stage.Shell]string{
		stage.Bash: p.Name + ".bash", stage.Fish: p.Name + ".fish", stage.Zsh: "_" + p.Name, stage.PowerShell: p.Name + ".ps1",
	}
	for shell, body := range p.Completions {
		list = append(list, File{Path: "completions/" + names[shell], Mode: text, Body: body})
	}
	for _, paper := range papers {
		list = append(list, File{Path: paper.Name, Mode: text, Body: paper.Body})
	}
	for i := range list {
		list[i].Path = path.Join(name, list[i].Path)
	}
	return sorted(list)
}

// sorted orders files by their paths, so that no package depends on the order of a map.
func sorted(list []File) []File {
	slices.SortFunc(list, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return list
}
