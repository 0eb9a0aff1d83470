// Package image makes a container image without a container engine: a program, the
// certificates that it trusts, a user who is not root, and nothing else. One index has the
// image for each processor. It is a tar file in the layout of the OCI.
package image

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"partner-import/cmd/release/internal/archive"
	packed "partner-import/cmd/release/internal/layout"
)

// An Image says what the image is called, and what is in it.
type Image struct {
	Name, Version string
	Summary       string
	Address       string // where the release is, "" if nobody knows
	At            time.Time
	Files         map[string][]packed.File // by processor, as Go calls it
}

// Write makes the tar file. The same input gives the same bytes.
func (m Image) Write(to io.Writer) error {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	var old []entry
	for _, arch := range []string{"amd64", "arm64"} {
		files, ok := m.Files[arch]
		if !ok {
			continue
		}
		image, err := m.build(arch, files)
		if err != nil {
			return err
		}
		platform := &v1.Platform{OS: "linux", Architecture: arch}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: platform}})
		e, err := m.entry(arch, image)
		if err != nil {
			return err
		}
		old = append(old, e)
	}
	room, err := os.MkdirTemp("", "partner-import-release-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(room)
	path, err := layout.Write(room, empty.Index)
	if err != nil {
		return err
	}
	names := map[string]string{
		"org.opencontainers.image.ref.name": m.Version,
		"io.containerd.image.name":          "docker.io/library/" + m.Name + ":" + m.Version, // what "docker load" calls it
	}
	if err := path.AppendIndex(index, layout.WithAnnotations(names)); err != nil {
		return err
	}
	body, err := json.Marshal(old)
	if err == nil {
		err = path.WriteFile("manifest.json", body, 0o644)
	}
	if err != nil {
		return err
	}
	return pack(to, room, m.At)
}

// An entry is an image in the file "manifest.json". A Docker without the image store of
// containerd reads only that one. It knows no index, so each processor has a tag.
type entry struct {
	Config   string
	RepoTags []string
	Layers   []string
}

func (m Image) entry(arch string, image v1.Image) (entry, error) {
	tag := m.Name + ":" + m.Version
	if arch != "amd64" {
		tag += "-" + arch
	}
	manifest, err := image.Manifest()
	if err != nil {
		return entry{}, err
	}
	e := entry{Config: "blobs/sha256/" + manifest.Config.Digest.Hex, RepoTags: []string{tag}}
	for _, layer := range manifest.Layers {
		e.Layers = append(e.Layers, "blobs/sha256/"+layer.Digest.Hex)
	}
	return e, nil
}

// build makes the image for a processor: one layer, and how to start it.
func (m Image) build(arch string, files []packed.File) (v1.Image, error) {
	var plain bytes.Buffer
	if err := archive.Tar(&plain, files, m.At); err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(plain.Bytes())), nil }
	layer, err := tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(9))
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	at := v1.Time{Time: m.At.UTC()}
	image, err = mutate.Append(image, mutate.Addendum{
		Layer: layer, History: v1.History{Created: at, CreatedBy: "make release"},
	})
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created, config.Config = "linux", arch, at, m.config()
	return mutate.ConfigFile(image, config)
}

func (m Image) config() v1.Config {
	labels := map[string]string{
		"org.opencontainers.image.title":       m.Name,
		"org.opencontainers.image.description": m.Summary,
		"org.opencontainers.image.version":     m.Version,
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.created":     m.At.UTC().Format(time.RFC3339),
	}
	if m.Address != "" {
		labels["org.opencontainers.image.url"] = m.Address
	}
	return v1.Config{
		Entrypoint: []string{"/usr/bin/" + m.Name},
		Env:        []string{"PATH=/usr/bin", "HOME=/data"},
		WorkingDir: "/data",
		User:       packed.User,
		Labels:     labels,
	}
}

// pack writes the folder as a tar file, in the order of the names.
func pack(to io.Writer, room string, at time.Time) error {
	var files []packed.File
	err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == room {
			return err
		}
		name, err := filepath.Rel(room, path)
		if err != nil {
			return err
		}
		file := packed.File{Path: filepath.ToSlash(name), Mode: fs.ModeDir | 0o755}
		if !entry.IsDir() {
			file.Mode = 0o644
			file.Body, err = os.ReadFile(path)
		}
		files = append(files, file)
		return err
	})
	if err != nil {
		return err
	}
	return archive.Tar(to, files, at)
}
