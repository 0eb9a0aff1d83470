package errand

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"

	"partner-import/client"
	"partner-import/importer/internal/breaker"
	"partner-import/importer/internal/journal"
	"partner-import/importer/internal/journal/sqlite"
	"partner-import/importer/internal/runlog"
	"partner-import/importer/row"
	"partner-import/importer/stop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A twoStep is a job that looks, has a mark written, and changes. It fails the test if
// it changes before the mark is kept.
type twoStep struct {
	t      *testing.T
	number int
	kept   bool
	acts   bool
	made   func() // called with each change
	err    *client.Error
}

func (j *twoStep) Row() int { return j.number }

func (j *twoStep) Kind() breaker.Kind {
	if j.acts {
		return breaker.Change
	}
	return breaker.Lookup
}

func (j *twoStep) Attempt(context.Context) (client.Partner, error) {
	if j.acts && !j.kept {
		j.t.Errorf("row %d is changed before the journal says so", j.number)
	}
	if j.acts && j.made != nil {
		j.made()
	}
	if j.err != nil {
		return client.Partner{}, j.err
	}
	return client.Partner{}, nil
}

func (j *twoStep) mark(state journal.Undoing) *journal.Mark {
	return &journal.Mark{ID: int64(j.number), Undone: journal.Undone{State: state, Partner: "p"}}
}

func (j *twoStep) Next(a Answer) Decision {
	switch {
	case a.Closed:
		d := j.End()
		d.Halt = true
		return d
	case j.acts:
		return Decision{Result: &row.Result{Row: j.number, Status: row.Archived}, Mark: j.mark(journal.Archived)}
	}
	j.acts = true
	return Decision{Mark: j.mark(journal.Archiving)}
}

func (j *twoStep) Kept() { j.kept = true }

func (j *twoStep) End() Decision {
	return Decision{Result: &row.Result{Row: j.number, Status: row.Unsent}}
}

// A bench is an engine with so many jobs.
type bench struct {
	*Engine
	journal *sqlite.Journal
	soft    context.Context
	reason  stop.Reason
	ended   map[int]row.Status
}

func newBench(t *testing.T, jobs int, change func(*twoStep)) *bench {
	t.Helper()
	j, err := sqlite.Open(journal.Options{Path: filepath.Join(t.TempDir(), "j"), Account: journal.Account{Host: "h", Key: "k"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	if err := j.Begin("sha", "p.csv"); err != nil {
		t.Fatal(err)
	}
	var claims []*journal.Entry
	for i := range jobs {
		claims = append(claims, &journal.Entry{Email: fmt.Sprintf("%d@x", i), Since: time.Now()})
	}
	if err := j.Write(journal.Group{Claims: claims}); err != nil {
		t.Fatal(err)
	}
	soft, cancel := context.WithCancel(t.Context())
	b := &bench{soft: soft, journal: j, ended: map[int]row.Status{}}
	next := 0
	b.Engine = &Engine{
		Workers: 8, Limiter: client.NewLimiter(client.LimiterOptions{Rate: 1e5}), Journal: j, Log: runlog.New(zap.NewNop()),
		Server: time.Now, Ping: func(context.Context) error { return nil }, MaxOutage: time.Minute, Failed: func(int) bool { return false },
		Halt: func(r stop.Reason, _ error) { b.reason = r; cancel() },
		Next: func() (Step, bool, error) {
			if next++; next > jobs {
				return Step{}, false, nil
			}
			job := &twoStep{t: t, number: next}
			change(job)
			return Step{Job: job}, true, nil
		},
		Emit: func(r row.Result) error {
			if _, twice := b.ended[r.Row]; twice {
				t.Errorf("row %d ends twice", r.Row)
			}
			b.ended[r.Row] = r.Status
			return nil
		},
		Tick: func() error { return nil },
	}
	return b
}

func (b *bench) count(s row.Status) (n int) {
	for _, status := range b.ended {
		if status == s {
			n++
		}
	}
	return n
}

// TestEachJobEndsOnce: in any case, each job has one result.
func TestEachJobEndsOnce(t *testing.T) {
	const jobs = 700
	errRead := errors.New("the journal cannot be read")
	for _, test := range []struct {
		name   string
		change func(*bench) func(*twoStep)
		reason stop.Reason
		all    bool // every job is done
		lines  int
	}{
		{"all is well", func(*bench) func(*twoStep) { return nil }, "", true, jobs},
		{"the journal takes nothing", func(b *bench) func(*twoStep) { b.journal.Close(); return nil }, stop.Journal, false, jobs},
		{"the key is revoked", func(*bench) func(*twoStep) {
			return func(j *twoStep) {
				if j.number >= 300 {
					j.err = &client.Error{Kind: client.Unauthorized, Status: 401, Message: "Unauthenticated."}
				}
			}
		}, stop.Key, false, jobs},
		{"the run is stopped", func(b *bench) func(*twoStep) {
			return func(j *twoStep) {
				if j.number == 300 {
					b.Halt(stop.Cancelled, nil)
				}
			}
		}, stop.Cancelled, false, jobs},
		{"the journal cannot be read", func(b *bench) func(*twoStep) {
			next, n := b.Next, 0
			b.Next = func() (Step, bool, error) {
				if n++; n > 400 {
					return Step{}, false, errRead
				}
				return next()
			}
			return nil
		}, stop.Disk, false, 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			change := func(*twoStep) {}
			b := newBench(t, jobs, func(j *twoStep) { change(j) })
			if c := test.change(b); c != nil {
				change = c
			}
			err := b.Run(t.Context(), b.soft)
			if len(b.ended) != test.lines || b.reason != test.reason || (b.count(row.Archived) == jobs) != test.all {
				t.Errorf("%d results (%d archived), stopped for %q, %v; want %d and %q", len(b.ended), b.count(row.Archived), b.reason, err, test.lines, test.reason)
			}
		})
	}
}

// TestBrokenJournalSendsNothing: what cannot be noted is not done.
func TestBrokenJournalSendsNothing(t *testing.T) {
	b := newBench(t, 50, func(j *twoStep) { j.made = func() { t.Error("a partner was changed") } })
	b.journal.Close()
	_ = b.Run(t.Context(), b.soft)
	if n := b.count(row.Unsent); n != 50 {
		t.Errorf("%d rows are unsent; want all", n)
	}
}
