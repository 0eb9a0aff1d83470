package main

import (
	"cmp"
	"fmt"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"partner-import/client/sandbox"
	"partner-import/importer/plainfile"
)

// sandboxFlags configure the sandbox.
type sandboxFlags struct {
	listen  string
	key     string
	latency time.Duration
	limit   int
	window  time.Duration
	retry   string
	penalty time.Duration
	late    time.Duration
	limitAs string
	forms   string
	faults  []string
	ledger  string
	seed    uint64
}

func newSandbox(env environment) *cobra.Command {
	f := &sandboxFlags{}
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a local test server that behaves like Partnero's API",
		Long: `Run a local test server that behaves like Partnero's API, until you stop it with
Ctrl-C. It keeps partners in memory and behaves as Partnero's documentation says. It
can also fail on purpose, so that you see what an import does about that.

Faults look like 500:3% (3 of 100 creates answer 500 and do nothing) or 504-after:2%
(the partner is created, and the answer is 504). There are also cut-after:3%,
reset:1%, truncated-after:2%, 502-html:2% and find:503:10%. An outage of 8 seconds is
any:404-text:at=2s+8s. Others are 403:first=1:wait=6, 422:says=Not%20allowed. for a
sentence, status0 (200 that says no), and later (202, and the partner comes later).`,
		GroupID: moreCommands,
		Example: `  partner-import sandbox --listen 127.0.0.1:8080
  PARTNERO_API_KEY=any partner-import import partners.csv --base-url http://127.0.0.1:8080/v1`,
		Args: nothingElse,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(env) },
	}
	flags := c.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "listen on this loopback `ADDRESS` and port; port 0 picks a free one")
	flags.StringVar(&f.key, "key", "", "accept only this `KEY` (default: any key)")
	flags.DurationVar(&f.latency, "latency", 0, "add this `TIME` to every answer")
	flags.IntVar(&f.limit, "limit", 0, "answer 429 to more than `N` requests per window (default: no limit)")
	flags.DurationVar(&f.window, "window", time.Second, "`TIME` of the window for --limit")
	flags.StringVar(&f.retry, "retry-after", "seconds", "`FORM` of the wait in a 429: seconds, date, none, milliseconds, reset-ms, or any text")
	flags.StringVar(&f.limitAs, "limit-as", "429", "`FAULT` that is answered above --limit, like 503-html")
	flags.StringVar(&f.forms, "normalize", "", "store emails or keys in another `FORM`, as some APIs do; both with a comma")
	flags.DurationVar(&f.penalty, "penalty", 0, "after a 429, answer 429 to everything for this `TIME`")
	flags.DurationVar(&f.late, "late-insert", 0, "create a partner this `TIME` after its checks")
	flags.StringArrayVar(&f.faults, "fault", nil, "fail on purpose with this `FAULT`, as above; repeatable")
	flags.StringVar(&f.ledger, "ledger", "", "append every request to the file `PATH`, as lines of JSON")
	flags.Uint64Var(&f.seed, "seed", 0, "choose the requests with a fault by the random seed `N`")
	return c
}

func (f *sandboxFlags) run(env environment) error {
	o := sandbox.Options{
		Key: f.key, Latency: f.latency, Limit: f.limit, Window: f.window, RetryAfter: f.retry,
		Penalty: f.penalty, LateInsert: f.late, LimitAs: f.limitAs, Normalize: f.forms, Seed: f.seed, Discard: true,
	}
	for _, text := range f.faults {
		fault, err := sandbox.ParseFault(text)
		if err != nil {
			return usageError{fmt.Sprintf("--fault: %v (see: partner-import sandbox --help)", err)}
		}
		o.Faults = append(o.Faults, fault)
	}
	if f.ledger != "" {
		file, err := plainfile.Append(f.ledger)
		if err != nil {
			return usageError{fmt.Sprintf("--ledger: %v; choose a folder that exists and that you can write to", err)}
		}
		defer file.Close()
		o.LedgerTo = file
	}
	return serveSandbox(env, f.listen, o)
}

func serveSandbox(env environment, listen string, o sandbox.Options) error {
	server, err := sandbox.Serve(listen, sandbox.New(o))
	if err != nil {
		return usageError{fmt.Sprintf("--listen: %v; choose a free port of this machine, such as 127.0.0.1:8080", err)}
	}
	defer server.Close()
	// On stdout, so that a script can read the address.
	fmt.Fprintln(env.stdout, server.URL())
	fmt.Fprintf(env.stderr, "The sandbox is running. Ctrl-C stops it. In another window:\n"+
		"  PARTNERO_API_KEY=%s partner-import import partners.csv --base-url %s\n", cmp.Or(o.Key, "any"), server.URL())
	for s := range env.signals {
		if s != syscall.SIGPIPE {
			return nil
		}
	}
	return nil
}
