package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import-fleet/internal/engine"
)

func newList(env environment) *cobra.Command {
	var asJSON, running bool
	var most int
	c := &cobra.Command{
		Use:   "list [CUSTOMER]",
		Short: "Show what runs, what waits and why, and how runs ended",
		Long: `Show the runs of all customers or of one, the latest first: what runs, what waits and
why, and how runs ended. Temporal shows a run that has just begun a second later.`,
		Example: `  partner-import-fleet list
  partner-import-fleet list acme --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return list(env, engine.Query{Customer: strings.Join(args, ""), Running: running, Most: most}, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print an object in JSON for each run, one on each line")
	c.Flags().BoolVar(&running, "running", false, "only runs that are not over")
	c.Flags().IntVar(&most, "most", 100, "show at most `N` runs")
	return c
}

func list(env environment, q engine.Query, asJSON bool) error {
	if q.Most < 1 {
		return fmt.Errorf("--most must be 1 or more, not %d", q.Most)
	}
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	runs, err := told(ctx, e, q)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(env, runs)
	}
	return writeTable(env, runs)
}

// told are the runs, with how they go.
func told(ctx context.Context, e *engine.Engine, q engine.Query) ([]engine.Run, error) {
	runs, err := e.Runs(ctx, q)
	for i := 0; i < len(runs) && err == nil; i++ {
		err = e.Tell(ctx, &runs[i])
	}
	return runs, err
}

func writeJSON(env environment, runs []engine.Run) error {
	encoder := json.NewEncoder(env.stdout)
	for _, r := range runs {
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func writeTable(env environment, runs []engine.Run) error {
	if len(runs) == 0 {
		fmt.Fprintln(env.stderr, "There are no runs yet. Begin one: partner-import-fleet run CUSTOMER FILE")
		return nil
	}
	table := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RUN\tSTATE\tSTARTED\tROWS\tWHY")
	for _, r := range runs {
		rows := ""
		if r.Rows > 0 {
			rows = fmt.Sprintf("%d of %d", r.Done, r.Rows)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.State, clockTime(r.Started), rows, why(r))
	}
	return table.Flush()
}

// why says how a run ended or goes.
func why(r engine.Run) string {
	switch {
	case r.Exit != nil:
		return fmt.Sprintf("exit status %d: %s", *r.Exit, r.Why)
	case r.Attempt > 1:
		return fmt.Sprintf("%s (attempt %d)", r.Why, r.Attempt)
	}
	return r.Why
}
