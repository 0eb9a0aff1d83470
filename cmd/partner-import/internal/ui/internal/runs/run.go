package runs

import (
	"context"
	"slices"
	"sync"
	"time"

	"partner-import/importer"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

// A State is how far a run has come.
type State string

// The states.
const (
	Waiting  State = "waiting" // for another import into the same account
	Reading  State = "reading" // the file, and what Partnero says to the first request
	Sending  State = "sending"
	Stopping State = "stopping" // requests in flight still end
	Ended    State = "ended"
)

// IsActive reports whether the run has not ended.
func (s State) IsActive() bool { return s != Ended }

// mostLatest and mostNotes are how many rows and notes a page shows.
const (
	mostLatest = 20
	mostNotes  = 50
)

// A Note is something that happened.
type Note struct {
	At   time.Time
	Kind Kind
	N    int           // what it counts
	For  time.Duration // how long it takes
	Text string        // what Partnero or the system said
}

// A Kind is a kind of note.
type Kind string

// The kinds of notes.
const (
	Began    Kind = "began"
	Limited  Kind = "limited"  // everything waits for the limit, For so long
	Down     Kind = "down"     // Partnero does not answer; Text is the cause
	Up       Kind = "up"       // it answers again, after For
	InDoubt  Kind = "in_doubt" // N answers were lost
	Finished Kind = "finished"
)

// A View is a run at one moment.
type View struct {
	Version  int // grows with each change
	State    State
	Began    time.Time
	Ended    time.Time
	Preview  importer.Preview
	Progress importer.Progress
	Counts   map[row.Status]int // a copy
	Latest   []row.Result       // the last ones first
	Notes    []Note             // the last ones first
	Pace     []Sample

	Summary *importer.Summary // at the end
	Err     error             // why it ended early, or did not begin
}

// A Sample is the pace of a while.
type Sample struct {
	At   time.Time
	Done int
	Held bool // for the limit, or for Partnero
}

// A Run is an import that is sent. It is safe for concurrent use.
type Run struct {
	job     Job
	stop    context.Context // ends when it is to end softly
	stopNow context.CancelFunc
	cancel  context.CancelFunc

	mu      sync.Mutex
	view    View
	changed chan struct{} // closed at the next change
}

// View returns how the run stands.
func (r *Run) View() View {
	v, _ := r.Watch()
	return v
}

// Watch returns how the run stands, and what is closed at the next change.
func (r *Run) Watch() (View, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.view
	v.Latest, v.Notes, v.Pace = slices.Clone(v.Latest), slices.Clone(v.Notes), slices.Clone(v.Pace)
	return v, r.changed
}

// Stop ends the run softly: requests in flight finish.
func (r *Run) Stop() {
	r.change(func(v *View) {
		if v.State.IsActive() {
			v.State = Stopping
		}
	})
	r.stopNow()
}

// change changes what is seen.
func (r *Run) change(do func(*View)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do(&r.view)
	r.view.Version++
	close(r.changed)
	r.changed = make(chan struct{})
}

// run imports, when it is its turn.
func (r *Run) run(ctx context.Context) {
	r.change(func(v *View) {
		if v.State == Waiting {
			v.State = Reading
		}
		v.Began = time.Now()
		v.note(Note{Kind: Began})
	})
	summary, err := r.importAll(ctx)
	r.change(func(v *View) {
		v.Summary, v.Err, v.Ended = summary, err, time.Now()
		v.note(Note{Kind: Finished})
	})
	if r.job.Saved != nil {
		r.job.Saved(r)
	}
	r.change(func(v *View) { v.State = Ended })
}

func (r *Run) importAll(ctx context.Context) (*importer.Summary, error) {
	s, err := r.job.Source()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	o := r.job.Options
	o.Target, o.Fingerprint, o.Sandbox = r.job.Account.Target, r.job.Account.Fingerprint, r.job.Account.Sandbox
	o.OnPlan = func(p importer.Preview) bool {
		r.change(func(v *View) {
			if v.Preview = p; v.State == Reading {
				v.State = Sending
			}
		})
		return true
	}
	o.OnProgress, o.OnResult = r.progress(), r.result
	im := importer.New(r.job.Account.Partners, o)
	end := func() { im.Stop(stop.Cancelled, context.Canceled) }
	if r.stop.Err() != nil {
		end() // before anything is sent
	}
	defer context.AfterFunc(r.stop, end)()
	return im.Run(ctx, s)
}

// result keeps the latest rows that this run sent.
func (r *Run) result(one row.Result) {
	if r.job.Result != nil {
		r.job.Result(one)
	}
	if one.Earlier || !one.Status.Good() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.view.Latest = slices.Insert(r.view.Latest, 0, one)
	r.view.Latest = r.view.Latest[:min(len(r.view.Latest), mostLatest)]
}

// note puts a note first.
func (v *View) note(n Note) {
	n.At = time.Now()
	v.Notes = slices.Insert(v.Notes, 0, n)
	v.Notes = v.Notes[:min(len(v.Notes), mostNotes)]
}
