//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// An attack is tried on a program. It returns what it broke, nil if the program held.
type attack struct {
	name string
	try  func(t *testing.T, v *victim) error
}

// TestAttacks tries each attack that once broke something, from outside.
func TestAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("the test without the race detector runs it")
	}
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			if err := a.try(t, newVictim(t, program(t))); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAttacksBreakThis shows that the attacks are real: each of them must break the
// program that BROKEN names. Build it from commit bc54bba.
func TestAttacksBreakThis(t *testing.T) {
	broken := os.Getenv("BROKEN")
	if broken == "" {
		t.Skip("BROKEN names no program that is known to be broken")
	}
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			err := a.try(t, newVictim(t, broken))
			if err == nil {
				t.Fatal("it broke nothing")
			}
			t.Log(err)
		})
	}
}

func attacks() (all []attack) {
	all = append(all, fileAttacks()...)
	all = append(all, bookAttacks()...)
	all = append(all, serverAttacks()...)
	all = append(all, journalAttacks()...)
	return append(all, placeAttacks()...)
}

// The bounds of a program under attack. All of them are far from what it needs.
const (
	mostWork   = 5         // seconds of the processor
	mostOutput = 200 << 20 // bytes of a file
	mostHeld   = 400 << 20
	mostTime   = time.Minute
)

// A victim is a program, and the folder that it runs in.
type victim struct {
	program, dir string
	env          []string
	said         string // what it wrote to both streams, in the last run
}

const victimKey = "sk_test_123456"

func newVictim(t *testing.T, program string) *victim {
	dir := t.TempDir()
	return &victim{program: program, dir: dir, env: []string{
		"PARTNERO_API_KEY=" + victimKey, "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(),
	}}
}

var errHangs = errors.New("it does not end")

// run runs the program within its bounds. It returns the exit status, or an error if a
// bound was reached.
func (v *victim) run(args ...string) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), mostTime)
	defer cancel()
	limits := fmt.Sprintf(`ulimit -t %d; ulimit -f %d; exec "$@"`, mostWork, mostOutput/512)
	peak := filepath.Join(v.dir, ".peak")
	command := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", limits, "sh", "peak", peak, v.program}, args...)...)
	var said bytes.Buffer
	command.Dir, command.Env, command.Stdout, command.Stderr = v.dir, v.env, &said, &said
	command.WaitDelay = time.Second
	err := command.Run()
	v.said = said.String()
	switch held, _ := strconv.Atoi(readable(peak)); {
	case ctx.Err() != nil:
		return 0, errHangs
	case held > mostHeld:
		return 0, fmt.Errorf("it holds %d MB", held>>20)
	case command.ProcessState == nil:
		return 0, err
	case command.ProcessState.ExitCode() == 255 || held == 0 || strings.Contains(v.said, "SIGX") || strings.Contains(v.said, "file too large"):
		return 0, fmt.Errorf("a bound ended it: %v", command.ProcessState)
	}
	return command.ProcessState.ExitCode(), nil
}

func readable(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}

// refused runs the program, which must not start.
func (v *victim) refused(args ...string) error {
	if status, err := v.run(args...); err != nil || status != exitNotStarted {
		return errors.Join(err, fmt.Errorf("exit status %d; want a refusal:\n%s", status, v.said))
	}
	return nil
}

func (v *victim) path(name string) string { return filepath.Join(v.dir, name) }

func (v *victim) write(t *testing.T, name, text string) {
	t.Helper()
	write(t, v.path(name), text)
}

// wrote is everything that the program wrote: its files and its words.
func (v *victim) wrote() string {
	all := v.said
	_ = filepath.WalkDir(v.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all += readable(path)
		}
		return nil
	})
	return all
}

// fileAttacks are texts that cost too much. Each is in a file that is checked.
func fileAttacks() (all []attack) {
	for name, text := range map[string]string{
		"quotes on every line":    "email,name\n" + strings.Repeat("b\",\"\n", 128<<10/5),
		"apostrophes":             "email\n" + strings.Repeat("'", 64<<10) + "\n",
		"mailto":                  "email\n" + strings.Repeat(strings.Repeat("mailto:", 63<<10/7)+"a@b.eu\n", 100),
		"international addresses": "email\n" + strings.Repeat("a@"+ideographs(20_000)+".de\n", 4),
	} {
		all = append(all, attack{name, func(t *testing.T, v *victim) error {
			v.write(t, "partners.csv", text)
			_, err := v.run("validate", "partners.csv")
			return err
		}})
	}
	return all
}

// ideographs are so many different letters.
func ideographs(n int) string {
	letters := make([]rune, n)
	for i := range letters {
		letters[i] = 0x4e00 + rune(i)
	}
	return string(letters)
}
