package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/importer"
)

// importFlags are the flags of import; validate has some of them.
type importFlags struct {
	source  sourceFlags
	output  outputFlags
	send    sendFlags
	screen  screenFlags
	journal journalFlags
	check   checkFlags
	there   existingFlags
	keyFile string
	baseURL string
	sandbox bool
	dryRun  bool
	rebuild bool
	mapping bool // show it and stop
	yes     bool
	time    deadlineFlags
	config  configFlags
	metrics metricsFlags
}

func newImport(env environment, status *int) *cobra.Command {
	f := &importFlags{}
	c := &cobra.Command{
		Use:   "import FILE",
		Short: `Create the partners of FILE ("-": standard input)`,
		Long: `Import creates the partners of a CSV file or of a sheet of an .xlsx workbook, and
writes beside it a report with one line for every row, and the rows that were not
imported as a file to mend.

The key of the program (Integration → API) is read from the environment variable
PARTNERO_API_KEY or from the file that --api-key-file names. There is no flag for
the key itself, since every user of a machine can read command lines.

Running the same command again is always right: it goes on where it was.
` + exitStatuses,
		Example: `  partner-import import partners.csv --sandbox            try it, no key needed
  partner-import import partners.csv --limit 3            begin with three rows
  partner-import import partners.csv --existing update    change who is there already
  partner-import import partners.csv --rate 10/s          keep to a pace
  partner-import import partners.csv --until 06:00        stop then, and go on another time
  partner-import import partners.csv --html page.html     and write a page to look at
  partner-import import - --report - < partners.csv       as a filter`,
		Args: oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			*status, err = f.run(env, args[0])
			return err
		},
	}
	flags := c.Flags()
	f.addTarget(flags)
	flags.BoolVar(&f.sandbox, "sandbox", false, "import into a stand-in for the API inside this program: no key, nothing leaves the machine")
	flags.BoolVar(&f.dryRun, "dry-run", false, "check everything, send nothing: the same as validate")
	addShowMapping(flags, &f.mapping)
	flags.BoolVar(&f.yes, "yes", false, "do not ask before sending")
	f.send.add(flags)
	f.there.add(flags)
	f.time.add(flags)
	f.source.add(flags)
	f.output.add(flags)
	f.journal.add(flags)
	f.screen.add(flags)
	f.metrics.add(flags)
	f.config.add(flags)
	return c
}

// addTarget adds what says which account it is.
func (f *importFlags) addTarget(flags *pflag.FlagSet) {
	flags.StringVar(&f.keyFile, "api-key-file", "", "`PATH` of a file that holds the API key (default the environment variable PARTNERO_API_KEY)")
	flags.StringVar(&f.baseURL, "base-url", "", "`URL` of the API (default $PARTNERO_BASE_URL, else "+client.DefaultBaseURL+")")
}

func newReport(env environment, status *int) *cobra.Command {
	f := &importFlags{rebuild: true}
	c := &cobra.Command{
		Use:   "report FILE",
		Short: "Write report and failed rows again from FILE and its journal",
		Long: `Report writes the report, the failed rows and the summary again, from the file as
it is now and from what its journal knows. It sends nothing and needs no key.`,
		Example: `  partner-import report partners.csv`,
		Args:    oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			*status, err = f.run(env, args[0])
			return err
		},
	}
	f.source.add(c.Flags())
	f.output.add(c.Flags())
	f.there.addInvite(c.Flags(), "tell of the invitations, also which rows could not be invited")
	c.Flags().StringVar(&f.journal.path, "journal", "", "`PATH` of the journal (default FILE.journal beside FILE)")
	f.screen.add(c.Flags())
	f.config.add(c.Flags())
	return c
}

// run imports or checks the file, and tells the metrics how it ended. The error
// is for what did not start.
func (f *importFlags) run(env environment, path string) (int, error) {
	if err := f.checkFiles(path); err != nil {
		return 0, err
	}
	m, err := f.metrics.open(path, f.output.force)
	if err != nil {
		return 0, err
	}
	status, err := f.work(env, path, m)
	ended := status
	if err != nil {
		ended = exitNotStarted
	}
	if err := m.end(ended); err != nil {
		fmt.Fprintf(env.stderr, "partner-import: --metrics-file: %s; the metrics are out of date.\n", explain(err))
	}
	return status, err
}

func (f *importFlags) work(env environment, path string, m *metrics) (status int, err error) {
	if err := f.checkFlags(); err != nil {
		return 0, err
	}
	if f.dryRun {
		setSlack(20)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	over := make(chan struct{})
	defer close(over) // when all else is closed, so that a third signal ends that as well
	screen := newScreen(env.stderr, f.screen)
	screen.input = inputName(path)
	defer screen.close()
	log, closeLog, err := f.screen.logger(screen)
	if err != nil {
		return 0, err
	}
	defer closeLog()
	var summary *importer.Summary
	defer func() { f.logEnd(log, screen, summary, status, err) }()
	in := interrupts{signals: env.signals, alarm: f.time.alarm(ctx), screen: screen}
	source, err := f.open(in, env, path)
	if err != nil {
		return in.refused(err)
	}
	defer source.Close()
	screen.finish()
	if f.mapping {
		screen.warnings(source.Warnings())
		return exitOK, showMapping(env.stdout, source)
	}
	api, err := f.connect(env)
	if err != nil {
		return 0, err
	}
	defer api.close()
	f.logStart(log, screen, path, api.target)
	screen.warnings(source.Warnings())
	asking, quit := context.WithCancelCause(ctx)
	defer quit(nil)
	o := f.options(api)
	o.Log, o.Stdout = log, env.stdout
	o.OnProgress = func(p importer.Progress) { screen.progress(p); m.progress(p) }
	o.OnPlan = func(p importer.Preview) bool {
		screen.warnings(p.Warnings)
		f.setSlack(p)
		return f.confirm(asking, env, screen, api.target, p)
	}
	im := importer.New(api.partners, o)
	go in.obey(over, im, quit, cancel)
	summary, err = im.Run(ctx, source)
	screen.finish()
	m.summary(summary)
	if summary == nil {
		return in.refused(declined(asking, err))
	}
	screen.conclude(summary, err, f.send.pace())
	return summary.ExitStatus, f.check.print(env.stdout, summary)
}

// declined is the error of a run that did not start: when an interrupt ended
// the question and not a person, that interrupt.
func declined(asking context.Context, err error) error {
	if errors.Is(err, importer.ErrDeclined) {
		return cmp.Or(context.Cause(asking), err)
	}
	return err
}

// setSlack is for an import of few rows: see [setSlack].
func (f *importFlags) setSlack(p importer.Preview) {
	if f.sends() && p.Rows <= 100_000 {
		setSlack(200)
	}
}

// sends reports whether anything is sent to anybody.
func (f *importFlags) sends() bool { return !f.dryRun && !f.rebuild }

func (f *importFlags) checkFlags() error {
	var sending error
	if f.sends() {
		sending = cmp.Or(f.send.check(), f.time.check())
	}
	return cmp.Or(sending, f.there.check(f.source, f.send))
}

// options are what the flags and the account say.
func (f *importFlags) options(api connection) importer.Options {
	o := importer.Options{
		DryRun: f.dryRun, Online: f.check.online, Rebuild: f.rebuild, Version: version(), ExitStatus: statusOf,
		Target: api.target, Fingerprint: api.fingerprint,
		Journal: f.journal.path, AdoptJournal: f.journal.adopt, Taken: f.taken(),
	}
	if f.sandbox && o.Journal == "" {
		o.Journal = "-" // what a sandbox knows is gone with it
	}
	f.send.apply(&o)
	f.there.apply(&o)
	f.output.apply(&o)
	return o
}

// open opens the input, which may take as long as a pipe is silent.
func (f *importFlags) open(in interrupts, env environment, path string) (*importer.Source, error) {
	if path != "-" || !isTerminal(env.stdin) { // where somebody types, nothing else is written
		in.idle = func() { in.screen.progress(importer.Progress{Reading: true}) }
	}
	return while(in, func() (*importer.Source, error) {
		if path == "-" {
			return importer.OpenReader(env.stdin, "-", f.source.options())
		}
		return importer.Open(path, f.source.options())
	})
}
