package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/importer"
	"partner-import/importer/move"
)

func newJournal() *cobra.Command {
	c := &cobra.Command{
		Use:   "journal",
		Short: "Copy a journal into a database, or back",
		Long: `Copy a journal from its file into PostgreSQL, or back. Where the database is comes
from the variables of psql, such as PGHOST and PGPASSFILE.`,
		Example: `  partner-import journal import partners.journal postgres:acme
  partner-import journal export postgres:acme partners.journal`,
		GroupID: moreCommands,
		Args:    noSuchCommand,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newJournalImport(), newJournalExport())
	return c
}

func newJournalImport() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE postgres:NAME",
		Short: "Copy the journal of a file into a database",
		Long: `Copy a journal from its file into PostgreSQL. All of it is copied, or nothing. There
must be no journal of that name yet. From then on, import with --journal postgres:NAME.`,
		Example: "  partner-import journal import partners.journal postgres:acme",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(c *cobra.Command, args []string) error { return moveJournal(c, args, false) },
	}
}

func newJournalExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export postgres:NAME FILE",
		Short: "Copy a journal from a database into a file",
		Long: `Copy a journal from PostgreSQL into a new file. All of it is copied, or nothing. From
then on, import with --journal FILE.`,
		Example: "  partner-import journal export postgres:acme partners.journal",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(c *cobra.Command, args []string) error { return moveJournal(c, args, true) },
	}
}

// moveJournal copies a journal. Export says from which home.
func moveJournal(c *cobra.Command, args []string, export bool) error {
	if len(args) != 2 || importer.IsInDatabase(args[0]) != export || importer.IsInDatabase(args[1]) == export {
		return usageError{"name where the journal is, and where it goes: " + c.Example[2:]}
	}
	n, err := move.Journal(c.Context(), args[0], args[1], settings.Call)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "Copied %d entries. From now on, import with --journal %s. Do not use %s any more.\n", n, args[1], args[0])
	return err
}
