package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import-fleet/internal/engine"
)

func newStop(env environment) *cobra.Command {
	return &cobra.Command{
		Use:   "stop RUN",
		Short: "Stop a run softly",
		Long: `Stop a run softly: no new row begins, and the report is complete. The next run of the
same file continues. RUN is a name that "list" shows, or CUSTOMER/FILE for the latest
one.`,
		Example: `  partner-import-fleet stop acme/partners`,
		Args:    exactly("a run"),
		RunE:    func(_ *cobra.Command, args []string) error { return stop(env, args[0]) },
	}
}

func stop(env environment, name string) error {
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	r, err := e.Latest(ctx, name)
	if err != nil {
		return err
	}
	if r.State != engine.Running && r.State != engine.Waiting {
		return fmt.Errorf("%s is over already (%s)", r.ID, why(r))
	}
	if err := e.Stop(ctx, r); err != nil {
		return fmt.Errorf("cannot stop %s: %w", r.ID, err)
	}
	fmt.Fprintf(env.stdout, "%s stops. Its report comes when the requests in flight are over.\n", r.ID)
	return nil
}
