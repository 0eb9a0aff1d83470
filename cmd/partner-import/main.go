// Partner-import imports partners into Partnero from a spreadsheet.
//
// Usage:
//
//	partner-import demo                       see a check and an import, send nothing
//	partner-import import FILE... [flags]     create the partners of a file ("-": standard input)
//	partner-import validate FILE... [flags]   check a file, send nothing
//	partner-import report FILE [flags]        rebuild the report from the journal
//	partner-import undo FILE [flags]          archive the partners that imports of a file created
//	partner-import verify FILE [flags]        ask whether all partners are as the report said
//	partner-import template [flags]           make a spreadsheet with every column and two example rows
//	partner-import sandbox [flags]            run a local test server that behaves like Partnero's API
//
// A first try, which needs no key and sends nothing to Partnero:
//
//	partner-import template -o partners.xlsx
//	partner-import import partners.xlsx --sandbox
//
// Every data row gets one line in the report. Rows that were not imported are also
// in a file of their own, ready to be fixed and imported.
//
// The exit status is one of those in exit.go.
package main

import (
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // so that --until knows the time zone in a container, too

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import/internal/terminal"
)

func main() {
	setSlack(50)
	cobra.MousetrapHelpText = "" // a double click opens the page
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, wanted()...)
	libraries := &terminal.LibraryLog{}
	log.SetFlags(0)
	log.SetOutput(libraries) // net/http writes there, and shows what a server sends
	os.Exit(run(os.Args[1:], environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		lookup: os.LookupEnv, environ: os.Environ, signals: signals, libraries: libraries,
	}))
}

// wanted are the signals that this program takes. What was ignored when it started
// stays ignored, as nohup and shells in the background want it. Since we take SIGPIPE,
// the program does not end when the reader of its output goes away. Writing fails then,
// and nothing is lost.
func wanted() []os.Signal {
	list := []os.Signal{syscall.SIGPIPE, syscall.SIGTERM} // Go does not know if others were ignored
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			list = append(list, s)
		}
	}
	return list
}

// setSlack says how much of the heap may be garbage, in percent of the rest,
// unless GOGC says it. What grows with the file are indexes without pointers,
// which cost the collector almost nothing. Half the usual slack saves a fifth of
// the memory of a million rows, and costs no time. In a small import most of the
// heap is the garbage of requests and answers: twice the usual slack costs a few
// megabytes there, and saves an eighth of the work.
func setSlack(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// slackOf is the slack for a file of about so many rows. A dry run makes so little
// garbage that a fifth is enough. Beyond a million rows the garbage does not grow
// with the indexes.
func slackOf(rows int, dryRun bool) int {
	percent := 50
	if dryRun {
		percent = 20
	}
	const million = 1_000_000
	return max(2, percent*million/max(rows, million))
}
