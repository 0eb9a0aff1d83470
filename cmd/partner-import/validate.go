package main

import (
	"io"

	"github.com/spf13/cobra"

	"partner-import/importer"
)

// checkFlags are those of validate alone.
type checkFlags struct {
	online bool
	json   bool
}

func newValidate(env environment, status *int) *cobra.Command {
	f := &importFlags{dryRun: true}
	c := &cobra.Command{
		Use:   "validate FILE",
		Short: "The dry run: check everything, send nothing, need no key",
		Long: `Validate reads the whole file and says of every row whether it could be sent, with
the line, the column and what to do. It sends nothing and needs no key.

With --online it lists the partners of the account once (one request for 250 of
them, which needs the key) and says of every valid row what an import would meet:
a row without an error code would be created; email_taken is there already;
id_taken, conflict, referrer_not_found and referrer_failed would not be imported.
What email_taken means is for import --existing to say: without it the partner is
left as it is; with update what the row gives otherwise is changed, and with fail
the row fails.
That is information from a list that may change meanwhile: the rows stay valid.
A referring partner who is named by a key cannot be looked for in it.`,
		Example: `  partner-import validate partners.csv
  partner-import validate partners.xlsx --sheet Partners
  partner-import validate partners.csv --json --quiet | jq .findings`,
		Args: oneFile,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if f.check.json && f.output.report == "-" {
				return usageError{"--json and --report - both want standard output; name a file for the report"}
			}
			*status, err = f.run(env, args[0])
			return err
		},
	}
	flags := c.Flags()
	flags.BoolVar(&f.check.online, "online", false, "list the partners of the account once, and say what an import would meet; needs the key")
	flags.BoolVar(&f.check.json, "json", false, "print the summary in JSON on standard output")
	f.there.addInvite(flags, "check the rows as invitations: each needs a name, and may hold a surname and nothing else")
	addShowMapping(flags, &f.mapping)
	f.addTarget(flags)
	f.send.addPace(flags)
	f.source.add(flags)
	f.output.add(flags)
	f.screen.add(flags)
	f.config.add(flags)
	return c
}

// print writes the summary to stdout, if it was asked for there.
func (f *checkFlags) print(stdout io.Writer, s *importer.Summary) error {
	if !f.json {
		return nil
	}
	return s.Write(stdout)
}
