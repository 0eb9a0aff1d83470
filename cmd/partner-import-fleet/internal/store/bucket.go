package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"net/http"

	"cloud.google.com/go/storage"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// conditional is a setting of our own: conditional=false for a store that cannot write only what is not there yet.
const conditional = "conditional"

// Large files are sent in parts, in bytes. S3 allows no smaller ones, and 10,000 of them: 50 GB. A worker runs many files
// at once, so few parts are in memory.
const (
	partSize    = 5 << 20
	partsAtOnce = 2
)

// A bucket is an object store. Objects are there whole or not at all.
type bucket struct {
	b           *blob.Bucket
	conditional bool              // whether the store itself refuses to replace
	words       func(error) words // what the cloud said
}

// words are what a cloud said in an error: its code, such as "AccessDenied", and the status of HTTP, 0 for none. Reason and
// cure are nil and empty if they follow from the status.
type words struct {
	code   string
	status int
	reason error
	cure   string
}

// prefixed is the part of a bucket that an address names.
func prefixed(b *blob.Bucket, a address) *blob.Bucket {
	if a.path == "" {
		return b
	}
	return blob.PrefixedBucket(b, a.path+"/")
}

func (b *bucket) close() error { return b.b.Close() }

func (b *bucket) stat(ctx context.Context, name string) (Info, error) {
	attributes, err := b.b.Attributes(ctx, name)
	if err != nil {
		return Info{}, b.missing(ctx, err)
	}
	return Info{Size: attributes.Size, Modified: attributes.ModTime}, nil
}

// missing tells a file that is not there from a store that is not there.
func (b *bucket) missing(ctx context.Context, err error) error {
	said := b.failed(err)
	if errors.Is(said, ErrMissing) {
		if there, err := b.b.IsAccessible(ctx); err == nil && !there {
			return &Error{Reason: ErrNoStore, Cure: cureNoBucket}
		}
	}
	return said
}

func (b *bucket) read(ctx context.Context, name string, w io.Writer) (Info, error) {
	r, err := b.b.NewReader(ctx, name, &blob.ReaderOptions{BeforeRead: asStored})
	if err != nil {
		return Info{}, b.missing(ctx, err)
	}
	defer r.Close()
	n, err := io.Copy(w, r)
	if err == nil && n != r.Size() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return Info{}, b.failed(err)
	}
	return Info{Size: n, Modified: r.ModTime()}, nil
}

// asStored keeps Google from unpacking what was stored packed: its size would not be the one that we were told.
func asStored(as func(any) bool) error {
	var object **storage.ObjectHandle
	if as(&object) {
		*object = (*object).ReadCompressed(true)
	}
	return nil
}

// write makes an object that was not there. Clouds send a request again if its answer was lost. Then the second one finds
// what the first one made, so an object that was not there before and that has our content is ours.
func (b *bucket) write(ctx context.Context, name string, r io.Reader) error {
	there, err := b.b.Exists(ctx, name)
	said := b.failed(err)
	switch {
	case there:
		return &Error{Reason: ErrExists, Cure: cureExists}
	case err == nil:
	case !b.conditional || !errors.Is(said, ErrRefused): // who may not list may not ask either, but may write
		return said
	}
	sum := sha256.New()
	err = b.upload(ctx, name, io.TeeReader(r, sum))
	if err == nil {
		return nil
	}
	said = b.failed(err)
	if errors.Is(said, ErrExists) && b.holds(ctx, name, sum) {
		return nil
	}
	return said
}

func (b *bucket) upload(ctx context.Context, name string, r io.Reader) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := b.b.NewWriter(inner, name, &blob.WriterOptions{
		ContentType: "application/octet-stream", IfNotExist: b.conditional, BufferSize: partSize, MaxConcurrency: partsAtOnce,
	})
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		cancel() // to close it would make an object of what there is
		if e := w.Close(); e != nil && ctx.Err() == nil && !errors.Is(e, context.Canceled) {
			err = e
		}
		return err
	}
	return w.Close()
}

// holds reports whether an object has the content that was hashed.
func (b *bucket) holds(ctx context.Context, name string, want hash.Hash) bool {
	got := sha256.New()
	r, err := b.b.NewReader(ctx, name, nil)
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = io.Copy(got, r)
	return err == nil && bytes.Equal(got.Sum(nil), want.Sum(nil))
}

func (b *bucket) list(ctx context.Context, prefix string) ([]Item, error) {
	var items []Item
	all := b.b.List(&blob.ListOptions{Prefix: prefix})
	for {
		object, err := all.Next(ctx)
		if err == io.EOF {
			sortItems(items)
			return items, nil
		}
		if err != nil {
			return nil, b.failed(err)
		}
		if !object.IsDir {
			items = append(items, Item{object.Key, Info{object.Size, object.ModTime}})
		}
	}
}

func (b *bucket) remove(ctx context.Context, name string) error {
	return b.failed(b.b.Delete(ctx, name))
}

// failed says what a cloud said, without its words: they may hold an address with a token.
func (b *bucket) failed(err error) error {
	if err == nil || errors.As(err, new(*Error)) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	said := b.words(err)
	e := &Error{Reason: ErrFailed, Detail: said.code, Cure: said.cure}
	// The status first: gocloud calls it missing when Google refuses access, and when a host has no address.
	switch code := gcerrors.Code(err); {
	case said.reason != nil:
		e.Reason = said.reason
	case said.status == 0 && networkWords(err) != "":
		return classify(err)
	case said.code == "NoSuchBucket" || said.code == "ContainerNotFound":
		e.Reason, e.Cure = ErrNoStore, cureNoBucket
	case said.status == http.StatusMovedPermanently || said.status == http.StatusTemporaryRedirect:
		e.Reason, e.Cure = ErrAddress, cureRegion
	case said.status == http.StatusForbidden || said.status == http.StatusUnauthorized || said.status == 0 && code == gcerrors.PermissionDenied:
		e.Reason, e.Cure = ErrRefused, cureCloudRights
	case said.status == http.StatusNotFound || said.status == 0 && code == gcerrors.NotFound:
		e.Reason, e.Cure, e.Detail = ErrMissing, cureMissing, ""
	case said.status == http.StatusPreconditionFailed || code == gcerrors.FailedPrecondition:
		e.Reason, e.Cure, e.Detail = ErrExists, cureExists, ""
	case said.status == http.StatusNotImplemented:
		e.Reason, e.Cure = ErrFailed, cureNotImplemented
	case said.status >= 500 || said.status == http.StatusTooManyRequests || said.status == http.StatusRequestTimeout:
		e.Reason, e.Cure = ErrUnreachable, cureUnreachable
	case said.status >= 400:
		e.Cure = cureCloudRequest
	default:
		return classify(err)
	}
	return e
}
