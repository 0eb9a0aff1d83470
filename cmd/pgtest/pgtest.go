// Package pgtest starts a PostgreSQL server of its own for tests.
package pgtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A Server is a private PostgreSQL cluster in a temporary folder, on a port of the
// loopback interface. It ends with its test.
type Server struct {
	bin, data string
	port      string
	server    *exec.Cmd
}

// Start starts a server. Where there is no PostgreSQL, it skips the test, or fails it if
// PARTNER_IMPORT_POSTGRES is "required".
func Start(t testing.TB) *Server {
	t.Helper()
	s := StartFor(t)
	t.Cleanup(s.Remove)
	return s
}

// StartFor is [Start] for several tests. The caller calls Remove.
func StartFor(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		if os.Getenv("PARTNER_IMPORT_POSTGRES") == "required" {
			t.Fatal(err)
		}
		t.Skip("PostgreSQL is not installed here, so this is not tested: ", err)
	}
	return s
}

func start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "partner-import-postgres-")
	if err != nil {
		return nil, err
	}
	if err := own(dir); err != nil {
		return nil, err
	}
	s := &Server{bin: bin, data: filepath.Join(dir, "data")}
	if out, err := s.command("initdb", "-D", s.data, "-U", "partner_import", "-A", "trust", "-E", "UTF8").CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if s.port, err = freePort(); err == nil {
		err = s.Run()
	}
	if err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// Standby starts a server that follows this one. The caller calls its Remove.
func (s *Server) Standby() (*Server, error) {
	dir, err := os.MkdirTemp("", "partner-import-postgres-")
	if err != nil {
		return nil, err
	}
	standby := &Server{bin: s.bin, data: filepath.Join(dir, "data")}
	if err := own(dir); err != nil {
		return nil, err
	}
	out, err := s.command("pg_basebackup", "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-p", s.port, "-U", "partner_import").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("pg_basebackup: %w: %s", err, out)
	} else if standby.port, err = freePort(); err == nil {
		err = standby.Run()
	}
	if err != nil {
		standby.Remove()
		return nil, err
	}
	return standby, nil
}

// TakeOver has a standby answer at the place of the server that it followed. That one was
// killed.
func (s *Server) TakeOver(from *Server) error {
	s.Kill()
	s.port = from.port
	if err := s.Run(); err != nil {
		return err
	}
	out, err := s.Query("SELECT pg_promote()")
	if err != nil || out != "t" {
		return fmt.Errorf("promote the standby: %w: %s", err, out)
	}
	return nil
}

// binaries is the folder with PostgreSQL's programs.
func binaries() (string, error) {
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/local/pgsql/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			slices.Sort(found)
			return filepath.Dir(found[len(found)-1]), nil
		}
	}
	path, err := exec.LookPath("initdb")
	return filepath.Dir(path), err
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = filepath.Dir(s.data)
	c.Env = append(os.Environ(), "LC_ALL=C")
	as(c)
	return c
}

// Run starts the server, again after it was stopped, and waits until it answers.
func (s *Server) Run() error {
	folder := filepath.Dir(s.data)
	log, err := os.OpenFile(filepath.Join(folder, "log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.server = s.command("postgres", "-D", s.data, "-p", s.port, "-c", "listen_addresses=127.0.0.1", "-k", folder, "-c", "max_connections=60")
	s.server.Stdout, s.server.Stderr = log, log
	if err := s.server.Start(); err != nil {
		return err
	}
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(50 * time.Millisecond) {
		if s.command("pg_isready", "-h", "127.0.0.1", "-p", s.port).Run() == nil {
			return nil
		}
	}
	text, _ := os.ReadFile(log.Name())
	return fmt.Errorf("the server does not answer: %s", text)
}

// Kill stops the server at once, as if its machine had died.
func (s *Server) Kill() {
	if s.server == nil {
		return
	}
	_ = s.server.Process.Signal(immediate())
	_ = s.server.Wait()
	s.server = nil
}

// Remove stops the server and removes all of it.
func (s *Server) Remove() {
	s.Kill()
	os.RemoveAll(filepath.Dir(s.data))
}

// Environment says where the server is, as libpq's variables.
func (s *Server) Environment() []string {
	return []string{"PGHOST=127.0.0.1", "PGPORT=" + s.port, "PGUSER=partner_import", "PGDATABASE=postgres", "PGSSLMODE=disable"}
}

// Setenv has this test use the server.
func (s *Server) Setenv(t testing.TB) {
	t.Helper()
	for _, variable := range s.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
}

// Query runs SQL and returns what it prints.
func (s *Server) Query(sql string) (string, error) {
	c := s.command("psql", "-h", "127.0.0.1", "-p", s.port, "-U", "partner_import", "-d", "postgres", "-Atqc", sql)
	out, err := c.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}
