package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partner-import/client"
	"partner-import/client/sandbox"
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
	asking  atomic.Bool // a person is being asked
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
the key itself, since every user of a machine can read command lines.`,
		Example: `  partner-import import partners.csv --sandbox         try it, no key needed
  partner-import import partners.csv --limit 3         begin with three rows
  partner-import import partners.csv --existing update change who is there already
  partner-import import partners.csv --rate 10/s       keep to a pace
  partner-import import - --report - < partners.csv    as a filter`,
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
	f.source.add(flags)
	f.output.add(flags)
	f.journal.add(flags)
	f.screen.add(flags)
	return c
}

// addTarget adds what says which account it is.
func (f *importFlags) addTarget(flags *pflag.FlagSet) {
	flags.StringVar(&f.keyFile, "api-key-file", "", "file that holds the API key (default the environment variable PARTNERO_API_KEY)")
	flags.StringVar(&f.baseURL, "base-url", "", "where the API is (default $PARTNERO_BASE_URL, else "+client.DefaultBaseURL+")")
}

// notStarted is the end of a run that a signal stopped before it began; other
// errors are passed on.
func notStarted(s *screen, err error) (int, error) {
	var bySignal signalled
	if !errors.As(err, &bySignal) {
		return 0, err
	}
	s.println("partner-import: stopped (" + bySignal.Error() + ") before anything was sent.")
	return bySignal.status(), nil
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
	c.Flags().StringVar(&f.journal.path, "journal", "", "the journal (default FILE.journal beside FILE)")
	f.screen.add(c.Flags())
	return c
}

// run imports or checks the file. The error is for what did not start.
func (f *importFlags) run(env environment, path string) (int, error) {
	if err := f.send.check(); err != nil && f.sends() {
		return 0, err
	}
	if err := f.there.check(f.source, f.send); err != nil {
		return 0, err
	}
	if f.dryRun {
		setSlack(20)
	}
	screen := newScreen(env.stderr, f.screen)
	defer screen.close()
	log, closeLog, err := f.screen.logger(screen)
	if err != nil {
		return 0, err
	}
	defer closeLog()
	source, err := f.open(env, path)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	if f.mapping {
		screen.warnings(source.Warnings())
		return exitOK, showMapping(env.stdout, source)
	}
	api, err := f.connect(env)
	if err != nil {
		return 0, err
	}
	defer api.close()
	screen.warnings(source.Warnings())

	o := importer.Options{
		DryRun: f.dryRun, Online: f.check.online, Rebuild: f.rebuild, Target: api.target, Version: version(), Log: log, Stdout: env.stdout,
		ExitStatus: statusOf, OnProgress: screen.progress,
		OnPlan: func(p importer.Preview) bool {
			screen.warnings(p.Warnings)
			return f.confirm(env, screen, api.target, p)
		},
		Journal:      f.journal.path,
		AdoptJournal: f.journal.adopt,
		Fingerprint:  api.fingerprint,
	}
	if f.sandbox && o.Journal == "" {
		o.Journal = "-" // what a sandbox knows is gone with it
	}
	f.send.apply(&o)
	f.there.apply(&o)
	f.output.apply(&o)
	summary, err := f.importWithSignals(importer.New(api.partners, o), source, env.signals)
	screen.finish()
	if summary == nil {
		return notStarted(screen, err)
	}
	screen.conclude(summary, err, f.send.pace())
	return summary.ExitStatus, f.check.print(env.stdout, summary)
}

// sends reports whether anything is sent to anybody.
func (f *importFlags) sends() bool { return !f.dryRun && !f.rebuild }

func (f *importFlags) open(env environment, path string) (*importer.Source, error) {
	if path == "-" {
		return importer.OpenReader(env.stdin, "-", f.source.options())
	}
	return importer.Open(path, f.source.options())
}

// A connection is to the API that a run needs: none for a dry run, one to a
// sandbox of our own, or one to the real one.
type connection struct {
	partners    importer.Partners
	target      importer.TargetSummary
	fingerprint string
	close       func()
}

func (f *importFlags) connect(env environment) (connection, error) {
	none := connection{close: func() {}}
	if !f.sends() && !f.check.online {
		return none, nil
	}
	o := client.Options{
		BaseURL: firstOf(f.baseURL, env.variable("PARTNERO_BASE_URL")),
		Workers: f.send.workers, Timeout: f.send.timeout, Agent: "partner-import/" + version(),
	}
	var err error
	stop := none.close
	if f.sandbox {
		o.Key, o.BaseURL, stop, err = startSandbox()
	} else {
		o.Key, err = f.key(env)
	}
	if err != nil {
		return none, err
	}
	c, err := client.New(o)
	if err != nil {
		stop()
		return none, usageError{err.Error()}
	}
	return connection{
		partners:    c,
		target:      importer.TargetSummary{Host: c.Host(), Key: o.Key.Last4()},
		fingerprint: o.Key.Fingerprint(),
		close:       func() { c.Close(); stop() },
	}, nil
}

func startSandbox() (client.Key, string, func(), error) {
	server, err := sandbox.Serve("", sandbox.New(sandbox.Options{Discard: true}))
	if err != nil {
		return client.Key{}, "", nil, err
	}
	key, err := client.NewKey("sandbox")
	return key, server.URL(), func() { server.Close() }, err
}

// key reads the API key from the file that was named, or the environment.
func (f *importFlags) key(env environment) (client.Key, error) {
	text, where := env.variable("PARTNERO_API_KEY"), "the environment variable PARTNERO_API_KEY"
	if f.keyFile != "" {
		content, err := os.ReadFile(f.keyFile)
		if err != nil {
			return client.Key{}, usageError{unreadableKey(f.keyFile, err)}
		}
		text, where = string(content), "the key file "+f.keyFile
	}
	if text == "" && f.keyFile == "" {
		without := "to try without one, add --sandbox"
		if f.check.online {
			without = "to check without one, leave out --online"
		}
		return client.Key{}, usageError{"there is no API key: set the environment variable PARTNERO_API_KEY, or name a file with --api-key-file (the key is shown at Integration → API in your program; " + without + ")"}
	}
	key, err := client.NewKey(text)
	if err != nil {
		return key, usageError{where + ": " + err.Error()}
	}
	return key, nil
}

// unreadableKey does not repeat what may be the key itself, given for a file.
func unreadableKey(name string, err error) string {
	if errors.Is(err, fs.ErrNotExist) && filepath.Base(name) == name && filepath.Ext(name) == "" {
		return "--api-key-file names no file; it takes the name of a file that holds the key, not the key"
	}
	return fmt.Sprintf("the key file %s cannot be read: %v", name, errors.Unwrap(err))
}

func (e environment) variable(name string) string {
	value, _ := e.lookup(name)
	return value
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// importWithSignals runs the import. The first signal stops it softly, the
// second cancels the requests in flight, the third kills.
func (f *importFlags) importWithSignals(im *importer.Importer, s *importer.Source, signals <-chan os.Signal) (*importer.Summary, error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	over := make(chan struct{})
	defer close(over)
	go obey(signals, over, im, cancel, &f.asking)
	return im.Run(ctx, s)
}
