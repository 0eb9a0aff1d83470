package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import-fleet/internal/config"
	"partner-import/cmd/partner-import-fleet/internal/engine"
)

func newApply(env environment) *cobra.Command {
	var prune, dryRun bool
	c := &cobra.Command{
		Use:   "apply [fleet.yaml]",
		Short: "Make the schedules what fleet.yaml says",
		Long: `Make the schedules in Temporal what fleet.yaml says, and register the search attributes
that runs have. It shows what differs. Run it again at any time: where nothing differs,
it changes nothing. Runs under way continue as they began.`,
		Example: `  partner-import-fleet apply fleet.yaml
  partner-import-fleet apply fleet.yaml --dry-run   show what would change
  partner-import-fleet apply fleet.yaml --prune     also delete schedules that are not in the file`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return apply(env, cmp.Or(strings.Join(args, ""), "fleet.yaml"), prune, dryRun)
		},
	}
	c.Flags().BoolVar(&prune, "prune", false, "delete schedules that are not in the file")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change, and change nothing")
	return c
}

func apply(env environment, path string, prune, dryRun bool) error {
	fleet, err := readFleet(env, path)
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := register(ctx, env, e, dryRun); err != nil {
		return err
	}
	there, err := e.Schedules(ctx)
	if err != nil {
		return err
	}
	return change(ctx, env, e, engine.Changes(there, wanted(env, fleet), prune), dryRun)
}

// register registers the search attributes that lack.
func register(ctx context.Context, env environment, e *engine.Engine, dryRun bool) error {
	lacking, err := e.Lacking(ctx)
	if err != nil || len(lacking) == 0 {
		return err
	}
	fmt.Fprintf(env.stdout, "new        search attributes %s\n", strings.Join(lacking, ", "))
	if dryRun {
		return nil
	}
	return e.Register(ctx, lacking)
}

// wanted are the schedules of a fleet.
func wanted(env environment, f *config.Fleet) (list []engine.Schedule) {
	for _, j := range f.Jobs() {
		if j.Schedule != "" {
			list = append(list, engine.Schedule{Job: j, CatchUp: config.Window(j, env.now()), Skips: true})
		}
	}
	return list
}

// change makes the changes and says what they are, one on each line.
func change(ctx context.Context, env environment, e *engine.Engine, changes []engine.Change, dryRun bool) error {
	count := map[string]int{}
	for _, c := range changes {
		if !dryRun {
			if err := e.Apply(ctx, c); err != nil {
				return err
			}
		}
		count[c.Kind]++
		if c.Kind != engine.Unchanged {
			fmt.Fprintf(env.stdout, "%-10s %s\n", c.Kind, strings.TrimSpace(c.Name+"  "+about(c)))
		}
	}
	fmt.Fprintf(env.stdout, "%d new, %d changed, %d deleted, %d unchanged.\n",
		count[engine.New], count[engine.Changed], count[engine.Deleted], count[engine.Unchanged])
	if dryRun {
		fmt.Fprintln(env.stdout, "Nothing was changed: --dry-run only shows it.")
	}
	return nil
}

// about says more about a change.
func about(c engine.Change) string {
	j := c.Wanted.Job
	switch {
	case c.Kind == engine.New && j.Until != "":
		return fmt.Sprintf("%q in %s, until %s", j.Schedule, j.Zone, j.Until)
	case c.Kind == engine.New:
		return fmt.Sprintf("%q in %s", j.Schedule, j.Zone)
	case c.Kind == engine.Left:
		return "is not in the file; --prune deletes it"
	}
	return c.Why
}
