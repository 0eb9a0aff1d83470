package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"partner-import/cmd/internal/settings"
	"partner-import/cmd/partner-import/internal/terminal"
	"partner-import/importer"
	"partner-import/importer/source"
	"partner-import/importer/stop"
)

// runAll imports or checks the files, one after the other. The exit status is the
// worst one. An error says why nothing was started.
func (r *runner) runAll(c *cobra.Command, paths []string) (int, error) {
	r.tellUnused()
	r.tellMistakes(c.Root())
	r.inputs = len(paths)
	if len(paths) == 1 {
		return r.run(paths[0])
	}
	paths, left := withoutOutputs(paths)
	if err := r.checkSeveral(paths); err != nil {
		return 0, err
	}
	if len(left) > 0 {
		r.say("Left out, written by this tool: %s", strings.Join(left, ", "))
	}
	worst, told := exitOK, telling{}
	for i, path := range paths {
		if i > 0 {
			r.say("")
		}
		r.say("==> %s (%d of %d)", path, i+1, len(paths))
		status, err := r.runOne(path)
		told.add(r, path, err)
		worst = max(worst, status) // a signal, then 3, 2, 1 and 0
		if r.endsAll(status, err) {
			r.tellOfRest(paths[i+1:])
			break
		}
	}
	told.again(r)
	return worst, nil
}

// runOne runs one file of several. Its status is also that of a run that did not
// start, and of a signal that came when everything else was done.
func (r *runner) runOne(path string) (int, error) {
	r.summary, r.stopped = nil, nil
	status, err := r.run(path)
	status = endedWith(status, err)
	if because(r.stopped) != "" {
		status = max(status, interrupted(r.stopped))
	}
	return status, err
}

// checkSeveral refuses what several files cannot share, before any of them begins.
func (r *runner) checkSeveral(paths []string) error {
	if len(paths) == 0 {
		return usageError{"this tool wrote all of these files; name the files to import"}
	}
	if name := r.OneOutput(); name != "" && len(paths) > 1 {
		flag := "--" + name
		if where := r.SetBy(name); where != "" {
			flag = where + ": " + name
		}
		return usageError{fmt.Sprintf("%s names one output, but you named %d files; leave it out, or run the command once for each file", flag, len(paths))}
	}
	owners := map[string]string{}
	for _, path := range paths {
		if err := r.CheckFiles(path); err != nil {
			return err
		}
		report := (importer.Options{}).Beside(path).Report
		if other := owners[report]; other != "" {
			return usageError{fmt.Sprintf("%s and %s would both write %s; rename one of them, or import them in two folders", other, path, report)}
		}
		owners[report] = path
	}
	return nil
}

// withoutOutputs leaves out files that this tool wrote, which a pattern like *.csv
// also matches: all reports, and the rows to fix of a file that is named too.
func withoutOutputs(paths []string) (inputs, outputs []string) {
	for _, path := range paths {
		if isOutput(path, paths) {
			outputs = append(outputs, path)
		} else {
			inputs = append(inputs, path)
		}
	}
	return inputs, outputs
}

func isOutput(path string, paths []string) bool {
	for _, ending := range []string{".report.csv", ".check.csv", ".undo.csv", ".verify.csv"} {
		if strings.HasSuffix(path, ending) {
			return true
		}
	}
	rest, failed := strings.CutSuffix(path, ".failed.csv")
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, ".check"), ".sandbox")
	return failed && slices.ContainsFunc(paths, func(other string) bool {
		stem := strings.TrimSuffix(other, ".gz")
		return strings.TrimSuffix(stem, filepath.Ext(stem)) == rest
	})
}

// endsAll reports whether the end of one file is the end of all: a signal, the end
// of the time, or something that the next file would meet as well.
func (r *runner) endsAll(status int, err error) bool {
	switch {
	case status >= exitSignal:
		return true
	case err != nil:
		return !concernsFile(err)
	case status == exitStopped:
		return r.summary == nil || r.summary.StopReason != stop.Failures && r.summary.StopReason != stop.Input
	}
	return false
}

// concernsFile reports whether a run did not start for a reason that other files
// may not have.
func concernsFile(err error) bool {
	return errors.As(err, new(*source.Error)) || errors.As(err, new(*source.UndecidedError)) || errors.As(err, new(*importer.OutputError)) ||
		errors.As(err, new(*importer.JournalError)) || errors.Is(err, importer.ErrDeclined)
}

// A telling is what was said of files that were not started.
type telling struct {
	refused []string
	last    bool // the last file was one of them
}

// add says why a file was not started, if err is not nil.
func (t *telling) add(r *runner, path string, err error) {
	if t.last = err != nil; !t.last {
		return
	}
	text := terminal.Explain(err)
	if !strings.HasPrefix(text, path) {
		text = path + ": " + text
	}
	if errors.As(err, new(saidError)) {
		return
	}
	fmt.Fprintf(r.env.stderr, "partner-import: %s\n", text)
	t.refused = append(t.refused, text)
}

// again repeats it at the end, if something came after it.
func (t *telling) again(r *runner) {
	if len(t.refused) == 0 || len(t.refused) == 1 && t.last {
		return
	}
	r.say("")
	fmt.Fprintf(r.env.stderr, "partner-import: not started: %d of the files\n", len(t.refused))
	for _, text := range t.refused {
		fmt.Fprintf(r.env.stderr, "  %s\n", text)
	}
}

// tellOfRest names the files that were not started.
func (r *runner) tellOfRest(paths []string) {
	if len(paths) > 0 && !r.onlyJSON() {
		fmt.Fprintf(r.env.stderr, "partner-import: still to do: %s. Run the same command again to continue.\n", terminal.Printable(strings.Join(paths, ", ")))
	}
}

// onlyJSON reports whether a program reads the log on stderr, so that no other
// lines belong there.
func (r *runner) onlyJSON() bool {
	return r.LogFormat == "json" && (r.LogFile == "" || r.LogFile == "-") && !terminal.Is(r.env.stderr)
}

// tellRefusal tells an error that came before there is a log, where a program reads
// the log and nothing else. Elsewhere it returns the error as it is.
func (r *runner) tellRefusal(err error) error {
	if !r.onlyJSON() {
		return err
	}
	r.early(func(log *terminal.Log) { log.Ended(nil, exitNotStarted, err) })
	return saidError{err}
}

// early tells something before there is a log, in the form of one.
func (r *runner) early(tell func(*terminal.Log)) {
	screen := terminal.New(r.env.stderr, terminal.Options{Env: r.env.lookup})
	if log, err := screen.OpenLog(terminal.LogOptions{File: "-", Level: "warn", Format: "json"}); err == nil {
		tell(log)
	}
}

// tellMistakes tells of environment variables that are nearly the name of one of ours.
func (r *runner) tellMistakes(root *cobra.Command) {
	if r.env.environ == nil {
		return
	}
	for _, m := range settings.Mistakes(root, r.env.environ()) {
		r.say("note: the environment variable %s does nothing. Did you mean %s?", m.Name, m.Meant)
		if r.onlyJSON() {
			r.early(func(log *terminal.Log) { log.Misspelt(m.Name, m.Meant) })
		}
	}
}

// say shows a line that --quiet leaves out.
func (r *runner) say(format string, args ...any) {
	if !r.Quiet && !r.onlyJSON() {
		fmt.Fprintln(r.env.stderr, terminal.Printable(fmt.Sprintf(format, args...)))
	}
}

// tellUnused says which flags a dry run does not use.
func (r *runner) tellUnused() {
	names := r.Unused()
	if len(names) == 0 {
		return
	}
	last, list := len(names)-1, names[0]
	if last > 0 {
		list = strings.Join(names[:last], ", ") + " and " + names[last]
	}
	r.say("note: a dry run checks all rows and does not use %s", list)
}
