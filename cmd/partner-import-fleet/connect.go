package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"partner-import/cmd/partner-import-fleet/internal/config"
	"partner-import/cmd/partner-import-fleet/internal/engine"
)

// processName is how this process is called in histories: no @, unlike Temporal's own.
func processName() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "host"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// dial connects to Temporal, for a command that says nothing itself.
func dial(ctx context.Context) (*engine.Engine, error) {
	return engine.Dial(ctx, engine.Options{Name: processName(), Log: silent{}})
}

// addConfig adds the flag that names the fleet.
func addConfig(flags *pflag.FlagSet) *string {
	return flags.String("config", "fleet.yaml", "read the fleet from `PATH`")
}

// readFleet reads a fleet, and tells its warnings.
func readFleet(env environment, path string) (*config.Fleet, error) {
	f, err := config.Read(path, env.now())
	if err != nil {
		return nil, err
	}
	for _, text := range f.Warnings {
		fmt.Fprintln(env.stderr, "warning: "+text)
	}
	return f, nil
}

// exactly refuses other arguments than those of the usage line.
func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return fmt.Errorf("%s takes %s, such as: %s", c.Name(), strings.Join(names, " and "), strings.TrimSpace(firstLine(c.Example)))
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line, _, _ = strings.Cut(line, "   ")
	return line
}

// interruptible is a context that ends with the first signal.
func interruptible(env environment) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-env.signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// clockTime is a time as a person reads it.
func clockTime(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
