//go:build unix

package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"partner-import/cmd/browsertest"
)

// pagePictureSum is the digest of what docs/page.png shows: the page, its words and its
// rows. The picture carries it.
func pagePictureSum(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	for _, name := range []string{"page.html", "page.css", "page.js", "words.go", "reasons.go"} {
		text, err := os.ReadFile(filepath.Join("internal/page", name))
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(text)
	}
	fmt.Fprint(sum, troubled(1000))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// TestPagePicture: the picture of the page in the docs shows the page as it is. With
// PICTURE=FILE it is made (make pictures).
func TestPagePicture(t *testing.T) {
	path := os.Getenv("PICTURE")
	if path == "" {
		browsertest.CheckPicture(t, "../docs/page.png", pagePictureSum(t))
		return
	}
	b := browsertest.New(t)
	tr := troubledRun(t, 10_000)
	b.Look(1280, "light")
	b.Open("file://" + tr.options.HTML)
	browsertest.Keep(t, path, b.Picture(1280, 1330), pagePictureSum(t))
}
