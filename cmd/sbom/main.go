// Sbom prints the modules of programs, as a CycloneDX bill of materials in JSON.
// It asks the programs themselves: each one carries that list. So it always says
// what was built.
//
//	go run ./cmd/sbom VERSION PROGRAM…
package main

import (
	"cmp"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "sbom: %v\n", err)
		os.Exit(1)
	}
}

// run describes the programs. They are the same version of one program, for
// several systems.
func run(args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New("usage: sbom VERSION PROGRAM…")
	}
	found := map[string]cdx.Component{}
	var root cdx.Component
	for _, path := range args[1:] {
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return err
		}
		root = component(info.Main.Path, args[0], "")
		root.Type = cdx.ComponentTypeApplication
		std := component("std", strings.TrimPrefix(info.GoVersion, "go"), "")
		found[std.PackageURL] = std
		for _, m := range info.Deps {
			c := component(m.Path, m.Version, m.Sum)
			switch r := m.Replace; {
			case r == nil:
			case r.Version == "", r.Version == "(devel)": // a folder: it is our own, and of the same version
				c = component(m.Path, args[0], "")
			default:
				c = component(r.Path, r.Version, r.Sum)
			}
			found[c.PackageURL] = c
		}
	}
	return write(out, root, found)
}

// component describes a module. Its sum is a SHA-256 of the hashes of its files.
func component(path, version, sum string) cdx.Component {
	url := "pkg:golang/" + path + "@" + version
	c := cdx.Component{Type: cdx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: url, BOMRef: url}
	if digest, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:")); err == nil && len(digest) == 32 {
		c.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(digest)}}
	}
	return c
}

func write(out io.Writer, root cdx.Component, found map[string]cdx.Component) error {
	var list []cdx.Component
	var urls []string
	for url, c := range found {
		list, urls = append(list, c), append(urls, url)
	}
	slices.SortFunc(list, func(a, b cdx.Component) int { return cmp.Compare(a.PackageURL, b.PackageURL) })
	slices.Sort(urls)
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &root}
	bom.Components = &list
	bom.Dependencies = &[]cdx.Dependency{{Ref: root.BOMRef, Dependencies: &urls}}
	return cdx.NewBOMEncoder(out, cdx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cdx.SpecVersion1_6)
}
