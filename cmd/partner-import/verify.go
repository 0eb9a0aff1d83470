package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"partner-import/client"
	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer/verify"
)

func newVerify(env environment, status *int) *cobra.Command {
	r := &verifier{runner{env: env}}
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Ask whether all partners are as the report said",
		Long: `Ask Partnero about every partner that imports of a file created or found. You see who
is there as the report said, and who was changed, archived or deleted since. Nothing
is changed.

The exit status is 0 if all partners are as the report said, 1 if some are not, 2 if
nothing was started, and 3 if it stopped early.`,
		Example: `  partner-import verify partners.csv`,
		GroupID: coreCommands,
		Args:    oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			*status, err = r.run(args[0])
			return err
		},
	}
	r.AddVerify(c.Flags())
	settings.AddAll(c.Flags())
	return c
}

// A verifier is verify with its settings.
type verifier struct{ runner }

func (r *verifier) run(path string) (status int, err error) {
	if err := r.CheckFiles(path); err != nil {
		return 0, err
	}
	if err := r.CheckVerify(); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	over := make(chan struct{})
	defer close(over)
	screen, log, err := r.screen(path)
	if err != nil {
		return 0, err
	}
	defer screen.Finish()
	defer log.Close()
	var summary *verify.Summary
	defer func() { log.EndedPast(summary, endedWith(status, err), err); err = said(screen, err) }()
	in := interrupts{signals: r.env.signals, alarm: r.Alarm(ctx), screen: screen}
	source, err := r.open(in, path)
	if err != nil {
		return in.refused(err)
	}
	defer source.Close()
	api, err := r.connect()
	if err != nil {
		return 0, err
	}
	defer api.close()
	log.Started(path, api.target.Host, version(), false, time.Time{})
	o := r.VerifyOptions()
	o.Version, o.Target, o.Fingerprint, o.Log, o.Stdout = version(), api.target, api.fingerprint, log.Logger, r.env.stdout
	o.ExitStatus, o.OnProgress = statusOfPast, screen.Progress
	run := verify.New(api.partners.(*client.Client), o)
	go in.obey(over, run, func(error) {}, cancel)
	summary, err = run.Run(ctx, source)
	screen.Finish()
	if summary == nil {
		return in.refused(err)
	}
	screen.ConcludeVerify(summary, terminal.ExplainStop(err, because(err)))
	return summary.ExitStatus, nil
}
