package work

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"sync"

	"partner-import/cmd/partner-import-fleet/internal/ends"
	"partner-import/cmd/partner-import-fleet/internal/store"
	"partner-import/importer/source"
)

// A readError is one of the store, and not one of what the file says.
type readError struct{ error }

func (e readError) Unwrap() error { return e.error }

// open reads the copy into a private file, and checks that it is the one that was made.
// Without a file, the kind says why.
func (a *attempt) open() (*source.Source, ends.Kind) {
	a.beat.doing("fetching")
	from, err := store.Open(a.soft, a.job.Store, a.Store)
	if err != nil {
		return nil, a.failed(storeKind(err), err)
	}
	defer from.Close()
	digest := sha256.New()
	out, in := io.Pipe()
	count := &counter{w: io.MultiWriter(digest, in)}
	var reading sync.WaitGroup
	reading.Go(func() {
		_, err := from.Read(a.soft, a.staged.Object, count)
		if err != nil {
			err = readError{err}
		}
		in.CloseWithError(err)
	})
	o := a.settings.SourceOptions()
	file, err := source.OpenReader(out, path.Base(a.staged.Object), o)
	out.CloseWithError(io.ErrClosedPipe)
	reading.Wait()
	return a.checked(file, err, count.n, hex.EncodeToString(digest.Sum(nil)))
}

// checked refuses what is not the copy that was made.
func (a *attempt) checked(file *source.Source, err error, bytes int64, digest string) (*source.Source, ends.Kind) {
	var reading readError
	changed := bytes != a.staged.Bytes || digest != a.staged.SHA256
	switch {
	case errors.As(err, &reading) && errors.Is(err, store.ErrMissing):
		return nil, a.failed(ends.Copy, err)
	case errors.As(err, &reading):
		return nil, a.failed(storeKind(err), err)
	case changed:
		if file != nil {
			file.Close()
		}
		return nil, a.failed(ends.Copy, fmt.Errorf("the copy %s has %d bytes and the digest %s, not %d and %s", a.staged.Object, bytes, digest, a.staged.Bytes, a.staged.SHA256))
	case err != nil:
		return nil, a.failed(ends.Refused, err)
	}
	return file, ""
}
