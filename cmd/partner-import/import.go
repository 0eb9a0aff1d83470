package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/metrics"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
	"partner-import/importer/source"
)

// A runner is import, validate or report with its settings.
type runner struct {
	settings.Run
	env environment

	inputs  int               // how many files are imported
	summary *importer.Summary // of the last file, nil if its run did not begin
	stopped error             // the interrupt that ended it, nil if there was none
}

func newImport(env environment, status *int) *cobra.Command {
	r := &runner{env: env}
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: `Create the partners of a file ("-": standard input)`,
		Long: `Create partners from a CSV file or an .xlsx sheet. Next to it you get a report with
one line per row, and a file with the rows that were not imported, ready to be fixed.

The key of your program (Integration → API) comes from $PARTNERO_API_KEY or from a
file (--api-key-file). There is no flag for the key itself, since every user of a
machine can read command lines.

Run the same command again at any time; it continues where it stopped. Several files
are imported one after the other, each with its own report and its own --limit.
` + exitStatuses,
		Example: `  partner-import import partners.csv --sandbox            try it, no key needed
  partner-import import partners.csv --limit 3            begin with three rows
  partner-import import partners.csv --existing update    change partners who exist
  partner-import import partners.csv --rate 10/s          set the pace
  partner-import import partners.csv --until 06:00        stop then; continue another time
  partner-import import partners.csv --html page.html     also write a page to read
  partner-import import a.csv b.csv                       one file after the other
  partner-import import - --report - < partners.csv       as a filter`,
		GroupID: coreCommands,
		Args:    someFiles,
		RunE: func(c *cobra.Command, args []string) (err error) {
			*status, err = r.runAll(c, args)
			return err
		},
	}
	r.AddImport(c.Flags())
	settings.AddAll(c.Flags())
	return c
}

func newReport(env environment, status *int) *cobra.Command {
	r := &runner{env: env}
	c := &cobra.Command{
		Use:   "report FILE",
		Short: "Rebuild the report from the journal",
		Long: `Write the report, the rows to fix and the summary again. They come from the file as
it is now and from its journal. Nothing is sent, and no key is needed.`,
		Example: `  partner-import report partners.csv`,
		GroupID: coreCommands,
		Args:    oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			*status, err = r.run(args[0])
			return err
		},
	}
	r.AddReport(c.Flags())
	settings.AddAll(c.Flags())
	return c
}

// run imports or checks one file, and tells the metrics how it ended. An error
// says why it did not start.
func (r *runner) run(path string) (int, error) {
	if err := r.CheckFiles(path); err != nil {
		return 0, r.refuse(path, err)
	}
	m, err := metrics.Open(r.MetricsFile, path, r.Force())
	if err != nil {
		return 0, r.refuse(path, usageError{"--metrics-file: " + err.Error() + unlessForced(err)})
	}
	status, err := r.work(path, m)
	for again := 0; isOutdated(err) && again < mostVersions; again++ {
		status, err = r.work(path, m)
	}
	r.env.libraries.To(nil)
	if err != nil && !r.noteNotStarted(path, err) {
		return status, err
	}
	if err == nil && status >= exitStopped && r.summary == nil {
		r.writeNotStarted(path, "stopped before anything was sent", status)
	}
	if err := m.End(endedWith(status, err)); err != nil {
		fmt.Fprintf(r.env.stderr, "partner-import: --metrics-file: %s; the metrics are out of date.\n", terminal.Explain(err))
	}
	return status, err
}

// mostVersions are how many more versions of a file are opened.
const mostVersions = 3

// isOutdated reports whether the file was changed before anything was sent, such as while
// the journal was waited for. The new version is the one to import.
func isOutdated(err error) bool {
	var input *source.Error
	return errors.As(err, &input) && input.Code == source.CodeChanged
}

// refuse tells an error that came before anything else, also in the summary.
func (r *runner) refuse(path string, err error) error {
	r.noteNotStarted(path, err)
	return r.tellRefusal(err)
}

// unlessForced is what to do about a file that another program wrote.
func unlessForced(err error) string {
	if errors.Is(err, metrics.ErrForeign) {
		return "; delete it, choose another name, or add --force"
	}
	return ""
}

// endedWith is the exit status: that of a run, or of one that did not start.
func endedWith(status int, err error) int {
	if err != nil {
		return exitNotStarted
	}
	return status
}

func (r *runner) work(path string, m *metrics.File) (status int, err error) {
	if err := cmp.Or(r.Check(), r.CheckZone(r.env.lookup)); err != nil {
		return 0, r.tellRefusal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	over := make(chan struct{})
	defer close(over) // when all else is closed, so that a third signal ends that as well
	screen, log, err := r.screen(path)
	if err != nil {
		return 0, err
	}
	defer screen.Finish()
	defer log.Close()
	var summary *importer.Summary
	defer func() { log.Ended(summary, endedWith(status, err), err); err = said(screen, err) }()
	in := interrupts{signals: r.env.signals, alarm: r.Alarm(ctx), screen: screen, log: log}
	source, err := r.open(in, path)
	if err != nil {
		return in.refused(err)
	}
	defer source.Close()
	setSlack(slackOf(source.EstimateRows(), r.DryRun))
	screen.Finish()
	if r.ShowMapping {
		screen.Warnings(source.Warnings())
		return exitOK, r.printMapping(source)
	}
	api, err := r.connect()
	if err != nil {
		return 0, err
	}
	defer api.close()
	log.Started(path, api.target.Host, version(), r.DryRun, r.Deadline())
	asking, quit := context.WithCancelCause(ctx)
	defer quit(nil)
	defer func() { r.summary, r.stopped = summary, context.Cause(asking) }()
	o := r.begin(screen, log, api)
	o.OnProgress = func(p importer.Progress) { screen.Progress(p); m.Progress(p) }
	o.OnPlan = func(p importer.Preview) bool {
		r.setSlack(p)
		screen.Plan(terminal.Plan{File: terminal.Describe(source), Preview: p, Options: o, Pace: r.Pace(), Until: r.Deadline()})
		return r.confirm(asking, screen)
	}
	end := terminal.Conclusion{Same: r.AlsoNext()}
	o.OnResult = end.Keep(o)
	im := importer.New(api.partners, o)
	go in.obey(over, im, quit, cancel)
	summary, err = im.Run(ctx, source)
	screen.Finish()
	m.Summary(summary)
	if summary == nil {
		return in.refused(r.undecided(declined(asking, err), path))
	}
	end.Summary, end.Stop = summary, terminal.ExplainStop(err, becauseOf(summary, err))
	screen.Conclude(end)
	return summary.ExitStatus, r.print(summary)
}

// begin says that it is a sandbox and where secrets may be seen, and returns the options of the run.
func (r *runner) begin(screen *terminal.Screen, log *terminal.Log, api connection) importer.Options {
	if r.Sandbox && r.Sends() {
		screen.Sandbox()
	}
	r.warnExposed(screen, log)
	o := r.options(api)
	o.Log, o.Stdout = log.Logger, terminal.Escaped(r.env.stdout)
	return o
}

// screen begins what people see of a run, and its log.
func (r *runner) screen(path string) (*terminal.Screen, *terminal.Log, error) {
	screen := terminal.New(r.env.stderr, terminal.Options{Quiet: r.Quiet, NoProgress: r.NoProgress, Input: path, Color: r.env.color.String(), Env: r.env.lookup})
	log, err := screen.OpenLog(terminal.LogOptions{File: r.LogFile, Level: r.LogLevel, Format: r.LogFormat})
	if err != nil {
		return nil, nil, usageError{"--log-" + err.Error()}
	}
	r.env.libraries.To(log.Logger)
	return screen, log, nil
}

// said marks an error that the log has told, where it is all that is written.
func said(screen *terminal.Screen, err error) error {
	if err != nil && screen.Mute() {
		return saidError{err}
	}
	return err
}

// declined is the error of a run that did not start. If an interrupt ended the
// question, it is that interrupt.
func declined(asking context.Context, err error) error {
	if errors.Is(err, importer.ErrDeclined) {
		return cmp.Or(context.Cause(asking), err)
	}
	return err
}

// setSlack is for an import of few rows: see [setSlack].
func (r *runner) setSlack(p importer.Preview) {
	if r.Sends() && p.Rows <= 100_000 {
		setSlack(200)
	}
}

// options are what the settings and the account say.
func (r *runner) options(api connection) importer.Options {
	o := r.Options()
	o.Version, o.Target, o.Fingerprint = version(), api.target, api.fingerprint
	o.ExitStatus = func(s *importer.Summary, err error) int { return statusOf(r.FailOnNew(), s, err) }
	return o
}

// open opens the input. That may take a long time for a pipe that is silent.
func (r *runner) open(in interrupts, path string) (*source.Source, error) {
	if path != "-" || !terminal.Is(r.env.stdin) { // while a person types, nothing else is shown
		in.idle = func() { in.screen.Progress(importer.Progress{Reading: true}) }
	}
	return while(in, func() (*source.Source, error) {
		if path == "-" {
			return source.OpenReader(r.env.stdin, "-", r.SourceOptions())
		}
		return source.Open(path, r.SourceOptions())
	})
}

// print writes the summary to stdout, if it was asked for.
func (r *runner) print(s *importer.Summary) error {
	if !r.JSON {
		return nil
	}
	return s.Write(r.env.stdout)
}

// printMapping prints to stdout which column is read as which field.
func (r *runner) printMapping(source *source.Source) error {
	columns, err := source.Mapping()
	if err != nil {
		return err
	}
	return terminal.WriteMapping(r.env.stdout, columns)
}

// confirm asks before an import into anything but the sandbox, if there is
// someone to ask. When ctx ends first, the answer is no.
func (r *runner) confirm(ctx context.Context, screen *terminal.Screen) bool {
	if !r.Sends() || r.Sandbox || r.Yes || !screen.Terminal() || !terminal.Is(r.env.stdin) {
		return true
	}
	return screen.Confirm(ctx, r.env.stdin)
}
