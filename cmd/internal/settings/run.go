// Package settings is what a user may set: the flags of the commands that work
// on a file, their values from the command line, the environment and a config
// file, and what they mean for the importer.
//
// A [Run] adds its flags to a command. After the command line was parsed,
// [Resolve] fills in the others. Then [Run.CheckFiles] and [Run.Check] refuse
// what is not possible, and [Run.Options] is for the importer.
//
// It shows nothing. An error is one sentence for the user, which names the flag,
// the variable, or the line of the file that is wrong.
package settings

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/importer"
	"partner-import/importer/source"
)

// A Run has the settings of one import, dry run or rebuild. The zero value is an
// import; the other settings get their defaults when its flags are added to a
// command. Do not copy it after that. It is not safe for concurrent use.
type Run struct {
	DryRun  bool // check every row, send nothing
	Rebuild bool // write the outputs again from the journal
	Sandbox bool // import into the built-in test server

	KeyFile string // where the API key is, "" for the environment
	BaseURL string // of the API, "" for the default

	ShowMapping bool // show which column is read as which field, and stop
	Yes         bool // do not ask
	Online      bool // in a dry run: list the account's partners
	JSON        bool // print the summary on standard output

	Quiet      bool // show nothing but errors
	NoProgress bool

	LogFile   string // "" and "-" are standard error, with "-" all of it
	LogLevel  string // debug, info, warn or error, if it is right
	LogFormat string // console or json, if it is right

	MetricsFile string // "" for none

	flags   *pflag.FlagSet
	say     naming // nil: by flags
	source  sourceFlags
	output  outputFlags
	send    sendFlags
	journal journalFlags
	there   existingFlags
	time    deadlineFlags
	config  configFlags
	failOn  failOnFlag
	minRows countFlag
}

// AddImport adds the flags of an import.
func (r *Run) AddImport(flags *pflag.FlagSet) {
	r.addTarget(flags)
	flags.BoolVar(&r.Sandbox, "sandbox", false, "import into a built-in test server: needs no key, sends nothing to Partnero")
	flags.BoolVar(&r.DryRun, "dry-run", false, "check every row and send nothing, like validate")
	r.addShowMapping(flags)
	flags.BoolVar(&r.Yes, "yes", false, "do not ask before sending")
	r.send.add(flags)
	r.there.add(flags)
	r.time.add(flags)
	r.addFailOn(flags)
	r.addMinRows(flags)
	r.journal.add(flags)
	flags.StringVar(&r.MetricsFile, "metrics-file", "", "write metrics for Prometheus to `PATH`, a .prom file for its textfile collector")
	r.addCommon(flags)
}

// AddValidate adds the flags of a dry run, and makes it one.
func (r *Run) AddValidate(flags *pflag.FlagSet) {
	r.DryRun = true
	flags.BoolVar(&r.Online, "online", false, "also list your partners and say which rows already exist; needs the key")
	flags.BoolVar(&r.JSON, "json", false, "print the summary in JSON on standard output")
	r.there.addInvite(flags, "check the rows as invitations: each needs an e-mail address and a name")
	r.addShowMapping(flags)
	r.addTarget(flags)
	r.send.addPace(flags)
	r.addFailOn(flags)
	r.addMinRows(flags)
	r.addCommon(flags)
}

// AddReport adds the flags of a rebuild, and makes it one.
func (r *Run) AddReport(flags *pflag.FlagSet) {
	r.Rebuild = true
	r.there.addInvite(flags, "rebuild the report of an import with --invite")
	flags.StringVar(&r.journal.path, "journal", "", "`PATH` of the journal, or postgres:NAME (default: FILE.journal)")
	r.addCommon(flags)
}

// addCommon adds the flags that all of them have.
func (r *Run) addCommon(flags *pflag.FlagSet) {
	r.flags = flags
	r.source.add(flags)
	r.output.add(flags)
	r.addScreen(flags)
	r.config.add(flags)
}

// addTarget adds the flags that choose the account.
func (r *Run) addTarget(flags *pflag.FlagSet) {
	flags.StringVar(&r.KeyFile, "api-key-file", "", "read the API key from the file `PATH` (default: $PARTNERO_API_KEY)")
	flags.StringVar(&r.BaseURL, "base-url", "", "`URL` of the API (default: $PARTNERO_BASE_URL or "+client.DefaultBaseURL+")")
}

func (r *Run) addShowMapping(flags *pflag.FlagSet) {
	flags.BoolVar(&r.ShowMapping, "show-mapping", false, "show which column is read as which field, and stop")
}

// addScreen adds the flags for the screen and the log.
func (r *Run) addScreen(flags *pflag.FlagSet) {
	flags.BoolVar(&r.Quiet, "quiet", false, "show nothing but errors")
	flags.BoolVar(&r.NoProgress, "no-progress", false, "do not show progress")
	flags.StringVar(&r.LogFile, "log-file", "", "append the log to `PATH`; \"-\": all of it to stderr (default: stderr, on a terminal only warnings)")
	flags.StringVar(&r.LogLevel, "log-level", "info", "`LEVEL` of the log: debug (a line for each row), info, warn or error")
	flags.StringVar(&r.LogFormat, "log-format", "console", "`FORMAT` of the log: console or json; for only JSON on stderr add --quiet --log-file -")
}

// Check refuses values that are out of range, and flags that contradict each
// other.
func (r *Run) Check() error {
	var sending error
	if r.Sends() {
		sending = cmp.Or(r.send.check(r.say), r.time.check(r.say), r.journal.check(r.say))
	}
	return cmp.Or(sending, r.there.check(r.source, r.send, r.say))
}

// Options returns the settings as options of the importer. The caller adds the
// account, the version, the exit status and the hooks.
func (r *Run) Options() importer.Options {
	o := importer.Options{
		DryRun: r.DryRun, Online: r.Online, Rebuild: r.Rebuild, Sandbox: r.Sandbox,
		MinRows: r.minRows.n,
		Journal: r.journal.path, AdoptJournal: r.journal.adopt, Wait: r.journal.wait, Slice: r.journal.slice,
		Timeout: r.send.timeout, Taken: r.taken(), Call: r.say.namer(),
	}
	if r.Sandbox && o.Journal == "" {
		o.Journal = "-" // the sandbox forgets everything at its end
	}
	r.send.apply(&o)
	r.there.apply(&o)
	r.output.apply(&o)
	return o
}

// ClientOptions returns the settings as options of the client. The caller adds the key
// and the agent. A dry run has no flags for workers and timeout, and leaves them at 0.
func (r *Run) ClientOptions() client.Options {
	return client.Options{BaseURL: r.BaseURL, Workers: r.send.workers, Timeout: r.send.timeout}
}

// SourceOptions say how to read the input.
func (r *Run) SourceOptions() source.Options { return r.source.options(r.say) }

// Sends reports whether anything is sent.
func (r *Run) Sends() bool { return !r.DryRun && !r.Rebuild }

// Force reports whether outputs may replace files that another program wrote.
func (r *Run) Force() bool { return r.output.force }

// Pace is the rate of requests in words, like "10/s" or "up to 50/s".
func (r *Run) Pace() string { return r.send.pace() }

// Alarm returns a channel that gets one value when the run has used up its time.
// It is nil if the run may take any time. The time counts from the first call, so
// that several files share it; ctx ends the waiting.
func (r *Run) Alarm(ctx context.Context) <-chan DeadlineError { return r.time.alarm(ctx, r.say) }

// SetBy is the place in the config file where a flag was set, such as "x.yaml:3".
// It is "" if the flag was not set there.
func (r *Run) SetBy(flag string) string {
	f := r.flags.Lookup(flag)
	if f == nil {
		return ""
	}
	return strings.Join(f.Annotations[setBy], "")
}
