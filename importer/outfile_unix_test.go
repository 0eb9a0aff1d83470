//go:build unix

package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"partner-import/importer/internal/report"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// TestPrivate: outputs are readable by their owner alone, whatever the umask,
// and also if everyone could read the old file.
func TestPrivate(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o077} {
		dir := t.TempDir()
		func() {
			defer syscall.Umask(syscall.Umask(umask))
			if err := os.WriteFile(filepath.Join(dir, "p.check.csv"), []byte(report.ReportHeader+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			_, _ = dryRunOf(t, dir, "email\nno\na@x\n", source.Options{})
		}()
		for _, name := range []string{"p.check.csv", "p.failed.csv", "p.check.json"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil || info.Mode() != 0o600 {
				t.Errorf("umask %03o: %s is %v, %v; want 0600", umask, name, info.Mode(), err)
			}
		}
	}
}

// TestPipe: a path that cannot be read twice, like /dev/stdin or a shell's
// <(…), is a file like any other.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	go func() { _ = os.WriteFile(path, []byte("email\na@x\n"), 0) }()
	s, err := source.Open(path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		if got, want := showRows(readRows(t, s)), "2 a@x/"; got != want {
			t.Errorf("rows = %s; want %s", got, want)
		}
	}
}

// TestFullDisk: when the report cannot be written, the run says so.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	s := openText(t, "email\n"+strings.Repeat("no\n", 5))
	dir := t.TempDir()
	_, err = New(nil, Options{DryRun: true, Report: "-", Stdout: full, Failed: filepath.Join(dir, "f"), Summary: filepath.Join(dir, "s")}).Run(context.Background(), s)
	if halt, ok := err.(*stop.Error); !ok || halt.Reason != stop.Disk || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("Run = %v; want a *StopError: %s", err, stop.Disk)
	}
	if _, err := os.Stat(filepath.Join(dir, "s")); err != nil {
		t.Errorf("summary: %v; want it all the same", err)
	}
}
