// Package verify asks an account whether the partners of imports are as the report
// said. It changes nothing.
//
//	v := verify.New(client, verify.Options{…})
//	summary, err := v.Run(ctx, source)
package verify

import (
	"cmp"
	"context"
	"io"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/internal/past"
	"partner-import/importer/internal/report"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Options configure a [Verifier].
type Options struct {
	Workers     int                   // attempts in flight at most, default 16
	Rate        client.LimiterOptions // the pace, default learned
	MaxAttempts int                   // of a page of the listing, default 5
	MaxOutage   time.Duration         // how long Partnero may be down, default 30 min
	Timeout     time.Duration         // of one attempt, as the client has it, default [client.DefaultTimeout]

	// Report and Summary say where the outputs go. "" puts them beside the file; "-"
	// for Report prints it to Stdout at the end.
	Report, Summary string
	Stdout          io.Writer
	Force           bool     // replace outputs that this tool did not write
	Taken           []string // files of the caller that no output may replace

	Journal      string        // where the journal is, "" beside the file; see [importer.Options]
	Fingerprint  string        // of the key, which with Target.Host must be that of the journal
	AdoptJournal bool          // take over the journal of another key of the same account
	Wait         time.Duration // how long to wait for a journal that another run has, default 0: it is refused

	Target  importer.TargetSummary // for the summary
	Version string                 // of the tool, for the summary

	// ExitStatus is what the summary says of the end, default 0 if all partners are as
	// the report said, 1 if not, 3 for a run that ended early.
	ExitStatus func(*Summary, error) int

	Call option.Namer // how messages call these options, default as Go does

	Log *zap.Logger // default none
	// OnProgress is called about ten times a second, by the goroutine that does
	// everything: it must not block.
	OnProgress func(importer.Progress)
}

// A Summary says what a verification found. Its Open are partners that are not as the
// report said.
type Summary = past.Summary

// Partners is what a verification needs from the API; [client.Client] is one. Several
// goroutines call it at once. The errors are [*client.Error].
type Partners interface {
	past.Finder
	importer.Lister
	Ping(context.Context) error
	ServerTime() time.Time
}

// Beside returns the options as they are for a file with that name: outputs without a
// place go beside it.
func (o Options) Beside(file string) Options {
	names := report.NamesFor(file, report.Verify)
	o.Report, o.Summary = cmp.Or(o.Report, names.Report), cmp.Or(o.Summary, names.Summary)
	o.Journal = cmp.Or(o.Journal, names.Journal)
	return o
}

// isOpen reports whether a partner is not as the report said.
func isOpen(r *row.Result) bool {
	switch r.Status {
	case row.There:
		return false
	case row.Archived, row.Gone:
		return r.Problem.Code != "" // else an undo did it
	}
	return true
}
