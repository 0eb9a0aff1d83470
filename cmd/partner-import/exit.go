package main

import (
	"errors"
	"os"
	"syscall"

	"partner-import/cmd/internal/settings"
	"partner-import/importer"
)

// The exit statuses.
const (
	exitOK         = 0
	exitSomeFailed = 1
	exitNotStarted = 2
	exitStopped    = 3
	exitSignal     = 128 // plus the signal's number
)

// exitStatuses explains them, for the help and the manual.
const exitStatuses = `
The exit status says how it ended; of several files it is the worst one:

    0    every row is created, updated or already in Partnero (dry run: every
         row is valid; with --limit: every row that was sent went well)
    1    finished, and some rows are not imported (dry run: some are invalid)
    2    not started: usage, refused input, rejected key, output not writable,
         journal held by another run
    3    stopped early: run the same command again to continue
    130  stopped by SIGINT; 143 by SIGTERM; 129 by SIGHUP`

// signalled is the cause of a stop by a signal.
type signalled struct{ signal os.Signal }

func (s signalled) Error() string { return s.signal.String() }

func (s signalled) status() int {
	if n, ok := s.signal.(syscall.Signal); ok {
		return exitSignal + int(n)
	}
	return exitStopped
}

// statusOf is the exit status of a run that has a summary: that of [settings.Status],
// or that of the signal which stopped it.
func statusOf(failOnNew bool, s *importer.Summary, err error) int {
	var bySignal signalled
	if errors.As(err, &bySignal) {
		return bySignal.status()
	}
	return settings.Status(failOnNew, s, err)
}

// A usageError is a command line that the program cannot use.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

// A saidError is one that the log has told already.
type saidError struct{ error }

func (e saidError) Unwrap() error { return e.error }
