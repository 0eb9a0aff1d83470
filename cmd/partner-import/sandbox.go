package main

import (
	"cmp"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"partner-import/client/sandbox"
)

// sandboxFlags configure the stand-in.
type sandboxFlags struct {
	listen  string
	key     string
	latency time.Duration
	limit   int
	window  time.Duration
	retry   string
	penalty time.Duration
	late    time.Duration
	faults  []string
	ledger  string
	seed    uint64
}

func newSandbox(env environment) *cobra.Command {
	f := &sandboxFlags{}
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a local stand-in for the API on loopback",
		Long: `Sandbox serves a stand-in for the Partnero API on a loopback address until it is
interrupted. It keeps partners in memory, behaves as the API's documentation says,
and misbehaves on demand, so that an import can be tried against what a network
and a server can do.

Faults look like 500:3% (3 of 100 creates answer 500 and do nothing), 504-after:2%
(the partner is created, and the answer is 504), cut-after:3%, reset:1%,
truncated-after:2%, 502-html:2%, find:503:10%.`,
		Example: `  partner-import sandbox --listen 127.0.0.1:8080
  PARTNERO_API_KEY=any partner-import import partners.csv --base-url http://127.0.0.1:8080/v1`,
		Args: nothingElse,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(env) },
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback `ADDRESS` and port; port 0 takes a free one")
	flags.StringVar(&f.key, "key", "", "the `KEY` that is accepted (default any)")
	flags.DurationVar(&f.latency, "latency", 0, "added to every answer")
	flags.IntVar(&f.limit, "limit", 0, "`N` requests per window, beyond which the answer is 429 (default no limit)")
	flags.DurationVar(&f.window, "window", time.Second, "the window of --limit")
	flags.StringVar(&f.retry, "retry-after", "seconds", "`FORM` in which a 429 names the wait: seconds, date, none, or any text as it is")
	flags.DurationVar(&f.penalty, "penalty", 0, "answer everything with 429 for so long after a 429")
	flags.DurationVar(&f.late, "late-insert", 0, "how long after its checks a create is done")
	flags.StringArrayVar(&f.faults, "fault", nil, "a `FAULT`, as above; repeatable")
	flags.StringVar(&f.ledger, "ledger", "", "append every request to the file `PATH`, as lines of JSON")
	flags.Uint64Var(&f.seed, "seed", 0, "`N` for the dice that choose the requests with a fault")
	return c
}

func (f *sandboxFlags) run(env environment) error {
	o := sandbox.Options{
		Key: f.key, Latency: f.latency, Limit: f.limit, Window: f.window, RetryAfter: f.retry,
		Penalty: f.penalty, LateInsert: f.late, Seed: f.seed, Discard: true,
	}
	for _, text := range f.faults {
		fault, err := sandbox.ParseFault(text)
		if err != nil {
			return usageError{fmt.Sprintf("--fault: %v (see: partner-import sandbox --help)", err)}
		}
		o.Faults = append(o.Faults, fault)
	}
	if f.ledger != "" {
		file, err := os.OpenFile(f.ledger, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return usageError{fmt.Sprintf("--ledger: %v; name a file in a folder that exists and can be written to", err)}
		}
		defer file.Close()
		o.LedgerTo = file
	}
	return serveSandbox(env, f.listen, o)
}

func serveSandbox(env environment, listen string, o sandbox.Options) error {
	server, err := sandbox.Serve(listen, sandbox.New(o))
	if err != nil {
		return usageError{fmt.Sprintf("--listen: %v; name a free port of this machine, like 127.0.0.1:8080", err)}
	}
	defer server.Close()
	// On stdout, so that a script can read where it is.
	fmt.Fprintln(env.stdout, server.URL())
	fmt.Fprintf(env.stderr, "The sandbox serves until it is interrupted. In another window:\n"+
		"  PARTNERO_API_KEY=%s partner-import import partners.csv --base-url %s\n", cmp.Or(o.Key, "any"), server.URL())
	for s := range env.signals {
		if s != syscall.SIGPIPE {
			return nil
		}
	}
	return nil
}
