package work

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"partner-import/client/sandbox"
	"partner-import/cmd/partner-import-fleet/internal/ends"
)

// objectStore is a server of S3 in this process. Deny says which requests it refuses, nil for none.
func objectStore(t *testing.T, deny func(*http.Request) bool) (address string, backend gofakes3.Backend) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": theKey, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_PROFILE": "", "AWS_MAX_ATTEMPTS": "1",
	} {
		t.Setenv(name, value)
	}
	backend = s3mem.New()
	if err := backend.CreateBucket("imports"); err != nil {
		t.Fatal(err)
	}
	real := gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0)).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if deny != nil && deny(r) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `<Error><Code>AccessDenied</Code><Message>no</Message></Error>`)
			return
		}
		real.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(server.Close)
	return "s3://imports?region=eu-central-1&use_path_style=true&endpoint=" + server.URL, backend
}

// fileServer is an SFTP server in this process, which serves a folder. The key and the known host are among the secrets.
func (w *world) fileServer(folder string) (host string) {
	w.Helper()
	var signers []ssh.Signer
	for range 2 {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			w.Fatal(err)
		}
		signer, _ := ssh.NewSignerFromKey(private)
		signers = append(signers, signer)
		block, _ := ssh.MarshalPrivateKey(private, "")
		w.write("secrets/acme-ssh", string(pem.EncodeToMemory(block))) // the second one stays
	}
	config := &ssh.ServerConfig{PublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if c.User() != "partnero" || string(key.Marshal()) != string(signers[1].PublicKey().Marshal()) {
			return nil, errors.New("no")
		}
		return nil, nil
	}}
	config.AddHostKey(signers[0])
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.Fatal(err)
	}
	w.write("secrets/known_hosts", knownhosts.Line([]string{listen.Addr().String()}, signers[0].PublicKey())+"\n")
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listen.Accept()
			if err != nil {
				return
			}
			all.Go(func() { serveFiles(conn, config, folder) })
		}
	})
	w.Cleanup(func() { listen.Close(); all.Wait() })
	return listen.Addr().String()
}

func serveFiles(conn net.Conn, config *ssh.ServerConfig, folder string) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, asked, err := offered.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range asked {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		if files, err := sftp.NewServer(channel, sftp.ReadOnly(), sftp.WithServerWorkingDirectory(folder)); err == nil {
			_ = files.Serve()
		}
		channel.Close()
	}
}

// TestFromSFTPIntoS3: a customer's file is on their SFTP server, the runs are in a bucket. Neither keys nor an @ come back
// to the engine.
func TestFromSFTPIntoS3(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	address, backend := objectStore(t, nil)
	w.write("theirs/out/partners.csv", rows(40))
	w.worker.Store.Secrets = w.path("secrets")
	w.job.Store = address
	w.job.From = "sftp://" + w.fileServer(w.path("theirs")) + "/~/out/partners.csv?user=partnero&key=acme-ssh"
	s, err := w.stage()
	if err != nil {
		t.Fatal(err)
	}
	if s.Bytes != int64(len(rows(40))) || !strings.HasPrefix(s.Object, "runs/acme/partners/") {
		t.Errorf("staged %+v", s)
	}
	w.write("theirs/out/partners.csv", rows(1)) // the run has its copy
	o, err := w.run(s, 1)
	if err != nil || o.ExitStatus != 0 || o.Counts["created"] != 40 || w.created() != 40 {
		t.Fatalf("outcome %+v, %v, and %d created", o, err, w.created())
	}
	for _, name := range append([]string{"partners.report.csv", "partners.summary.json"}, o.Outputs...) {
		if _, err := backend.HeadObject("imports", o.Folder+"/"+name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHostNotKnown: a server that cannot be trusted gets nothing from us, and what goes into the history is silent.
func TestHostNotKnown(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	w.write("theirs/partners.csv", rows(1))
	w.worker.Store.Secrets = w.path("secrets")
	w.job.From = "sftp://" + w.fileServer(w.path("theirs")) + "/~/partners.csv?user=partnero&key=acme-ssh"
	w.write("secrets/known_hosts", "")
	_, err := w.stage()
	got := endOf(t, err)
	if got.kind != ends.NoStore || got.again {
		t.Errorf("got %+v", got)
	}
	w.checkSilent(got.text)
}

// TestUploadRefusedByABucket: the rows are sent and the bucket refuses the report. The next attempt recalls all rows with one
// request, and writes the report anew.
func TestUploadRefusedByABucket(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	refuses := true
	var mutex sync.Mutex
	address, backend := objectStore(t, func(r *http.Request) bool {
		mutex.Lock()
		defer mutex.Unlock()
		return refuses && r.Method == "PUT" && strings.Contains(r.URL.Path, "summary")
	})
	w.job.Store = address
	w.job.From = "file://" + w.path("in", "partners.csv")
	w.write("in/partners.csv", rows(20))
	s, err := w.stage()
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.run(s, 1)
	got := endOf(t, err)
	if got.kind != ends.Store || !got.again || w.created() != 20 {
		t.Fatalf("got %+v and %d created; want another attempt", got, w.created())
	}
	w.checkSilent(got.text)
	mutex.Lock()
	refuses = false
	mutex.Unlock()
	o, err := w.run(s, 2)
	if err != nil || o.Requests != 1 || o.Counts["created"] != 20 || w.created() != 20 {
		t.Fatalf("the next attempt: %+v, %v", o, err)
	}
	if _, err := backend.HeadObject("imports", o.Folder+"/partners.summary.json"); err != nil {
		t.Error(err)
	}
}
