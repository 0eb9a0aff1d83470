// Package manifest writes the files by which package managers find a release: a formula
// for Homebrew, and manifests for Scoop and winget. They name the address of the release,
// so there are none without an address.
package manifest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"text/template"

	"partner-import/cmd/release/internal/stage"
)

//go:embed *.tmpl
var templates embed.FS

// A Release is what the files are about.
type Release struct {
	Program  string
	Version  string
	Summary  string
	Address  string // where the files can be downloaded, without a slash at the end
	Day      string // as 2006-01-02
	Archives []Archive
}

// An Archive is one that people can download.
type Archive struct {
	OS, Arch string // as Go calls them
	Folder   string // the one that is in it
	File     string // its own name
	SHA256   string
}

// CheckAddress returns an error if the address cannot be used in the files.
func CheckAddress(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
	case strings.HasSuffix(address, "/") || strings.ContainsAny(address, "\"'\\ #"):
	default:
		return nil
	}
	return fmt.Errorf("RELEASE_URL is %q; set it to an address such as https://downloads.example.com/v1.0.0, without a slash at the end", address)
}

// Files are the manifests. Their names have the folder for each package manager.
func (r Release) Files() ([]stage.Text, error) {
	scoop, err := r.scoop()
	if err != nil {
		return nil, err
	}
	list := []stage.Text{{Name: "scoop/" + r.Program + ".json", Body: scoop}}
	help := template.FuncMap{"quote": quote, "class": class, "upper": strings.ToUpper}
	all, err := template.New("").Funcs(help).ParseFS(templates, "*.tmpl")
	if err != nil {
		return nil, err
	}
	for name, path := range map[string]string{
		"homebrew.tmpl":         "homebrew/" + r.Program + ".rb",
		"winget.tmpl":           "winget/" + r.Identifier() + ".yaml",
		"winget-installer.tmpl": "winget/" + r.Identifier() + ".installer.yaml",
		"winget-locale.tmpl":    "winget/" + r.Identifier() + ".locale.en-US.yaml",
	} {
		var out bytes.Buffer
		if err := all.ExecuteTemplate(&out, name, r); err != nil {
			return nil, err
		}
		list = append(list, stage.Text{Name: path, Body: out.Bytes()})
	}
	return list, nil
}

// scoop is the manifest of Scoop.
func (r Release) scoop() ([]byte, error) {
	type file struct {
		URL    string `json:"url"`
		Hash   string `json:"hash"`
		Folder string `json:"extract_dir"`
	}
	files := map[string]file{}
	for arch, theirs := range map[string]string{"amd64": "64bit", "arm64": "arm64"} {
		a, err := r.archive("windows", arch)
		if err != nil {
			return nil, err
		}
		files[theirs] = file{r.Address + "/" + a.File, a.SHA256, a.Folder}
	}
	text, err := json.MarshalIndent(map[string]any{
		"version": r.Version, "description": r.Summary, "homepage": r.Address, "license": "Apache-2.0",
		"architecture": files, "bin": r.Program + ".exe",
	}, "", "    ")
	return append(text, '\n'), err
}

// Identifier is what winget calls the program: "publisher.program".
func (r Release) Identifier() string { return class(r.Program) + "." + class(r.Program) }

// Processors are what winget calls them, by the names that Go has for them.
func (r Release) Processors() map[string]string {
	return map[string]string{"amd64": "x64", "arm64": "arm64"}
}

// URL is the address of the archive for a system.
func (r Release) URL(system, arch string) (string, error) {
	a, err := r.archive(system, arch)
	return r.Address + "/" + a.File, err
}

// SHA256 is the digest of the archive for a system.
func (r Release) SHA256(system, arch string) (string, error) {
	a, err := r.archive(system, arch)
	return a.SHA256, err
}

// Inside is where the program is in the archive for Windows, as winget writes it.
func (r Release) Inside(system, arch string) (string, error) {
	a, err := r.archive(system, arch)
	return a.Folder + `\` + r.Program + ".exe", err
}

func (r Release) archive(system, arch string) (Archive, error) {
	for _, a := range r.Archives {
		if a.OS == system && a.Arch == arch {
			return a, nil
		}
	}
	return Archive{}, fmt.Errorf("there is no archive for %s/%s", system, arch)
}

// quote writes a text as Ruby and YAML read it too: in Ruby, "#" can begin code.
func quote(text string) (string, error) {
	body, err := json.Marshal(text)
	return strings.ReplaceAll(string(body), "#", `\u0023`), err
}

// class is a name as Homebrew and winget write it: partner-import is PartnerImport.
func class(name string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}
