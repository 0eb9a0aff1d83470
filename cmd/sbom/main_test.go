package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// TestBillOfMaterials: this test is a program that Go has built. Its bill has every
// module in it, with version and sum, and Go itself.
func TestBillOfMaterials(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) == 0 {
		t.Fatal("the test does not know what it was built from")
	}
	var out, again bytes.Buffer
	if err := run([]string{"v1.2.3", self, self}, &out); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"v1.2.3", self}, &again); err != nil || again.String() != out.String() {
		t.Errorf("the bill of the same program is another one, %v", err)
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(&out, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if root := bom.Metadata.Component; root.Name != "partner-import" || root.Version != "v1.2.3" {
		t.Errorf("the bill is of %s %s; want partner-import v1.2.3", root.Name, root.Version)
	}
	found := map[string]cdx.Component{}
	for _, c := range *bom.Components {
		found[c.Name] = c
	}
	for _, m := range info.Deps {
		c := found[m.Path]
		if c.PackageURL != "pkg:golang/"+m.Path+"@"+m.Version || c.Version != m.Version || c.Hashes == nil {
			t.Errorf("%s %s is in the bill as %+v", m.Path, m.Version, c)
		}
	}
	if std := found["std"].Version; !strings.HasPrefix(info.GoVersion, "go"+std) || std == "" || len(found) != len(info.Deps)+1 {
		t.Errorf("the bill has %d components and Go %q; want %d and %s", len(found), std, len(info.Deps)+1, info.GoVersion)
	}
	if on := *(*bom.Dependencies)[0].Dependencies; len(on) != len(found) {
		t.Errorf("the program depends on %d of %d components", len(on), len(found))
	}
}

func TestNoProgram(t *testing.T) {
	text := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(text, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"v1"}, {"v1", "missing"}, {"v1", text}} {
		var out bytes.Buffer
		if err := run(args, &out); err == nil || out.Len() > 0 {
			t.Errorf("run(%v) = %v and %q; want an error and nothing", args, err, &out)
		}
	}
}

// TestOfANestedModule: what comes from this project by a "replace" is of the same version,
// and has no folder of the machine in its name.
func TestOfANestedModule(t *testing.T) {
	folder, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module partner-import/cmd/nested\n\ngo 1.26.0\n\nrequire partner-import v0.0.0\n\nreplace partner-import => " + folder + "\n",
		"main.go": "package main\n\nimport \"partner-import/importer/stop\"\n\nfunc main() { println(len(stop.Reasons())) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-mod=mod", "-o", "nested", ".")
	build.Dir = dir
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var out bytes.Buffer
	if err := run([]string{"v1.2.3", filepath.Join(dir, "nested")}, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if !strings.Contains(text, `"pkg:golang/partner-import@v1.2.3"`) || strings.Contains(text, folder) || strings.Contains(text, "v0.0.0") {
		t.Errorf("%s", text)
	}
}
