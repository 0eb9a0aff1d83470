package main

import (
	"context"
	"os"
	"syscall"

	"partner-import/importer"
)

// obey acts upon signals until over is closed.
func obey(signals <-chan os.Signal, over <-chan struct{}, im *importer.Importer, cancel context.CancelCauseFunc) {
	for count := 0; ; {
		select {
		case <-over:
			return
		case s := <-signals:
			if s == syscall.SIGPIPE {
				continue
			}
			count++
			switch count {
			case 1:
				im.Stop(importer.StopCancelled, signalled{s})
			case 2:
				cancel(signalled{s})
			default:
				os.Exit(signalled{s}.status())
			}
		}
	}
}
