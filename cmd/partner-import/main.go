// Partner-import creates partners in a Partnero program from a CSV file.
//
// Usage:
//
//	partner-import import FILE [flags]     create the partners of FILE ("-": standard input)
//	partner-import validate FILE [flags]   check everything, send nothing
//	partner-import report FILE [flags]     write report and failed rows again from FILE and its journal
//	partner-import template                print a CSV with every column and two example rows
//	partner-import sandbox [flags]         serve a local stand-in for the API on loopback
//
// A first try, which needs no key and sends nothing to anybody:
//
//	partner-import template > partners.csv
//	partner-import import partners.csv --sandbox
//
// Every data row ends as one line of partners.report.csv. Rows that were not
// imported are in partners.failed.csv as well, ready to be mended and imported.
//
// The exit status is one of those in exit.go.
package main

import (
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	setSlack(50)
	signals := make(chan os.Signal, 8)
	// With SIGPIPE noticed, a reader of our output that goes away does not end
	// the program; writing to it fails, which is no reason to lose anything.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	os.Exit(run(os.Args[1:], environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		lookup: os.LookupEnv, signals: signals,
	}))
}

// setSlack says how much of the heap may be garbage, in percent of the rest,
// unless GOGC says it. What grows with the file are indexes without pointers,
// which cost the collector next to nothing: half the usual slack saves a fifth
// of the memory of a million rows, and no time. A dry run makes so little
// garbage beside them that a fifth will do. Where there is little beside the
// garbage of requests and answers, twice the usual slack is but a few
// megabytes, and saves an eighth of the work.
func setSlack(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
