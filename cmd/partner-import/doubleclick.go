package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"
)

// A launch is how the program was started.
type launch struct {
	system   string // as runtime.GOOS
	explorer bool   // by the desktop of Windows
	terminal string // the program around it, by $TERM_PROGRAM
	program  string // its name, as it was called
	folder   string // where it was started
	home     string
}

// isDoubleClick reports whether a person started the program without a terminal.
// Finder opens a window of Terminal at home, and calls the program by its whole path,
// which nobody types there.
func (l launch) isDoubleClick() bool {
	switch l.system {
	case "windows":
		return l.explorer
	case "darwin":
		return l.terminal == "Apple_Terminal" && filepath.IsAbs(l.program) && l.folder != "" && l.folder == l.home
	}
	return false
}

// launched says how this program was started.
func launched(env environment) launch {
	folder, _ := os.Getwd()
	home, _ := os.UserHomeDir()
	return launch{runtime.GOOS, mousetrap.StartedByExplorer(), env.variable("TERM_PROGRAM"), os.Args[0], folder, home}
}

// bare is what the program does without a command: it shows its help. After a double
// click, or if a file was dropped on its icon, it opens the page.
func bare(env environment, l launch) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if !l.isDoubleClick() {
			return c.Help()
		}
		err := showPage(c, args)
		if err != nil {
			// The window closes when the program ends, with what it says.
			fmt.Fprintln(env.stderr, err.Error()+"\nPress Enter to close this window.")
			_, _ = bufio.NewReader(env.stdin).ReadString('\n')
			return saidError{err}
		}
		return nil
	}
}

func showPage(c *cobra.Command, args []string) error {
	page, _, err := c.Find([]string{"ui"})
	if err != nil || page.Name() != "ui" {
		return errors.New("the command ui is missing")
	}
	return page.RunE(page, args)
}

// dropped lets through a file that was dropped on the icon. Other words are no commands.
func dropped(l launch) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 && l.isDoubleClick() && isTable(args[0]) {
			return nil
		}
		return noSuchCommand(c, args)
	}
}
