// Partner-import-fleet imports the files of many customers into Partnero, each night or
// when asked, on any number of machines. Temporal keeps the schedules, and notices when a
// machine is gone.
//
// The commands and what they print are in README.md, and the guide is docs/fleet.md. The
// exit statuses are those of partner-import.
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // so that zones are known in a container, too

	"github.com/spf13/cobra"
)

// release is the version, which the build sets.
var release = "devel"

// The exit statuses that are not those of a run.
const (
	allGood    = 0
	notStarted = 2
)

// An environment is all that the program uses from outside, so that a test can replace
// it.
type environment struct {
	stdout, stderr io.Writer
	lookup         func(string) string // of environment variables
	signals        <-chan os.Signal
	now            func() time.Time
}

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(run(os.Args[1:], environment{
		stdout: os.Stdout, stderr: os.Stderr, lookup: os.Getenv, signals: signals, now: time.Now,
	}))
}

// run is the whole program. It returns the exit status.
func run(args []string, env environment) int {
	status := allGood
	root := newRoot(env, &status)
	root.SetArgs(args)
	root.SetOut(env.stdout)
	root.SetErr(env.stderr)
	if err := root.Execute(); err != nil {
		fmt.Fprintf(env.stderr, "partner-import-fleet: %s\n", oneLine(err))
		return notStarted
	}
	return status
}

func newRoot(env environment, status *int) *cobra.Command {
	root := &cobra.Command{
		Use:   "partner-import-fleet",
		Short: "Import the files of many customers into Partnero, on any number of machines",
		Long: `Import the files of many customers into Partnero, on any number of machines. What is
imported and when is in fleet.yaml. Temporal keeps the schedules: it is found by
TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and its other variables. Keys are files in the
folder FLEET_SECRETS.`,
		Example: `  partner-import-fleet apply fleet.yaml             make the schedules
  partner-import-fleet worker                       run what comes
  partner-import-fleet run acme partners --wait     import a file now
  partner-import-fleet list                         what runs, waits and went wrong`,
		SilenceErrors: true, SilenceUsage: true, Version: release,
	}
	root.Flags().Bool("version", false, "show the version") // else cobra gives it a letter
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newApply(env), newWorker(env), newRun(env, status), newList(env), newStop(env), newReport(env),
		newPause(env, true), newPause(env, false), newForget(env),
	)
	return root
}

// oneLine is an error in one line: cobra proposes the nearest command in several.
func oneLine(err error) string {
	text := strings.TrimSpace(err.Error())
	first, near, has := strings.Cut(text, "\n\nDid you mean this?\n\t")
	if has {
		near, _, _ = strings.Cut(near, "\n")
		return fmt.Sprintf("%s; did you mean %q?", first, near)
	}
	return strings.ReplaceAll(text, "\n", " ")
}
