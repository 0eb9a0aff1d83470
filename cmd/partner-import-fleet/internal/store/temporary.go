// Package store reads and writes the files of a fleet. This is a small stand-in.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

var (
	ErrMissing  = errors.New("there is no such file")
	ErrChanging = errors.New("the file is still being written")
	ErrExists   = errors.New("there is already a file with this name")
)

type Info struct {
	Size     int64
	Modified time.Time
}
type Item struct {
	Name string
	Info
}
type Options struct {
	Secrets, KnownHosts string
	Pause, Stall        time.Duration
}
type Store struct {
	dir string
	o   Options
}

func Open(_ context.Context, address string, o Options) (*Store, error) {
	dir, ok := strings.CutPrefix(address, "file://")
	if !ok {
		return nil, fmt.Errorf("%s: only file://", address)
	}
	if o.Pause == 0 {
		o.Pause = 10 * time.Second
	}
	return &Store{dir, o}, nil
}
func Locate(base, from string) (address, name string, err error) {
	if strings.Contains(from, "://") {
		i := strings.LastIndex(from, "/")
		return from[:i], from[i+1:], nil
	}
	if !filepath.IsLocal(from) {
		return "", "", fmt.Errorf("%q is outside the store; write a name inside it", from)
	}
	if !strings.HasPrefix(base, "file:///") {
		return "", "", fmt.Errorf("%q is not the address of a store", base)
	}
	return base, from, nil
}
func (s *Store) Close() error { return nil }
func (s *Store) stat(name string) (Info, error) {
	i, err := os.Stat(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return Info{}, fmt.Errorf("%s: %w", name, ErrMissing)
	}
	if err != nil {
		return Info{}, err
	}
	return Info{i.Size(), i.ModTime()}, nil
}
func (s *Store) Settled(ctx context.Context, name string) (Info, error) {
	first, err := s.stat(name)
	if err != nil {
		return first, err
	}
	if _, err := s.stat(name + ".done"); err == nil {
		return first, nil
	}
	select {
	case <-time.After(s.o.Pause):
	case <-ctx.Done():
		return first, ctx.Err()
	}
	second, err := s.stat(name)
	if err == nil && second != first {
		err = fmt.Errorf("%s: %w", name, ErrChanging)
	}
	return second, err
}
func (s *Store) Read(ctx context.Context, name string, w io.Writer) (Info, error) {
	info, err := s.stat(name)
	if err != nil {
		return info, err
	}
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return info, err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return info, err
}
func (s *Store) Write(ctx context.Context, name string, r io.Reader) error {
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
func (s *Store) List(ctx context.Context, prefix string) (items []Item, err error) {
	err = filepath.WalkDir(s.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(s.dir, p)
		if strings.HasPrefix(name, prefix) {
			info, _ := s.stat(name)
			items = append(items, Item{name, info})
		}
		return nil
	})
	sort.Slice(items, func(i, j int) bool { return items[i].Name < items[j].Name })
	return items, err
}
func (s *Store) Delete(ctx context.Context, name string) error {
	return os.Remove(filepath.Join(s.dir, name))
}
