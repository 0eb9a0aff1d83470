// Package undo takes imports back: it archives the partners that the imports of a
// file created, by their journal, and no others.
//
//	u := undo.New(client, undo.Options{…})
//	summary, err := u.Run(ctx, "partners.csv")
package undo

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/internal/past"
	"partner-import/importer/internal/report"
	"partner-import/importer/internal/undoing"
	"partner-import/importer/option"
	"partner-import/importer/row"
)

// Options configure an [Undoer]. The zero value archives what all imports of the file
// created, and leaves partners that somebody changed since.
type Options struct {
	Restore     bool // take an undo back: restore the partners that it archived
	Permanently bool // delete instead of archiving; that cannot be undone
	Last        bool // only what the last import of the file created
	EvenChanged bool // also partners that somebody changed since

	Workers     int                   // attempts in flight at most, default 16
	Rate        client.LimiterOptions // the pace, default learned
	MaxAttempts int                   // per partner, of those that had no effect, default 5
	Settle      time.Duration         // after a lost answer, how long its request may still have an effect, default 60 s
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

	// ExitStatus is what the summary says of the end, default 0 if nothing is open, 1
	// if something is, 3 for a run that ended early.
	ExitStatus func(*Summary, error) int

	Call option.Namer // how messages call these options, default as Go does

	Log *zap.Logger // default none
	// OnPlan is called when the account was asked, before anything is changed or
	// written; with false the run ends. It may block.
	OnPlan func(Plan) bool
	// OnProgress is called about ten times a second, by the goroutine that does
	// everything: it must not block.
	OnProgress func(importer.Progress)
}

// A Summary says how an undo went. Its Open are partners that are not taken back,
// although an import created them.
type Summary = past.Summary

// Partners is what an undo needs from the API; [client.Client] is one. Several
// goroutines call it at once. The errors are [*client.Error].
type Partners interface {
	undoing.Partners
	importer.Lister
	Ping(context.Context) error
	ServerTime() time.Time
}

// A Plan is what is known before anything is changed. All but Run adds up to the lines
// of the report.
type Plan struct {
	Now       int // partners to archive (restore, delete)
	Done      int // partners that an earlier run archived (restored, deleted)
	Changed   int // left, since somebody changed them
	Replaced  int // left, since another partner has the id now
	Archived  int // somebody else archived them
	Gone      int // somebody deleted them
	Before    int // left, since no import of the file created them
	Unsettled int // left, since the import did not find out whether it created them
	Unasked   int // Partnero did not answer about them; they are asked about again

	Run      Run           // the last import of the file
	Requests int           // what Now takes at least
	Expected time.Duration // how long that takes
}

// Most is how many partners this undo takes back, with those of earlier runs of it.
func (p *Plan) Most() int { return p.Now + p.Unasked + p.Done }

// A Run is an import.
type Run struct {
	Name    string // of the file, as it was given
	Started time.Time
}

// IsEmpty reports whether nothing is left to do.
func (p *Plan) IsEmpty() bool { return p.Now+p.Unasked == 0 }

// Beside returns the options as they are for a file with that name: outputs without a
// place go beside it.
func (o Options) Beside(file string) Options {
	names := report.NamesFor(file, report.Undo)
	o.Report, o.Summary = cmp.Or(o.Report, names.Report), cmp.Or(o.Summary, names.Summary)
	o.Journal = cmp.Or(o.Journal, names.Journal)
	return o
}

func (o *Options) check() error {
	if o.Restore && (o.Permanently || o.EvenChanged) {
		return errors.New("to restore partners is not to archive or delete them")
	}
	return nil
}

func (o *Options) goal() undoing.Goal {
	switch {
	case o.Restore:
		return undoing.Restore
	case o.Permanently:
		return undoing.Delete
	}
	return undoing.Archive
}

// command is the word for the summary.
func (o *Options) command() string {
	return [...]string{"undo", "restore", "delete"}[o.goal()]
}

// isOpen reports whether a row is not what the undo should make of it. Partners that
// no import created are as they should be.
func (o *Options) isOpen(r *row.Result) bool {
	switch r.Status {
	case row.Archived:
		return o.goal() != undoing.Archive
	case row.Restored:
		return false
	case row.Deleted, row.Gone:
		return o.goal() == undoing.Restore
	case row.Exists:
		return r.Problem.Code != row.NotCreated
	}
	return true
}
