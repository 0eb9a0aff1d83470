package store

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// hugeSize is how large the file of TestHuge is, in bytes. STORE_MB=85 measures what a million rows take.
func hugeSize() int64 {
	if mb, err := strconv.ParseInt(os.Getenv("STORE_MB"), 10, 64); err == nil {
		return mb << 20
	}
	return 64 << 20
}

// TestHuge: a file of any size goes through in pieces. What memory it takes does not depend on the size of the file.
func TestHuge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	size := hugeSize()
	for _, c := range []struct {
		name string
		most int64 // MB of memory
		open func(t *testing.T) *Store
	}{
		{"disk", 8, func(t *testing.T) *Store { return open(t, "file://"+t.TempDir(), quick()) }},
		{"sftp", 48, func(t *testing.T) *Store { s := newServer(t); return open(t, s.address(), s.options_()) }},
		{"s3", 200, func(t *testing.T) *Store { return open(t, endlessS3(t, size), quick()) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.open(t)
			var took [2]time.Duration
			used := peak(func() {
				begin := time.Now()
				if err := s.Write(context.Background(), "huge", zeros(size)); err != nil {
					t.Error(err)
				}
				took[0] = time.Since(begin)
			})
			read := peak(func() {
				begin := time.Now()
				if info, err := s.Read(context.Background(), "huge", io.Discard); err != nil || info.Size != size {
					t.Errorf("%+v, %v", info, err)
				}
				took[1] = time.Since(begin)
			})
			t.Logf("%d MB: written in %s with %d MB of memory, read in %s with %d MB", size>>20, took[0], used, took[1], read)
			if max(used, read) > c.most {
				t.Errorf("%d MB of memory; want at most %d", max(used, read), c.most)
			}
		})
	}
}

// peak is how many MB of memory were in use at once, more than before.
func peak(do func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	do()
	close(done)
	<-over
	return int64(most-before) >> 20
}

// endlessS3 is a server of S3 that keeps nothing. It has one object of so many zeros, once somebody has written that many.
func endlessS3(t *testing.T, size int64) string {
	f := newS3(t, httptest.NewServer)
	var got atomic.Int64
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		switch {
		case r.Method == "GET" && got.Load() == size:
			w.Header().Set("Content-Length", fmt.Sprint(size))
			w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
			_, _ = io.Copy(w, zeros(size))
		case r.Method == "HEAD":
			w.WriteHeader(404)
		case q.Has("uploads"):
			fmt.Fprint(w, `<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>`)
		case r.Method == "PUT":
			n, _ := io.Copy(io.Discard, r.Body)
			got.Add(n)
			w.Header().Set("ETag", `"x"`)
		case q.Has("uploadId"):
			if r.Header.Get("If-None-Match") != "*" {
				return deny(w, 400, "NotConditional")
			}
			fmt.Fprint(w, `<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>`)
		default:
			return false
		}
		return true
	})
	return f.address("")
}

// TestStuckUpload: what a worker left when it died in the middle of a file is not in lists, and in nobody's way.
func TestStuckUpload(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, ".upload-ABC"), "half")
	s := open(t, "file://"+folder, quick())
	if got := names(t, s, ""); len(got) > 0 {
		t.Errorf("the list has %q", got)
	}
	server := newServer(t)
	put(t, filepath.Join(server.folder, ".upload-ABC"), "half")
	if got := names(t, open(t, server.address(), server.options_()), ""); len(got) > 0 {
		t.Errorf("the list has %q", got)
	}
	if name := halfName("a/b.csv"); !strings.HasPrefix(name, "a/.upload-") || name == halfName("a/b.csv") {
		t.Errorf("half of a/b.csv is %q", name)
	}
}
