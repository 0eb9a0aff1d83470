package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// onDisk is a store in a folder, with the usual waits. Its file is "x".
func onDisk(t *testing.T, content string) (s *Store, file string) {
	folder := t.TempDir()
	s = open(t, "file://"+folder, Options{})
	file = filepath.Join(folder, "x")
	put(t, file, content)
	return s, file
}

func put(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func dated(t *testing.T, file string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
}

// TestSettles: a file is taken after one pause, and not if anything of it changed in the pause.
func TestSettles(t *testing.T) {
	noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	for what, c := range map[string]struct {
		meanwhile func(t *testing.T, file string)
		want      error
	}{
		"nothing":                {func(*testing.T, string) {}, nil},
		"it grows":               {func(t *testing.T, file string) { put(t, file, "more than before") }, ErrChanging},
		"it shrinks":             {func(t *testing.T, file string) { put(t, file, "") }, ErrChanging},
		"other text of one size": {func(t *testing.T, file string) { put(t, file, "EMAIL") }, ErrChanging},
		"only its time":          {func(t *testing.T, file string) { dated(t, file, noon.Add(time.Second)) }, ErrChanging},
		"it is gone":             {func(t *testing.T, file string) { os.Remove(file) }, ErrMissing},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, file := onDisk(t, "email")
			dated(t, file, noon)
			time.AfterFunc(DefaultPause/2, func() { c.meanwhile(t, file) })
			begin := time.Now()
			_, err := s.Settled(context.Background(), "x")
			if !errors.Is(err, c.want) || time.Since(begin) != DefaultPause {
				t.Errorf("%s: %v after %s; want %v after %s", what, err, time.Since(begin), c.want, DefaultPause)
			}
		})
	}
}

// TestMark: with a file x.done beside it, x is taken at once. A mark that is older than x belongs to an earlier x, however
// often x is looked at.
func TestMark(t *testing.T) {
	noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	for what, c := range map[string]struct {
		mark time.Duration // its age against the file
		want error
	}{
		"later": {time.Second, nil}, "at the same time": {0, nil}, "of yesterday": {-24 * time.Hour, ErrChanging},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, file := onDisk(t, "email")
			put(t, file+".done", "")
			dated(t, file, noon)
			dated(t, file+".done", noon.Add(c.mark))
			begin := time.Now()
			info, err := s.Settled(context.Background(), "x")
			if !errors.Is(err, c.want) || time.Since(begin) != 0 {
				t.Errorf("%s: %v after %s; want %v at once", what, err, time.Since(begin), c.want)
			}
			if err == nil && (info.Size != 5 || !info.Modified.Equal(noon)) {
				t.Errorf("%s: %+v", what, info)
			}
			if err != nil && !strings.Contains(err.Error(), `"x.done"`) {
				t.Errorf("%s: %v does not name the mark", what, err)
			}
		})
	}
}

// TestPauseEnds: the pause ends with the context.
func TestPauseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := onDisk(t, "email")
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := s.Settled(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// A silent home takes everything and never answers.
type silent struct{ home }

func (silent) read(ctx context.Context, _ string, w io.Writer) (Info, error) {
	for range 3 { // slow, but it moves
		time.Sleep(DefaultStall - time.Second)
		if _, err := w.Write([]byte("x")); err != nil {
			return Info{}, err
		}
	}
	<-ctx.Done()
	return Info{}, ctx.Err()
}

func (silent) write(ctx context.Context, _ string, r io.Reader) error {
	_, _ = io.Copy(io.Discard, r)
	<-ctx.Done()
	return ctx.Err()
}

func (silent) stat(ctx context.Context, _ string) (Info, error) {
	<-ctx.Done()
	return Info{}, ctx.Err()
}

// TestSilence: a store that says nothing is given up after the stall, counted from the last byte. It counts as gone, not as
// an end that somebody asked for.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := with(silent{}, "silent://", Options{})
		for what, c := range map[string]struct {
			do   func() error
			want time.Duration
		}{
			"read":  {func() error { _, err := s.Read(context.Background(), "x", io.Discard); return err }, 4*DefaultStall - 3*time.Second},
			"write": {func() error { return s.Write(context.Background(), "x", strings.NewReader("x")) }, DefaultStall},
			"stat":  {func() error { _, err := s.Settled(context.Background(), "x"); return err }, DefaultStall},
		} {
			begin := time.Now()
			err := c.do()
			if !errors.Is(err, ErrUnreachable) || time.Since(begin) != c.want {
				t.Errorf("%s: %v after %s; want it after %s", what, err, time.Since(begin), c.want)
			}
		}
	})
}

// A growing home has more in a file each time that somebody has looked at it, as if the upload were slow.
type growing struct {
	home
	content string
	looks   int // after so many looks, it is whole
}

func (g *growing) stat(ctx context.Context, name string) (Info, error) {
	info, err := g.home.stat(ctx, name)
	if name == "x" && err == nil && g.looks > 0 {
		g.looks--
		g.content += "more"
		if err := errors.Join(g.home.remove(ctx, name), g.home.write(ctx, name, strings.NewReader(g.content))); err != nil {
			return Info{}, err
		}
	}
	return info, err
}

// TestHalfWritten: a file that grows is not taken, in any store, and is taken when it is whole.
func TestHalfWritten(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		write(t, s, "x", "half")
		s.home = &growing{s.home, "half", 3}
		for i, want := range []error{ErrChanging, ErrChanging, nil} {
			if _, err := s.Settled(context.Background(), "x"); !errors.Is(err, want) {
				t.Errorf("look %d: %v; want %v", i, err, want)
			}
		}
		if got := content(t, s, "x"); got != "halfmoremoremore" {
			t.Errorf("%q was taken", got)
		}
	})
}
