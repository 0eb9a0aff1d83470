//go:build unix

package browsertest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"
)

// Keep writes a picture of the docs, with the digest of what it shows in it.
func Keep(t *testing.T, path string, picture []byte, sum string) {
	t.Helper()
	if err := os.WriteFile(path, withText(picture, "Source\x00"+sum), 0o644); err != nil {
		t.Fatal(err)
	}
}

// CheckPicture fails if a picture of the docs shows something else than what has this
// digest.
func CheckPicture(t *testing.T, path, sum string) {
	t.Helper()
	picture, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil || !bytes.Contains(picture, []byte("Source\x00"+sum)) {
		t.Errorf("docs/%s shows an older page (%v): run make pictures", filepath.Base(path), err)
	}
}

// withText adds a text to a PNG, behind its header (https://www.w3.org/TR/png-3/#11tEXt).
func withText(picture []byte, text string) []byte {
	const header = 8 + 25 // the signature, and the first chunk
	body := append([]byte("tEXt"), text...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	chunk = append(chunk, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	return append(append(append([]byte{}, picture[:header]...), chunk...), picture[header:]...)
}
