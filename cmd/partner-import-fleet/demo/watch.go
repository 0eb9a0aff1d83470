package main

import (
	"fmt"
	"io"
	"slices"

	"partner-import/cmd/partner-import-fleet/internal/trial"
)

// A watch notes how many partners each worker created in each run. A partner counts for
// the worker that has the run when the partner is first seen in the ledger.
type watch struct {
	last  map[string]trial.Run // as it was seen last, by name
	seen  map[string]int       // partners in the ledger then
	dead  string               // a worker that is not there any more
	parts []part
}

// A part is what a worker did for a run.
type part struct {
	run, worker string
	attempt     int
	created     int
}

// see takes note of how runs are now. created says how many partners each has.
func (w *watch) see(runs []trial.Run, created map[string]int) {
	if w.last == nil {
		w.last, w.seen = map[string]trial.Run{}, map[string]int{}
	}
	for _, r := range runs {
		w.last[r.Run] = r
		if r.Worker == "" || r.Worker == w.dead {
			continue
		}
		i := slices.IndexFunc(w.parts, func(p part) bool { return p.run == r.Run && p.worker == r.Worker })
		if i < 0 {
			i = len(w.parts)
			w.parts = append(w.parts, part{run: r.Run, worker: r.Worker, attempt: r.Attempt})
		}
		w.parts[i].created += created[r.Run] - w.seen[r.Run]
		w.seen[r.Run] = created[r.Run]
	}
}

// runsOf is how many runs a worker has now.
func (w *watch) runsOf(worker string) (n int) {
	for _, r := range w.last {
		if r.Worker == worker && r.State == "running" {
			n++
		}
	}
	return n
}

// busiest is the worker that has the most runs now, "" if none has any.
func (w *watch) busiest() (name string) {
	for _, r := range w.last {
		if r.State == "running" && r.Worker != "" && (name == "" || w.runsOf(r.Worker) > w.runsOf(name)) {
			name = r.Worker
		}
	}
	return name
}

// print says what each worker did.
func (w *watch) print(out io.Writer) {
	fmt.Fprintf(out, "%-24s %-44s %8s %8s\n", "worker", "run", "attempt", "created")
	for _, p := range w.parts {
		ending := ""
		if p.worker == w.dead {
			ending = "  killed"
		}
		fmt.Fprintf(out, "%-24s %-44s %8d %8d%s\n", p.worker, p.run, p.attempt, p.created, ending)
	}
}
