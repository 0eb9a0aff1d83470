package secret

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKey: a key is read each time, by its name. An error names it and what to do, and
// never shows what is in the file.
func TestKey(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("acme", "sk_live_one\n", 0o600)
	first, err := Key(dir, "acme")
	if err != nil {
		t.Fatal(err)
	}
	write("acme", "sk_live_two\n", 0o600)
	if second, err := Key(dir, "acme"); err != nil || second.Fingerprint() == first.Fingerprint() {
		t.Errorf("the new key was not read: %v", err)
	}
	write("broken", "sk_live_secret\nsk_live_secret\n", 0o600)
	write("empty", "\n", 0o600)
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{"none": "is missing", "broken": "put only the key", "empty": "put only the key", "folder": "make it a plain file"} {
		_, err := Key(dir, name)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), `"`+name+`"`) || strings.Contains(err.Error(), "sk_live") {
			t.Errorf("%s: %v; want that it %s", name, err, says)
		}
	}
	if _, err := Key("", "acme"); err == nil || !strings.Contains(err.Error(), "set FLEET_SECRETS") {
		t.Errorf("without a folder: %v", err)
	}
	write("open", "sk_live_one", 0o644)
	if IsExposed(dir, "acme") || !IsExposed(dir, "open") {
		t.Error("which keys everybody can read is wrong")
	}
}
