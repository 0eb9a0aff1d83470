//go:build !unix

package pgtest

import (
	"os"
	"os/exec"
)

func as(*exec.Cmd) {}

func own(string) error { return nil }

func immediate() os.Signal { return os.Kill }
