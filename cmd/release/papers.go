package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"partner-import/cmd/release/internal/layout"
)

// papers are the texts that go with each program. The README links to the manual and to
// the samples, so they come along.
func (r release) papers() ([]layout.Paper, error) {
	var list []layout.Paper
	for _, name := range []string{"CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md"} {
		body, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		list = append(list, layout.Paper{Name: name, Body: body})
	}
	for _, folder := range []string{"docs", "samples"} {
		inside, err := r.papersIn(folder)
		if err != nil {
			return nil, err
		}
		list = append(list, inside...)
	}
	return list, nil
}

// papersIn are those of a folder, without code, and without what a run of the program left
// there: that may be anybody's data.
func (r release) papersIn(folder string) (list []layout.Paper, err error) {
	err = filepath.WalkDir(filepath.Join(r.root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || regexp.MustCompile(`^\.|\.go$|\.(report|failed|check|summary|sandbox|journal)\b`).MatchString(entry.Name()) {
			return nil
		}
		if !entry.Type().IsRegular() {
			return errors.New(path + " is no regular file")
		}
		name, err := filepath.Rel(r.root, path)
		if err != nil {
			return err
		}
		body, err := os.ReadFile(path)
		list = append(list, layout.Paper{Name: filepath.ToSlash(name), Body: body})
		return err
	})
	return list, err
}
