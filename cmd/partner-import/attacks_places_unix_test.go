//go:build unix

package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	_ "modernc.org/sqlite"

	"partner-import/client/sandbox"
)

// imported prepares an account and a file of three rows. It returns the command line.
func imported(t *testing.T, v *victim, flags ...string) []string {
	t.Helper()
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	v.write(t, "partners.csv", "email\na@b.eu\nb@b.eu\nc@b.eu\n")
	return append([]string{"import", "partners.csv", "--base-url", server.URL(), "--rate", "1000/s", "--no-progress"}, flags...)
}

// journalAttacks are journals that somebody else had in their hands.
func journalAttacks() []attack {
	change := func(name string, spoil func(t *testing.T, v *victim)) attack {
		return attack{name, func(t *testing.T, v *victim) error {
			args := imported(t, v)
			if status, err := v.run(args...); err != nil || status != 0 {
				t.Fatalf("status %d, %v\n%s", status, err, v.said)
			}
			spoil(t, v)
			return v.refused(args...)
		}}
	}
	must := func(t *testing.T, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return []attack{
		change("a second name of the journal", func(t *testing.T, v *victim) {
			must(t, os.Link(v.path("partners.journal"), v.path("second")))
		}),
		change("a folder that all can write to", func(t *testing.T, v *victim) { must(t, os.Chmod(v.dir, 0o777)) }),
		change("a journal that all can write to", func(t *testing.T, v *victim) { must(t, os.Chmod(v.path("partners.journal"), 0o666)) }),
		change("a trigger in the journal", func(t *testing.T, v *victim) {
			db, err := sql.Open("sqlite", v.path("partners.journal"))
			must(t, err)
			defer db.Close()
			_, err = db.Exec("CREATE TRIGGER t AFTER INSERT ON run BEGIN SELECT 1; END")
			must(t, err)
		}),
		change("a log of another user beside the journal", func(t *testing.T, v *victim) {
			if os.Geteuid() != 0 {
				t.Skip("only the administrator can make one")
			}
			v.write(t, "partners.journal-wal", strings.Repeat("x", 4096))
			must(t, os.Chown(v.path("partners.journal-wal"), 12345, 12345))
		}),
	}
}

// placeAttacks are pipes and links at the names that the command line gives, and
// secrets that others can read.
func placeAttacks() (all []attack) {
	for _, flag := range []string{"--log-file", "--config", "--api-key-file"} {
		all = append(all, attack{"a pipe at " + flag, func(t *testing.T, v *victim) error {
			args := imported(t, v, flag, "pipe")
			if err := syscall.Mkfifo(v.path("pipe"), 0o600); err != nil {
				t.Fatal(err)
			}
			return v.refused(args...)
		}})
	}
	all = append(all, attack{"a link at --log-file", func(t *testing.T, v *victim) error {
		args := imported(t, v, "--log-file", "link")
		v.write(t, "precious", "precious")
		if err := os.Symlink("precious", v.path("link")); err != nil {
			t.Fatal(err)
		}
		if _, err := v.run(args...); err != nil {
			return err
		}
		if readable(v.path("precious")) != "precious" {
			return errors.New("it wrote through the link")
		}
		return nil
	}})
	return append(all,
		told("a key file that others can read", "chmod", "--api-key-file", "key"),
		told("a password in the command", "password", "--set", "password=Secret123"),
	)
}

// told is an import that must warn.
func told(name, word string, flags ...string) attack {
	return attack{name, func(t *testing.T, v *victim) error {
		args := imported(t, v, flags...)
		v.write(t, "key", victimKey)
		if err := os.Chmod(v.path("key"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := v.run(args...); err != nil {
			return err
		}
		if !strings.Contains(v.said, word) {
			return fmt.Errorf("nobody is told:\n%s", v.said)
		}
		return nil
	}}
}
