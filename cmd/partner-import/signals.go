package main

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"

	"partner-import/importer"
)

// obey acts upon signals until over is closed. While a question waits for its
// answer nothing was sent yet, and the first signal ends the program.
func obey(signals <-chan os.Signal, over <-chan struct{}, im *importer.Importer, cancel context.CancelCauseFunc, asking *atomic.Bool) {
	for count := 0; ; {
		select {
		case <-over:
			return
		case s := <-signals:
			if s == syscall.SIGPIPE {
				continue
			}
			count++
			switch {
			case asking.Load():
				os.Exit(signalled{s}.status())
			case count == 1:
				im.Stop(importer.StopCancelled, signalled{s})
			case count == 2:
				cancel(signalled{s})
			default:
				os.Exit(signalled{s}.status())
			}
		}
	}
}
