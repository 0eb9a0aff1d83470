package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everyStore runs a test on every kind of store. Google and Azure are imitated by a
// hundred lines of ours each: only what their libraries send is real.
func everyStore(t *testing.T, test func(*testing.T, *Store)) {
	t.Run("memory", func(t *testing.T) { test(t, inMemory(t)) })
	t.Run("disk", func(t *testing.T) { test(t, open(t, "file://"+t.TempDir(), quick())) })
	t.Run("s3", func(t *testing.T) { test(t, open(t, newS3(t, httptest.NewServer).address(""), quick())) })
	t.Run("part of s3", func(t *testing.T) {
		test(t, open(t, strings.Replace(newS3(t, httptest.NewServer).address(""), "imports?", "imports/part/of?", 1), quick()))
	})
	t.Run("s3 without conditions", func(t *testing.T) {
		test(t, open(t, newS3(t, httptest.NewServer).address("&conditional=false"), quick()))
	})
	t.Run("google", func(t *testing.T) { _, s := onGoogle(t); test(t, s) })
	t.Run("azure", func(t *testing.T) { _, s := onAzure(t); test(t, s) })
	t.Run("openssh", func(t *testing.T) { test(t, openSSH(t)) })
	t.Run("sftp", func(t *testing.T) { s := newServer(t); test(t, open(t, s.address(), s.options_())) })
}

func write(t testing.TB, s *Store, name, content string) {
	t.Helper()
	if err := s.Write(context.Background(), name, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

func content(t testing.TB, s *Store, name string) string {
	t.Helper()
	var b bytes.Buffer
	info, err := s.Read(context.Background(), name, &b)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size != int64(b.Len()) || time.Since(info.Modified).Abs() > time.Hour {
		t.Errorf("%s: %d bytes came, and it says %+v", name, b.Len(), info)
	}
	return b.String()
}

func names(t testing.TB, s *Store, prefix string) []string {
	t.Helper()
	items, err := s.List(context.Background(), prefix)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, item := range items {
		list = append(list, item.Name)
	}
	return list
}

// TestReadsWhatWasWritten, in folders too, with names that people have, and empty.
func TestReadsWhatWasWritten(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		for name, text := range map[string]string{
			"partners.csv":                     "email\nana@example.com\n",
			"runs/acme/1/partners.report.csv":  "line,status\n2,created\n",
			"incoming/Ünïcode & spaces 100%+x": "x",
			"a?b#c=d":                          "marks",
			"empty":                            "",
			"large":                            strings.Repeat("0123456789abcdef", 20_000),
		} {
			write(t, s, name, text)
			if got := content(t, s, name); got != text {
				t.Errorf("%s: %d bytes; want %d", name, len(got), len(text))
			}
			info, err := s.Settled(context.Background(), name)
			if err != nil || info.Size != int64(len(text)) {
				t.Errorf("%s: %+v, %v; want %d bytes", name, info, err, len(text))
			}
		}
	})
}

// TestNeverReplaces: whoever comes second is told, and what was there stays. Of many at once, one writes.
func TestNeverReplaces(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		write(t, s, "runs/report.csv", "first")
		err := s.Write(context.Background(), "runs/report.csv", strings.NewReader("second"))
		if !errors.Is(err, ErrExists) {
			t.Errorf("got %v; want %v", err, ErrExists)
		}
		if got := content(t, s, "runs/report.csv"); got != "first" {
			t.Errorf("it holds %q", got)
		}
		if h, is := s.home.(*bucket); is && !h.conditional {
			return // this store can only look first
		}
		var all sync.WaitGroup
		var mutex sync.Mutex
		var made []string
		for _, text := range []string{"one", "two", "three", "four"} {
			all.Go(func() {
				err := s.Write(context.Background(), "at/once", strings.NewReader(text))
				if err == nil {
					mutex.Lock()
					made = append(made, text)
					mutex.Unlock()
				} else if !errors.Is(err, ErrExists) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(made) != 1 || content(t, s, "at/once") != made[0] {
			t.Errorf("%q were made, and it holds %q", made, content(t, s, "at/once"))
		}
		if diff := cmp.Diff([]string{"at/once", "runs/report.csv"}, names(t, s, "")); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
	})
}

// TestListsAndDeletes: what begins with a prefix, in order; nothing is no error.
func TestListsAndDeletes(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		ctx := context.Background()
		if got := names(t, s, ""); len(got) > 0 {
			t.Errorf("an empty store has %q", got)
		}
		for _, name := range []string{"b", "a/2", "a/1", "ab/3", "a/deep/er/4"} {
			write(t, s, name, name)
		}
		for prefix, want := range map[string][]string{
			"":             {"a/1", "a/2", "a/deep/er/4", "ab/3", "b"},
			"a":            {"a/1", "a/2", "a/deep/er/4", "ab/3"},
			"a/":           {"a/1", "a/2", "a/deep/er/4"},
			"a/d":          {"a/deep/er/4"},
			"a/deep/er/4":  {"a/deep/er/4"},
			"nothing/here": {},
		} {
			if diff := cmp.Diff(want, names(t, s, prefix)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", prefix, diff)
			}
		}
		for range 2 { // the second time there is nothing to delete
			if err := s.Delete(ctx, "a/1"); err != nil {
				t.Error(err)
			}
		}
		if diff := cmp.Diff([]string{"a/2"}, names(t, s, "a/2")); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Read(ctx, "a/1", io.Discard); !errors.Is(err, ErrMissing) {
			t.Errorf("got %v; want %v", err, ErrMissing)
		}
		write(t, s, "a/1", "again") // a deleted name is free
	})
}

// TestMissing: each way to ask for a file that is not there says so, and what to do.
func TestMissing(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		_, settled := s.Settled(context.Background(), "no/such.csv")
		_, read := s.Read(context.Background(), "no/such.csv", io.Discard)
		for _, err := range []error{settled, read} {
			if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), `"no/such.csv" in the store `+s.String()) || !strings.Contains(err.Error(), cureMissing) {
				t.Errorf("got %v", err)
			}
		}
		write(t, s, "only.done", "")
		if _, err := s.Settled(context.Background(), "only"); !errors.Is(err, ErrMissing) {
			t.Errorf("a mark without its file: %v", err)
		}
	})
}

// TestBrokenSource: if what is written cannot be read to its end, nothing is there, and the error is the source's.
func TestBrokenSource(t *testing.T) {
	broken := errors.New("the disk of the report")
	everyStore(t, func(t *testing.T, s *Store) {
		for _, size := range []int{3, 300_000} {
			if err := s.Write(context.Background(), "runs/half", breaks(strings.Repeat("x", size), broken)); !errors.Is(err, broken) {
				t.Errorf("%d bytes: got %v; want %v", size, err, broken)
			}
		}
		if got := names(t, s, ""); len(got) > 0 {
			t.Errorf("half a file is left: %q", got)
		}
		write(t, s, "runs/half", "whole")
	})
}

// TestBrokenSink: the error of what is written to comes back as it is.
func TestBrokenSink(t *testing.T) {
	broken := errors.New("no space for the copy")
	everyStore(t, func(t *testing.T, s *Store) {
		write(t, s, "x", strings.Repeat("x", 100_000))
		r, w := io.Pipe()
		r.CloseWithError(broken)
		if _, err := s.Read(context.Background(), "x", w); !errors.Is(err, broken) {
			t.Errorf("got %v; want %v", err, broken)
		}
	})
}

// TestCancelled: an ended context ends everything, and leaves no half file.
func TestCancelled(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		write(t, s, "x", "x")
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, settled := s.Settled(ctx, "x")
		_, read := s.Read(ctx, "x", io.Discard)
		for i, err := range []error{settled, read, s.Write(ctx, "y", strings.NewReader("y"))} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%d: %v", i, err)
			}
		}
		ctx, cancel = context.WithCancel(context.Background())
		endless := io.MultiReader(zeros(1<<20), readerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
		if err := s.Write(ctx, "z", endless); !errors.Is(err, context.Canceled) {
			t.Errorf("in the middle: %v", err)
		}
		if diff := cmp.Diff([]string{"x"}, names(t, s, "")); diff != "" {
			t.Error(diff)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestRefusedNames: a name that leaves the store is not even looked for.
func TestRefusedNames(t *testing.T) {
	everyStore(t, func(t *testing.T, s *Store) {
		for _, name := range []string{"", "/etc/passwd", "../x", "a/../../x", "a/..", "a//b", "a/", "./a", `a\..\b`, "a\x00b", "a\nb", strings.Repeat("x", 300)} {
			ctx := context.Background()
			_, settled := s.Settled(ctx, name)
			_, read := s.Read(ctx, name, io.Discard)
			for _, err := range []error{settled, read, s.Write(ctx, name, strings.NewReader("x")), s.Delete(ctx, name)} {
				if !errors.Is(err, ErrName) {
					t.Errorf("%q: %v; want %v", name, err, ErrName)
				}
			}
		}
		if _, err := s.List(context.Background(), "../"); !errors.Is(err, ErrName) {
			t.Errorf("got %v", err)
		}
	})
}
