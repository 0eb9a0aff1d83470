package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFileLeadsOn: the file is private, and leads to the address.
func TestFileLeadsOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "open.html")
	const address = "http://127.0.0.1:8123/secret-_x/i/1/check"
	if err := write(path, address); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if !strings.Contains(string(text), `content="0; url=`+address+`"`) {
		t.Errorf("the file is %s", text)
	}
}

// TestNoSecretInArguments: what is started gets the name of the file only.
func TestNoSecretInArguments(t *testing.T) {
	for _, system := range []string{"windows", "darwin", "linux", "freebsd"} {
		name, args := program(system, "/tmp/x/open.html")
		if name == "" || args[len(args)-1] != "/tmp/x/open.html" || strings.Contains(strings.Join(args, " "), "http") {
			t.Errorf("%s: %s %q", system, name, args)
		}
	}
}
