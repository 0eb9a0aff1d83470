package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/pkg/sftp"
	"gocloud.dev/blob/memblob"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// quick has short waits, for stores that are on this machine.
func quick() Options { return Options{Pause: 10 * time.Millisecond, Stall: 20 * time.Second} }

func open(t testing.TB, address string, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func inMemory(testing.TB) *Store {
	return with(&bucket{b: memblob.OpenBucket(nil), conditional: true, words: func(error) words { return words{} }}, "mem://", quick())
}

// A fakeS3 is a server of S3 in this process. What it does before gofakes3 can be changed.
type fakeS3 struct {
	server *httptest.Server
	before atomic.Pointer[func(http.ResponseWriter, *http.Request) bool] // true: answered
}

func newS3(t testing.TB, start func(http.Handler) *httptest.Server) *fakeS3 {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_REGION": "", "AWS_PROFILE": "", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	backend := s3mem.New()
	if err := backend.CreateBucket("imports"); err != nil {
		t.Fatal(err)
	}
	real := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0)).Server()
	f := &fakeS3{}
	f.server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before := f.before.Load(); before != nil && (*before)(w, r) {
			return
		}
		real.ServeHTTP(w, r)
	}))
	f.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(f.server.Close)
	return f
}

func (f *fakeS3) do(before func(http.ResponseWriter, *http.Request) bool) { f.before.Store(&before) }

func (f *fakeS3) address(more string) string {
	return "s3://imports?region=eu-central-1&use_path_style=true&endpoint=" + f.server.URL + more
}

// deny answers as S3 does when it refuses something.
func deny(w http.ResponseWriter, status int, code string) bool {
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>said https://imports.example/x?X-Amz-Signature=very-secret</Message></Error>`, code)
	return true
}

// An sshServer is an SFTP server in this process. It serves the real disk.
type sshServer struct {
	t       testing.TB
	mutex   sync.Mutex // around what alter changes
	listen  net.Listener
	folder  string
	secrets string
	key     ssh.Signer
	client  ssh.PublicKey
	config  *ssh.ServerConfig
	options []sftp.ServerOption
	program string       // of OpenSSH, "" for the library's own server
	left    atomic.Int64 // bytes until the connection is cut, from the server; below zero: never
	leftIn  atomic.Int64 // the same, to the server
	all     sync.WaitGroup
}

func newKey(t testing.TB) (ssh.Signer, []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, pem.EncodeToMemory(block)
}

func newServer(t testing.TB) *sshServer {
	t.Helper()
	s := &sshServer{t: t, folder: t.TempDir(), secrets: t.TempDir()}
	s.left.Store(-1)
	s.leftIn.Store(-1)
	s.key, _ = newKey(t)
	client, private := newKey(t)
	s.client = client.PublicKey()
	s.secret("acme", string(private))
	s.config = &ssh.ServerConfig{PublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if c.User() == "partnero" && string(key.Marshal()) == string(s.client.Marshal()) {
			return nil, nil
		}
		return nil, fmt.Errorf("no")
	}}
	s.config.AddHostKey(s.key)
	var err error
	if s.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.secret("known_hosts", knownhosts.Line([]string{s.listen.Addr().String()}, s.key.PublicKey()))
	s.all.Add(1)
	go s.serve()
	t.Cleanup(func() { s.listen.Close(); s.all.Wait() })
	return s
}

// alter changes how the server behaves to who comes next.
func (s *sshServer) alter(do func(*sshServer)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	do(s)
}

func (s *sshServer) secret(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.secrets, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sshServer) options_() Options {
	o := quick()
	o.Secrets = s.secrets
	return o
}

func (s *sshServer) address() string {
	return "sftp://partnero@" + s.listen.Addr().String() + s.folder + "?key=acme"
}

func (s *sshServer) serve() {
	defer s.all.Done()
	for {
		conn, err := s.listen.Accept()
		if err != nil {
			return
		}
		s.all.Add(1)
		go func() {
			defer s.all.Done()
			s.talk(&cutConn{Conn: conn, s: s})
		}()
	}
}

func (s *sshServer) talk(conn net.Conn) {
	defer conn.Close()
	s.mutex.Lock()
	config, options, program := *s.config, s.options, s.program
	s.mutex.Unlock()
	secure, channels, requests, err := ssh.NewServerConn(conn, &config)
	if err != nil {
		return
	}
	defer secure.Close()
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, asked, err := offered.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range asked {
				_ = r.Reply(r.Type == "subsystem" && strings.HasSuffix(string(r.Payload), "sftp"), nil)
			}
		}()
		if program != "" {
			c := exec.Command(program, "-d", s.folder)
			c.Stdin, c.Stdout = channel, channel
			_ = c.Run()
			channel.Close()
			continue
		}
		files, err := sftp.NewServer(channel, append(slices.Clone(options), sftp.WithServerWorkingDirectory(s.folder))...)
		if err != nil {
			return
		}
		_ = files.Serve()
		files.Close()
		channel.Close()
	}
}

// openSSH is the SFTP server that most hosts have.
func openSSH(t *testing.T) *Store {
	for _, program := range []string{os.Getenv("SFTP_SERVER"), "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/libexec/sftp-server"} {
		if program != "" && exists(program) {
			s := newServer(t)
			s.alter(func(s *sshServer) { s.program = program })
			return open(t, s.address(), s.options_())
		}
	}
	t.Skip("there is no sftp-server of OpenSSH here")
	return nil
}

// A cutConn ends after so many bytes.
type cutConn struct {
	net.Conn
	s *sshServer
}

func (c *cutConn) Write(p []byte) (int, error) { return c.count(&c.s.left, p, c.Conn.Write) }
func (c *cutConn) Read(p []byte) (int, error)  { return c.count(&c.s.leftIn, p, c.Conn.Read) }

func (c *cutConn) count(left *atomic.Int64, p []byte, do func([]byte) (int, error)) (int, error) {
	n, err := do(p)
	if left.Load() >= 0 && left.Add(-int64(n)) <= 0 {
		left.Store(0)
		c.Conn.Close()
		return n, io.ErrClosedPipe
	}
	return n, err
}

// zeros is a reader of so many zeros.
func zeros(n int64) io.Reader { return io.LimitReader(nothing{}, n) }

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// breaks gives some text and then fails.
func breaks(text string, err error) io.Reader {
	return io.MultiReader(strings.NewReader(text), failing{err})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
