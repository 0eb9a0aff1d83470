// Package takeback takes imports back, or restores what was taken back, in the
// background of the page.
//
//	Look ─▶ a plan, and nothing is changed ─▶ a person types its number ─▶ Do
package takeback

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"partner-import/importer"
	"partner-import/importer/stop"
	"partner-import/importer/undo"
)

// A State is how far a job has come.
type State string

// The states. Those of a look are Looking and Planned.
const (
	Looking  State = "looking"  // what would be done
	Planned  State = "planned"  // a person decides
	Changing State = "changing" // partners are archived or restored
	Stopping State = "stopping" // requests in flight still end
	Ended    State = "ended"
)

// IsActive reports whether Partnero is being asked.
func (s State) IsActive() bool { return s == Looking || s == Changing || s == Stopping }

// A Job says what is taken back. Options have no hooks.
type Job struct {
	Partners undo.Partners
	Options  undo.Options
	File     string // the name by which the journal knows the imports
	Saved    func(*undo.Summary)
}

// A View is a job at one moment.
type View struct {
	State    State
	Restore  bool
	Plan     undo.Plan
	Progress importer.Progress
	Summary  *undo.Summary // at the end, nil if nothing was changed
	Err      error         // why it did not begin, or ended early
	Began    time.Time
}

// A ChangedError is the error of a plan that is not the one that a person agreed to.
type ChangedError struct{ Agreed, Now int }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("nothing was changed: you agreed to %d partners, and now it is about %d", e.Agreed, e.Now)
}

// A Take is a job under way. It is safe for concurrent use.
type Take struct {
	job  Job
	stop context.Context
	end  context.CancelFunc
	done chan struct{}

	mu   sync.Mutex
	view View
}

// Look begins to find out what would be done. Nothing is changed.
func Look(job Job) *Take {
	t := begin(job, Looking)
	go t.run(func(p undo.Plan) bool {
		t.change(func(v *View) { v.Plan = p })
		return false
	}, Planned)
	return t
}

// Do begins to change at most so many partners, to which a person agreed. If there are
// more by now, it changes none.
func Do(job Job, agreed int) *Take {
	t := begin(job, Changing)
	go t.run(func(p undo.Plan) bool {
		now := p.Now + p.Unasked
		t.change(func(v *View) {
			if v.Plan = p; now > agreed {
				v.Err = &ChangedError{agreed, now}
			}
		})
		return now <= agreed
	}, Ended)
	return t
}

func begin(job Job, state State) *Take {
	t := &Take{job: job, done: make(chan struct{}), view: View{State: state, Restore: job.Options.Restore, Began: time.Now()}}
	t.stop, t.end = context.WithCancel(context.Background())
	return t
}

// View returns how the job stands.
func (t *Take) View() View {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.view
}

// Stop ends the job softly: requests in flight finish. Run it again to continue.
func (t *Take) Stop() {
	t.change(func(v *View) {
		if v.State == Changing {
			v.State = Stopping
		}
	})
	t.end()
}

// Wait waits until the job ended.
func (t *Take) Wait() { <-t.done }

// Done is closed when the job ended.
func (t *Take) Done() <-chan struct{} { return t.done }

func (t *Take) change(do func(*View)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	do(&t.view)
}

func (t *Take) run(agree func(undo.Plan) bool, then State) {
	defer close(t.done)
	defer t.end()
	o := t.job.Options
	o.OnPlan = agree
	o.OnProgress = func(p importer.Progress) { t.change(func(v *View) { v.Progress = p }) }
	u := undo.New(t.job.Partners, o)
	defer context.AfterFunc(t.stop, func() { u.Stop(stop.Cancelled, context.Canceled) })()
	summary, err := u.Run(context.Background(), t.job.File)
	if errors.Is(err, importer.ErrDeclined) {
		err = nil
	}
	if summary != nil && t.job.Saved != nil {
		t.job.Saved(summary)
	}
	t.change(func(v *View) {
		if v.Summary = summary; v.Err == nil {
			v.Err = err
		}
		if v.State = then; v.Err != nil {
			v.State = Ended
		}
	})
}
