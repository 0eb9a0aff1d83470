package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// interrupts are what may end a run from outside: signals and the clock.
type interrupts struct {
	signals <-chan os.Signal
	alarm   <-chan settings.DeadlineError
	screen  *terminal.Screen
	log     *terminal.Log
	idle    func() // called each second of while, unless nil
}

// passes reports whether a signal ends nothing. SIGHUP says that the log was moved
// away, if it is in a file. On a terminal it says that the terminal is gone.
func (in interrupts) passes(s os.Signal) bool {
	return s == syscall.SIGPIPE || s == syscall.SIGHUP && in.log != nil && !in.screen.Terminal() && in.log.Reopen()
}

// while does work that cannot be interrupted, such as reading a silent pipe. If
// an interrupt comes first, it returns and leaves that work running; the program
// is expected to end.
func while[T any](in interrupts, do func() (T, error)) (value T, err error) {
	done := make(chan struct{})
	var result T
	var failed error
	go func() {
		defer close(done)
		result, failed = do()
	}()
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	for {
		select {
		case <-done:
			return result, failed
		case <-clock.C:
			if in.idle != nil {
				in.idle()
			}
		case over := <-in.alarm:
			return value, over
		case s := <-in.signals:
			if !in.passes(s) {
				return value, signalled{s}
			}
		}
	}
}

// A stopper is a run that can be stopped softly.
type stopper interface {
	Stop(reason stop.Reason, cause error)
}

// obey acts on interrupts until over is closed. The first signal, or the end of
// the time, stops the run softly and ends the question to a person. The second
// signal cancels the requests in flight. The third one kills.
func (in interrupts) obey(over <-chan struct{}, im stopper, quit, cancel context.CancelCauseFunc) {
	for count := 0; ; {
		var cause error
		select {
		case <-over:
			return
		case late := <-in.alarm:
			im.Stop(stop.Time, late)
			quit(late)
			continue
		case s := <-in.signals:
			if in.passes(s) {
				continue
			}
			cause = signalled{s}
		}
		count++
		switch count {
		case 1:
			in.screen.Stopping()
			im.Stop(stop.Cancelled, cause)
			quit(cause)
		case 2:
			cancel(cause)
		default:
			// The only exit besides main's. It closes nothing, on purpose: two
			// signals had time to do that, and what hangs now must not keep the
			// program alive. The journal is made for such an end.
			os.Exit(interrupted(cause))
		}
	}
}

// refused ends a run that could not start. It tells of an interrupt, and returns
// any other error.
func (in interrupts) refused(err error) (int, error) {
	if because(err) == "" {
		return 0, err
	}
	return in.notStarted(err), nil
}

// notStarted says that a run was stopped before it began.
func (in interrupts) notStarted(cause error) int {
	again := ""
	if errors.As(cause, new(settings.DeadlineError)) {
		again = " Run the same command again, with more time."
	}
	in.screen.Error("stopped (" + terminal.Printable(because(cause)) + ") before anything was sent." + again)
	return interrupted(cause)
}

// because names the interrupt behind an error, "" if there is none.
func because(err error) string {
	var bySignal signalled
	var late settings.DeadlineError
	switch {
	case errors.As(err, &bySignal):
		return bySignal.Error()
	case errors.As(err, &late):
		return late.Error()
	}
	return ""
}

// becauseOf is because, unless the report is not complete: then an interrupt is told like
// any other reason.
func becauseOf(summary *importer.Summary, err error) string {
	if len(summary.Missing) > 0 {
		return ""
	}
	return because(err)
}

// interrupted is the exit status of a run that an interrupt ended.
func interrupted(cause error) int {
	var bySignal signalled
	if errors.As(cause, &bySignal) {
		return bySignal.status()
	}
	return exitStopped
}
