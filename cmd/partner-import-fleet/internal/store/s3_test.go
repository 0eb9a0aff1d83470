package store

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestS3Says: each refusal has its reason and its cure, and repeats neither key nor signature.
func TestS3Says(t *testing.T) {
	f := newS3(t, httptest.NewServer)
	s := open(t, f.address(""), quick())
	write(t, s, "x", "x")
	for _, c := range []struct {
		status     int
		code       string
		want       error
		cure, does string
	}{
		{403, "AccessDenied", ErrRefused, cureCloudRights, "read"},
		{403, "AccessDenied", ErrRefused, cureCloudRights, "write"},
		{403, "AccessDenied", ErrRefused, cureCloudRights, "list"},
		{403, "AccessDenied", ErrRefused, cureCloudRights, "delete"},
		{403, "SignatureDoesNotMatch", ErrRefused, cureCloudRights, "read"},
		{404, "NoSuchBucket", ErrNoStore, cureNoBucket, "read"},
		{404, "NoSuchBucket", ErrNoStore, cureNoBucket, "list"},
		{301, "PermanentRedirect", ErrAddress, cureRegion, "read"},
		{400, "AuthorizationHeaderMalformed", ErrAddress, cureRegion, "list"},
		{400, "ExpiredToken", ErrCredentials, cureS3Login, "read"},
		{503, "SlowDown", ErrUnreachable, cureUnreachable, "read"},
		{429, "TooManyRequests", ErrUnreachable, cureUnreachable, "list"},
		{500, "InternalError", ErrUnreachable, cureUnreachable, "write"},
		{400, "InvalidArgument", ErrFailed, cureCloudRequest, "read"},
		{501, "NotImplemented", ErrFailed, cureNotImplemented, "write"},
	} {
		f.do(func(w http.ResponseWriter, r *http.Request) bool {
			if c.does == "write" && r.Method == "HEAD" {
				return false
			}
			return deny(w, c.status, c.code)
		})
		err := doing(s, c.does)
		if !errors.Is(err, c.want) || !strings.HasSuffix(fmt.Sprint(err), c.cure) {
			t.Errorf("%s, %s: %v", c.does, c.code, err)
		}
		noSecret(t, err)
	}
	f.do(func(w http.ResponseWriter, r *http.Request) bool { return false })
	if got := names(t, s, ""); len(got) != 1 {
		t.Errorf("a refused write left %q", got)
	}
}

func doing(s *Store, what string) (err error) {
	ctx := context.Background()
	switch what {
	case "read":
		_, err = s.Read(ctx, "x", io.Discard)
	case "write":
		err = s.Write(ctx, "new", strings.NewReader("x"))
	case "list":
		_, err = s.List(ctx, "")
	case "delete":
		err = s.Delete(ctx, "x")
	}
	return err
}

// noSecret fails if an error, or anything inside it, shows what must not be shown.
func noSecret(t *testing.T, err error) {
	t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		for _, secret := range []string{"very-secret", "AKIA", "partnero@", "hunter2", "127.0.0.1?", "imports?", "Signature="} {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), secret) {
				t.Errorf("%q is in %#v", secret, err)
			}
		}
	}
}

// TestS3WithoutList: who may read and write but not list is told that a missing file is refused. The mark and the look
// before writing do not stop there.
func TestS3WithoutList(t *testing.T) {
	f := newS3(t, httptest.NewServer)
	s := open(t, f.address(""), quick())
	write(t, s, "x", "x")
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		missing := !strings.HasSuffix(r.URL.Path, "/x") && r.Method != "PUT"
		return missing && deny(w, 403, "AccessDenied")
	})
	if _, err := s.Settled(context.Background(), "x"); err != nil {
		t.Error(err)
	}
	write(t, s, "new", "x")
	if err := s.Write(context.Background(), "x", strings.NewReader("y")); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
}

// TestS3AnswerLost: the object is made, the connection is cut before the answer, and the library asks again. That the
// second request finds the object is no reason to fail. Somebody else's object is one.
func TestS3AnswerLost(t *testing.T) {
	f := newS3(t, httptest.NewServer)
	t.Setenv("AWS_MAX_ATTEMPTS", "2")
	s := open(t, f.address(""), quick())
	var puts atomic.Int32
	backend := f.server.Config.Handler
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != "PUT" || puts.Add(1) > 1 {
			return false
		}
		f.before.Store(nil)
		backend.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	})
	write(t, s, "lost", "x")
	if got := content(t, s, "lost"); got != "x" {
		t.Errorf("it holds %q", got)
	}

	// The other one comes between our look and our request.
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == "PUT" {
			f.before.Store(nil)
			write(t, s, "race", "theirs")
		}
		return false
	})
	if err := s.Write(context.Background(), "race", strings.NewReader("ours")); !errors.Is(err, ErrExists) || content(t, s, "race") != "theirs" {
		t.Errorf("got %v", err)
	}
}

// TestS3Cut: a connection that is cut while a file is read is an error, and half a file that is written is not there.
func TestS3Cut(t *testing.T) {
	f := newS3(t, httptest.NewServer)
	s := open(t, f.address(""), quick())
	write(t, s, "x", strings.Repeat("x", 100_000))
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		switch r.Method {
		case "GET":
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, strings.Repeat("x", 50_000))
			w.(http.Flusher).Flush()
		case "PUT":
			_, _ = io.CopyN(io.Discard, r.Body, 50_000)
		default:
			return false
		}
		panic(http.ErrAbortHandler)
	})
	var got strings.Builder
	_, read := s.Read(context.Background(), "x", &got)
	wrote := s.Write(context.Background(), "new", strings.NewReader(strings.Repeat("y", 100_000)))
	if !errors.Is(read, ErrUnreachable) || !errors.Is(wrote, ErrUnreachable) {
		t.Errorf("read: %v; write: %v", read, wrote)
	}
	noSecret(t, read)
	noSecret(t, wrote)
	f.do(func(http.ResponseWriter, *http.Request) bool { return false })
	if got := names(t, s, ""); len(got) != 1 {
		t.Errorf("there is %q", got)
	}
}

// TestS3Trailers: stores that only imitate S3 refuse checksums after the content. A setting leaves them out.
func TestS3Trailers(t *testing.T) {
	f := newS3(t, httptest.NewTLSServer)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	put(t, authority, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.server.Certificate().Raw})))
	t.Setenv("AWS_CA_BUNDLE", authority)
	if _, err := x509.ParseCertificate(f.server.Certificate().Raw); err != nil {
		t.Fatal(err)
	}
	f.do(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("X-Amz-Trailer") != "" || strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING") {
			return deny(w, 501, "NotImplemented")
		}
		return false
	})
	err := open(t, f.address(""), quick()).Write(context.Background(), "x", strings.NewReader("x"))
	if !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "request_checksum_calculation=when_required") {
		t.Errorf("without the setting: %v", err)
	}
	s := open(t, f.address("&request_checksum_calculation=when_required"), quick())
	write(t, s, "x", "x")
	if got := content(t, s, "x"); got != "x" {
		t.Errorf("it holds %q", got)
	}
}

// TestS3Login: no credentials, no region and a wrong setting say what to do.
func TestS3Login(t *testing.T) {
	f := newS3(t, httptest.NewServer)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	_, err := open(t, f.address(""), quick()).Read(context.Background(), "x", io.Discard)
	if !errors.Is(err, ErrCredentials) || !strings.HasSuffix(err.Error(), cureS3Login) {
		t.Errorf("no credentials: %v", err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
	if _, err = open(t, f.address(""), quick()).Settled(context.Background(), "x"); strings.Contains(fmt.Sprint(err), "x.done") {
		t.Errorf("the message is about the mark: %v", err)
	}
	_, err = open(t, "s3://imports", quick()).Read(context.Background(), "x", io.Discard)
	if !errors.Is(err, ErrAddress) || !strings.HasSuffix(err.Error(), cureRegion) {
		t.Errorf("no region: %v", err)
	}
	_, err = Open(context.Background(), f.address("&request_checksum_calculation=hunter2"), quick())
	if !errors.Is(err, ErrAddress) || !strings.Contains(err.Error(), "request_checksum_calculation has a wrong value") {
		t.Errorf("a wrong setting: %v", err)
	}
	noSecret(t, err)
	f.server.Close()
	_, err = open(t, f.address(""), quick()).Read(context.Background(), "x", io.Discard)
	if !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "refused") {
		t.Errorf("no server: %v", err)
	}
	noSecret(t, err)
}
