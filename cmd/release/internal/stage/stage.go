// Package stage reads what was built for a release, before it is packed. The Makefile
// fills the folder:
//
//	PROGRAM/OS_ARCH/PROGRAM[.exe]    the program
//	PROGRAM/OS_ARCH/NOTICE           the licences of everything in it
//	PROGRAM/OS_ARCH/sbom.cdx.json    its bill of materials
//	PROGRAM/man/*.1                  its man pages
//	PROGRAM/completions/SHELL        what a shell reads to complete its commands
package stage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Program is what is released under one name.
type Program struct {
	Name        string
	Builds      []Build          // sorted by system; never empty
	Man         []Text           // sorted by name; may be empty
	Completions map[Shell][]byte // may be empty
}

// A Build is the program for one system.
type Build struct {
	OS, Arch string // as Go calls them
	Binary   []byte
	Notice   []byte // the licences of everything in the binary
	Bill     []byte // the bill of materials, CycloneDX in JSON
}

// A Text is a file with a name, as a man page.
type Text struct {
	Name string
	Body []byte
}

// A Shell is one that can complete the commands of a program.
type Shell string

// The shells, by the names that "partner-import completion" has for them.
const (
	Bash       Shell = "bash"
	Fish       Shell = "fish"
	PowerShell Shell = "powershell"
	Zsh        Shell = "zsh"
)

// Shells are all of them, sorted.
func Shells() []Shell { return []Shell{Bash, Fish, PowerShell, Zsh} }

// Executable is what the file of the program is called on a system.
func (p Program) Executable(system string) string {
	if system == "windows" {
		return p.Name + ".exe"
	}
	return p.Name
}

// Read returns the programs in the folder, sorted by name.
func Read(folder string) ([]Program, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var list []Program
	for _, entry := range entries {
		p, err := readProgram(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no programs; run \"make release\"", folder)
	}
	return list, nil
}

func readProgram(folder string) (Program, error) {
	p := Program{Name: filepath.Base(folder), Completions: map[Shell][]byte{}}
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		if err != nil {
			break
		}
		inside := filepath.Join(folder, entry.Name())
		switch entry.Name() {
		case "man":
			p.Man, err = readMan(inside)
		case "completions":
			err = readCompletions(inside, p.Completions)
		default:
			err = p.readBuild(inside)
		}
	}
	if err == nil && len(p.Builds) == 0 {
		err = fmt.Errorf("%s has no builds", folder)
	}
	return p, err
}

func readMan(folder string) (list []Text, err error) {
	pages, err := filepath.Glob(filepath.Join(folder, "*.1"))
	for _, page := range pages {
		body, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		list = append(list, Text{filepath.Base(page), body})
	}
	return list, err
}

func readCompletions(folder string, to map[Shell][]byte) error {
	for _, shell := range Shells() {
		body, err := os.ReadFile(filepath.Join(folder, string(shell)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		to[shell] = body
	}
	return nil
}

func (p *Program) readBuild(folder string) error {
	system, arch, ok := strings.Cut(filepath.Base(folder), "_")
	if !ok {
		return fmt.Errorf("%s is not the name of a system, as linux_amd64 is", folder)
	}
	b := Build{OS: system, Arch: arch}
	for name, to := range map[string]*[]byte{p.Executable(system): &b.Binary, "NOTICE": &b.Notice, "sbom.cdx.json": &b.Bill} {
		body, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		if len(body) == 0 {
			return fmt.Errorf("%s is empty", filepath.Join(folder, name))
		}
		*to = body
	}
	p.Builds = append(p.Builds, b)
	return nil
}

// For returns the builds for a system.
func (p Program) For(system string) []Build {
	return slices.DeleteFunc(slices.Clone(p.Builds), func(b Build) bool { return b.OS != system })
}
