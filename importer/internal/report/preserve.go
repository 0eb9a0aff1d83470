package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"partner-import/importer/internal/atomicfile"
	"partner-import/importer/plainfile"
)

// The file of failed rows is the one output that people work on: they may edit it
// for hours, while the import that wrote it runs again, at night or by mistake.
// So it is replaced only if it is exactly what this tool wrote. Otherwise it gets
// another name in the same folder, and the run does not fail because of it.
//
// The digest of what was written is in the summary and in the journal. So one of
// the two may be moved, lost or missing, as in a dry run. If neither knows the
// file, it is kept, too.

// EditedMark is in the name of failed rows that were kept.
const EditedMark = ".edited"

// Preserve gives a file of failed rows another name, unless its digest is one
// that ours knows, or it is empty. It returns that name, "" if there was nothing
// to preserve.
func Preserve(path string, ours func(digest string) bool) (kept string, err error) {
	digest, err := digestOf(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err == nil && (digest == "" || ours(digest)):
		return "", nil
	}
	kept, err = moveAside(path)
	if err != nil {
		return "", &atomicfile.Error{Path: path, Message: "may have been edited and cannot be renamed, so it was not replaced; move it away and run again", Err: err}
	}
	return kept, nil
}

// FailedBefore is the digest of the failed rows in the summary of the last run,
// which is there until the new one is written; "" if there is none.
func FailedBefore(summary string) string {
	file, err := plainfile.Open(summary)
	if err != nil {
		return ""
	}
	defer file.Close()
	return JSONField(file, "failed_sha256")
}

// digestOf returns the SHA-256 of a file, "" for an empty one and for what
// is not a regular file. What cannot be read is an error.
func digestOf(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", err
	}
	file, err := plainfile.Open(path)
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

// moveAside gives the file a name that is free: partners.failed.csv
// becomes partners.failed.edited.csv, or partners.failed.edited-2.csv.
func moveAside(path string) (kept string, err error) {
	ending := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ending) + EditedMark
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
		return kept, atomicfile.SyncDir(filepath.Dir(kept))
	}
}

// maxOwn is how far a file is read to recognise it as ours: more than the
// largest header needs.
const maxOwn = 64 << 20 // bytes

// JSONField returns the field of the JSON object that r holds, "" if there is no
// such text. It reads no further, and keeps nothing of the other fields.
func JSONField(r io.Reader, field string) string {
	decoder := json.NewDecoder(io.LimitReader(r, maxOwn))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return ""
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return ""
		}
		if name == field {
			value, _ := decoder.Token()
			text, _ := value.(string)
			return text
		}
		if skipValue(decoder) != nil {
			return ""
		}
	}
	return ""
}

// skipValue reads the next value to its end.
func skipValue(decoder *json.Decoder) error {
	for depth := 0; ; {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
