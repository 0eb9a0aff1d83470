package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"partner-import/client"
	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
	"partner-import/importer/undo"
)

// An undoer is undo with its settings.
type undoer struct {
	runner
	settings.Undo
}

func newUndo(env environment, status *int) *cobra.Command {
	u := &undoer{runner: runner{env: env}}
	c := &cobra.Command{
		Use:   "undo FILE",
		Short: "Archive the partners that imports of a file created",
		Long: `Take imports of a file back: archive the partners that they created. The journal
next to the file knows them. Partners who existed before stay. So do partners that
somebody changed after the import.

First you see what will happen, and type the number of partners to agree. --restore
takes the undo back. Run the same command again at any time; it continues where it
stopped.

The exit status is 0 if all partners that the imports created are archived, 1 if some
are not, 2 if nothing was started, and 3 if it stopped early.`,
		Example: `  partner-import undo partners.csv --dry-run      show what would happen
  partner-import undo partners.csv                archive what the imports created
  partner-import undo partners.csv --last         only what the last import created
  partner-import undo partners.csv --restore      take the undo back
  partner-import undo partners.csv --yes 3000     in a script: at most 3000 partners`,
		GroupID: coreCommands,
		Args:    oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			*status, err = u.run(args[0])
			return err
		},
	}
	u.AddUndo(c.Flags(), &u.Undo)
	settings.AddAll(c.Flags())
	return c
}

// errTooMany says that a script allows fewer partners than the plan has.
type errTooMany struct{ most, found int }

func (e errTooMany) Error() string {
	return fmt.Sprintf("nothing was changed: --yes is %d, and this undo is about %d partners. Look at the plan with --dry-run, and give that number", e.most, e.found)
}

var (
	errNoPerson   = errors.New("there is no terminal to ask for the number. Look at the plan with --dry-run. Then add --yes with the number of partners")
	errNotForever = errors.New("nothing was deleted: without a terminal, --permanently needs --yes and --yes-permanently, both with the number of partners")
)

func (u *undoer) run(path string) (status int, err error) {
	if err := u.CheckFiles(path); err != nil {
		return 0, err
	}
	if err := u.CheckUndo(&u.Undo); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	over := make(chan struct{})
	defer close(over)
	screen, log, err := u.screen(path)
	if err != nil {
		return 0, err
	}
	defer screen.Finish()
	defer log.Close()
	var summary *undo.Summary
	defer func() { log.EndedPast(summary, endedWith(status, err), err); err = said(screen, err) }()
	api, err := u.connect()
	if err != nil {
		return 0, err
	}
	defer api.close()
	log.Started(path, api.target.Host, version(), u.DryRun, time.Time{})
	asking, quit := context.WithCancelCause(ctx)
	defer quit(nil)
	o := u.UndoOptions(&u.Undo)
	o.Version, o.Target, o.Fingerprint, o.Log, o.Stdout = version(), api.target, api.fingerprint, log.Logger, u.env.stdout
	o.ExitStatus = statusOfPast
	o.OnProgress = screen.Progress
	var refusal error
	o.OnPlan = func(p undo.Plan) bool {
		screen.Finish()
		screen.UndoPlan(terminal.UndoPlan{Plan: p, Options: o, Pace: u.Pace()})
		refusal = u.consent(asking, screen, o, p)
		return refusal == nil && !u.DryRun
	}
	run := undo.New(api.partners.(*client.Client), o)
	in := interrupts{signals: u.env.signals, alarm: u.Alarm(ctx), screen: screen}
	go in.obey(over, run, quit, cancel)
	summary, err = run.Run(ctx, path)
	screen.Finish()
	switch {
	case summary != nil:
		screen.ConcludeUndo(o, summary, terminal.ExplainStop(err, because(err)))
		return summary.ExitStatus, nil
	case u.DryRun && errors.Is(err, importer.ErrDeclined):
		return exitOK, nil
	case refusal != nil && because(context.Cause(asking)) == "":
		return 0, usageError{refusal.Error()}
	}
	return in.refused(declined(asking, err))
}

// consent asks for the number of partners, or compares it with that of the script.
func (u *undoer) consent(ctx context.Context, screen *terminal.Screen, o undo.Options, p undo.Plan) error {
	switch {
	case u.DryRun, p.IsEmpty():
		return nil
	case u.Most.Number() > 0 && o.Permanently && u.Forever.Number() == 0:
		return errNotForever
	case u.Most.Number() > 0 && p.Most() > u.Most.Number():
		return errTooMany{u.Most.Number(), p.Most()}
	case u.Most.Number() > 0:
		return nil
	case !screen.Terminal() || !terminal.Is(u.env.stdin):
		return errNoPerson
	}
	answers := terminal.Answers(u.env.stdin)
	if !screen.ConfirmNumber(ctx, answers, o, p.Now+p.Unasked) || o.Permanently && !screen.ConfirmForever(ctx, answers) {
		return errors.New("nothing was changed")
	}
	return nil
}

// statusOfPast is the exit status of an undo or a verification.
func statusOfPast(s *undo.Summary, err error) int {
	var bySignal signalled
	switch {
	case errors.As(err, &bySignal):
		return bySignal.status()
	case err != nil:
		return exitStopped
	case s.Open > 0:
		return exitSomeFailed
	}
	return exitOK
}
