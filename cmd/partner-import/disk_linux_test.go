package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestFullDisk imports to a disk that is too small, and makes it larger until the
// import reaches its end.
func TestFullDisk(t *testing.T) {
	const rows = 3000
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=300k,mode=700"); err != nil {
		t.Skipf("a small file system cannot be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	api := serve(t)
	p := importing(t, api.url, numbered(rows), "--rate", "20000/s", "--settle", "100ms", "--no-progress")
	write(t, filepath.Join(dir, "partners.csv"), numbered(rows))
	p.Dir = dir
	stops := 0
	for size := 400; ; size += 60 + size/10 {
		p = p.again(t)
		p.begin(t)
		status := p.status(t)
		if status == exitOK {
			break
		}
		if status != exitStopped && status != exitNotStarted {
			t.Fatalf("on a full disk the run = %s; want exit status 2 or 3\n%s", p.ProcessState, &p.stderr)
		}
		if p.stderr.Len() == 0 || size > 10000 {
			t.Fatalf("at %d KB: status %d, and it says %q", size, status, &p.stderr)
		}
		addsUp(t, p.stderr.String())
		stops++
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%dk", size)); err != nil {
			t.Fatal(err)
		}
	}
	v := judge(t, api, read(t, p.file("partners.report.csv")), rows)
	if v.lost+v.twice+v.wrong > 0 || stops == 0 {
		t.Errorf("after %d full disks: %+v; want nothing lost, twice or wrong", stops, v)
	}
	t.Logf("%d full disks, %+v", stops, v)
}

// TestReadOnlyJournal: a journal that cannot be written is not called damaged, so
// no one moves it away.
func TestReadOnlyJournal(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m,mode=700"); err != nil {
		t.Skipf("a small file system cannot be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	p := importing(t, serve(t).url, numbered(2), "--journal", filepath.Join(dir, "journal"), "--quiet")
	p.begin(t)
	if status := p.status(t); status != exitOK {
		t.Fatalf("status %d; want 0\n%s", status, &p.stderr)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=1m"); err != nil {
		t.Fatal(err)
	}
	p = p.again(t)
	p.begin(t)
	if status := p.status(t); status != exitNotStarted || !strings.Contains(p.stderr.String(), "leave it there, and check that its disk has space and is writable") {
		t.Errorf("status %d, and it says %q; want 2, and where to look", status, &p.stderr)
	}
}

// addsUp checks that the end of a run tells of all rows.
func addsUp(t *testing.T, stderr string) {
	t.Helper()
	rows, told, ended := 0, 0, false
	for line := range strings.Lines(strings.ReplaceAll(strings.ReplaceAll(stderr, ", UTF-8", " UTF-8"), ",", "")) {
		words := strings.Fields(line)
		switch {
		case strings.Contains(line, " rows UTF-8"):
			rows, _ = strconv.Atoi(words[1])
		case len(words) > 3 && slices.Contains([]string{"✓", "✗", "!"}, words[0]) && !strings.Contains(line, "problem") && !strings.Contains(line, "(first"):
			n, err := strconv.Atoi(words[1])
			if err != nil {
				continue // a warning
			}
			told, ended = told+n, true
			if _, earlier, ok := strings.Cut(line, "("); ok {
				n, _ = strconv.Atoi(strings.Fields(earlier)[0])
				told += n
			}
		}
	}
	if ended && told != rows {
		t.Errorf("of %d rows it tells %d:\n%s", rows, told, stderr)
	}
}
