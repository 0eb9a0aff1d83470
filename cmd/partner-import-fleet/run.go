package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newRun(env environment, status *int) *cobra.Command {
	var wait bool
	c := &cobra.Command{
		Use:   "run CUSTOMER FILE",
		Short: "Import a file now",
		Long: `Import a file of a customer now, whether it has a schedule or not. It prints the name of
the run. With --wait it ends when the run does, with the exit status of partner-import:

    0    every row is in Partnero
    1    finished, and some rows need a person
    2    it did not start, or cannot continue
    3    stopped early: run the same command again to continue`,
		Example: `  partner-import-fleet run acme partners
  partner-import-fleet run acme partners --wait`,
		Args: exactly("a customer", "a file"),
	}
	path := addConfig(c.Flags())
	c.Flags().BoolVar(&wait, "wait", false, "wait until the run is over")
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		*status, err = runNow(env, *path, args[0], args[1], wait)
		return err
	}
	return c
}

// runNow begins a run, and waits for its end if that is wanted.
func runNow(env environment, path, customer, file string, wait bool) (int, error) {
	fleet, err := readFleet(env, path)
	if err != nil {
		return 0, err
	}
	j, err := fleet.Job(customer, file)
	if err != nil {
		return 0, err
	}
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return 0, err
	}
	defer e.Close()
	run, err := e.Start(ctx, j, env.now())
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(env.stdout, run.GetID())
	if !wait {
		return allGood, nil
	}
	outcome, err := e.Wait(ctx, run.GetID(), run.GetRunID())
	switch {
	case ctx.Err() != nil:
		return 0, fmt.Errorf("the run continues; to stop it: partner-import-fleet stop %s", run.GetID())
	case err != nil:
		return 0, err
	}
	fmt.Fprintf(env.stdout, "Exit status %d: %s.\n", outcome.ExitStatus, outcome.Why)
	return outcome.ExitStatus, nil
}
