package store

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"
)

// asks looks at a file that is not there: that is the answer if everything else is right.
func asks(t *testing.T, s *sshServer, address string) error {
	t.Helper()
	st, err := Open(context.Background(), address, s.options_())
	if err != nil {
		return err
	}
	defer st.Close()
	_, err = st.Settled(context.Background(), "nothing")
	return err
}

// TestHostKeys: only the known key is talked to. The refusal says what was seen and what to do; for an unknown server it
// gives the line, and with that line it works.
func TestHostKeys(t *testing.T) {
	s := newServer(t)
	other, _ := newKey(t)
	host := s.listen.Addr().String()
	right, wrong := knownhosts.Line([]string{host}, s.key.PublicKey()), knownhosts.Line([]string{host}, other.PublicKey())
	for what, c := range map[string]struct {
		lines, want string
		reason      error
	}{
		"known":            {right, "", ErrMissing},
		"known, by a hash": {knownhosts.HashHostname(knownhosts.Normalize(host)) + strings.TrimPrefix(right, knownhosts.Normalize(host)), "", ErrMissing},
		"unknown":          {"", "add this line to " + filepath.Join(s.secrets, "known_hosts") + ": " + right, ErrHostKey},
		"another host":     {strings.Replace(right, "127.0.0.1", "127.0.0.2", 1), "is not known", ErrHostKey},
		"another key":      {"# old\n" + wrong, "line 2 of " + filepath.Join(s.secrets, "known_hosts") + " has another one", ErrHostKey},
		"revoked":          {"@revoked " + right, "revoked", ErrHostKey},
		"unreadable":       {host + " ssh-ed25519 !!!", "known_hosts:1", ErrHostKey},
	} {
		s.secret("known_hosts", c.lines+"\n")
		err := asks(t, s, s.address())
		if !errors.Is(err, c.reason) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", what, err, c.want)
		}
		if c.reason == ErrHostKey && what != "unreadable" && !strings.Contains(err.Error(), ssh.FingerprintSHA256(s.key.PublicKey())) {
			t.Errorf("%s: %v does not show the key", what, err)
		}
		noSecret(t, err)
	}
}

// TestHostKeyOfAnotherKind: a server has several keys. It is asked for the one that is known, as OpenSSH does.
func TestHostKeyOfAnotherKind(t *testing.T) {
	s := newServer(t)
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	s.alter(func(s *sshServer) { s.config.AddHostKey(second) })
	for _, key := range []ssh.Signer{s.key, second} {
		s.secret("known_hosts", knownhosts.Line([]string{s.listen.Addr().String()}, key.PublicKey()))
		if err := asks(t, s, s.address()); !errors.Is(err, ErrMissing) {
			t.Errorf("%s: %v", key.PublicKey().Type(), err)
		}
	}
}

// TestSFTPLogin: keys and passwords by the names of their files, or an agent; each way to fail says what to do, and shows
// neither user nor secret.
func TestSFTPLogin(t *testing.T) {
	s := newServer(t)
	s.alter(func(s *sshServer) {
		s.config.PasswordCallback = func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) != "very-secret" {
				return nil, errors.New("no")
			}
			return nil, nil
		}
	})
	_, stranger := newKey(t)
	s.secret("stranger", string(stranger))
	s.secret("word", "very-secret\n")
	s.secret("wrong-word", "hunter2")
	s.secret("text", "very-secret")
	s.secret("open", "x")
	if err := os.Chmod(filepath.Join(s.secrets, "open"), 0o644); err != nil {
		t.Fatal(err)
	}
	place := s.listen.Addr().String() + s.folder
	t.Setenv("SSH_AUTH_SOCK", "")
	for address, want := range map[string]struct {
		reason error
		words  string
	}{
		"sftp://partnero@" + place + "?key=acme":                   {ErrMissing, ""},
		"sftp://" + place + "?user=partnero&key=acme":              {ErrMissing, ""},
		"sftp://partnero@" + place + "?user=partnero&key=acme":     {ErrAddress, "two users"},
		"sftp://partnero@" + place + "?password-secret=word":       {ErrMissing, ""},
		"sftp://partnero@" + place + "?key=stranger":               {ErrRefused, cureLogin},
		"sftp://somebody@" + place + "?key=acme":                   {ErrRefused, cureLogin},
		"sftp://partnero@" + place + "?password-secret=wrong-word": {ErrRefused, cureLogin},
		"sftp://partnero@" + place + "?password-secret=hunter2":    {ErrCredentials, cureSecretName},
		"sftp://partnero@" + place + "?key=../acme":                {ErrCredentials, cureSecretName},
		"sftp://partnero@" + place + "?key=text":                   {ErrCredentials, cureNotKey},
		"sftp://partnero@" + place + "?key=open":                   {ErrCredentials, cureSecretRights},
		"sftp://partnero@" + place:                                 {ErrCredentials, cureNoLogin},
		"sftp://" + place + "?key=acme":                            {ErrAddress, "USER@HOST"},
	} {
		err := asks(t, s, address)
		if !errors.Is(err, want.reason) || !strings.Contains(err.Error(), want.words) {
			t.Errorf("%s: %v", address, err)
		}
		noSecret(t, err)
	}
}

// TestSFTPAgent: with an agent, no key is in the folder of secrets.
func TestSFTPAgent(t *testing.T) {
	s := newServer(t)
	content, _ := os.ReadFile(filepath.Join(s.secrets, "acme"))
	private, err := ssh.ParseRawPrivateKey(content)
	if err != nil {
		t.Fatal(err)
	}
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "agent") // names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	socket, err := net.Listen("unix", filepath.Join(folder, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	go func() {
		for {
			conn, err := socket.Accept()
			if err != nil {
				return
			}
			go agent.ServeAgent(ring, conn)
		}
	}()
	t.Setenv("SSH_AUTH_SOCK", socket.Addr().String())
	if err := asks(t, s, strings.TrimSuffix(s.address(), "?key=acme")); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

// TestSFTPCut: a connection that is cut, wherever it is, is an error. What was being written does not have its name, and
// can be written again.
func TestSFTPCut(t *testing.T) {
	s := newServer(t)
	st := open(t, s.address(), s.options_())
	text := strings.Repeat("0123456789abcdef", 20_000)
	write(t, st, "x", text)
	for _, bytes := range []int64{1, 1000, 4000, 100_000, 200_000} {
		s.left.Store(bytes)
		var got strings.Builder
		_, err := st.Read(context.Background(), "x", &got)
		s.left.Store(-1)
		if !errors.Is(err, ErrUnreachable) {
			t.Errorf("read, cut after %d bytes: %v; %d came", bytes, err, got.Len())
		}
		noSecret(t, err)
		s.leftIn.Store(bytes)
		err = st.Write(context.Background(), fmt.Sprint("new", bytes), strings.NewReader(text))
		s.leftIn.Store(-1)
		if !errors.Is(err, ErrUnreachable) {
			t.Errorf("write, cut after %d bytes: %v", bytes, err)
		}
		if got := names(t, st, "new"); len(got) > 0 {
			t.Fatalf("cut after %d bytes: there is %q", bytes, got)
		}
	}
	write(t, st, "new", text)
	if content(t, st, "new") != text {
		t.Error("the second try is not whole")
	}
}

// TestSFTPWithoutLinks: a server that knows no second names does not replace either.
func TestSFTPWithoutLinks(t *testing.T) {
	if err := sftp.SetSFTPExtensions(); err != nil {
		t.Fatal(err)
	}
	defer sftp.SetSFTPExtensions("hardlink@openssh.com", "posix-rename@openssh.com", "statvfs@openssh.com")
	s := newServer(t)
	st := open(t, s.address(), s.options_())
	write(t, st, "a/x", "x")
	if err := st.Write(context.Background(), "a/x", strings.NewReader("y")); !errors.Is(err, ErrExists) || content(t, st, "a/x") != "x" {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Join(s.folder, "a")); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}

// TestSFTPReadOnly: a server that lets us only read says so, and reading works.
func TestSFTPReadOnly(t *testing.T) {
	s := newServer(t)
	put(t, filepath.Join(s.folder, "x"), "x")
	s.alter(func(s *sshServer) { s.options = []sftp.ServerOption{sftp.ReadOnly()} })
	st := open(t, s.address(), s.options_())
	if got := content(t, st, "x"); got != "x" {
		t.Errorf("it holds %q", got)
	}
	if err := st.Write(context.Background(), "y", strings.NewReader("y")); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), cureServerRights) {
		t.Errorf("got %v", err)
	}
}

// TestSFTPHome: "/~/" is the folder of the login.
func TestSFTPHome(t *testing.T) {
	s := newServer(t)
	put(t, filepath.Join(s.folder, "x"), "x")
	address, name, err := Locate("file:///srv", "sftp://partnero@"+s.listen.Addr().String()+"/~/x?key=acme")
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, address, s.options_())
	if got := content(t, st, name); got != "x" {
		t.Errorf("it holds %q", got)
	}
	if got := names(t, st, ""); len(got) != 1 {
		t.Errorf("there is %q", got)
	}
}

// TestSFTPNobody: no server, and one that speaks something else.
func TestSFTPNobody(t *testing.T) {
	s := newServer(t)
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := listen.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.0 400 Bad Request\r\n\r\n")
			conn.Close()
		}
	}()
	address := "sftp://partnero@" + listen.Addr().String() + "/x?key=acme"
	if err := asks(t, s, address); !errors.Is(err, ErrUnreachable) && !errors.Is(err, ErrFailed) {
		t.Errorf("another protocol: %v", err)
	}
	listen.Close()
	if err := asks(t, s, address); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "refused") {
		t.Errorf("nobody: %v", err)
	}
}
