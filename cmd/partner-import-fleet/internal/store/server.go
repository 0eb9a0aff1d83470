package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"strings"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// A server is an SFTP server. Each thing that is asked of it has a connection of its own, so a broken one breaks nothing
// else, and nothing is kept open during an import of days.
type server struct {
	address string // HOST:PORT
	folder  string // "" for the folder of the login, else with a slash at its beginning
	config  ssh.ClientConfig
	trust   *trust
	closing func() error
}

const (
	userSetting     = "user" // for who wants no @ in an address
	keySetting      = "key"
	passwordSetting = "password-secret"
	// mostHandshake is how long a server may take to say who it is and to let us in.
	mostHandshake = 30 * time.Second
)

func openServer(a address, o Options) (home, error) {
	t, err := newTrust(o)
	if err != nil {
		return nil, err
	}
	methods, closing, err := login(a, o)
	if err != nil {
		return nil, err
	}
	host := a.host
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(strings.Trim(host, "[]"), "22")
	}
	folder := a.path
	switch {
	case folder == "/~":
		folder = ""
	case strings.HasPrefix(folder, "/~/"):
		folder = strings.TrimPrefix(folder, "/~/")
	}
	config := ssh.ClientConfig{User: a.login(), Auth: methods, HostKeyAlgorithms: t.algorithms(host), Timeout: mostHandshake}
	return &server{address: host, folder: folder, config: config, trust: t, closing: closing}, nil
}

func (s *server) close() error { return s.closing() }

func (s *server) path(name string) string { return path.Join(s.folder, name) }

// with does something on a new connection, which ends with the context.
func (s *server) with(ctx context.Context, do func(*sftp.Client) error) error {
	conn, err := (&net.Dialer{Timeout: mostHandshake}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	client, err := s.enter(conn)
	if err != nil {
		return err
	}
	defer client.Close()
	files, err := sftp.NewClient(client, sftp.UseConcurrentWrites(true))
	if err != nil {
		if networkWords(err) != "" {
			return err
		}
		return &Error{Reason: ErrRefused, Detail: "the server has no SFTP for this user", Cure: cureNoSFTP}
	}
	defer files.Close()
	return serverError(do(files))
}

// enter makes sure that the server is the known one, and shows it who we are.
func (s *server) enter(conn net.Conn) (*ssh.Client, error) {
	_ = conn.SetDeadline(time.Now().Add(mostHandshake))
	config := s.config
	var distrust error
	config.HostKeyCallback = func(host string, remote net.Addr, key ssh.PublicKey) error {
		distrust = s.trust.check(host, remote, key)
		return distrust
	}
	secure, channels, requests, err := ssh.NewClientConn(conn, s.address, &config)
	switch {
	case distrust != nil:
		return nil, distrust
	case err != nil && strings.Contains(err.Error(), "unable to authenticate"):
		return nil, &Error{Reason: ErrRefused, Detail: "the server does not accept the login", Cure: cureLogin}
	case err != nil && strings.Contains(err.Error(), "no common algorithm"):
		return nil, &Error{Reason: ErrFailed, Detail: "the server knows only old ways to encrypt", Cure: cureOldServer}
	case err != nil:
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return ssh.NewClient(secure, channels, requests), nil
}

// serverError says what a server said.
func serverError(err error) error {
	var status *sftp.StatusError
	switch {
	case err == nil || errors.As(err, new(*Error)):
		return err
	case errors.Is(err, sftp.ErrSSHFxConnectionLost), errors.Is(err, sftp.ErrSSHFxNoConnection), errors.Is(err, net.ErrClosed):
		return &Error{Reason: ErrUnreachable, Detail: "the connection was cut", Cure: cureUnreachable}
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Reason: ErrMissing, Cure: cureMissing}
	case errors.Is(err, fs.ErrExist):
		return &Error{Reason: ErrExists, Cure: cureExists}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Reason: ErrRefused, Cure: cureServerRights}
	case errors.As(err, &status):
		return &Error{Reason: ErrFailed, Detail: harmless(status.FxCode().Error()), Cure: cureServer}
	}
	return err
}

func (s *server) stat(ctx context.Context, name string) (info Info, err error) {
	err = s.with(ctx, func(c *sftp.Client) error {
		info, err = regular(c.Stat(s.path(name)))
		return err
	})
	return info, err
}

func (s *server) read(ctx context.Context, name string, w io.Writer) (info Info, err error) {
	err = s.with(ctx, func(c *sftp.Client) error {
		before, err := regular(c.Stat(s.path(name)))
		if err != nil {
			return err
		}
		f, err := c.Open(s.path(name))
		if err != nil {
			return err
		}
		defer f.Close()
		n, err := f.WriteTo(w)
		if err != nil {
			return err
		}
		if info, err = regular(c.Stat(s.path(name))); err != nil {
			return err
		}
		return unchanged(n, before, info)
	})
	return info, err
}

func (s *server) write(ctx context.Context, name string, r io.Reader) error {
	return s.with(ctx, func(c *sftp.Client) error {
		target, half := s.path(name), s.path(halfName(name))
		if _, err := c.Lstat(target); err == nil {
			return fs.ErrExist
		}
		if err := c.MkdirAll(path.Dir(target)); err != nil {
			return err
		}
		if err := send(c, half, r); err != nil {
			_ = c.Remove(half)
			return err
		}
		return publish(c, half, target)
	})
}

// send writes a new file and makes sure that all of it is there.
func send(c *sftp.Client, name string, r io.Reader) error {
	f, err := c.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	n, err := f.ReadFrom(r)
	if _, can := c.HasExtension("fsync@openssh.com"); can && err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	info, err := regular(c.Stat(name))
	if err == nil && info.Size != n {
		err = &Error{Reason: ErrFailed, Detail: "a part of the file did not arrive", Cure: cureServer}
	}
	return err
}

// publish gives a file its name, unless another one has it. Only a second name is sure not to replace: some servers
// replace when they rename. Where there are no second names, we looked before.
func publish(c *sftp.Client, half, target string) error {
	if _, can := c.HasExtension("hardlink@openssh.com"); can {
		err := c.Link(half, target)
		if err == nil {
			_ = c.Remove(half) // what is left of it is not listed
			return nil
		}
	}
	_, err := c.Lstat(target)
	if err == nil {
		err = fs.ErrExist
	} else if errors.Is(err, fs.ErrNotExist) {
		err = c.Rename(half, target)
	}
	if err != nil {
		_ = c.Remove(half)
	}
	return err
}

func (s *server) list(ctx context.Context, prefix string) (items []Item, err error) {
	start, _ := path.Split(prefix)
	err = s.with(ctx, func(c *sftp.Client) error {
		items, err = s.walk(ctx, c, strings.TrimSuffix(start, "/"), prefix, nil)
		return err
	})
	sortItems(items)
	return items, err
}

// walk follows no link: it could lead back.
func (s *server) walk(ctx context.Context, c *sftp.Client, folder, prefix string, items []Item) ([]Item, error) {
	at := s.path(folder)
	if at == "" {
		at = "."
	}
	entries, err := c.ReadDirContext(ctx, at)
	if errors.Is(err, fs.ErrNotExist) && folder != "" {
		return items, nil
	}
	for _, entry := range entries {
		if err != nil {
			break
		}
		name := path.Join(folder, entry.Name())
		switch {
		case entry.IsDir() && (strings.HasPrefix(name+"/", prefix) || strings.HasPrefix(prefix, name+"/")):
			items, err = s.walk(ctx, c, name, prefix, items)
		case entry.Mode().IsRegular() && !isHalf(name) && strings.HasPrefix(name, prefix):
			items = append(items, Item{name, Info{entry.Size(), entry.ModTime()}})
		}
	}
	return items, err
}

func (s *server) remove(ctx context.Context, name string) error {
	return s.with(ctx, func(c *sftp.Client) error {
		if _, err := regular(c.Lstat(s.path(name))); err != nil {
			return err
		}
		return c.Remove(s.path(name))
	})
}
