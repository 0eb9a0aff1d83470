// Package archive writes files as tar.gz and zip, with the same bytes each time: the
// order, the time and the owner of each file are given, and nothing else is in it.
package archive

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"io"
	"io/fs"
	"time"

	"partner-import/cmd/release/internal/layout"
)

// TarGz writes files in their order.
func TarGz(to io.Writer, files []layout.File, at time.Time) error {
	packed, err := gzip.NewWriterLevel(to, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := Tar(packed, files, at); err != nil {
		return err
	}
	return packed.Close()
}

// Tar writes files in their order. All of them have the same time.
func Tar(to io.Writer, files []layout.File, at time.Time) error {
	w := tar.NewWriter(to)
	for _, file := range files {
		head := &tar.Header{
			Name: file.Path, Mode: int64(file.Mode.Perm()), Size: int64(len(file.Body)),
			ModTime: at, Typeflag: tar.TypeReg, Uid: file.Owner, Gid: file.Owner,
		}
		if file.Mode.IsDir() {
			head.Name, head.Typeflag = file.Path+"/", tar.TypeDir
		}
		if file.Mode&fs.ModeSticky != 0 {
			head.Mode |= 0o1000
		}
		if err := w.WriteHeader(head); err != nil {
			return err
		}
		if _, err := w.Write(file.Body); err != nil {
			return err
		}
	}
	return w.Close()
}

// Zip writes files in their order. All of them have the same time.
func Zip(to io.Writer, files []layout.File, at time.Time) error {
	w := zip.NewWriter(to)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, file := range files {
		head := &zip.FileHeader{Name: file.Path, Method: zip.Deflate, Modified: at.UTC()}
		head.SetMode(file.Mode)
		entry, err := w.CreateHeader(head)
		if err != nil {
			return err
		}
		if _, err := entry.Write(file.Body); err != nil {
			return err
		}
	}
	return w.Close()
}
