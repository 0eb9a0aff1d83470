package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// newPause makes the command that pauses, or the one that resumes.
func newPause(env environment, pause bool) *cobra.Command {
	c := &cobra.Command{
		Use:     "pause CUSTOMER",
		Short:   "Pause the schedules of a customer",
		Long:    `Pause all schedules of a customer. Runs under way continue; "stop" ends them.`,
		Example: `  partner-import-fleet pause acme`,
		Args:    exactly("a customer"),
		RunE:    func(_ *cobra.Command, args []string) error { return pauseAll(env, args[0], pause) },
	}
	if !pause {
		c.Use, c.Short, c.Long = "resume CUSTOMER", "Resume the schedules of a customer", "Resume all schedules of a customer that were paused."
		c.Example = `  partner-import-fleet resume acme`
	}
	return c
}

func pauseAll(env environment, customer string, pause bool) error {
	ctx, cancel := interruptible(env)
	defer cancel()
	e, err := dial(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	all, err := e.Schedules(ctx)
	if err != nil {
		return err
	}
	word, found := map[bool]string{true: "paused", false: "resumed"}[pause], 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasPrefix(name, customer+"/") {
			continue
		}
		if err := e.Pause(ctx, name, pause); err != nil {
			return fmt.Errorf("cannot change the schedule of %s: %w", name, err)
		}
		found++
		fmt.Fprintf(env.stdout, "%-8s %s\n", word, name)
	}
	if found == 0 {
		return fmt.Errorf("there is no schedule of a customer %q; look into fleet.yaml, and apply it", customer)
	}
	return nil
}
