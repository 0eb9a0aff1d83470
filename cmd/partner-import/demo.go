package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/samples"
)

// The list of the demo, and the report of its import.
const demoList, demoReport = "affiliates.csv", "affiliates.sandbox.report.csv"

func newDemo(env environment, status *int) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "See a check and an import. Sends nothing, leaves nothing behind",
		Long: `See how an import goes, with a list of invented partners: first the check, then an
import into the sandbox. It needs no file and no key. It sends nothing to Partnero,
and leaves nothing behind.`,
		Example: `  partner-import demo`,
		GroupID: coreCommands,
		Args:    nothingElse,
		RunE: func(*cobra.Command, []string) (err error) {
			*status, err = demo{env}.run()
			return err
		},
	}
}

// A demo is what a person sees of a first import.
type demo struct{ env environment }

// run works in a folder of its own. Its exit status is that of a run that was
// interrupted, and 0 otherwise: that some rows have mistakes is meant so.
func (d demo) run() (status int, err error) {
	before, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	folder, err := os.MkdirTemp("", "partner-import-demo-*")
	if err != nil {
		return 0, usageError{"the demo needs a folder for temporary files: " + err.Error()}
	}
	defer func() { err = errors.Join(err, os.Chdir(before), os.RemoveAll(folder)) }()
	if err := cmp.Or(os.Chdir(folder), os.WriteFile(demoList, samples.Affiliates, 0o600)); err != nil {
		return 0, err
	}
	d.env = d.alone()
	d.say("This list has invented partners, and mistakes as people make them.")
	for _, args := range [][]string{{"validate", demoList}, {"import", demoList, "--sandbox"}} {
		d.say("\n$ partner-import %s\n", strings.Join(args, " "))
		if !terminal.Is(d.env.stdout) {
			args = append(args, "--no-progress") // ten lines for two seconds of work
		}
		if status := run(args, d.env); status > exitSomeFailed {
			return status, nil
		}
	}
	return exitOK, d.conclude()
}

// alone is an environment without settings for other imports. All goes to one stream,
// so that it is in order.
func (d demo) alone() environment {
	env := d.env
	env.stderr, env.environ = env.stdout, nil
	env.lookup = func(name string) (string, bool) {
		if strings.HasPrefix(name, "PARTNER") {
			return "", false
		}
		return d.env.lookup(name)
	}
	return env
}

// conclude shows what an import is for, and what to do now.
func (d demo) conclude() error {
	file, err := os.Open(demoReport)
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	d.say("\nThe report has a line for each row. The first links in it:\n")
	email, link := slices.Index(rows[0], "email"), slices.Index(rows[0], "referral_link")
	rows = slices.DeleteFunc(rows[1:], func(row []string) bool { return row[link] == "" })
	for _, row := range rows[:min(len(rows), 3)] {
		d.say("  %-32s  %s", row[email], row[link])
	}
	d.say("\nThis was a demo. Nothing was sent to Partnero, and its files are deleted.\n" +
		"Now with your own spreadsheet. These send nothing either:\n" +
		"  partner-import validate YOUR-FILE    check it\n" +
		"  partner-import ui --sandbox          practise in the browser")
	return nil
}

func (d demo) say(format string, args ...any) {
	fmt.Fprintf(d.env.stdout, format+"\n", args...)
}
