package store

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh/knownhosts"
)

const docs = "../../../../docs"

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(docs, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExampleOfKnownHosts: the file can be read, and has the hosts that it names.
func TestExampleOfKnownHosts(t *testing.T) {
	trust, err := newTrust(Options{KnownHosts: filepath.Join(docs, "examples/known_hosts")})
	if err != nil {
		t.Fatal(err)
	}
	for host, known := range map[string]bool{"exports.acme.example:22": true, "files.globex.example:2222": true, "files.globex.example:22": false} {
		var other *knownhosts.KeyError
		if err := trust.known(host, &net.TCPAddr{}, noKey{}); !errors.As(err, &other) || len(other.Want) > 0 != known {
			t.Errorf("%s: %v; want it known: %v", host, err, known)
		}
	}
}

// TestExamplesOfS3: both are JSON, and what the policy allows is what this package asks for.
func TestExamplesOfS3(t *testing.T) {
	for _, name := range []string{"s3-policy.json", "s3-lifecycle.json"} {
		if !json.Valid([]byte(document(t, "examples/"+name))) {
			t.Errorf("%s is not JSON", name)
		}
	}
	policy := document(t, "examples/s3-policy.json")
	for _, action := range []string{"ListBucket", "GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload"} {
		if !strings.Contains(policy, `"s3:`+action+`"`) {
			t.Errorf("the policy does not allow %s", action)
		}
	}
}

// TestPageOfStores: each address on the page can be read, and each setting that the page names is known.
func TestPageOfStores(t *testing.T) {
	page := document(t, "fleet-stores.md")
	addresses := regexp.MustCompile("`((?:s3|gs|azblob|sftp|file)://[^`]*)`").FindAllStringSubmatch(page, -1)
	if len(addresses) < 6 {
		t.Fatalf("%d addresses", len(addresses))
	}
	for _, a := range addresses {
		if _, err := parse(a[1]); err != nil {
			t.Errorf("%s: %v", a[1], err)
		}
	}
	var known []string
	for _, scheme := range schemes() {
		known = append(known, knownSettings(scheme)...)
	}
	for _, s := range regexp.MustCompile("`\\??([a-z_-]+)=[^`]*`").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+s[1]+" ") {
			t.Errorf("the page names the setting %s, which no store knows", s[1])
		}
	}
	for _, reason := range []error{ErrMissing, ErrChanging, ErrExists, ErrName, ErrLink, ErrNotFile, ErrAddress, ErrCredentials, ErrNoStore, ErrRefused, ErrHostKey, ErrUnreachable, ErrFailed} {
		words := strings.Fields(reason.Error())
		if !strings.Contains(page, strings.Join(words[:min(4, len(words))], " ")) {
			t.Errorf("the page does not have %q", reason)
		}
	}
}
