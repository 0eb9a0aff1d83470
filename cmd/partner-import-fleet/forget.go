package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import-fleet/internal/engine"
	"partner-import/cmd/partner-import-fleet/internal/store"
	"partner-import/importer/move"
)

func newForget(env environment) *cobra.Command {
	yes := false
	c := &cobra.Command{
		Use:   "forget CUSTOMER",
		Short: "Delete what is kept of a customer",
		Long: `Delete what is kept of a customer: the journal, and the copies and reports in the store.
The files themselves stay, and so do partners in Partnero. Without --yes it only says
what it would delete.

An import after that finds its partners as existing. With the setting "invite" it would
invite them again.`,
		Example: `  partner-import-fleet forget acme         show what would be deleted
  partner-import-fleet forget acme --yes   delete it`,
		Args: exactly("a customer"),
	}
	path := addConfig(c.Flags())
	c.Flags().BoolVar(&yes, "yes", false, "delete it")
	c.RunE = func(_ *cobra.Command, args []string) error { return forget(env, *path, args[0], yes) }
	return c
}

func forget(env environment, path, customer string, yes bool) error {
	fleet, err := readFleet(env, path)
	if err != nil {
		return err
	}
	journal, err := fleet.JournalOf(customer)
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(env)
	defer cancel()
	if err := mustRest(ctx, customer); err != nil {
		return err
	}
	s, err := store.Open(ctx, fleet.Store, store.Options{Secrets: env.lookup("FLEET_SECRETS")})
	if err != nil {
		return err
	}
	defer s.Close()
	files, err := s.List(ctx, "runs/"+customer+"/")
	if err != nil {
		return err
	}
	if !yes {
		fmt.Fprintf(env.stdout, "This deletes the journal %s and %d files below runs/%s in the store. To delete them, add --yes.\n", journal, len(files), customer)
		return nil
	}
	return forgetAll(ctx, env, s, files, journal)
}

// mustRest refuses a customer with a run under way.
func mustRest(ctx context.Context, customer string) error {
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	runs, err := e.Runs(ctx, engine.Query{Customer: customer, Running: true, Most: 1})
	if err == nil && len(runs) > 0 {
		err = fmt.Errorf("%s runs; stop it first, and pause the schedules: partner-import-fleet pause %s", runs[0].ID, customer)
	}
	return err
}

// forgetAll deletes the journal first: while a run has it, nothing is deleted.
func forgetAll(ctx context.Context, env environment, s *store.Store, files []store.Item, journal string) error {
	was, err := move.Forget(ctx, journal, nil)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := s.Delete(ctx, f.Name); err != nil {
			return err
		}
	}
	what := "There was no journal"
	if was {
		what = "Deleted the journal " + journal
	}
	fmt.Fprintf(env.stdout, "%s, and deleted %d files of runs.\n", what, len(files))
	return nil
}
