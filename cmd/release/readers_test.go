package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blakesmith/ar"
	"github.com/cavaliergopher/cpio"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// inDeb describes a package of Debian: its label and its files.
func inDeb(t *testing.T, body []byte) string {
	t.Helper()
	var text strings.Builder
	r := ar.NewReader(bytes.NewReader(body))
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
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		switch strings.TrimSuffix(head.Name, "/") {
		case "control.tar.gz":
			text.WriteString(label(t, unzip(t, bytes.NewReader(part)), "./control"))
		case "data.tar.gz":
			text.WriteString(inTar(t, unzip(t, bytes.NewReader(part))))
		}
	}
}

// label returns a file of a tar.
func label(t *testing.T, packed io.Reader, name string) string {
	t.Helper()
	r := tar.NewReader(packed)
	for {
		head, err := r.Next()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if head.Name == name {
			body, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
	}
}

// inAPK describes a package of Alpine: its label and its files.
func inAPK(t *testing.T, body []byte) string {
	t.Helper()
	text, data := splitAPK(t, body)
	return withoutDigests(text) + inTar(t, unzip(t, bytes.NewReader(data)))
}

// splitAPK returns the two parts of a package of Alpine, which is two tar.gz, one after the
// other: the label, and the packed files.
func splitAPK(t *testing.T, body []byte) (text string, data []byte) {
	t.Helper()
	source := bytes.NewReader(body) // gzip reads no byte too many from it
	part, err := gzip.NewReader(source)
	if err != nil {
		t.Fatal(err)
	}
	part.Multistream(false)
	first, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return label(t, bytes.NewReader(first), ".PKGINFO"), body[len(body)-source.Len():]
}

// inRPM describes the files of a package of Fedora: a cpio archive behind two headers.
func inRPM(t *testing.T, body []byte) string {
	t.Helper()
	at := bytes.Index(body, []byte("\x1f\x8b\x08"))
	if at < 0 {
		t.Fatal("the rpm has no gzip in it")
	}
	var text strings.Builder
	r := cpio.NewReader(unzip(t, bytes.NewReader(body[at:])))
	for {
		head, err := r.Next()
		if err == io.EOF {
			return text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if head.ModTime.Unix() != 0 { // the header before has the times
			t.Errorf("%s is of %v; want none", head.Name, head.ModTime)
		}
		fmt.Fprintf(&text, "%s %d:%d %d %s\n", head.FileInfo().Mode(), head.Uid, head.Guid, head.Size, head.Name)
	}
}

// inImage describes the images in an OCI layout: their settings and their files. The
// library checks the digests of all parts.
func inImage(t *testing.T, path string) string {
	t.Helper()
	var text strings.Builder
	for _, image := range images(t, path) {
		config, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s/%s %s user %s in %s, %v\n", config.OS, config.Architecture, config.Config.Entrypoint, config.Config.User, config.Config.WorkingDir, config.Config.Env)
		fmt.Fprintf(&text, "%v\n", config.Config.Labels)
		layers, err := image.Layers()
		if err != nil {
			t.Fatal(err)
		}
		for _, layer := range layers {
			r, err := layer.Uncompressed()
			if err != nil {
				t.Fatal(err)
			}
			text.WriteString(inTar(t, r))
		}
	}
	return text.String()
}

// images are those of the index in a tar file.
func images(t *testing.T, path string) []v1.Image {
	t.Helper()
	room := t.TempDir()
	unpack(t, path, room)
	index, err := layout.ImageIndexFromPath(room)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	top, err := index.IndexManifest()
	if err != nil || len(top.Manifests) != 1 {
		t.Fatalf("the layout has %d entries, %v; want 1 index", len(top.Manifests), err)
	}
	if index, err = index.ImageIndex(top.Manifests[0].Digest); err != nil {
		t.Fatal(err)
	}
	both, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	var list []v1.Image
	for _, entry := range both.Manifests {
		image, err := index.Image(entry.Digest)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, image)
	}
	return list
}

// unpack writes the files of a tar into a folder.
func unpack(t *testing.T, path, folder string) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(bytes.NewReader(body))
	for {
		head, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(folder, filepath.FromSlash(head.Name))
		if head.Typeflag == tar.TypeDir {
			if err := os.MkdirAll(at, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		put(t, at, string(part))
	}
}

// TestImageForOldDocker: what reads no index finds the same images by their tags.
func TestImageForOldDocker(t *testing.T) {
	folder, _ := made(t, "")
	path := filepath.Join(folder, "partner-import_v1.2.3-rc.1_oci.tar")
	for i, image := range images(t, path) {
		tag, err := name.NewTag([]string{"partner-import:v1.2.3-rc.1", "partner-import:v1.2.3-rc.1-arm64"}[i])
		if err != nil {
			t.Fatal(err)
		}
		old, err := tarball.ImageFromPath(path, &tag)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(old); err != nil {
			t.Error(err)
		}
		got, err := old.ConfigName()
		if err != nil {
			t.Fatal(err)
		}
		if want, err := image.ConfigName(); err != nil || got != want {
			t.Errorf("%s is %s; want %s, %v", tag, got, want, err)
		}
	}
}
