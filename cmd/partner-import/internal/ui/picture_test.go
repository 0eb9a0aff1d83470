//go:build unix

package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"partner-import/client/sandbox"
	"partner-import/cmd/browsertest"
)

// pictureSum is the digest of what the picture of the docs shows: the step Check, its
// style and its rows. The picture carries it.
func pictureSum(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	for _, file := range []string{"pages/base.html", "pages/check.html", "assets/app.css", "assets/grid.js", "assets/icon.svg"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(text)
	}
	fmt.Fprint(sum, pictured(), labels())
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// TestPicture: the picture of the docs shows the page as it is. With PICTURE=FILE it is
// made (make pictures).
func TestPicture(t *testing.T) {
	if path := os.Getenv("PICTURE"); path != "" {
		takePicture(t, path)
		return
	}
	browsertest.CheckPicture(t, "../../../../docs/ui.png", pictureSum(t))
}

func takePicture(t *testing.T, path string) {
	t.Helper()
	b := browsertest.New(t)
	h := newHouse(t, t.TempDir(), sandbox.New(sandbox.Options{}), nil)
	at := h.drop("affiliates 2026.csv", pictured())
	h.get(at + "/check")
	h.checked(at)
	b.Look(1280, "light")
	b.Open(at + "/check")
	b.Until(`document.querySelectorAll("row-grid td[aria-invalid]").length > 5`)
	b.Eval(`document.querySelector("row-grid").go(2, 0)`, nil)
	picture := b.Picture(1280, 900)
	browsertest.Keep(t, path, picture, pictureSum(t))
}

// pictured is a file with mistakes as people make them.
func pictured() string {
	first := []string{"Anna", "Bernd", "Carla", "Dmitri", "Eve", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kim", "Lena"}
	last := []string{"Schmidt", "Müller", "Rossi", "Petrov", "Jones", "Haddad", "Okafor", "Novák", "Silva", "Weber", "Kowalski"}
	var text strings.Builder
	text.WriteString("email,first_name,last_name,referral_code,tags\n")
	for i := range 240 {
		name, family := first[i%len(first)], last[i%len(last)]
		email, code, tier := fmt.Sprintf("%s.%d@mountainbikes.shop", strings.ToLower(name), i), fmt.Sprintf("%s%d", strings.ToLower(name), i), []string{"gold", "silver", "bronze"}[i%3]
		switch {
		case i%31 == 7:
			email = ""
		case i%47 == 13:
			code = "summer sale " + code
		case i%59 == 21:
			email = strings.Replace(email, "@", " at ", 1)
		case i%71 == 35:
			email = "anna.0@mountainbikes.shop"
		}
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s\n", email, name, family, code, tier)
	}
	return text.String()
}
