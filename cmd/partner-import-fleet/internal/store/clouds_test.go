package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A shelf is what an imitation of a cloud keeps.
type shelf struct {
	sync.Mutex
	objects map[string][]byte
	parts   map[string][]byte // of an object that is not whole
	times   map[string]time.Time
	deny    bool // whether everything is refused
}

func newShelf(t testing.TB, serve func(*shelf, http.ResponseWriter, *http.Request)) (*shelf, string) {
	s := &shelf{objects: map[string][]byte{}, parts: map[string][]byte{}, times: map[string]time.Time{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Lock()
		defer s.Unlock()
		serve(s, w, r)
	}))
	t.Cleanup(server.Close)
	return s, strings.TrimPrefix(server.URL, "http://")
}

func (s *shelf) put(name string, content []byte) {
	s.objects[name], s.times[name] = content, time.Now().UTC().Truncate(time.Second)
}

func (s *shelf) names(prefix string) (names []string) {
	for name := range s.objects {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// google imitates what Cloud Storage answers to its library.
func google(s *shelf, w http.ResponseWriter, r *http.Request) {
	const api, upload = "/storage/v1/b/imports/o", "/upload/storage/v1/b/imports/o"
	fails := func(status int, reason string) {
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"error": {"code": %d, "message": "very-secret", "errors": [{"reason": %q}]}}`, status, reason)
	}
	describe := func(name string) map[string]any {
		return map[string]any{"kind": "storage#object", "name": name, "bucket": "imports", "size": fmt.Sprint(len(s.objects[name])), "generation": "1", "updated": s.times[name].Format(time.RFC3339)}
	}
	answer := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, api), "/")
	switch {
	case s.deny:
		fails(403, "forbidden")
	case strings.HasPrefix(r.URL.Path, upload) && r.URL.Query().Get("uploadType") == "multipart":
		_, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		parts := multipart.NewReader(r.Body, parameters["boundary"])
		first, _ := parts.NextPart()
		var about struct{ Name string }
		_ = json.NewDecoder(first).Decode(&about)
		second, err := parts.NextPart()
		content, err2 := io.ReadAll(second)
		switch _, there := s.objects[about.Name]; {
		case err != nil || err2 != nil:
			fails(400, "invalid")
		case there && r.URL.Query().Get("ifGenerationMatch") == "0":
			fails(412, "conditionNotMet")
		default:
			s.put(about.Name, content)
			answer(describe(about.Name))
		}
	case name == "" && r.Method == "GET":
		var items []any
		for _, name := range s.names(r.URL.Query().Get("prefix")) {
			items = append(items, describe(name))
		}
		answer(map[string]any{"kind": "storage#objects", "items": items})
	case strings.HasPrefix(r.URL.Path, "/imports/"):
		name = strings.TrimPrefix(r.URL.Path, "/imports/")
		if _, there := s.objects[name]; !there {
			w.WriteHeader(404)
			return
		}
		w.Header().Set("Last-Modified", s.times[name].Format(http.TimeFormat))
		w.Header().Set("X-Goog-Generation", "1")
		w.Header().Set("Content-Length", fmt.Sprint(len(s.objects[name])))
		_, _ = w.Write(s.objects[name])
	case s.objects[name] == nil:
		fails(404, "notFound")
	case r.Method == "DELETE":
		delete(s.objects, name)
		w.WriteHeader(204)
	default:
		answer(describe(name))
	}
}

// azure imitates what Blob Storage answers to its library.
func azure(s *shelf, w http.ResponseWriter, r *http.Request) {
	fails := func(status int, code string) {
		w.Header().Set("X-Ms-Error-Code", code)
		w.WriteHeader(status)
		fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>very-secret</Message></Error>`, code)
	}
	q := r.URL.Query()
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/acme/imports"), "/")
	content, there := s.objects[name]
	switch {
	case s.deny:
		fails(403, "AuthorizationPermissionMismatch")
	case q.Get("comp") == "list":
		listed := struct {
			XMLName xml.Name `xml:"EnumerationResults"`
			Blobs   []struct {
				Name string `xml:"Name"`
				At   string `xml:"Properties>Last-Modified"`
				Size int    `xml:"Properties>Content-Length"`
			} `xml:"Blobs>Blob"`
		}{}
		for _, name := range s.names(q.Get("prefix")) {
			listed.Blobs = append(listed.Blobs, struct {
				Name string `xml:"Name"`
				At   string `xml:"Properties>Last-Modified"`
				Size int    `xml:"Properties>Content-Length"`
			}{name, s.times[name].Format(http.TimeFormat), len(s.objects[name])})
		}
		w.Header().Set("Content-Type", "application/xml")
		_ = xml.NewEncoder(w).Encode(listed)
	case r.Method == "PUT" && q.Get("comp") == "block":
		body, _ := io.ReadAll(r.Body)
		s.parts[name+q.Get("blockid")] = body
		w.WriteHeader(201)
	case r.Method == "PUT" && there && r.Header.Get("If-None-Match") == "*":
		fails(409, "BlobAlreadyExists")
	case r.Method == "PUT":
		body, err := io.ReadAll(r.Body)
		if q.Get("comp") == "blocklist" {
			var list struct{ Latest []string }
			_ = xml.Unmarshal(body, &list)
			body = nil
			for _, id := range list.Latest {
				body = append(body, s.parts[name+id]...)
			}
		}
		if err == nil {
			s.put(name, append([]byte{}, body...))
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Last-Modified", s.times[name].Format(http.TimeFormat))
			w.WriteHeader(201)
		}
	case !there:
		fails(404, "BlobNotFound")
	case r.Method == "DELETE":
		delete(s.objects, name)
		w.WriteHeader(202)
	default:
		w.Header().Set("Last-Modified", s.times[name].Format(http.TimeFormat))
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("X-Ms-Blob-Type", "BlockBlob")
		w.Header().Set("X-Ms-Creation-Time", s.times[name].Format(http.TimeFormat))
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		http.ServeContent(w, r, "", s.times[name], bytes.NewReader(content))
	}
}

func onGoogle(t *testing.T) (*shelf, *Store) {
	s, host := newShelf(t, google)
	t.Setenv("STORAGE_EMULATOR_HOST", host)
	return s, open(t, "gs://imports", quick())
}

func onAzure(t *testing.T) (*shelf, *Store) {
	s, host := newShelf(t, azure)
	for name, value := range map[string]string{
		"AZURE_STORAGE_ACCOUNT": "acme", "AZURE_STORAGE_KEY": base64.StdEncoding.EncodeToString([]byte("very-secret")), "AZURE_STORAGE_DOMAIN": host,
		"AZURE_STORAGE_PROTOCOL": "http", "AZURE_STORAGE_IS_LOCAL_EMULATOR": "true", "AZURE_STORAGE_CONNECTION_STRING": "", "AZURE_STORAGE_SAS_TOKEN": "",
	} {
		t.Setenv(name, value)
	}
	return s, open(t, "azblob://imports", quick())
}

// TestRefusedByClouds: both say so, with a cure and without a secret.
func TestRefusedByClouds(t *testing.T) {
	for name, on := range map[string]func(*testing.T) (*shelf, *Store){"google": onGoogle, "azure": onAzure} {
		t.Run(name, func(t *testing.T) {
			kept, s := on(t)
			write(t, s, "x", "x")
			kept.deny = true
			for _, what := range []string{"read", "write", "list", "delete"} {
				err := doing(s, what)
				if !errors.Is(err, ErrRefused) || !strings.HasSuffix(err.Error(), cureCloudRights) {
					t.Errorf("%s: %v", what, err)
				}
				noSecret(t, err)
			}
		})
	}
}

// TestCloudLogins: what is missing is named, at once, and on no stream.
func TestCloudLogins(t *testing.T) {
	for _, name := range []string{"STORAGE_EMULATOR_HOST", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGEBLOB_CONNECTIONSTRING"} {
		t.Setenv(name, "")
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "missing.json"))
	for address, want := range map[string]error{"gs://imports": ErrCredentials, "azblob://imports": ErrAddress, "azblob://imports?storage_account=a&protocol=ftp": ErrAddress} {
		_, err := Open(context.Background(), address, Options{})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v; want %v", address, err, want)
		}
		noSecret(t, err)
	}
	file := filepath.Join(t.TempDir(), "key.json")
	put(t, file, `{"type": "service_account", "private_key": "hunter2"}`)
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file)
	s, err := Open(context.Background(), "gs://imports", Options{})
	if err == nil {
		_, err = s.Read(context.Background(), "x", io.Discard)
	}
	if !errors.Is(err, ErrCredentials) {
		t.Errorf("a broken key: %v", err)
	}
	noSecret(t, err)
}

// TestHarmless: what a library said loses addresses, settings and lines.
func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"Get \"https://acme.blob.core.windows.net/x?sv=1&sig=hunter2\": no":            "Get \"https://acme.blob.core.windows.net\": no",
		"dial sftp://partnero:hunter2@host/x: no":                                      "dial sftp://host no",
		"bad sig=hunter2&x=hunter2 here":                                               "bad … here",
		"two\nlines\x1b[31m":                                                           "two lines [31m",
		strings.Repeat("long ", 100):                                                   strings.TrimSpace(strings.Repeat("long ", 32)) + " …",
		(&url.Error{Op: "Get", URL: "http://h/?k=hunter2", Err: os.ErrClosed}).Error(): "Get \"http://h\": file already closed",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}
