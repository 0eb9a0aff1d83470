package main

import (
	"errors"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
)

// noteNotStarted has the summary say that this run did not start. It reports whether
// the outputs are ours: while another run has the journal, nothing of it is touched.
func (r *runner) noteNotStarted(path string, err error) bool {
	if errors.Is(err, importer.ErrDeclined) {
		return true
	}
	return r.writeNotStarted(path, terminal.Explain(err), exitNotStarted)
}

// writeNotStarted is noteNotStarted with the reason in words.
func (r *runner) writeNotStarted(path, why string, status int) bool {
	o := r.Options()
	o.Version = version()
	switch {
	case r.ShowMapping || !r.Sends():
		return true
	case o.IsRunning(path):
		return false
	case terminal.Is(r.env.stderr): // a person sees it, and wants the last summary
		return true
	}
	if failed := o.NoteNotStarted(path, why, status); failed != nil {
		r.say("note: the summary of the run before is still there: %s", terminal.Explain(failed))
	}
	return true
}

// noteUnresolved is noteNotStarted for an import whose flags, variables or configuration
// are wrong. What is known of them says where the summary is.
func noteUnresolved(env environment, c *cobra.Command, paths []string, err error) {
	if c.Name() != "import" || terminal.Is(env.stderr) {
		return
	}
	flag := func(name string) string {
		if f := c.Flags().Lookup(name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	o := importer.Options{
		Summary: flag("summary"), Journal: flag("journal"), Sandbox: flag("sandbox") == "true", Version: version(), Call: settings.Call,
	}
	for _, path := range paths {
		if !o.IsRunning(path) {
			_ = o.NoteNotStarted(path, terminal.Explain(err), exitNotStarted) // the error itself is told
		}
	}
}
