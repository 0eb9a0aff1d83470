package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.uber.org/zap"
)

// The file of failed rows is the one output that people work on: they mend it,
// for hours maybe, while the import that wrote it may run again, at night or by
// mistake. So it is replaced only if it is to the byte what this tool wrote;
// else it is given another name beside its own, and a run never fails over it.
//
// What was written is known by its digest, which stands in the summary, and in
// the journal as well: so one of the two may be moved, lost, or not be there, as
// in a dry run. If neither knows the file, it is kept, too.

// mendedMark stands in the name of failed rows that were kept.
const mendedMark = ".edited"

// finishFailed writes the failed rows, or takes away those of an earlier run.
func (r *run) finishFailed() error {
	path, known := r.options.Failed, failedBefore(r.options.Summary)
	if r.summary.Good() {
		if err := r.keepMended(known, ""); err != nil {
			return err
		}
		return removeOut(path)
	}
	digest := ""
	err := replaceOut(path, func(w io.Writer) error {
		hash := sha256.New()
		err := writeFailed(io.MultiWriter(w, hash), r.source, r.report)
		digest = hex.EncodeToString(hash.Sum(nil))
		return err
	}, func() error {
		if r.journal != nil { // before it is in its place, where a crash must not make it somebody else's
			r.unnoted = r.journal.Wrote(digest) != nil // then the summary tells it
		}
		return r.keepMended(known, digest)
	})
	if err == nil {
		r.summary.FailedDigest = digest
	}
	return err
}

// disown takes away the failed rows that were just written, if neither the journal
// nor the summary could note them: on a full disk, each run would keep those of
// the one before.
func (r *run) disown() {
	if r.unnoted && r.summary.FailedDigest != "" && removeOut(r.options.Failed) == nil {
		r.missing = append(r.missing, "failed rows")
	}
}

// failedBefore is the digest of the failed rows by the summary of the last run,
// which stands in its place until this one's is written; "" if there is none.
func failedBefore(summary string) string {
	file, err := os.Open(summary)
	if err != nil {
		return ""
	}
	defer file.Close()
	return stringOf(file, "failed_sha256")
}

// keepsFailed reports whether what stands at the place of the failed rows is what
// somebody made of those of the last run, even if it looks like none any more:
// there the tool put them, unless it was told another place. It will be kept.
func (o *Options) keepsFailed(s *Source) bool {
	return o.Failed == Options{}.Beside(s.name).Failed && failedBefore(o.Summary) != ""
}

// keepMended gives the file of failed rows another name, unless it is one that
// was written by this tool, and is not worth more than what takes its place.
func (r *run) keepMended(known, next string) error {
	path := r.options.Failed
	digest, err := digestOf(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && (digest == "" || digest == known || digest == next || r.hasWritten(digest)):
		return nil
	}
	kept, err := moveAside(path)
	if err != nil {
		return &OutputError{Path: path, Message: "may have been mended and cannot be kept under another name, so it was left as it is; move it away and run again", Err: err}
	}
	r.summary.Kept = kept
	r.warn(fmt.Sprintf("%s may have been mended since it was written, so it was kept as %s; import that file to send what was mended in it",
		filepath.Base(path), filepath.Base(kept)))
	r.options.Log.Warn("failed rows that may have been mended were kept under another name", zap.String("kept", kept))
	return nil
}

func (r *run) hasWritten(digest string) bool {
	if r.journal == nil {
		return false
	}
	has, err := r.journal.HasWritten(digest)
	return has && err == nil
}

// digestOf returns the SHA-256 of a file, "" for an empty one. What is no file
// has none, and what cannot be read is an error.
func digestOf(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if n, err := io.Copy(hash, file); err != nil || n == 0 {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// moveAside gives the file a name that no other one has: partners.failed.csv
// becomes partners.failed.edited.csv, or partners.failed.edited-2.csv.
func moveAside(path string) (kept string, err error) {
	ending := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ending) + mendedMark
	for n := 1; ; n++ {
		kept = stem + ending
		if n > 1 {
			kept = fmt.Sprintf("%s-%d%s", stem, n, ending)
		}
		place, err := os.OpenFile(kept, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		place.Close()
		if err := os.Rename(path, kept); err != nil {
			_ = os.Remove(kept)
			return "", err
		}
		return kept, syncDir(filepath.Dir(kept))
	}
}
