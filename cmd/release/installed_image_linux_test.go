package main

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// tryImage does what a container engine does: it unpacks the layers, and starts the program
// as the user of the image, with a root that nobody can write to and nothing in /tmp.
func tryImage(t *testing.T, file string) {
	c := container{root: t.TempDir(), data: t.TempDir()}
	image := images(t, file)[0]
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Architecture != arch(t) {
		image = images(t, file)[1]
	}
	c.user, c.entry, c.env = config.Config.User, config.Config.Entrypoint, config.Config.Env
	tar := exec.Command("tar", "-x", "-p", "-C", c.root)
	tar.Stdin = mutate.Extract(image)
	said(t, tar)
	said(t, exec.Command("chown", c.user, c.data))
	said(t, exec.Command("chmod", "755", c.root, filepath.Dir(c.root), c.data, filepath.Dir(c.data)))
	if out, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		t.Skipf("this machine allows no mounts, so the image is only unpacked: %s", out)
	}
	t.Run("demo", c.demo)
	t.Run("root is read-only", c.readOnly)
	t.Run("until", c.until)
	t.Run("TLS", c.tls)
}

// A container is an image that was unpacked.
type container struct {
	root, data string
	user       string
	entry, env []string
}

// command starts the program of the image with a read-only root, /tmp in memory, and /data
// from outside. Only that command sees these mounts.
func (c container) command(env []string, args ...string) *exec.Cmd {
	const script = `root=$1 data=$2 user=$3; shift 3
		mount --bind "$root" "$root" && mount -o remount,ro,bind "$root"
		mount -t tmpfs -o mode=1777 none "$root/tmp"
		mount --bind "$data" "$root/data"
		exec /usr/sbin/chroot --userspec="$user" "$root" "$@"`
	start := []string{"--mount", "--", "/bin/sh", "-ec", script, "sh", c.root, c.data, c.user, c.entry[0]}
	call := exec.Command("unshare", append(start, args...)...)
	call.Env = append(append([]string{}, c.env...), env...)
	return call
}

func (c container) demo(t *testing.T) {
	said(t, c.command(nil, "template", "-o", "/data/partners.csv"))
	t.Log(said(t, c.command(nil, "import", "/data/partners.csv", "--sandbox", "--rate", "100/s")))
	report, err := os.ReadFile(filepath.Join(c.data, "partners.sandbox.report.csv"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(report), "\n1,2,created,")
}

// readOnly: the program cannot write anywhere but where it should.
func (c container) readOnly(t *testing.T) {
	for _, place := range []string{"/x.csv", "/usr/bin/x.csv", "/etc/x.csv"} {
		if out, err := c.command(nil, "template", "-o", place).CombinedOutput(); err == nil {
			t.Errorf("%s was written: %s", place, out)
		}
	}
}

// until: the program knows the zones of the world without files for them.
func (c container) until(t *testing.T) {
	at := time.Now().Add(2 * time.Hour)
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	said(t, c.command(nil, "template", "-o", "/data/night.csv"))
	out := said(t, c.command([]string{"TZ=Pacific/Auckland"}, "import", "/data/night.csv", "--sandbox", "--rate", "100/s", "--until", at.In(zone).Format("15:04")))
	holds(t, out, at.In(zone).Format("15:04"))
	if out, err := c.command([]string{"TZ=Atlantis/Poseidonis"}, "import", "/data/night.csv", "--sandbox", "--until", "06:00").CombinedOutput(); err == nil {
		t.Errorf("a zone that does not exist is used:\n%s", out)
	}
}

// tls: the program trusts a server whose authority it is told, and no server else.
func (c container) tls(t *testing.T) {
	server := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(sandbox(t, c)))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not trust it is what is tested
	server.StartTLS()
	defer server.Close()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(c.data, "ca.pem"), authority, 0o644); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(c.data, "tls.csv"), "email\nann@partners.example\nbob@partners.example\n")
	env := []string{"PARTNERO_BASE_URL=" + server.URL, "PARTNERO_API_KEY=" + strings.Repeat("k", 40)}
	out, err := c.command(env, "import", "/data/tls.csv", "--yes", "--rate", "100/s").CombinedOutput()
	if err == nil {
		t.Errorf("the certificate of a stranger is trusted:\n%s", out)
	}
	t.Logf("without SSL_CERT_FILE:\n%s", out)
	holds(t, string(out), "certificate")
	t.Log(said(t, c.command(append(env, "SSL_CERT_FILE=/data/ca.pem"), "import", "/data/tls.csv", "--yes", "--rate", "100/s")))
	report, err := os.ReadFile(filepath.Join(c.data, "tls.report.csv"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(report), "\n1,2,created,")
}

// sandbox starts the sandbox of the image's program, and returns its address.
func sandbox(t *testing.T, c container) *url.URL {
	t.Helper()
	call := c.command(nil, "sandbox", "--listen", "127.0.0.1:0")
	out, err := call.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	call.Stderr = call.Stdout
	if err := call.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { call.Process.Kill(); call.Wait() })
	var text strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := out.Read(buffer)
		text.Write(buffer[:n])
		if found := regexp.MustCompile(`http://127\.0\.0\.1:\d+\S*`).FindString(text.String()); found != "" && err == nil {
			go io.Copy(io.Discard, out)
			address, err := url.Parse(strings.TrimRight(found, ".,/"))
			if err != nil {
				t.Fatal(err)
			}
			return address
		}
		if err != nil {
			t.Fatalf("the sandbox says no address: %s %v", text.String(), err)
		}
	}
}
