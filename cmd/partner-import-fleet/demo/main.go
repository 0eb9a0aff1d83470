// Command demo shows a fleet on this machine: three customers, two workers, and one of
// them killed in the middle. It needs nothing but Go, and leaves nothing behind. With
// PGHOST set, the journals are in that database.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"partner-import/cmd/partner-import-fleet/internal/devengine"
	"partner-import/cmd/partner-import-fleet/internal/trial"
)

// most is how long the demo may take, without what is built.
const most = 8 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := play(ctx, os.Stdout)
	if err != nil && ctx.Err() != nil {
		err = errors.New("it was interrupted; nothing of it is left")
	}
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "The demo failed: %v\n", err)
		os.Exit(1)
	}
}

// play builds what the demo needs in a folder, plays it, and removes everything.
func play(ctx context.Context, out io.Writer) error {
	folder, err := os.MkdirTemp("", "partner-import-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	binary, err := build(ctx, folder)
	if err != nil {
		return err
	}
	engine, err := devengine.Start(ctx, func(said string) { fmt.Fprintln(out, said) })
	if err != nil {
		return err
	}
	defer engine.Stop()
	t, err := trial.New(filepath.Join(folder, "fleet"), binary)
	if err != nil {
		return err
	}
	defer t.Close()
	t.Engine = engine
	if os.Getenv("PGHOST") != "" {
		t.Journal, t.Database = "postgres", database(os.Environ())
	}
	ctx, cancel := context.WithTimeoutCause(ctx, most, errors.New("it takes too long"))
	defer cancel()
	return (&story{Trial: t, out: out}).tell(ctx)
}

// build builds partner-import-fleet.
func build(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "partner-import-fleet")
	c := exec.CommandContext(ctx, "go", "build", "-o", binary, "partner-import/cmd/partner-import-fleet")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build partner-import-fleet: %w\n%s", err, out)
	}
	return binary, nil
}

// database has the variables of psql.
func database(of []string) (variables []string) {
	for _, variable := range of {
		if strings.HasPrefix(variable, "PG") {
			variables = append(variables, variable)
		}
	}
	return variables
}
