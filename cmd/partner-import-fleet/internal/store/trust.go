package store

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"partner-import/importer/plainfile"
)

// mostKnownHosts is how large a file with host keys may be, in bytes.
const mostKnownHosts = 16 << 20

// A trust knows the host keys of servers. A server with another key, or with none that is known, is not talked to.
type trust struct {
	known       ssh.HostKeyCallback
	files       []string
	authorities bool // whether some servers are known by who signed their keys
}

func newTrust(o Options) (*trust, error) {
	t := &trust{files: knownHostFiles(o)}
	for _, file := range t.files {
		content, err := plainfile.Read(file, mostKnownHosts)
		if err != nil {
			return nil, &Error{Reason: ErrHostKey, Detail: file + " cannot be read", Cure: cureKnownHosts}
		}
		t.authorities = t.authorities || bytes.Contains(content, []byte("@cert-authority"))
	}
	known, err := knownhosts.New(t.files...)
	if err != nil {
		return nil, &Error{Reason: ErrHostKey, Detail: harmless(strings.TrimPrefix(err.Error(), "knownhosts: ")), Cure: cureKnownHosts}
	}
	t.known = known
	return t, nil
}

// knownHostFiles are the files with host keys: the one that is named, else the one beside the secrets, else those that
// OpenSSH reads.
func knownHostFiles(o Options) []string {
	if o.KnownHosts != "" {
		return []string{o.KnownHosts}
	}
	if o.Secrets != "" {
		if file := filepath.Join(o.Secrets, "known_hosts"); exists(file) {
			return []string{file}
		}
	}
	files := []string{"/etc/ssh/ssh_known_hosts"}
	if home, err := os.UserHomeDir(); err == nil {
		files = append(files, filepath.Join(home, ".ssh", "known_hosts"))
	}
	return slices.DeleteFunc(files, func(file string) bool { return !exists(file) })
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// check is called with the key that a server shows.
func (t *trust) check(host string, remote net.Addr, key ssh.PublicKey) error {
	err := t.known(host, remote, key)
	if err == nil {
		return nil
	}
	line := knownhosts.Line([]string{host}, key)
	shown := key.Type() + " " + ssh.FingerprintSHA256(key)
	var other *knownhosts.KeyError
	switch {
	case errors.As(err, new(*knownhosts.RevokedError)):
		return &Error{Reason: ErrHostKey, Detail: "its key " + shown + " is marked as revoked", Cure: cureRevoked}
	case errors.As(err, &other) && len(other.Want) > 0:
		want := other.Want[0]
		return &Error{Reason: ErrHostKey, Detail: fmt.Sprintf("its key is %s; line %d of %s has another one", shown, want.Line, want.Filename), Cure: cureOtherKey}
	}
	return &Error{Reason: ErrHostKey, Detail: "its key " + shown + " is not known", Cure: cureUnknownKey(t.where(), line)}
}

func (t *trust) where() string {
	if len(t.files) == 0 {
		return "a file known_hosts in the folder of secrets"
	}
	return t.files[len(t.files)-1]
}

// algorithms are the kinds of host keys to ask a server for, those that are known of it first: it has several keys, and
// would otherwise show one that we do not know.
func (t *trust) algorithms(host string) []string {
	var first []string
	var other *knownhosts.KeyError
	// No server has an empty key, so the error lists those that are known.
	if errors.As(t.known(host, &net.TCPAddr{}, noKey{}), &other) {
		for _, want := range other.Want {
			first = append(first, algorithmsOf(want.Key.Type())...)
		}
	}
	all := ssh.SupportedAlgorithms().HostKeys
	certificates := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !strings.Contains(name, "-cert-") })
	plain := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return strings.Contains(name, "-cert-") })
	order := slices.Concat(first, plain, certificates)
	if t.authorities {
		order = slices.Concat(certificates, first, plain)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(order, func(name string) bool {
		again := seen[name] || !slices.Contains(all, name)
		seen[name] = true
		return again
	})
}

// algorithmsOf are the algorithms of a kind of key: those of RSA do not have its name any more.
func algorithmsOf(kind string) []string {
	if kind == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{kind}
}

// noKey is the key of no server.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return nil }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("no key") }
