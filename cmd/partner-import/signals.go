package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"partner-import/cmd/partner-import/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
	"partner-import/importer/stop"
)

// interrupts are what may end a run from outside: signals and the clock.
type interrupts struct {
	signals <-chan os.Signal
	alarm   <-chan settings.DeadlineError
	screen  *terminal.Screen
	idle    func() // called each second of while, unless nil
}

// while does what nothing can break off, such as reading a pipe in which
// nothing comes. When an interrupt comes first, it is left alone with what it
// does, and the program is expected to end.
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
			if s != syscall.SIGPIPE {
				return value, signalled{s}
			}
		}
	}
}

// obey acts upon interrupts until over is closed. The first signal and the end
// of the time stop the run softly and end the question to a person, the second
// signal cancels the requests in flight, the third kills.
func (in interrupts) obey(over <-chan struct{}, im *importer.Importer, quit, cancel context.CancelCauseFunc) {
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
			if s == syscall.SIGPIPE {
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
			// The one exit beside main's. Nothing is closed on purpose: two
			// signals have closed things, and what hangs now must not keep the
			// program alive. The journal is made for an end like this.
			os.Exit(interrupted(cause))
		}
	}
}

// refused is the end of what could not be started: by an interrupt, which is
// told, or by an error, which is passed on.
func (in interrupts) refused(err error) (int, error) {
	if because(err) == "" {
		return 0, err
	}
	return in.notStarted(err), nil
}

// notStarted tells of the end of a run before it began.
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

// interrupted is the exit status of a run that an interrupt ended.
func interrupted(cause error) int {
	var bySignal signalled
	if errors.As(cause, &bySignal) {
		return bySignal.status()
	}
	return exitStopped
}
