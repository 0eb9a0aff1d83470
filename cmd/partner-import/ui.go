package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"partner-import/client"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/cmd/partner-import/internal/ui"
	"partner-import/importer/plainfile"
)

// A page is the command ui.
type page struct {
	runner
	port      int
	noBrowser bool
	idle      time.Duration
}

func newUI(env environment) *cobra.Command {
	p := &page{runner: runner{env: env}}
	c := &cobra.Command{
		Use:     "ui [FILE or FOLDER]",
		Aliases: []string{"gui", "serve"},
		Short:   "Do the whole job in the browser",
		Long: `Open a page in your browser: choose a file, look at its rows, correct them, send them,
and get the report. It is served on this machine only. Nothing is sent before you say so.

With FILE, the page and the command can take turns: report and journal are beside it.
Otherwise everything is kept in FOLDER, by default Documents/partner-import, with one
folder for each import. The file that you choose is never changed.

The page asks for the key when it needs one. It stays in memory. You can also give it
with $PARTNERO_API_KEY or --api-key-file.`,
		Example: `  partner-import ui                       choose a file in the browser
  partner-import ui partners.xlsx         begin with this file
  partner-import ui --sandbox             practise, no key needed`,
		GroupID: coreCommands,
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return p.serve(args) },
	}
	p.AddUI(c.Flags())
	c.Flags().IntVar(&p.port, "port", 0, "serve on this `PORT` of 127.0.0.1 (default: a free one)")
	c.Flags().BoolVar(&p.noBrowser, "no-browser", false, "only print the address of the page")
	c.Flags().DurationVar(&p.idle, "idle", 30*time.Minute, "end after this `TIME` without a page and without an import; 0: never")
	return c
}

func (p *page) serve(args []string) error {
	folder, file, err := placeOf(args)
	if err != nil {
		return err
	}
	o := ui.Options{Folder: folder, Version: version(), Sandbox: p.Sandbox, Connect: p.open, ImporterOptions: p.Options()}
	if !p.Sandbox {
		if o.Key, err = p.knownKey(); err != nil {
			return err
		}
	}
	server, err := ui.New(o)
	if err != nil {
		return usageError{err.Error()}
	}
	soft, hard := context.WithCancelCause(context.Background())
	now, cancel := context.WithCancel(context.Background())
	defer cancel()
	go p.obey(hard, cancel)
	screen := terminal.New(p.env.stderr, terminal.Options{Env: p.env.lookup})
	err = server.Serve(soft, now, ui.Serving{
		Port: p.port, Idle: p.idle, Browser: !p.noBrowser, File: file, Out: p.env.stdout,
		Say: func(text string) { screen.Println(text) },
	})
	if err != nil {
		return usageError{err.Error()}
	}
	return nil
}

// obey ends the page at the first signal, and its requests at the second one.
func (p *page) obey(soft context.CancelCauseFunc, now context.CancelFunc) {
	count := 0
	for s := range p.env.signals {
		if s == syscall.SIGPIPE {
			continue
		}
		switch count++; count {
		case 1:
			soft(signalled{s})
		case 2:
			now()
		default:
			os.Exit(interrupted(signalled{s})) // as in [interrupts.obey]
		}
	}
}

// knownKey is the key of the environment or of a file, "" if the page is to ask.
func (p *page) knownKey() (string, error) {
	if p.KeyFile == "" {
		return p.env.variable("PARTNERO_API_KEY"), nil
	}
	if _, err := p.key(); err != nil {
		return "", err
	}
	text, err := plainfile.Read(p.KeyFile, mostKey)
	return string(text), err
}

// open opens the account of a key, or a sandbox for "".
func (p *page) open(text string) (ui.Connection, error) {
	o := p.ClientOptions()
	o.Agent = "partner-import/" + version()
	stop, err := func() {}, error(nil)
	if text == "" {
		o.Key, o.BaseURL, stop, err = startSandbox()
	} else {
		o.Key, err = client.NewKey(text)
	}
	if err != nil {
		return ui.Connection{}, err
	}
	c, err := client.New(o)
	if err != nil {
		stop()
		return ui.Connection{}, err
	}
	account := ui.Account{Partners: c, Fingerprint: o.Key.Fingerprint(), Sandbox: text == ""}
	if account.Sandbox {
		account.Fingerprint = rand.Text() // the next sandbox does not know these partners
	}
	account.Target.Host, account.Target.Key = c.Host(), o.Key.Last4()
	return ui.Connection{Account: account, Close: func() { c.Close(); stop() }}, nil
}

// placeOf says where imports are kept, and which file to begin with.
func placeOf(args []string) (folder, file string, err error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", "", usageError{"your home folder is not known: " + err.Error() + "; name a folder: partner-import ui FOLDER"}
	}
	folder = filepath.Join(home, "Documents", "partner-import")
	if len(args) == 0 {
		return folder, "", nil
	}
	info, err := os.Stat(args[0])
	switch {
	case errors.Is(err, fs.ErrNotExist) && filepath.Ext(args[0]) == "":
		return args[0], "", nil // a new folder
	case err != nil:
		return "", "", usageError{args[0] + ": " + terminal.Explain(errors.Unwrap(err)) + ". Check the name and the folder"}
	case info.IsDir():
		return args[0], "", nil
	}
	return folder, args[0], nil
}
