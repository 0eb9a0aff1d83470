package main

import (
	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
)

func newValidate(env environment, status *int) *cobra.Command {
	r := &runner{env: env}
	c := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check a file. Sends nothing, needs no key",
		Long: `Check every row of a file. For each row with a problem you get the line, the column
and what to do. Nothing is sent, and no key is needed. Several files are checked one
after the other.

With --online it also lists your partners, which needs the key and one request for
250 partners. Each valid row then says what an import would find:

    (no error code)       a new partner would be created
    email_taken           the partner already exists; import --existing decides
    id_taken, conflict    the id or key belongs to another partner
    referrer_not_found    the referring partner does not exist
    referrer_failed       the referring partner's own row would fail

The list may change before you import, so these rows stay valid. A referring partner
that is named by a key cannot be checked this way.
` + exitStatuses,
		Example: `  partner-import validate partners.csv
  partner-import validate partners.xlsx --sheet Partners
  partner-import validate january.csv february.csv
  partner-import validate partners.csv --json --quiet | jq .findings`,
		GroupID: coreCommands,
		Args:    someFiles,
		RunE: func(c *cobra.Command, args []string) (err error) {
			*status, err = r.runAll(c, args)
			return err
		},
	}
	r.AddValidate(c.Flags())
	settings.AddAll(c.Flags())
	return c
}
