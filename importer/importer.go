package importer

import (
	"cmp"
	"context"
	"io"
	"time"

	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/fault"
	"partner-import/importer/internal/progress"
	"partner-import/importer/internal/report"
	"partner-import/importer/option"
	"partner-import/importer/row"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// Options configure an [Importer]. The zero value imports with the defaults
// and writes its outputs beside the input.
type Options struct {
	Workers     int                   // attempts in flight at most, default 16
	Rate        client.LimiterOptions // the pace, default learned
	MaxAttempts int                   // per row, of those that had no effect, default 5
	Settle      time.Duration         // after a lost answer, how long "not found" proves nothing, default 60 s
	Limit       int                   // send at most so many rows, the rest is unsent; 0: all

	Existing        Existing // what a partner that is there already means, default SkipExisting
	ReplaceTags     bool     // when updating: the row's tags replace the partner's, to which they are added otherwise
	UpdatePasswords bool     // when updating: set the row's password as well, which cannot be compared

	Invite        bool // send invitations by e-mail instead of creating partners; see [Inviter]
	ResendUnknown bool // of invitations: send again what may have been sent, after a lookup and the settle time

	Timeout     time.Duration // of one attempt, as the client has it, default [client.DefaultTimeout]
	MaxOutage   time.Duration // how long Partnero may be down, default 30 min
	MaxFailures MaxFailures   // rejected rows that end the run, default none

	DryRun  bool // check everything, send nothing
	Online  bool // in a dry run: list the account's partners once, and say what the import would find; see [Lister]
	Rebuild bool // write the outputs from the input and the journal, send nothing
	Strict  bool // send nothing if any row is invalid
	MinRows int  // refuse a file with fewer data rows: its export is not complete

	Orphans Orphans // rows whose referring partner's row was not created, default blocked

	// Prefetch lists the account's partners before anything is sent, 250 at a
	// time (see [Lister]). A row whose partner is among them is looked up and
	// not sent, which saves one of two requests; its report line differs only
	// in attempts. It is a hint, not a proof: a row is sent as usual
	// if the listing lacks its partner, or the lookup shows another id or key.
	Prefetch bool

	// Dir is the folder of the outputs that have no place, "" for that of the input. It
	// is for inputs whose name is no path, such as "s3://bucket/partners.csv".
	Dir string
	// Report, Failed and Summary say where the outputs go. "" puts them into
	// Dir; "-" for Report prints it to Stdout at the end.
	Report, Failed, Summary string
	Stdout                  io.Writer
	HTML                    string // a page for people to look at, "" for none
	Force                   bool   // replace outputs that this tool did not write

	// Taken are files of the caller, like a log, that no output and no journal
	// may replace.
	Taken []string

	// Journal is where the journal is, "" in Dir, "-" for none: then a run
	// that is killed leaves no trace of what it did. "postgres:" and a name is a journal
	// in a database, which the variables of libpq name (PGHOST, PGSERVICE).
	Journal      string
	Fingerprint  string // of the key, which with Target.Host binds the journal
	AdoptJournal bool   // take over the journal of another key of the same account

	// Wait is how long to wait for a journal that another run has, default 0: it is
	// refused. Slice is after how long a journal in a database is given to a run that
	// waits for it, default 0: never.
	Wait, Slice time.Duration

	// Sandbox says that the account is a sandbox: nothing reaches Partnero. The
	// outputs have names of their own, and say so.
	Sandbox bool

	Target  TargetSummary // for the summary
	Version string        // of the tool, for the summary

	// ExitStatus is what the summary says of the end, default 0 for a run
	// whose rows are all good, 1 for others, 3 for one that ended early.
	ExitStatus func(*Summary, error) int

	Call option.Namer // how messages call these options, default as Go does

	Log *zap.Logger // default none
	// OnPlan is called when the file was read and the API answered, before
	// anything is sent; with false the run ends. It may block.
	OnPlan func(Preview) bool
	// OnResult is called with the result of each row, before its line is in the
	// report, by the goroutine that does everything: it must not block. A dry run
	// calls it again for a row that another row turns out to contradict; the last
	// call counts.
	OnResult func(row.Result)
	// OnProgress is called about ten times a second (once a second while the
	// first request waits), by the goroutine that does everything: it must not
	// block.
	OnProgress func(Progress)
}

// MaxFailures says how many rejected rows end a run. The zero value: no limit.
type MaxFailures struct {
	Rows    int     // so many rows
	Percent float64 // or so many of a hundred rows of the file
}

func (m MaxFailures) reached(refused, rows int) bool {
	return m.Rows > 0 && refused >= m.Rows ||
		m.Percent > 0 && float64(refused)*100 >= m.Percent*float64(rows)
}

// Beside returns the options as they are for an input with that name: outputs
// without a place go to Dir, or beside it.
func (o Options) Beside(input string) Options {
	input = report.Within(o.Dir, input)
	names := report.NamesFor(input, o.kind())
	if o.DryRun && o.Failed == "" {
		o.Failed = report.FailedOfCheck(input, report.FailedBefore(cmp.Or(o.Summary, names.Summary)))
	}
	o.Report, o.Failed = cmp.Or(o.Report, names.Report), cmp.Or(o.Failed, names.Failed)
	o.Summary, o.Journal = cmp.Or(o.Summary, names.Summary), cmp.Or(o.Journal, names.Journal)
	return o
}

// limit is how many rows are sent at most, 0 for all. A dry run checks all rows.
func (o *Options) limit() int {
	if o.DryRun || o.Rebuild {
		return 0
	}
	return o.Limit
}

// kind is the kind of run that the outputs are named after.
func (o *Options) kind() report.Kind {
	switch {
	case o.DryRun:
		return report.Check
	case o.Sandbox:
		return report.Sandbox
	}
	return report.Import
}

// Partners is what the importer needs from the API, with [Updater] or [Inviter] for
// what not every import does; [client.Client] is all of them. Several goroutines
// call them at once. The errors are [*client.Error].
type Partners interface {
	Create(context.Context, client.NewPartner) (client.Partner, error)
	Find(context.Context, client.By) (client.Partner, error)
	Ping(context.Context) error
	ServerTime() time.Time
}

// Progress is how far a run has come.
type Progress struct {
	Rows   int                // data rows of the file
	Done   int                // rows with a result, from any run
	Counts map[row.Status]int // by status, likewise; shared: read it during the call only

	Planned  int           // rows that this run sends or looks up, as in [Preview.Now]
	Sent     int           // of Planned, rows that have their result
	Started  time.Time     // when sending began, zero before that
	Expected time.Duration // how long the plan says that sending takes

	Rate   float64       // attempts per second that the limiter allows
	Paused time.Duration // how long everything still waits for Partnero's limit
	Down   time.Duration // for how long Partnero has not answered
	Cause  string        // while it is down: what went wrong last, in a few words

	// Settling rows got no answer to their request. Each waits for up to
	// SettlesIn longer before it may be sent again, so that it is not created twice.
	Settling  int
	SettlesIn time.Duration
	Looking   int // rows that are being looked up, since their partner may exist
	InFlight  int // requests without an answer so far

	// Listing is true while the account's partners are listed, before the
	// first row and, in a dry run, before Rows is known; Listed is how many
	// there were so far.
	Listing                      bool
	Listed                       int
	Requests, Retries, Throttled int           // so far, as in the [Summary]
	Waited                       time.Duration // likewise

	// Reading is true while the file is read and nothing is sent: for the first
	// time, before Rows is known, and once more before the account is listed
	// (Options.Prefetch). Read is how many data rows there were so far.
	Reading bool
	Read    int
}

// MarshalJSON writes all but Cause, which may quote what Partnero answered, and so name
// a person. Durations are in seconds. It is for places that others can read, like the
// heartbeat of a scheduler. Call it in OnProgress, since Counts is shared.
func (p Progress) MarshalJSON() ([]byte, error) { return progress.State(p).MarshalJSON() }

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Progress) UnmarshalJSON(text []byte) error {
	return (*progress.State)(p).UnmarshalJSON(text)
}

const (
	defaultWorkers     = client.DefaultWorkers
	defaultMaxAttempts = 5
	defaultSettle      = 60 * time.Second
	defaultMaxOutage   = 30 * time.Minute
)

// An Importer imports files into one account. It is safe for concurrent use;
// two runs must not write the same outputs.
type Importer struct {
	partners Partners
	options  Options
	soft     context.Context // ends when no run may begin another row
	halt     func(stop.Reason, error)
}

// New makes an Importer. In a dry run that is not Online, partners may be nil.
func New(partners Partners, o Options) *Importer {
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = defaultMaxAttempts
	}
	if o.Settle <= 0 {
		o.Settle = defaultSettle
	}
	if o.MaxOutage <= 0 {
		o.MaxOutage = defaultMaxOutage
	}
	o.Timeout = cmp.Or(o.Timeout, client.DefaultTimeout)
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	if o.Stdout == nil {
		o.Stdout = io.Discard
	}
	if o.ExitStatus == nil {
		o.ExitStatus = exitStatus
	}
	soft, halt := fault.Stoppable(context.Background(), o.Call)
	return &Importer{partners: partners, options: o, soft: soft, halt: halt}
}

func exitStatus(s *Summary, err error) int {
	switch {
	case err != nil:
		return 3
	case !s.Good():
		return 1
	}
	return 0
}

// Stop ends the runs under way softly: no new row begins, requests in
// flight finish, and everything is written. A later Run ends likewise. It
// returns at once; the first cause counts.
func (im *Importer) Stop(reason stop.Reason, cause error) { im.halt(reason, cause) }

// Run imports the source. Cancelling ctx gives up the requests in flight as
// well; [Importer.Stop] is the soft end.
//
// As long as nothing was sent or written, the summary is nil. The error is a
// [*source.Error], an [*OutputError], a [*JournalError], [ErrDeclined], a
// [*stop.Error] of [Importer.Stop], what the API answered to the first request,
// or that the Options contradict each other. From then on there is a summary,
// and the error is nil or a [*stop.Error].
func (im *Importer) Run(ctx context.Context, s *source.Source) (*Summary, error) {
	switch {
	case im.options.DryRun:
		return im.dryRun(ctx, s)
	case im.options.Rebuild:
		return im.rebuild(ctx, s)
	}
	return im.importRows(ctx, s)
}
