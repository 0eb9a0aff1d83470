package main

import "github.com/spf13/cobra"

func newValidate(env environment, status *int) *cobra.Command {
	r := &runner{env: env}
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
			*status, err = r.run(args[0])
			return err
		},
	}
	r.AddValidate(c.Flags())
	return c
}
