package option

import (
	"os/exec"
	"testing"

	"pgregory.net/rapid"
)

// TestWord: a shell reads the word as the text that it was.
func TestWord(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	for _, text := range []string{"", "Status=active", "Status=a,b", "!DELETED=Y", `it's "so"`, "a$b`c`", `C:\x`, "50%", "*", "Ünï cödé", "@user"} {
		word := Word(text)
		out, err := exec.Command(sh, "-c", "printf %s "+word).Output()
		if err != nil || string(out) != text {
			t.Errorf("Word(%q) = %s, which a shell reads as %q, %v", text, word, out, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab=,;|&<>()[]{}!$\"'`\\ ~#?*%é\n\t"))).Draw(t, "text")
		if word := Word(text); word == "" && !hasControl(text) {
			t.Errorf("Word(%q) is empty", text)
		}
	})
}

func hasControl(text string) bool {
	for _, r := range text {
		if r < ' ' {
			return true
		}
	}
	return false
}
