package devengine

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// build returns the path of the program in devserver. It is built once, and kept in the
// user's cache folder by the hash of what it is built from.
func build(ctx context.Context, tell func(string)) (string, error) {
	source, err := sources(ctx)
	if err != nil {
		return "", err
	}
	path, err := cached(source)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	tell("The first time, the engine is built. That takes about 6 minutes, and is kept for the next time.")
	return path, compile(ctx, source, path)
}

// sources is the folder of devserver, beside the go.mod of the present module.
func sources(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("the engine is built with Go: install Go, or the temporal command: %w", err)
	}
	folder := filepath.Join(filepath.Dir(strings.TrimSpace(string(out))), "devserver")
	if _, err := os.Stat(filepath.Join(folder, "go.mod")); err != nil {
		return "", errors.New("the source of the engine is not here: run this in the folder of partner-import-fleet, or install the temporal command")
	}
	return folder, nil
}

// cached is where the program for these sources is kept.
func cached(source string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no cache folder for the engine: %w", err)
	}
	hash := sha256.New()
	for _, name := range []string{"go.mod", "go.sum", "main.go"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
	}
	name := fmt.Sprintf("devserver-%x", hash.Sum(nil)[:8])
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(cache, "partner-import", name), nil
}

// compile builds the program, and puts it at its path when it is whole. Older ones go.
func compile(ctx context.Context, source, path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(folder, "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	made := filepath.Join(fresh, filepath.Base(path))
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", made, ".")
	c.Dir, c.Env = source, append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build the engine: %w\n%s", err, out)
	}
	old, _ := filepath.Glob(filepath.Join(folder, "devserver-*"))
	for _, path := range old {
		_ = os.Remove(path)
	}
	return os.Rename(made, path)
}
